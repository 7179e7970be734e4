package studio.bcm.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.UserException;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;

/** With the real models, on painted heads, where the build has the models. */
class FaceFinderTest {
    private static FaceFinder opened;

    private static List<Face> find(PixelSource picture) {
        assumeTrue(FaceFinder.isAvailable(), "built without npm: no face models");
        if (opened == null) {
            opened = FaceFinder.open();
        }
        return opened.find(picture);
    }

    @AfterAll
    static void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }

    private static void assertFound(Face face, PaintedFace painted, double share) {
        double off = share * painted.eyeDistance();
        assertPlace(face.centre(FacePart.RIGHT_EYE), painted.rightEye(), off);
        assertPlace(face.centre(FacePart.LEFT_EYE), painted.leftEye(), off);
        assertPlace(face.centre(FacePart.OUTER_LIPS), painted.mouth(), off);
        assertThat(face.tilt()).isEqualTo(painted.angle(), within(0.1));
        assertThat(face.turn()).isEqualTo(0, within(0.1));
        assertThat(face.detectorScore()).isBetween(0.6, 1.0);
        assertThat(face.meshScore()).isBetween(0.95, 1.0);
    }

    private static void assertPlace(float[] found, double[] expected, double off) {
        assertThat((double) found[0]).isEqualTo(expected[0], within(off));
        assertThat((double) found[1]).isEqualTo(expected[1], within(off));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "20, 0.2", "-35, 0.6", "8, 0.9"})
    void eyesAndMouthAreWhereTheyArePainted(double degrees, double skin) {
        PaintedFace painted = new PaintedFace(210, 190, 380, Math.toRadians(degrees), skin);
        List<Face> faces = find(PaintedFace.picture(400, 400, painted));
        assertThat(faces).hasSize(1);
        assertFound(faces.getFirst(), painted, 0.08);
    }

    @Test
    void severalAreFoundLargestFirst() {
        PaintedFace large = new PaintedFace(150, 160, 280, 0.1, 0);
        PaintedFace small = new PaintedFace(560, 330, 110, -0.2, 0.5);
        PaintedFace middle = new PaintedFace(430, 110, 180, 0, 0.2);
        List<Face> faces = find(PaintedFace.picture(640, 400, small, large, middle));
        assertThat(faces).hasSize(3);
        assertFound(faces.get(0), large, 0.08);
        assertFound(faces.get(1), middle, 0.08);
        assertFound(faces.get(2), small, 0.12);
    }

    @ParameterizedTest
    @CsvSource({"512, 60, true", "512, 40, false", "3000, 380, true", "3000, 130, true"})
    void smallFacesAreFoundFrom24PixelsOn(int side, double size, boolean found) {
        PaintedFace painted = new PaintedFace(0.83 * side, 0.2 * side, size, 0, 0.1);
        List<Face> faces = find(PaintedFace.picture(side, side * 3 / 4, painted));
        assertThat(faces).hasSize(found ? 1 : 0);
        if (found) {
            assertFound(faces.getFirst(), painted, 0.15);
            assertThat(faces.getFirst().size()).isBetween(0.4f * (float) size, 0.55f * (float) size);
        }
    }

    @Test
    void aFaceThatIsCutByTheBorderOfAPartIsFoundOnce() {
        PaintedFace painted = new PaintedFace(256, 256, 300, 0, 0);
        assertThat(find(PaintedFace.picture(512, 512, painted))).hasSize(1);
    }

    @Test
    void picturesWithoutFacesGiveNone() {
        assertThat(find(Pixels.blank(300, 200))).isEmpty();
        assertThat(find(Pixels.blank(1, 1))).isEmpty();
        assertThat(find(Pixels.blank(2000, 1))).isEmpty();
        Random random = new Random(1);
        Pixels noise = Pixels.blank(500, 400);
        for (int i = 0; i < noise.data().length; i++) {
            noise.data()[i] = (float) random.nextGaussian();
        }
        assertThat(find(noise)).isEmpty();
        Pixels eyes = Pixels.blank(400, 400);
        for (int i = 0; i < eyes.data().length; i++) {
            int x = i % 400;
            int y = i / 400 % 400;
            eyes.data()[i] = Math.hypot(x - 130, y - 150) < 30 || Math.hypot(x - 270, y - 150) < 30 ? -1 : 1;
        }
        assertThat(find(eyes)).isEmpty();
    }

    @Test
    void largePicturesAreLookedAtInSmallerParts() {
        assertThat(FaceFinder.parts(100)).containsExactly(1);
        assertThat(FaceFinder.parts(600)).containsExactly(1, 2, 4);
        assertThat(FaceFinder.parts(20_000)).containsExactly(1, 2, 4, 8);
    }

    @Test
    void buildsWithoutModelsSaySo() {
        assumeFalse(FaceFinder.isAvailable(), "this build has the models");
        assertThatThrownBy(FaceFinder::open).isInstanceOf(UserException.class).hasMessageContaining("npm");
    }
}
