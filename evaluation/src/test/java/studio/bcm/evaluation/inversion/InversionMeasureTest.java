package studio.bcm.evaluation.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.bcm.evaluation.GaussianFunction;
import studio.bcm.evaluation.photo.ClassChoice;
import studio.bcm.evaluation.photo.CropRunner;
import studio.bcm.evaluation.photo.Crops;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.route.Move;
import studio.bcm.route.Presets;
import studio.bcm.route.Route;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class InversionMeasureTest {
    private static Crops gaussianCrops(int count, int size) {
        Random random = new Random(5);
        float[] data = new float[count * 3 * size * size];
        for (int i = 0; i < data.length; i++) {
            // Clamping at three deviations keeps the pictures inside −1…1, as photos are.
            data[i] = (float) Math.clamp(0.3 * random.nextGaussian(), -1, 1);
        }
        return new Crops(size, data);
    }

    private static CropRunner runner(ConsistencyFunction f, int batch) {
        return new CropRunner(f, batch, 7);
    }

    @Test
    void anExactInversionLosesOnlyTheStartNoise() {
        Crops crops = gaussianCrops(40, 16);
        InversionMeasure.Result r = new InversionMeasure(runner(new GaussianFunction(), 16)).measure(crops, Presets.INVERT_3, Progress.none());
        double scale = 0.5 / Math.sqrt(0.07 * 0.07 + 0.25);
        // Rebuilt is (x + 0.07 z)·scale; its error, on 0…1, is a quarter of ((1−scale)²·var x + (0.07·scale)²).
        assertThat(r.mse()).isCloseTo(((1 - scale) * (1 - scale) * 0.09 + 0.07 * 0.07 * scale * scale) / 4, within(4e-5));
        assertThat(r.noiseDeviation()).isCloseTo(Math.sqrt(0.09 + 0.0049) / Math.sqrt(0.25 + 0.0049), within(0.01));
        assertThat(r.evaluations()).isEqualTo(3);
    }

    @Test
    void figuresDoNotDependOnTheBatchSize() {
        Crops crops = gaussianCrops(10, 8);
        InversionMeasure.Result one = new InversionMeasure(runner(new GaussianFunction(), 3)).measure(crops, Presets.INVERT_2, Progress.none());
        InversionMeasure.Result other = new InversionMeasure(runner(new GaussianFunction(), 10)).measure(crops, Presets.INVERT_2, Progress.none());
        assertThat(one.mse()).isCloseTo(other.mse(), within(1e-12));
        assertThat(one.noiseDeviation()).isCloseTo(other.noiseDeviation(), within(1e-12));
    }

    @Test
    void cancelStopsBetweenEvaluations() {
        GaussianFunction f = new GaussianFunction();
        RecordedProgress cancelled = RecordedProgress.cancelledWhen(() -> f.evaluations.get() > 0);
        assertThatThrownBy(() -> new InversionMeasure(runner(f, 2)).measure(gaussianCrops(10, 8), Presets.INVERT_3, cancelled))
                .isInstanceOf(CancelledException.class);
        assertThat(f.evaluations).hasValue(2);
    }

    @Test
    void cropsComeFromTheSamePlacesForTheSameSeed() {
        Pixels photo = Pixels.blank(40, 30);
        for (int i = 0; i < photo.data().length; i++) {
            photo.data()[i] = i;
        }
        Crops.Builder a = Crops.builder(16);
        a.add(photo, "a", 5, 3);
        a.add(Pixels.blank(15, 40), "small", 5, 3);
        Crops.Builder b = Crops.builder(16);
        b.add(photo, "a", 5, 3);
        assertThat(a.build(ClassChoice.none()).data()).isEqualTo(b.build(ClassChoice.none()).data());
        assertThat(a.build(ClassChoice.none()).count()).isEqualTo(5);
        Crops.Builder c = Crops.builder(16);
        c.add(photo, "a", 5, 4);
        assertThat(c.build(ClassChoice.none()).data()).isNotEqualTo(a.build(ClassChoice.none()).data());
    }

    @Test
    void slerpKeepsTheLengthAndTheEnds() {
        float[] v = new float[2 * 4000];
        Random random = new Random(1);
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) random.nextGaussian();
        }
        float[] out = new float[4000];
        InversionMeasure.slerp(v, 0, 4000, 4000, 0, out, 0);
        assertThat(out).containsExactly(Arrays.copyOf(v, 4000), within(1e-5f));
        InversionMeasure.slerp(v, 0, 4000, 4000, 0.5, out, 0);
        double sum = 0;
        for (float f : out) {
            sum += f * f;
        }
        assertThat(sum / 4000).isCloseTo(1, within(0.05));
    }

    /** D of normal data: what an ideal denoiser predicts, so that a solver with many steps finds the exact map. */
    private static final class Denoiser extends GaussianFunction {
        @Override
        public double scale(double t, double u) {
            return u == sigmaMin() ? SIGMA_DATA * SIGMA_DATA / (t * t + SIGMA_DATA * SIGMA_DATA) : super.scale(t, u);
        }
    }

    @Test
    void solversComeNearerToTheExactMapWithMoreStepsAndHeunSooner() {
        Crops crops = gaussianCrops(8, 8);
        SolverInversion solvers = new SolverInversion(runner(new Denoiser(), 8));
        double exact = Math.sqrt((0.09 + 0.0049) / (0.25 + 0.0049));
        double euler8 = Math.abs(solvers.measure(crops, SolverInversion.Solver.EULER, 8, 0.07f, Progress.none()).oneBack().noiseDeviation() - exact);
        double euler64 = Math.abs(solvers.measure(crops, SolverInversion.Solver.EULER, 64, 0.07f, Progress.none()).oneBack().noiseDeviation() - exact);
        double heun64 = Math.abs(solvers.measure(crops, SolverInversion.Solver.HEUN, 64, 0.07f, Progress.none()).oneBack().noiseDeviation() - exact);
        assertThat(euler64).isLessThan(euler8 / 4);
        assertThat(heun64).isLessThan(0.02);
        assertThat(heun64).isLessThan(euler64);
        SolverInversion.Result there = solvers.measure(crops, SolverInversion.Solver.HEUN, 128, 0.07f, Progress.none());
        assertThat(there.sameBack().mse()).as("there and back by the same solver").isLessThan(0.0015);
        assertThatThrownBy(() -> solvers.measure(crops, SolverInversion.Solver.HEUN, 3, 0.07f, Progress.none())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longMovesOverAGridChain() {
        List<Move> moves = new SolverInversion(runner(new GaussianFunction(), 4)).carries(4, 0.07f);
        Route route = new Route("grid", moves);
        assertThat(route.nfe()).isEqualTo(4);
        assertThat(route.endLevel()).isEqualTo(80f);
    }

    @Test
    void theStartNoiseOfLeastErrorIsFound() {
        for (float wanted : new float[] {0.013f, 0.07f, 0.4f}) {
            float found = StartNoise.tune(0.07f, s -> Math.pow(Math.log(s / wanted), 2), Progress.none());
            assertThat(found / wanted).isBetween(0.85f, 1.18f);
        }
        assertThat(StartNoise.tune(0.07f, s -> s, Progress.none())).as("not below what networks are taught").isBetween(0.004f, 0.005f);
    }

    @Test
    void everyCropIsToldItsOwnClass() {
        float[] seen = new float[6];
        GaussianFunction f = new GaussianFunction() {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                for (int i = 0; i < n; i++) {
                    // Pixels of a crop of class y are y/10, plus the start noise at most.
                    seen[(int) Math.round(x[i * 3 * 16] * 10)] += y[i] == Math.round(x[i * 3 * 16] * 10) ? 1 : -100;
                }
                return super.evaluate(x, n, height, width, t, u, null);
            }
        };
        float[] data = new float[6 * 3 * 16];
        long[] labels = new long[6];
        for (int i = 0; i < 6; i++) {
            labels[i] = 5 - i;
            Arrays.fill(data, i * 48, (i + 1) * 48, (5 - i) / 10f);
        }
        Route still = new Route("still", List.of(new Move.AddNoise(0.001f), new Move.Carry(0.001f, 0.0011f)));
        new CropRunner(f, 4, 1, i -> 77).of(new Crops(4, data, labels)).run(data, 4, 0, still.moves(), Progress.none());
        assertThat(seen).containsOnly(1);
    }

    @Test
    void shuffledCropsKeepTheirClasses() {
        Crops.Builder builder = Crops.builder(2);
        for (int i = 0; i < 40; i++) {
            Pixels photo = Pixels.blank(2, 2);
            Arrays.fill(photo.data(), i / 40f);
            builder.add(photo, (i < 20 ? "first" : "second") + "/" + i + ".png", 1, i);
        }
        Crops crops = builder.shuffle(3).build(ClassChoice.of(List.of("first", "second"), "all"));
        assertThat(crops.count()).isEqualTo(40);
        int secondEarly = 0;
        for (int i = 0; i < 40; i++) {
            assertThat(crops.labels()[i]).isEqualTo(crops.data()[i * 12] < 0.5f ? 0 : 1);
            secondEarly += i < 20 && crops.labels()[i] == 1 ? 1 : 0;
        }
        assertThat(secondEarly).isBetween(5, 15);
    }
}
