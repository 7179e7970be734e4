package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.cuda.driver.CudaStatus;
import studio.bcm.device.DeviceChoice;
import studio.bcm.task.RecordedProgress;

/** With a GPU: that it is used, and computes the same. Without: that this is said. */
@Tag("cuda")
class CudaTest {
    private static final DeviceChoice FIRST_GPU = DeviceChoice.parse("cuda");

    @TempDir
    Path folder;

    @Test
    void gpuAgreesWithTheCpu() {
        assumeCuda();
        Pack pack = GaussianModel.pack(folder, "gauss");
        Benchmark.Result result = Benchmark.run(pack, FIRST_GPU, Benchmark.BATCHES, Benchmark.LEAST_REPEATS);
        assertThat(result.execution().provider()).isEqualTo("CUDA");
        assertThat(result.execution().deviceName()).isNotBlank();
        assertThat(result.relativeToCpu()).isLessThan(1e-2);
        assertThat(result.timings()).extracting(Benchmark.Timing::batch).containsExactlyElementsOf(Benchmark.BATCHES);
    }

    @Test
    void theGraphWrittenForTheGpuAgreesWithTheCpu() {
        assumeCuda();
        Pack pack = Pack.open(Path.of("../assets/models/photo-64.bcm"));
        Random random = new Random(1);
        try (Model onGpu = Model.load(pack, FIRST_GPU); Model onCpu = Model.load(pack, DeviceChoice.CPU)) {
            assertThat(onGpu.execution().precision()).isEqualTo("fp16");
            for (int[] shape : new int[][] {{1, 64, 64}, {3, 96, 64}, {16, 64, 128}}) {
                float[] x = new float[shape[0] * 3 * shape[1] * shape[2]];
                for (int i = 0; i < x.length; i++) {
                    x[i] = (float) random.nextGaussian();
                }
                float[] t = new float[shape[0]];
                float[] u = new float[shape[0]];
                for (int i = 0; i < t.length; i++) {
                    t[i] = 0.05f * (1 + i);
                    u[i] = i % 2 == 0 ? 0.002f : 10;
                }
                float[] expected = onCpu.evaluate(x, shape[0], shape[1], shape[2], t, u, null);
                float[] actual = onGpu.evaluate(x, shape[0], shape[1], shape[2], t, u, null);
                double difference = 0;
                double scale = 0;
                for (int i = 0; i < x.length; i++) {
                    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
                    scale = Math.max(scale, Math.abs(expected[i]));
                }
                assertThat(difference / scale).as(Arrays.toString(shape)).isLessThan(5e-3);
            }
            assertThat(onGpu.execution().precision()).isEqualTo("fp16");
        }
    }

    @Test
    void autoUsesTheGpu() {
        assumeCuda();
        try (Model model = Model.load(GaussianModel.pack(folder, "gauss"), DeviceChoice.AUTO)) {
            assertThat(model.execution().isCuda()).as(model.execution().describe()).isTrue();
            assertThat(CudaStatus.freeMemory(0)).isPresent();
        }
    }

    @Test
    void memoryLimitReachesTheSessionAndRunningOutOfItIsRecognised() {
        assumeCuda();
        ExecutionOptions options = ExecutionOptions.builder().optGpuMemoryLimit(8L << 20).build();
        try (Model model = Model.load(GaussianModel.pack(folder, "gauss"), FIRST_GPU, options)) {
            int size = 4096;
            float[] one = {1f};
            assertThatThrownBy(() -> model.evaluate(new float[3 * size * size], 1, size, size, one, one, null))
                    .isInstanceOf(OutOfDeviceMemoryException.class);
            float[] x = new float[48];
            x[0] = 1;
            assertThat(model.evaluate(x, 1, 4, 4, one, one, null)[0]).as("it is still usable").isCloseTo(1f, within(1e-3f));
        }
    }

