package studio.bcm.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NoiseFieldTest {
    private static final int SIZE = 512;
    private static final int VALUES = 3 * SIZE * SIZE;
    /** Five standard deviations of the mean of that many independent values. */
    private static final double FIVE_SIGMA = 5 / Math.sqrt(VALUES);

    @Test
    void isStandardNormal() {
        float[] z = field(42, 0);
        double m1 = 0;
        double m2 = 0;
        double m3 = 0;
        double m4 = 0;
        int beyondTwo = 0;
        for (float v : z) {
            m1 += v;
            m2 += v * v;
            m3 += Math.pow(v, 3);
            m4 += Math.pow(v, 4);
            beyondTwo += Math.abs(v) > 2 ? 1 : 0;
        }
        assertThat(m1 / VALUES).isCloseTo(0, within(FIVE_SIGMA));
        assertThat(m2 / VALUES).isCloseTo(1, within(Math.sqrt(2) * FIVE_SIGMA));
        assertThat(m3 / VALUES).isCloseTo(0, within(Math.sqrt(15) * FIVE_SIGMA));
        assertThat(m4 / VALUES).isCloseTo(3, within(Math.sqrt(96) * FIVE_SIGMA));
        assertThat((double) beyondTwo / VALUES).isCloseTo(0.0455, within(0.21 * FIVE_SIGMA));
    }

    @Test
    void neighboursStreamsSeedsAndChannelsAreIndependent() {
        float[] z = field(42, 0);
        int plane = SIZE * SIZE;
        assertUncorrelated(z, shifted(z, 1));
        assertUncorrelated(z, shifted(z, SIZE));
        assertUncorrelated(z, shifted(z, SIZE + 1));
        assertUncorrelated(z, shifted(z, plane));
        assertUncorrelated(z, field(42, 1));
        assertUncorrelated(z, field(42, 2));
        assertUncorrelated(z, field(43, 0));
        assertUncorrelated(z, field(0, 42));
        assertUncorrelated(squares(z), squares(shifted(z, 1)));
        assertUncorrelated(squares(z), squares(field(42, 1)));
    }

    @Test
    void tilesAgreeWhereverTheyLie() {
        NoiseField noise = new NoiseField(7, 3);
        int w = 40;
        int h = 30;
        float[] whole = new float[3 * w * h];
        noise.fill(-10, -5, w, h, whole, 0);
        float[] tile = new float[2 + 3 * 12 * 9];
        noise.fill(3, 4, 12, 9, tile, 2);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < 9; y++) {
                for (int x = 0; x < 12; x++) {
                    float expected = whole[(c * h + y + 9) * w + x + 13];
                    assertThat(tile[2 + (c * 9 + y) * 12 + x]).isEqualTo(expected);
                    assertThat(noise.at(c, y + 4, x + 3)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void addingScales() {
        NoiseField noise = new NoiseField(1, 1);
        float[] values = new float[3 * 8 * 8];
        Arrays.fill(values, 5f);
        noise.add(0.5f, 2, 3, 8, 8, values, 0);
        float[] z = new float[values.length];
        noise.fill(2, 3, 8, 8, z, 0);
        for (int i = 0; i < z.length; i++) {
            assertThat(values[i]).isEqualTo(5f + 0.5f * z[i]);
        }
    }

    /** A seed that a user has noted must give the same picture in later versions, on any machine. */
    @Test
    void valuesOfASeedNeverChange() {
        assertThat(new float[] {new NoiseField(0, 0).at(0, 0, 0), new NoiseField(42, 0).at(2, 100, 200),
                new NoiseField(-1, 9).at(1, -3, 70000)}).containsExactly(0.31602335f, -0.60709125f, -1.03976f);
    }

    private static float[] field(long seed, long stream) {
        float[] z = new float[VALUES];
        new NoiseField(seed, stream).fill(0, 0, SIZE, SIZE, z, 0);
        return z;
    }

    private static float[] shifted(float[] z, int by) {
        float[] s = new float[z.length];
        for (int i = 0; i < z.length; i++) {
            s[i] = z[(i + by) % z.length];
        }
        return s;
    }

    private static float[] squares(float[] z) {
        float[] s = new float[z.length];
        for (int i = 0; i < z.length; i++) {
            s[i] = (z[i] * z[i] - 1) / (float) Math.sqrt(2);
        }
        return s;
    }

    private static void assertUncorrelated(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        assertThat(sum / a.length).isCloseTo(0, within(FIVE_SIGMA));
    }
}
