package studio.bcm.face.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import studio.bcm.face.tflite.OnnxConverter;
import studio.bcm.face.tflite.TfliteModel;
import studio.bcm.face.tflite.UnsupportedModelException;

/**
 * {@code FaceModels CLASSES WORK offline=true|false}: puts the face detector and the face mesh, as ONNX, among the module's resources.
 * Without npm or a network it leaves them out and says so in one sentence; it never fails a build.
 */
public final class FaceModels {
    private static final System.Logger LOG = System.getLogger(FaceModels.class.getName());
    private static final NpmPackage PACKAGE = new NpmPackage("@mediapipe/face_mesh", "0.4.1657299874",
            "sha512-Jdza+77HjDH4SQ6/DAYmnKUYdh2fU1GbhuGqXZbkK5rnJKpZLZe5KQeJmwUq9dmkYkCPSq4oe9vmcuveRPpwag==");
    private static final String ARCHIVE = "face_mesh_solution_packed_assets";
    private static final String DETECTOR = "/face_detection_short_range.tflite";
    private static final String MESH = "/face_landmark.tflite";
    private static final String FOLDER = "studio/bcm/face";

    private FaceModels() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        boolean offline = arguments[2].equals("offline=true");
        run(PACKAGE, Path.of(arguments[0]), Path.of(arguments[1]), offline, sentence -> LOG.log(System.Logger.Level.INFO, sentence));
    }

    /**
     * Takes and converts.
     *
     * @param classes folder that becomes the module's jar
     * @param work    where the package is kept for the next build
     * @param say     takes the sentence where the models cannot be had
     */
    static void run(NpmPackage source, Path classes, Path work, boolean offline, Consumer<String> say) throws InterruptedException {
        try {
            PackedAssets assets = PackedAssets.ofNpmPackage(source.take(work, offline), ARCHIVE);
            byte[] detector = OnnxConverter.convertForAnySize(TfliteModel.parse(assets.file(DETECTOR)));
            byte[] mesh = OnnxConverter.convert(TfliteModel.parse(assets.file(MESH)));
            Path folder = Files.createDirectories(classes.resolve(FOLDER));
            Files.write(folder.resolve("detector.onnx"), detector);
            Files.write(folder.resolve("mesh.onnx"), mesh);
        } catch (IOException | UnsupportedModelException e) {
            say.accept("Built without face detection: " + e.getMessage() + ". Everything else works.");
        }
    }
}
