package studio.bcm.evaluation.surfaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import studio.bcm.edit.EditDefaults;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.task.Progress;

class SurfaceMeasureTest {
    private static final int SIDE = 256;

    @Test
    void theGradientHasItsNoiseAndNoLines() {
        SurfaceMeasure.OnGradient source = measure(i -> 0, 1).getFirst();
        // 0.6 of 255, and what rounding three channels adds.
        assertThat(source.rms()).isCloseTo(Math.sqrt(0.6 * 0.6 + (0.299 * 0.299 + 0.587 * 0.587 + 0.114 * 0.114) / 12), within(0.02));
        assertThat(source.lines()).isLessThan(0.03);
        assertThat(source.columns()).isLessThan(10);
        assertThat(source.rows()).isLessThan(10);
    }

    @Test
    void linesAreFoundAndMissTheAims() {
        List<SurfaceMeasure.OnGradient> clean = measure(i -> 0, 0);
        assertThat(clean).hasSize(5).allMatch(SurfaceMeasure.OnGradient::isMet);
        SurfaceMeasure.OnGradient columns = measure(i -> i % 2 == 0 ? 1 : -1, 0).get(2);
        assertThat(columns.lines()).isCloseTo(1, within(0.1));
        assertThat(columns.columns()).isGreaterThan(100);
        assertThat(columns.rows()).isLessThan(columns.columns() / 10);
        assertThat(columns.isMet()).isFalse();
        SurfaceMeasure.OnGradient rows = measure(i -> i / SIDE % 2 == 0 ? 1 : -1, 0).get(2);
        assertThat(rows.rows()).isGreaterThan(100);
        assertThat(rows.lines()).isCloseTo(1, within(0.1));
    }

    @Test
    void noiseMissesTheAims() {
        List<SurfaceMeasure.OnGradient> noisy = measure(i -> 0, 3);
        assertThat(noisy.get(2).rms()).isBetween(2.0, 4.0);
        assertThat(noisy).filteredOn(row -> row.strength() > 0).noneMatch(SurfaceMeasure.OnGradient::isMet);
    }

    @Test
    void theSpectrumTellsWhereThePowerIs() {
        Pixels stripes = Pixels.blank(160, 128);
        for (int i = 0; i < stripes.data().length; i++) {
            stripes.data()[i] = (float) (10 / 127.5 * Math.sin(2 * Math.PI * 0.25 * (i % 160)));
        }
        double[] power = Residue.of(stripes).spectrum(0.05, 0.2, 0.3, 0.6);
        assertThat(power[1]).isGreaterThan(1000 * power[0]).isGreaterThan(1000 * power[2]);
        assertThatThrownBy(() -> Residue.of(Pixels.blank(95, 200))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSmoothestPartOfAPhotoIsFound() {
        Random random = new Random(2);
        Pixels photo = Pixels.blank(256, 192);
        for (int i = 0; i < photo.data().length; i++) {
            boolean smooth = i % 256 >= 128 && i / 256 % 192 >= 64;
            photo.data()[i] = (float) (smooth ? 0.2 : 0.2 + 0.1 * random.nextGaussian());
        }
        assertThat(SurfaceMeasure.smoothest(photo).data()).containsOnly(0.2f);
    }

    /**
     * Of a function that gives the gradient without its noise, with something added.
     *
     * @param pattern of 255, by index of the pixel in a plane
     * @param noise   deviation, of 255
     */
    private static List<SurfaceMeasure.OnGradient> measure(IntToDoubleFunction pattern, double noise) {
        ConsistencyFunction function = new ConsistencyFunction() {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                Random random = new Random(1);
                float[] result = SurfaceMeasure.gradient(5).data().clone();
                for (int i = 0; i < SIDE * SIDE; i++) {
                    double more = noise * random.nextGaussian() + pattern.applyAsDouble(i);
                    for (int c = 0; c < 3; c++) {
                        result[c * SIDE * SIDE + i] += (float) (more / 127.5);
                    }
                }
                return result;
            }

            @Override
            public int sizeMultiple() {
                return 8;
            }

            @Override
            public int resolution() {
                return 64;
            }

            @Override
            public float sigmaMin() {
                return 0.002f;
            }

            @Override
            public float sigmaMax() {
                return 80;
            }
        };
        return new SurfaceMeasure(function, EditDefaults.standard(), 1, 5).onGradient(Progress.none());
    }
}
