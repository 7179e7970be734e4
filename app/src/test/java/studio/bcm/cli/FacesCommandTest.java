package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.face.FaceFinder;
import studio.bcm.face.PaintedFace;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.Pixels;
import studio.bcm.model.GaussianModel;

class FacesCommandTest {
    private static final PaintedFace HEAD = new PaintedFace(200, 150, 280, 0.15, 0.2);

    @TempDir
    private Path folder;

    private Path write(String name, Pixels pixels) {
        Path file = folder.resolve(name);
        PictureWriter.builder().build().write(Picture.of(pixels), file);
        return file;
    }

    @Test
    void boxesAndPointsArePrintedAsJson() throws IOException {
        assumeTrue(FaceFinder.isAvailable(), "built without npm: no face models");
        Path with = write("with ü.png", PaintedFace.picture(400, 300, HEAD));
        Path without = write("without.png", Pixels.blank(90, 60));
        CommandLineRun run = CommandLineRun.of("faces", with, without);
        assertThat(run.code()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        JsonNode pictures = json.path("pictures");
        assertThat(pictures).hasSize(2);
        assertThat(pictures.path(1).path("faces")).isEmpty();
        JsonNode face = pictures.path(0).path("faces").path(0);
        assertThat(pictures.path(0).path("faces")).hasSize(1);
        assertThat(face.path("points")).hasSize(468);
        assertThat(face.path("tiltDegrees").asDouble()).isEqualTo(Math.toDegrees(0.15), within(4.0));
        double x = 0;
        JsonNode eye = json.path("parts").path("left_eye");
        for (JsonNode point : eye) {
            x += face.path("points").path(point.asInt()).path(0).asDouble() / eye.size();
        }
        assertThat(x).isEqualTo(HEAD.leftEye()[0], within(4.0));
        JsonNode box = face.path("box");
        assertThat(x).isBetween(box.path("x").asDouble(), box.path("x").asDouble() + box.path("width").asDouble());
    }

    @Test
    void facesAreDrawnIntoACopy() {
        assumeTrue(FaceFinder.isAvailable(), "built without npm: no face models");
        Pixels before = PaintedFace.picture(400, 300, HEAD);
        Path file = write("a.png", before);
        Path drawn = folder.resolve("drawn.png");
        assertThat(CommandLineRun.of("faces", file, "--draw", drawn).code()).isZero();
        float[] a = PictureReader.read(file).toPixels().data();
        float[] b = PictureReader.read(drawn).toPixels().data();
        int eye = (int) HEAD.leftEye()[1] * 400 + (int) HEAD.leftEye()[0];
        int changed = 0;
        for (int i = 0; i < 400 * 300; i++) {
            changed += a[i] == b[i] ? 0 : 1;
        }
        assertThat(changed).as("%d at the eye", eye).isBetween(1000, 40_000);
        assertThat(b[0]).as("a corner").isEqualTo(a[0]);
        CommandLineRun again = CommandLineRun.of("faces", file, "--draw", drawn);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("drawn.png");
    }

    @Test
    void severalPicturesAreDrawnIntoAFolder() {
        assumeTrue(FaceFinder.isAvailable(), "built without npm: no face models");
        Path one = write("one.png", PaintedFace.picture(400, 300, HEAD));
        Path two = write("two.png", Pixels.blank(90, 60));
        assertThat(CommandLineRun.of("faces", one, two, "--draw", folder.resolve("all")).code()).isZero();
        assertThat(folder.resolve("all/one.png")).exists();
        assertThat(folder.resolve("all/two.png")).exists();
    }

    @Test
    void withoutModelsOneSentenceSaysSo() {
        assumeFalse(FaceFinder.isAvailable(), "this build has the models");
        CommandLineRun run = CommandLineRun.of("faces", write("a.png", Pixels.blank(9, 9)));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("npm").hasLineCount(1);
    }

    /** The eyes of two heads at different places are held at one. */
    @Test
    void eyesAreHeldInPlace() throws IOException {
        assumeTrue(FaceFinder.isAvailable(), "built without npm: no face models");
        Path model = Files.createDirectory(folder.resolve("models")).resolve("gauss.bcm");
        GaussianModel.pack(model.getParent(), "gauss");
        Path one = write("one.png", PaintedFace.picture(400, 300, HEAD));
        Path two = write("two.png", PaintedFace.picture(400, 300, new PaintedFace(215, 160, 240, -0.1, 0.3)));
        Path out = folder.resolve("frames");
        CommandLineRun run = CommandLineRun.of("interpolate", one, two, "--out", out, "--frames", 2, "--depth", 0, "--hold-eyes", "--model", model,
                "--device", "cpu");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode pictures = new ObjectMapper().readTree(CommandLineRun.of("faces", out.resolve("frame-000.png"), out.resolve("frame-001.png")).out())
                .path("pictures");
        assertThat(pictures.path(1).path("width")).isEqualTo(pictures.path(0).path("width"));
        for (int corner : new int[] {33, 263}) {
            for (int axis = 0; axis < 2; axis++) {
                double first = pictures.path(0).path("faces").path(0).path("points").path(corner).path(axis).asDouble();
                double second = pictures.path(1).path("faces").path(0).path("points").path(corner).path(axis).asDouble();
                assertThat(first).isPositive().isEqualTo(second, within(3.0));
            }
        }
        Path none = write("none.png", Pixels.blank(90, 60));
        CommandLineRun refused = CommandLineRun.of("interpolate", one, none, "--out", folder.resolve("other"), "--depth", 0, "--hold-eyes", "--model", model,
                "--device", "cpu");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("There is no face in").contains("none.png");
    }

    @Test
    void alignmentTakesFacesUnlessToldNotTo() throws IOException {
        assumeTrue(FaceFinder.isAvailable(), "built without npm: no face models");
        PaintedFace other = new PaintedFace(240, 120, 180, -0.3, 0.6);
        Path a = write("a.png", PaintedFace.picture(400, 300, HEAD));
        Path b = write("b.png", PaintedFace.picture(400, 300, other));
        Path points = Files.writeString(folder.resolve("points.csv"), HEAD.mouth()[0] + "," + HEAD.mouth()[1] + "\n");
        String[] with = CommandLineRun.of("align", a, b, "--carry", points).out().strip().split(",");
        assertThat(Math.hypot(Double.parseDouble(with[0]) - other.mouth()[0], Double.parseDouble(with[1]) - other.mouth()[1])).isLessThan(4);
        String[] without = CommandLineRun.of("align", a, b, "--carry", points, "--no-faces").out().strip().split(",");
        assertThat(without).isNotEqualTo(with);
    }
}
