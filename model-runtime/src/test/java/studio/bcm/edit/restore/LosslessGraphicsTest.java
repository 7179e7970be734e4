package studio.bcm.edit.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;

/** What is drawn from equal tiles, of few colours, or in dots is not taken for compressed; the same after a JPEG is. */
class LosslessGraphicsTest {
    private static final int[] PALETTE = {0x282830, 0x3c465a, 0x5a6e82, 0x8296a0, 0xc8beaa, 0xdc7850, 0x78b45a, 0x503c32, 0xe6dcc8, 0x645aa0,
        0xb4465a, 0x468c96, 0x968264, 0xd2aa3c, 0x325a3c, 0xf0f0e6};
    private static final int SIDE = 192;

    private static boolean isFound(Picture picture) {
        CompressionTraces traces = CompressionTraces.of(picture, Optional.empty());
        return traces.count() > 0 || traces.isScaled();
    }

    private static Picture picture(int width, int height, IntBinaryOperator rgb) {
        Pixels pixels = Pixels.blank(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int colour = rgb.applyAsInt(x, y);
                for (int c = 0; c < 3; c++) {
                    pixels.data()[(c * height + y) * width + x] = (colour >> 16 - 8 * c & 255) / 127.5f - 1;
                }
            }
        }
        return Picture.of(pixels);
    }

    private static int grey(int value) {
        return value * 0x010101;
    }

    /** Screens of tiles, of which most are repeated. */
    private static Picture tiles(int side, int scale, int shades) {
        SplittableRandom random = new SplittableRandom(side);
        int[][] tiles = new int[24][side * side];
        for (int[] tile : tiles) {
            int ground = random.nextInt(16);
            for (int i = 0; i < tile.length; i++) {
                int shade = shades == 0 ? 0 : 0x010101 * random.nextInt(shades);
                tile[i] = PALETTE[random.nextInt(4) == 0 ? random.nextInt(16) : ground] / 2 + shade;
            }
        }
        int[] places = random.ints(4096, 0, 48).map(i -> i < 24 ? 0 : i - 24).toArray();
        return picture(SIDE, SIDE, (x, y) -> tiles[places[y / scale / side * 32 + x / scale / side]][y / scale % side * side + x / scale % side]);
    }

    /** A soft light with things in it, 0…255. */
    private static double light(int x, int y) {
        return 127 + 90 * Math.sin(x / 31.0 + Math.cos(y / 23.0)) * Math.cos(y / 41.0) + (Math.hypot(x - 90, y - 70) < 40 ? 30 : 0);
    }

    private static int bayer(int x, int y, int n) {
        int value = 0;
        for (int bit = 1, weight = n * n / 4; bit < n; bit *= 2, weight /= 4) {
            int a = x / bit & 1;
            int b = y / bit & 1;
            value += weight * (2 * (a ^ b) + b);
        }
        return value;
    }

    @ParameterizedTest
    @CsvSource({"8,1,0", "8,2,0", "8,3,0", "8,4,0", "8,5,0", "8,6,0", "8,7,0", "8,8,0", "16,1,0", "16,2,0", "8,1,40", "16,1,40", "8,2,40"})
    void repeatedTiles(int side, int scale, int shades) {
        assertThat(isFound(tiles(side, scale, shades))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"2,2", "4,2", "8,2", "4,4", "8,8", "8,16"})
    void orderedDither(int n, int levels) {
        assertThat(isFound(picture(SIDE, SIDE, (x, y) -> {
            int level = (int) (light(x, y) / 255 * (levels - 1) + (bayer(x, y, n) + 0.5) / (n * n));
            return grey(30 + level * 190 / (levels - 1));
        }))).isFalse();
        assertThat(isFound(picture(SIDE, SIDE, (x, y) -> light(x, y) / 255 > (bayer(x, y, n) + 0.5) / (n * n) ? 0xffffff : 0))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {4, 5.3, 8, 11.7})
    void halftonesWithHardAndSoftDots(double period) {
        for (double angle : new double[] {0, Math.PI / 12, Math.PI / 4}) {
            for (double hardness : new double[] {100, 1.2}) {
                assertThat(isFound(picture(SIDE, SIDE, (x, y) -> {
                    double u = (x * Math.cos(angle) + y * Math.sin(angle)) * 2 * Math.PI / period;
                    double v = (y * Math.cos(angle) - x * Math.sin(angle)) * 2 * Math.PI / period;
                    double dot = (Math.cos(u) + Math.cos(v)) / 4 + 0.5;
                    return grey((int) (255 * Math.clamp((light(x, y) / 255 - dot) * period * hardness + 0.5, 0, 1)));
                }))).as("%s, %s", angle, hardness).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 8, 10})
    void squaresOfCodes(int module) {
        boolean[] set = new boolean[64 * 64];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < set.length; i++) {
            set[i] = random.nextBoolean();
        }
        assertThat(isFound(picture(SIDE, SIDE, (x, y) -> set[y / module * 64 + x / module] ? 0xffffff : 0))).isFalse();
        assertThat(isFound(picture(SIDE, SIDE, (x, y) -> set[y / module * 64 + x / module] ? 0xd2d2d2 : 0x3c3c3c))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"8,1", "8,2", "14,1", "16,1", "16,2", "16,3"})
    void textScreens(int height, int scale) {
        SplittableRandom random = new SplittableRandom(height);
        long[][] glyphs = new long[64][2];
        for (long[] glyph : glyphs) {
            glyph[0] = random.nextLong() & 0x7e7e7e7e7e7e7e00L;
            glyph[1] = random.nextLong() & 0x007e7e7e7e7e7e7eL;
        }
        int[] cells = random.ints(8192, 0, 1 << 14).toArray();
        assertThat(isFound(picture(240, 208, (x, y) -> {
            int cell = cells[y / scale / height * 32 + x / scale / 8];
            int row = y / scale % height;
            boolean set = (glyphs[cell & 63][row / 8] >> (row % 8 * 8 + x / scale % 8) & 1) != 0;
            return PALETTE[set ? cell >> 6 & 15 : cell >> 10 & 3];
        }))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1,0", "0,1", "1,1", "2,1", "-1,3"})
    void ramps(int right, int down) {
        SplittableRandom random = new SplittableRandom(right);
        double length = SIDE * (Math.abs(right) + Math.abs(down));
        for (double dither : new double[] {0, 0.5, 1}) {
            for (int[] ends : new int[][] {{0xffffff, 0}, {0x3c6ebe, 0xe6f0fa}, {0x14143c, 0xff8c1e}}) {
                Picture ramp = picture(SIDE, SIDE, (x, y) -> {
                    double share = (right * x + down * y + (right < 0 ? SIDE : 0)) / length;
                    int colour = 0;
                    for (int bit = 16; bit >= 0; bit -= 8) {
                        double v = (1 - share) * (ends[0] >> bit & 255) + share * (ends[1] >> bit & 255);
                        double rounded = dither == 1 ? v + random.nextDouble() : v + dither;
                        colour |= Math.clamp((int) rounded, 0, 255) << bit;
                    }
                    return colour;
                });
                assertThat(isFound(ramp)).as("dither %s, %x", dither, ends[0]).isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8,1", "8,2", "8,3", "8,5", "8,8", "16,1", "16,3", "16,8"})
    void tilesOfRamps(int side, int scale) {
        SplittableRandom random = new SplittableRandom(side);
        int[] grounds = random.ints(64, 0, 0x1000000).toArray();
        int[] slopes = random.ints(64, -6, 7).toArray();
        int[] places = random.ints(4096, 0, 60).map(i -> i < 30 ? 0 : i - 30).toArray();
        assertThat(isFound(picture(SIDE, SIDE, (x, y) -> {
            int tile = places[y / scale / side * 32 + x / scale / side];
            int light = (x / scale % side + y / scale % side) * slopes[tile] / 2;
            int colour = 0;
            for (int bit = 16; bit >= 0; bit -= 8) {
                colour |= Math.clamp((grounds[tile] >> bit & 255) + light, 0, 255) << bit;
            }
            return colour;
        }))).isFalse();
    }

    @Test
    void whatWentThroughAJpegIsFoundStill() {
        for (int side : new int[] {8, 16}) {
            Picture saved = JpegEncoder.decode(JpegEncoder.encode(tiles(side, 1, 40), 50, ChromaSampling.S420));
            assertThat(isFound(saved)).isTrue();
        }
        Picture light = picture(SIDE, SIDE, (x, y) -> grey((int) (light(x, y) + 20 * Math.sin(x * 1.3) * Math.sin(y * 0.9))));
        assertThat(isFound(JpegEncoder.decode(JpegEncoder.encode(light, 30, ChromaSampling.S420)))).isTrue();
    }
}
