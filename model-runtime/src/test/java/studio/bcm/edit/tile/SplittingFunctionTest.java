package studio.bcm.edit.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.edit.GaussianFunction;
import studio.bcm.edit.Inversion;
import studio.bcm.edit.Samples;
import studio.bcm.image.Pixels;
import studio.bcm.model.FallbackFunction;
import studio.bcm.model.OutOfDeviceMemoryException;
import studio.bcm.model.TileTooLargeException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class SplittingFunctionTest {
    /** A device on which no more than so many values fit. */
    private static final class SmallDevice extends GaussianFunction {
        private final int fits;
        int refusals;

        SmallDevice(int fits) {
            this.fits = fits;
        }

        @Override
        public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
            if (x.length > fits) {
                refusals++;
                throw new OutOfDeviceMemoryException("no memory", null);
            }
            return super.evaluate(x, n, height, width, t, u, y);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 100, 64})
    void smallerTilesGiveTheSameResult(int side) {
        SmallDevice device = new SmallDevice(3 * side * side);
        RecordedProgress progress = RecordedProgress.endless();
        FallbackFunction fallback = new FallbackFunction(device, null, progress);
        Pixels picture = Samples.gaussian(500, 400, 1);
        Inversion.Result result = Inversion.builder().setFunction(fallback).optSteps(2).optTiling(new Tiling(512, 64, 2)).build()
                .run(picture, Progress.none());
        Inversion.Result expected = Inversion.builder().setFunction(new GaussianFunction()).optSteps(2).build()
                .run(picture, Progress.none());
        assertThat(Samples.meanSquare(result.noise().values(), expected.noise().values())).isLessThan(1e-6);
        assertThat(progress.notes()).isNotEmpty().anyMatch(note -> note.contains("going on with"));
        assertThat(device.refusals).as("sizes that failed are not tried again").isLessThanOrEqualTo(4);
    }

    @Test
    void givesUpWhereNothingSmallerIsLeft() {
        GaussianFunction hopeless = new GaussianFunction() {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                throw new TileTooLargeException(Math.max(8, height / 2), Math.max(8, width / 2), null);
            }
        };
        assertThatThrownBy(() -> Inversion.builder().setFunction(hopeless).build().run(Samples.gaussian(100, 100, 1), Progress.none()))
                .isInstanceOf(TileTooLargeException.class);
    }
}
