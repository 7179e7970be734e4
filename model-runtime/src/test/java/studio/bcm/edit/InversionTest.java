package studio.bcm.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.UserException;
import studio.bcm.edit.noise.Grain;
import studio.bcm.edit.noise.Streams;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.Pixels;
import studio.bcm.route.Move;
import studio.bcm.route.Presets;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class InversionTest {
    private final GaussianFunction function = new GaussianFunction();

    @ParameterizedTest
    @CsvSource({"1,80", "2,80", "3,80", "2,6", "3,0.5"})
    void dataOfTheModelBecomeNoiseOfItsLevel(int steps, float sigma) {
        Pixels picture = Samples.gaussian(150, 101, 3);
        Inversion.Result result = Inversion.builder().setFunction(function).optSteps(steps).optSigma(sigma).optSeed(5)
                .optTiling(new Tiling(64, 16, 2)).build().run(picture, Progress.none());
        assertThat(result.work().nfe()).isEqualTo(steps);
        assertThat(result.noise().sigma()).isEqualTo(sigma);
        assertThat(result.noise().pictureWidth()).isEqualTo(150);
        // At level sigma, data and noise together have variance σd² + sigma².
        double expected = Math.sqrt((GaussianFunction.DATA_VARIANCE + sigma * sigma)) / sigma;
        assertThat(result.statistics().deviation()).isCloseTo(expected, Offset.offset(0.03));
        assertThat(result.statistics().mean()).isCloseTo(0, Offset.offset(0.03));
        assertThat(result.statistics().excessKurtosis()).isCloseTo(0, Offset.offset(0.2));
    }

    @Test
    void theExactFunctionRebuildsThePictureButForItsStartNoise() {
        Pixels picture = Samples.gaussian(96, 72, 4);
        Inversion.Result result = Inversion.builder().setFunction(function).optRoundTrip(true).build().run(picture, Progress.none());
        double scale = GaussianFunction.scale(0.07, 0.002);
        Pixels noise = Grain.unit(96, 72, 0, Streams.START);
        for (int i = 0; i < picture.data().length; i++) {
            double expected = scale * (picture.data()[i] + 0.07 * noise.data()[i]);
            assertThat((double) result.rebuilt().data()[i]).isCloseTo(expected, Offset.offset(2e-3));
        }
        assertThat(result.roundTripError().getAsDouble()).isBetween(0.0002, 0.07 * 0.07 / 4);
        assertThat(result.work().nfe()).isEqualTo(3);
    }

    @Test
    void usesTheStopsOfThePaper() {
        Inversion.builder().setFunction(function).optSteps(3).build().run(Samples.gaussian(16, 16, 1), Progress.none());
        float[] expected = {0.07f, 0.4f, 6, 80};
        for (int k = 0; k < 3; k++) {
            assertThat(function.levels.get(k)[0]).isCloseTo(expected[k], Offset.offset(expected[k] * 0.03f));
            assertThat(function.levels.get(k)[1]).isCloseTo(expected[k + 1], Offset.offset(expected[k + 1] * 0.03f));
        }
    }

    @Test
    void sameSeedSameNoise() {
        Pixels picture = Samples.gaussian(40, 40, 1);
        float[] first = Inversion.builder().setFunction(function).optSeed(9).build().run(picture, Progress.none()).noise().values().data();
        float[] again = Inversion.builder().setFunction(function).optSeed(9).build().run(picture, Progress.none()).noise().values().data();
        float[] other = Inversion.builder().setFunction(function).optSeed(10).build().run(picture, Progress.none()).noise().values().data();
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void stopsBetweenEvaluations() {
        RecordedProgress progress = RecordedProgress.cancelledWhen(() -> function.evaluations >= 2);
        assertThatThrownBy(() -> Inversion.builder().setFunction(function).optSteps(3).optRoundTrip(true).build()
                .run(Samples.gaussian(64, 64, 1), progress)).isInstanceOf(CancelledException.class);
        assertThat(function.evaluations).isEqualTo(2);
    }

    @Test
    void progressGoesFromNothingToAll() {
        RecordedProgress progress = RecordedProgress.endless();
        Inversion.builder().setFunction(function).optSteps(3).optRoundTrip(true).optTiling(new Tiling(64, 16, 1)).build()
                .run(Samples.gaussian(150, 150, 1), progress);
        assertThat(progress.reports()).extracting(RecordedProgress.Report::fraction).isSorted().first().isEqualTo(0.0);
        assertThat(progress.reports().getLast().fraction()).isCloseTo(1, Offset.offset(1e-6));
    }

    @Test
    void refusesLevelsOutsideTheModel() {
        assertThatThrownBy(() -> Inversion.builder().setFunction(function).optSigma(90).build()).isInstanceOf(UserException.class);
    }

    @Test
    void generationTurnsTheNoiseBack() {
        Pixels picture = Samples.gaussian(61, 43, 4);
        Inversion.Result inverted = Inversion.builder().setFunction(function).optRoundTrip(true).build().run(picture, Progress.none());
        Generation.Result back = Generation.builder().setFunction(function).build().run(inverted.noise(), Progress.none());
        assertThat(back.picture().width()).isEqualTo(61);
        assertThat(Samples.meanSquare(back.picture(), inverted.rebuilt())).isLessThan(1e-9);
    }

    @Test
    void generationMakesDataOfTheModel() {
        AtomicReference<Pixels> first = new AtomicReference<>();
        Generation generation = Generation.builder().setFunction(function).optSeed(3).optRoute(Presets.MIXED_4).build();
        WorkRecord work = generation.run(130, 90, 2, (picture, index) -> {
            double deviation = Math.sqrt(Samples.meanSquare(picture, Pixels.blank(130, 90)));
            assertThat(deviation).isCloseTo(0.5, Offset.offset(0.01));
            if (index == 0) {
                first.set(picture);
            } else {
                assertThat(Samples.meanSquare(picture, first.get())).isCloseTo(0.5, Offset.offset(0.02));
            }
        }, Progress.none());
        assertThat(work.nfe()).isEqualTo(4);
        assertThat(work.route().moves()).contains(new Move.AddNoise(0.12f));
    }
}
