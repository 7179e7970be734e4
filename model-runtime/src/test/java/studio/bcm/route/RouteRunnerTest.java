package studio.bcm.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.bcm.model.GaussianModel;
import studio.bcm.route.Move.AddNoise;
import studio.bcm.route.Move.Carry;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class RouteRunnerTest {
    private static final int SIZE = 64;
    private static final int VALUES = 3 * SIZE * SIZE;

    private final GaussianModel model = new GaussianModel();
    private final RouteRunner runner = new RouteRunner(model);

    static List<Route> sampling() {
        return List.of(Presets.ONE_STEP, Presets.TWO_STEP, Presets.ZIGZAG_3, Presets.MIXED_4);
    }

    @ParameterizedTest
    @MethodSource("sampling")
    void samplingFromNoiseGivesTheDistributionOfTheData(Route route) {
        float[] x = new float[4 * VALUES];
        for (int i = 0; i < 4; i++) {
            new NoiseField(i, 100).add(80f, 0, 0, SIZE, SIZE, x, i * VALUES);
        }
        float[] out = runner.run(route, x, 4, SIZE, SIZE, null, BatchNoise.ofPictures(1, 2, 3, 4), Progress.none());
        assertThat(deviation(out)).isCloseTo(0.5, within(0.02));
    }

    static List<Route> inversions() {
        return List.of(Presets.INVERT_1, Presets.INVERT_2, Presets.INVERT_3);
    }

    @ParameterizedTest
    @MethodSource("inversions")
    void invertingDataGivesNoiseOfTheGreatestLevel(Route route) {
        float[] x = new float[4 * VALUES];
        for (int i = 0; i < 4; i++) {
            new NoiseField(i, 200).add(0.5f, 0, 0, SIZE, SIZE, x, i * VALUES);
        }
        float[] out = runner.run(route, x, 4, SIZE, SIZE, null, BatchNoise.ofPictures(1, 2, 3, 4), Progress.none());
        assertThat(deviation(out)).isCloseTo(80, within(2.0));
    }

    @Test
    void inputIsNotChangedAndNoiseMovesDiffer() {
        Route twice = new Route("twice", List.of(new AddNoise(1f), new AddNoise(1f), new Carry(1.5f, 1.5f)));
        float[] x = new float[VALUES];
        float[] out = runner.run(twice, x, 1, SIZE, SIZE, null, BatchNoise.ofPictures(5), Progress.none());
        assertThat(x).containsOnly(0f);
        assertThat(deviation(out)).as("variances add up, so the moves are independent").isCloseTo(Math.sqrt(2), within(0.05));
    }

    @Test
    void sameSeedSamePictureWhateverTheBatch() {
        float[] three = runner.run(Presets.INVERT_1, new float[3 * VALUES], 3, SIZE, SIZE, null,
                BatchNoise.ofPictures(7, 8, 9), Progress.none());
        float[] one = runner.run(Presets.INVERT_1, new float[VALUES], 1, SIZE, SIZE, null,
                BatchNoise.ofPictures(8), Progress.none());
        assertThat(Arrays.copyOfRange(three, VALUES, 2 * VALUES)).isEqualTo(one);
        assertThat(Arrays.copyOfRange(three, 0, VALUES)).isNotEqualTo(one);
    }

    @Test
    void tilesOfOnePictureAgreeWhereTheyOverlap() {
        float[] tiles = runner.run(Presets.ZIGZAG_3, new float[2 * VALUES], 2, SIZE, SIZE, null,
                BatchNoise.ofTiles(3, new int[] {0, 16}, new int[] {0, 8}), Progress.none());
        for (int c = 0; c < 3; c++) {
            for (int y = 8; y < SIZE; y++) {
                int first = (c * SIZE + y) * SIZE + 16;
                int second = VALUES + (c * SIZE + y - 8) * SIZE;
                assertThat(Arrays.copyOfRange(tiles, second, second + SIZE - 16))
                        .isEqualTo(Arrays.copyOfRange(tiles, first, first + SIZE - 16));
            }
        }
    }

    @Test
    void progressIsToldAndCancelIsHeardBetweenEvaluations() {
        RecordedProgress afterTwo = RecordedProgress.cancelledAfterReports(2);
        assertThatThrownBy(() -> runner.run(Presets.MIXED_4, new float[VALUES], 1, SIZE, SIZE, null,
                BatchNoise.ofPictures(1), afterTwo)).isInstanceOf(CancelledException.class);
        assertThat(afterTwo.reports()).extracting(RecordedProgress.Report::done).containsExactly(1L, 2L);
        assertThat(afterTwo.reports()).extracting(RecordedProgress.Report::total).containsOnly(4L);
    }

    @Test
    void routeOutsideTheModelIsRefused() {
        Route beyond = new Route("beyond", List.of(new Carry(100f, 1f)));
        assertThatThrownBy(() -> runner.run(beyond, new float[VALUES], 1, SIZE, SIZE, null,
                BatchNoise.ofPictures(1), Progress.none())).isInstanceOf(IllegalArgumentException.class);
    }

    private static double deviation(float[] x) {
        return Math.sqrt(IntStream.range(0, x.length).mapToDouble(i -> x[i] * x[i]).average().orElseThrow());
    }
}
