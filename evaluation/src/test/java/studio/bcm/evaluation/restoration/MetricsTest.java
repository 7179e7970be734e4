package studio.bcm.evaluation.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import studio.bcm.image.Pixels;

class MetricsTest {
    private static EightBit picture(int w, int h, IntBinaryOperator... channels) {
        byte[][] planes = new byte[3][w * h];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    planes[c][y * w + x] = (byte) channels[c % channels.length].applyAsInt(x, y);
                }
            }
        }
        return new EightBit(w, h, planes);
    }

    private static EightBit noise(int w, int h, long seed) {
        Random random = new Random(seed);
        return picture(w, h, (x, y) -> random.nextInt(256));
    }

    @Test
    void offsetOfOneStep() {
        Metrics.Quality q = Metrics.compare(picture(40, 30, (x, y) -> 100), picture(40, 30, (x, y) -> 101));
        assertThat(q.mse()).isEqualTo(1);
        assertThat(q.psnrRgb()).isCloseTo(48.1308, within(1e-4));
        assertThat(q.psnrY()).isCloseTo(48.1308, within(1e-4));
        assertThat(q.psnrB()).isCloseTo(48.1308, within(1e-4));
        double c1 = 6.5025;
        assertThat(q.ssim()).isCloseTo((2 * 100 * 101 + c1) / (100 * 100 + 101 * 101 + c1), within(1e-9));
    }

    @Test
    void lumaWeighsTheChannels() {
        EightBit grey = picture(16, 16, (x, y) -> 100);
        EightBit greener = picture(16, 16, (x, y) -> 100, (x, y) -> 110, (x, y) -> 100);
        Metrics.Quality q = Metrics.compare(grey, greener);
        assertThat(q.mse()).isCloseTo(100.0 / 3, within(1e-9));
        assertThat(q.psnrY()).isCloseTo(Metrics.psnr(5.87 * 5.87), within(1e-9));
    }

    @Test
    void equalPicturesAreInfinitelyNear() {
        EightBit p = noise(24, 24, 1);
        Metrics.Quality q = Metrics.compare(p, p);
        assertThat(q.psnrRgb()).isInfinite();
        assertThat(q.ssim()).isCloseTo(1, within(1e-9));
    }

    @Test
    void ssimAgreesWithTheDefinitionWrittenOut() {
        EightBit a = noise(90, 150, 2);
        Random random = new Random(3);
        EightBit b = picture(90, 150, (x, y) -> Math.clamp(a.at(0, y * 90 + x) + random.nextInt(61) - 30, 0, 255));
        double[] kernel = new double[121];
        double total = 0;
        for (int i = 0; i < 121; i++) {
            int dx = i % 11 - 5;
            int dy = i / 11 - 5;
            kernel[i] = Math.exp(-(dx * dx + dy * dy) / 4.5);
            total += kernel[i];
        }
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < 140; y++) {
                for (int x = 0; x < 80; x++) {
                    double ma = 0;
                    double mb = 0;
                    for (int i = 0; i < 121; i++) {
                        int at = (y + i / 11) * 90 + x + i % 11;
                        ma += kernel[i] / total * a.at(c, at);
                        mb += kernel[i] / total * b.at(c, at);
                    }
                    double va = 0;
                    double vb = 0;
                    double ab = 0;
                    for (int i = 0; i < 121; i++) {
                        int at = (y + i / 11) * 90 + x + i % 11;
                        va += kernel[i] / total * (a.at(c, at) - ma) * (a.at(c, at) - ma);
                        vb += kernel[i] / total * (b.at(c, at) - mb) * (b.at(c, at) - mb);
                        ab += kernel[i] / total * (a.at(c, at) - ma) * (b.at(c, at) - mb);
                    }
                    sum += (2 * ma * mb + 6.5025) * (2 * ab + 58.5225) / ((ma * ma + mb * mb + 6.5025) * (va + vb + 58.5225));
                }
            }
        }
        assertThat(Metrics.ssim(a, b)).isCloseTo(sum / (3 * 140 * 80), within(1e-9));
    }

    @Test
    void blocksCostPsnrB() {
        // Flat blocks, each 10 brighter or darker than its neighbours: differences of 10 on the borders alone.
        EightBit blocks = picture(64, 64, (x, y) -> 100 + 10 * ((x / 8 + y / 8) % 2));
        double step = 10 * 219.0 / 255;
        assertThat(Metrics.blockingEffectFactor(blocks)).isCloseTo(step * step * 3 / 6, within(1e-9));
        EightBit shifted = picture(64, 64, (x, y) -> 100 + 10 * (((x + 3) / 8 + (y + 3) / 8) % 2));
        assertThat(Metrics.blockingEffectFactor(shifted)).as("blocks off the grid").isZero();
    }

    @Test
    void picturesOfAnyRangeAreRoundedAsAFileWould() {
        Pixels original = Pixels.blank(16, 16);
        Pixels near = Pixels.blank(16, 16);
        Arrays.fill(original.data(), 1f);
        Arrays.fill(near.data(), 1.4f);
        assertThat(Metrics.compare(original, near).mse()).isZero();
    }

    @Test
    void meanIsOverPhotos() {
        Metrics.Quality mean = Metrics.Quality.mean(List.of(new Metrics.Quality(1, 30, 31, 36, 37, 0.9, 29), new Metrics.Quality(3, 40, 35, 38, 41, 0.7, 39)));
        assertThat(mean).isEqualTo(new Metrics.Quality(2, 35, 33, 37, 39, 0.8, 34));
    }

    @Test
    void differentSizesAreRefused() {
        assertThatThrownBy(() -> Metrics.compare(Pixels.blank(16, 16), Pixels.blank(16, 17))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16×17");
    }
}
