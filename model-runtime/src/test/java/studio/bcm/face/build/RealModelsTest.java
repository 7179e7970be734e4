package studio.bcm.face.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.face.FaceFinder;
import studio.bcm.face.tflite.ReferenceInterpreter;
import studio.bcm.face.tflite.TfliteModel;
import studio.bcm.model.OnnxNetwork;

/** The models that the build has taken from npm, where it has. */
class RealModelsTest {
    /**
     * Both ways of running a model give the same, and the values that the sketch of a third (numpy) gave for the same input.
     *
     * @param least    of the values of the input, up to 1
     * @param expected every seventh part of the first and of the second output, channels last
     */
    @ParameterizedTest
    @CsvSource({
        "detector, 128, -1, .8053 1.2027 3.8789 .8199 -1.5014 -11.3423 5.2754, -5.3905 -5.3163 -4.5673 -5.3147 -5.3503 -1.2603 -.733",
        "mesh, 192, 0, 93.131 -6.1328 79.1903 90.2931 -5.118 53.225 106.5086 -.1193, -8.6102"})
    void convertedModelsComputeWhatTheOriginalsDo(String name, int side, int least, String first, String second) throws IOException {
        assumeTrue(FaceFinder.isAvailable(), "built without npm: no face models");
        Path kept = Path.of("target/npm/mediapipe-face_mesh-0.4.1657299874.tgz");
        assumeTrue(Files.exists(kept), "the package is not in " + kept.toAbsolutePath());
        PackedAssets assets = PackedAssets.ofNpmPackage(Files.readAllBytes(kept), "face_mesh_solution_packed_assets");
        TfliteModel model = TfliteModel.parse(assets.file(name.equals("mesh") ? "/face_landmark.tflite" : "/face_detection_short_range.tflite"));
        float[] last = new float[3 * side * side];
        float[] planar = new float[last.length];
        for (int i = 0; i < last.length; i++) {
            int c = i % 3;
            int x = i / 3 % side;
            int y = i / 3 / side;
            double v = Math.sin(y * 0.11 + c) * Math.cos(x * 0.07 - c * 0.5);
            last[i] = (float) (least == 0 ? (v + 1) / 2 : v);
            planar[(c * side + y) * side + x] = last[i];
        }
        List<float[]> reference = ReferenceInterpreter.run(model, last);
        try (InputStream onnx = FaceFinder.class.getResourceAsStream(name + ".onnx");
                OnnxNetwork network = OnnxNetwork.open(onnx.readAllBytes(), 1)) {
            List<float[]> found = network.run(planar, 1, 3, side, side);
            List<String> stored = List.of(first, second);
            for (int o = 0; o < 2; o++) {
                // Outputs are lists or of one pixel, so that their order is the same either way.
                assertThat(found.get(o)).containsExactly(reference.get(o), within(2e-3f));
                String[] values = stored.get(o).trim().split(" ");
                for (int i = 0; i < values.length; i++) {
                    int at = i * Math.max(1, found.get(o).length / 7);
                    assertThat(found.get(o)[at]).as(String.format(Locale.ROOT, "%s %d at %d", name, o, at))
                            .isEqualTo(Float.parseFloat(values[i]), within(2e-3f));
                }
            }
        }
    }
}