    @Test
    void withoutEnoughMemoryTheBatchIsHalvedThenTheTileThenTheCpuTakesOver() throws Exception {
        assumeCuda();
        Pack pack = GaussianModel.pack(folder, "gauss");
        ExecutionOptions options = ExecutionOptions.builder().optGpuMemoryLimit(8L << 20).build();
        int n = 16;
        int size = 256;
        float[] x = new float[n * 3 * size * size];
        Arrays.fill(x, 0.5f);
        float[] t = new float[n];
        Arrays.fill(t, 0.5f);
        float[] u = new float[n];
        Arrays.fill(u, 1f);
        RecordedProgress progress = RecordedProgress.endless();
        try (Model onGpu = Model.load(pack, FIRST_GPU, options); Model onCpu = Model.load(pack, DeviceChoice.parse("cpu"));
                FallbackFunction function = new FallbackFunction(onGpu, () -> Model.load(pack, DeviceChoice.parse("cpu")), progress)) {
            float[] wanted = onCpu.evaluate(x, n, size, size, t, u, null);
            assertThat(greatestDifference(function.evaluate(x, n, size, size, t, u, null), wanted)).isLessThan(1e-3f);
            assertThat(function.largestBatch()).isLessThan(n);
            assertThat(progress.notes()).isNotEmpty().allMatch(note -> note.contains("memory"));
            int large = 4096;
            float[] one = {1f};
            assertThatThrownBy(() -> function.evaluate(new float[3 * large * large], 1, large, large, one, one, null))
                    .isInstanceOf(TileTooLargeException.class);
        }
        progress.notes().clear();
        try (Model onGpu = Model.load(pack, FIRST_GPU, options);
                FallbackFunction function = new FallbackFunction(onGpu, () -> Model.load(pack, DeviceChoice.parse("cpu")), progress, 2048)) {
            int large = 2048;
            float[] one = {1f};
            float[] same = new float[3 * large * large];
            Arrays.fill(same, 0.25f);
            assertThat(greatestDifference(function.evaluate(same, 1, large, large, one, one, null), same)).isLessThan(1e-3f);
            assertThat(progress.notes()).anyMatch(note -> note.contains("CPU"));
        }
    }

    private static float greatestDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        float greatest = 0;
        for (int i = 0; i < a.length; i++) {
            greatest = Math.max(greatest, Math.abs(a[i] - b[i]));
        }
        return greatest;
    }

    @Test
    void cudaThatCannotBeHadIsAnErrorWithItsReason() {
        String problem = assumeNoCuda();
        Pack pack = GaussianModel.pack(folder, "gauss");
        assertThatThrownBy(() -> Model.load(pack, FIRST_GPU))
                .isInstanceOf(UserException.class)
                .hasMessage("CUDA cannot be used: " + problem + ".");
    }

    @Test
    void autoSaysWhyItIsOnTheCpu() {
        String problem = assumeNoCuda();
        try (Model model = Model.load(GaussianModel.pack(folder, "gauss"), DeviceChoice.AUTO)) {
            assertThat(model.execution().isCuda()).isFalse();
            assertThat(model.execution().fallback()).isEqualTo(problem);
            assertThat(model.execution().describe()).contains("no CUDA: " + problem);
        }
    }

    @Test
    void benchmarkTimesTheCpuToo() {
        Benchmark.Result result = Benchmark.run(
                GaussianModel.pack(folder, "gauss"), DeviceChoice.CPU, List.of(1, 8), Benchmark.LEAST_REPEATS);
        assertThat(result.timings()).hasSize(2).allSatisfy(t -> {
            assertThat(t.medianMilliseconds()).isPositive().isGreaterThanOrEqualTo(t.fastestMilliseconds());
            assertThat(t.imagesPerSecond()).isCloseTo(1000 * t.batch() / t.medianMilliseconds(), within(1e-6));
        });
        assertThat(result.resolution()).isEqualTo(GaussianModel.RESOLUTION);
        assertThat(result.relativeToCpu()).isZero();
    }

    private static void assumeCuda() {
        Optional<String> problem = CudaStatus.examine().problem(0);
        assumeTrue(problem.isEmpty(), () -> "skipped, since CUDA cannot be used: " + problem.orElse(""));
    }

    private static String assumeNoCuda() {
        Optional<String> problem = CudaStatus.examine().problem(0);
        assumeTrue(problem.isPresent(), "skipped, since CUDA can be used here");
        return problem.orElseThrow();
    }
}
