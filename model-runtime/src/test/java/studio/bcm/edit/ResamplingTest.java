package studio.bcm.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.image.Pixels;
import studio.bcm.route.Presets;
import studio.bcm.task.Progress;

class ResamplingTest {
    private final GaussianFunction function = new GaussianFunction();
    private final Pixels picture = Samples.gaussian(120, 90, 1);

    @ParameterizedTest
    @ValueSource(floats = {0.2f, 1, 80})
    void variationsAreDataThatKeepWhatTheStrengthLeaves(float strength) {
        List<Pixels> made = new ArrayList<>();
        Resampling.builder().setFunction(function).optStrength(strength).optMode(Resampling.Mode.FRESH).build()
                .run(picture, 3, (variation, index) -> made.add(variation), Progress.none());
        assertThat(made).hasSize(3);
        for (Pixels variation : made) {
            assertThat(Math.sqrt(Samples.meanSquare(variation, Pixels.blank(120, 90)))).isCloseTo(0.5, Offset.offset(0.02));
            // Correlation of x and f(x + s·z): σd / √(σd² + s²).
            double correlation = 1 - Samples.meanSquare(variation, picture) / (2 * GaussianFunction.DATA_VARIANCE);
            assertThat(correlation).isCloseTo(0.5 / Math.sqrt(0.25 + strength * strength), Offset.offset(0.03));
        }
        assertThat(Arrays.equals(made.get(0).data(), made.get(1).data())).isFalse();
    }

    @Test
    void anUnchangedInversionGivesThePictureAgain() {
        Resampling.builder().setFunction(function).optStrength(20).optMode(Resampling.Mode.INVERTED).optChange(0).build()
                .run(picture, 1, (variation, index) -> assertThat(Samples.meanSquare(variation, picture)).isLessThan(0.01), Progress.none());
    }

    @Test
    void moreChangeMeansMoreDistance() {
        double before = 0;
        for (double change : new double[] {0.2, 0.5, 1}) {
            List<Double> distance = new ArrayList<>();
            Resampling.builder().setFunction(function).optStrength(20).optMode(Resampling.Mode.INVERTED).optChange(change).build()
                    .run(picture, 1, (variation, index) -> distance.add(Samples.meanSquare(variation, picture)), Progress.none());
            assertThat(distance.getFirst()).isGreaterThan(before);
            before = distance.getFirst();
        }
    }

    @Test
    void theFirstVariationsDoNotDependOnTheCount() {
        List<Pixels> two = new ArrayList<>();
        List<Pixels> four = new ArrayList<>();
        Resampling resampling = Resampling.builder().setFunction(function).optSeed(4).build();
        resampling.run(picture, 2, (variation, index) -> two.add(variation), Progress.none());
        resampling.run(picture, 4, (variation, index) -> four.add(variation), Progress.none());
        assertThat(Arrays.equals(four.get(1).data(), two.get(1).data())).isTrue();
    }

    @Test
    void aRouteIsEnteredAtTheStrength() {
        WorkRecord work = Resampling.builder().setFunction(function).optRoute(Presets.MIXED_4).optStrength(2).optMode(Resampling.Mode.FRESH).build()
                .run(picture, 1, (variation, index) -> { }, Progress.none());
        assertThat(function.levels.getFirst()).containsExactly(2f, 0.002f);
        assertThat(work.nfe()).isEqualTo(3);
    }
}
