package studio.bcm.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.bcm.image.Picture;

class EyeFramesTest {
    private static final List<PaintedFace> HEADS = List.of(new PaintedFace(300, 240, 380, 0, 0), new PaintedFace(250, 260, 330, 0.2, 0.1),
            new PaintedFace(330, 230, 420, -0.12, 0));

    /** A face whose eyes alone are at their place. */
    private static Face eyesOf(PaintedFace head) {
        float[] x = new float[Face.POINTS];
        float[] y = new float[Face.POINTS];
        for (int i : FacePart.RIGHT_EYE.points()) {
            x[i] = (float) head.rightEye()[0];
            y[i] = (float) head.rightEye()[1];
        }
        for (int i : FacePart.LEFT_EYE.points()) {
            x[i] = (float) head.leftEye()[0];
            y[i] = (float) head.leftEye()[1];
        }
        return new Face(1, 1, 0, x, y);
    }

    private static EyeFrames frames() {
        List<Picture> pictures = new ArrayList<>();
        HEADS.forEach(h -> pictures.add(Picture.of(PaintedFace.picture(600, 480, h))));
        return EyeFrames.of(pictures, HEADS.stream().map(EyeFramesTest::eyesOf).toList());
    }

    @Test
    void eyesAreAtOnePlaceInAllFrames() {
        EyeFrames frames = frames();
        List<double[]> dark = new ArrayList<>();
        for (int i = 0; i < HEADS.size(); i++) {
            Picture picture = frames.picture(i);
            assertThat(picture.width()).isEqualTo(frames.width());
            assertThat(picture.height()).isEqualTo(frames.height());
            // The pupils are the darkest places.
            for (int half = 0; half < 2; half++) {
                dark.add(darkest(picture, half));
            }
        }
        for (int i = 2; i < dark.size(); i++) {
            assertThat(dark.get(i)[0]).isEqualTo(dark.get(i % 2)[0], within(0.6));
            assertThat(dark.get(i)[1]).isEqualTo(dark.get(i % 2)[1], within(0.6));
        }
    }

    private static double[] darkest(Picture picture, int half) {
        int w = picture.width();
        int h = picture.height();
        float[] rgb = new float[3 * w * h];
        picture.read(0, 0, w, h, rgb, 0);
        double x = 0;
        double y = 0;
        double sum = 0;
        for (int j = 0; j < h; j++) {
            for (int i = half * w / 2; i < (half + 1) * w / 2; i++) {
                double black = Math.max(0, -0.9 - rgb[j * w + i]);
                x += black * i;
                y += black * j;
                sum += black;
            }
        }
        assertThat(sum).isPositive();
        return new double[] {x / sum, y / sum};
    }

    @Test
    void theFrameHasTheFirstPhotosShapeAndNoBorders() {
        EyeFrames frames = frames();
        assertThat((double) frames.width() / frames.height()).isEqualTo(600.0 / 480, within(0.01));
        double nearest = Double.MAX_VALUE;
        for (int i = 0; i < HEADS.size(); i++) {
            for (int corner = 0; corner < 4; corner++) {
                double[] place = frames.toPhoto(i, corner % 2 * frames.width(), corner / 2 * frames.height());
                double inside = Math.min(Math.min(place[0], 600 - place[0]), Math.min(place[1], 480 - place[1]));
                assertThat(inside).isGreaterThan(-0.6);
                nearest = Math.min(nearest, inside);
            }
        }
        // As large as it can be: it touches a border.
        assertThat(nearest).isLessThan(1.5);
        assertThat(frames.height()).isGreaterThan(240);
    }

    @Test
    void aPhotoAloneStaysAsItIs() {
        PaintedFace head = HEADS.getFirst();
        Picture picture = Picture.of(PaintedFace.picture(600, 480, head));
        EyeFrames frames = EyeFrames.of(List.of(picture), List.of(eyesOf(head)));
        assertThat(frames.width()).isEqualTo(600);
        assertThat(frames.height()).isEqualTo(480);
        float[] before = picture.toPixels().data();
        float[] after = frames.picture(0).toPixels().data();
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
            sum += Math.abs(before[i] - after[i]);
        }
        assertThat(sum / before.length).isLessThan(0.002);
    }
}
