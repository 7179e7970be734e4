package studio.bcm.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import studio.bcm.edit.Samples;

class LanczosTest {
    @Test
    void sameSizeIsTheSamePicture() {
        Pixels picture = Samples.scene(50, 40, 1);
        Pixels same = Lanczos.resample(picture, 0, 0, 50, 40, 50, 40);
        assertThat(Samples.meanSquare(picture, same)).isLessThan(1e-10);
    }

    @Test
    void smoothShadesKeepTheirPlace() {
        Pixels picture = Samples.picture(300, 200, (c, x, y) -> Math.sin((x + 0.5) * 0.02) * Math.cos((y + 0.5) * 0.03));
        for (double scale : new double[] {0.31, 0.5, 1.7}) {
            int width = (int) Math.round(300 * scale);
            int height = (int) Math.round(200 * scale);
            Pixels scaled = Lanczos.resample(picture, 0, 0, 300, 200, width, height);
            for (int y = height / 5; y < height * 4 / 5; y++) {
                for (int x = width / 5; x < width * 4 / 5; x++) {
                    double expected = Math.sin((x + 0.5) * 300 / width * 0.02) * Math.cos((y + 0.5) * 200 / height * 0.03);
                    assertThat((double) scaled.data()[y * width + x]).isCloseTo(expected, Offset.offset(0.01));
                }
            }
        }
    }

    @Test
    void stripesTooFineForTheNewSizeVanish() {
        Pixels stripes = Samples.picture(256, 256, (c, x, y) -> x % 2 == 0 ? 1 : -1);
        Pixels small = Lanczos.resample(stripes, 0, 0, 256, 256, 77, 77);
        for (float value : small.data()) {
            assertThat(value).isCloseTo(0, Offset.offset(0.05f));
        }
    }
}
