package studio.bcm.edit.tile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.edit.GaussianFunction;
import studio.bcm.edit.Samples;
import studio.bcm.edit.noise.Grain;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

class FieldRunnerTest {
    private static final Tiling SMALL = new Tiling(128, 32, 3);

    @ParameterizedTest
    @ValueSource(floats = {0.4f, 6, 80})
    void tilesOfTheExactFunctionJoinToTheExactResult(float u) {
        Pixels picture = Samples.gaussian(400, 304, 1);
        Pixels carried = new FieldRunner(new GaussianFunction(), SMALL).carry(picture, 0.002f, u, Progress.none(), "");
        double scale = GaussianFunction.scale(0.002f, u);
        for (int i = 0; i < carried.data().length; i++) {
            assertThat((double) carried.data()[i]).isCloseTo(picture.data()[i] * scale, Offset.offset(2e-3 * scale));
        }
    }

    /** A network whose noise depends on the tile and on nothing that neighbours share. */
    @Test
    void noiseThatTilesDrawForThemselvesKeepsItsVarianceAcrossBorders() {
        Random random = new Random(5);
        GaussianFunction own = new GaussianFunction() {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                requireShape(x, n, height, width, t, u);
                float[] out = x.clone();
                for (int i = 0; i < out.length; i++) {
                    out[i] += u[0] * (float) random.nextGaussian();
                }
                return out;
            }
        };
        int height = 12_000;
        Pixels carried = new FieldRunner(own, SMALL).carry(Samples.gaussian(304, height, 2), 0.07f, 80, Progress.none(), "");
        double whole = Math.sqrt(Samples.meanSquare(carried, Pixels.blank(304, height)));
        assertThat(whole).isCloseTo(80, Offset.offset(0.8));
        for (int x = 0; x < 304; x++) {
            assertThat(Samples.columnDeviation(carried, x) / whole).as("column " + x).isCloseTo(1, Offset.offset(0.02));
        }
    }

    @Test
    void noiseOnWhichTilesAgreeIsNotAmplified() {
        Pixels field = Grain.unit(304, 304, 9, 0);
        GaussianFunction shared = new GaussianFunction() {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                requireShape(x, n, height, width, t, u);
                float[] out = new float[x.length];
                for (int i = 0; i < out.length; i++) {
                    // The input is the noise field at its own level: found again, whichever tile looks.
                    out[i] = x[i] * u[0] / t[0];
                }
                return out;
            }
        };
        Pixels start = new Pixels(304, 304, field.data().clone());
        Pixels carried = new FieldRunner(shared, SMALL).carry(start, 1, 80, Progress.none(), "");
        for (int i = 0; i < carried.data().length; i++) {
            assertThat(carried.data()[i]).isCloseTo(80 * field.data()[i], Offset.offset(0.05f));
        }
    }
}
