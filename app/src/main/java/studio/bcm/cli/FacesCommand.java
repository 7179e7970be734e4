package studio.bcm.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.face.Face;
import studio.bcm.face.FaceDrawing;
import studio.bcm.face.FaceFinder;
import studio.bcm.face.FacePart;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;

/** Boxes and points of the faces in pictures. */
@Command(name = "faces", sortOptions = false, description = "Find the faces in pictures; prints their boxes and points as JSON, largest first.",
        footer = {"", "Places are in pixels of the upright picture, from its top left corner. 'parts' says which of the 468 points belong to",
            "eyes, brows, nose, lips and outline; left and right are those of the person."})
final class FacesCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "IN", description = "Pictures to look at.")
    List<Path> in;

    @Option(names = "--draw", paramLabel = "FILE", description = "Also draw boxes and points into a copy of the picture; with several pictures "
            + "this names a folder for PNG files.")
    Path draw;

    @Mixin
    OutputOptions output;

    FacesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (draw != null) {
            in.forEach(file -> output.check(drawing(file)));
        }
        Report report = new Report("faces");
        ObjectNode parts = report.json().putObject("parts");
        for (FacePart part : FacePart.values()) {
            ArrayNode numbers = parts.putArray(part.name().toLowerCase(Locale.ROOT));
            for (int point : part.points()) {
                numbers.add(point);
            }
        }
        ArrayNode pictures = report.json().putArray("pictures");
        try (FaceFinder finder = FaceFinder.open(); ConsoleProgress progress = new ConsoleProgress(console, false)) {
            for (Path file : in) {
                Picture picture = PictureReader.read(file);
                picture.warnings().forEach(progress::note);
                List<Face> faces = finder.find(picture);
                ObjectNode node = pictures.addObject().put("file", file.toString()).put("width", picture.width()).put("height", picture.height());
                ArrayNode found = node.putArray("faces");
                faces.forEach(face -> describe(face, found.addObject()));
                if (draw != null) {
                    Path target = drawing(file);
                    output.writer().build().write(FaceDrawing.draw(picture, faces), target);
                    report.output(target);
                }
            }
        }
        CommonOptions options = new CommonOptions();
        options.json = true;
        report.print(options, console);
        return CommandLine.ExitCode.OK;
    }

    private Path drawing(Path file) {
        if (in.size() == 1 && !Files.isDirectory(draw)) {
            return draw;
        }
        return draw.resolve(file.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".png");
    }

    private static void describe(Face face, ObjectNode node) {
        float[] box = face.box();
        node.putObject("box").put("x", tenth(box[0])).put("y", tenth(box[1])).put("width", tenth(box[2])).put("height", tenth(box[3]));
        node.put("tiltDegrees", tenth(Math.toDegrees(face.tilt()))).put("turnDegrees", tenth(Math.toDegrees(face.turn())));
        node.put("detectorScore", Math.round(1e3 * face.detectorScore()) / 1e3).put("meshScore", Math.round(1e3 * face.meshScore()) / 1e3);
        ArrayNode points = node.putArray("points");
        for (int i = 0; i < Face.POINTS; i++) {
            points.addArray().add(tenth(face.x()[i])).add(tenth(face.y()[i]));
        }
    }

    private static double tenth(double value) {
        return Math.round(10 * value) / 10.0;
    }
}
