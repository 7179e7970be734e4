package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.UserException;
import studio.bcm.device.DeviceChoice;

class ModelTest {
    private static final GaussianModel EXACT = new GaussianModel();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1, 16, 16", "3, 4, 32", "2, 64, 8"})
    void agreesWithTheAnalyticFunctionAtAnySize(int n, int height, int width) {
        try (Model model = Model.load(GaussianModel.pack(folder, "gauss"), DeviceChoice.CPU)) {
            float[] x = noise(3 * n * height * width, 7);
            float[] t = levels(n, 0.3f);
            float[] u = levels(n, 11f);
            float[] before = x.clone();

            float[] out = model.evaluate(x, n, height, width, t, u, null);

            assertClose(out, EXACT.evaluate(x, n, height, width, t, u, null));
            assertThat(x).isEqualTo(before);
            assertThat(model.sizeMultiple()).isEqualTo(4);
            assertThat(model.resolution()).isEqualTo(16);
        }
    }

    @Test
    void sameLevelIsIdentity() {
        try (Model model = Model.load(GaussianModel.pack(folder, "gauss"), DeviceChoice.CPU)) {
            float[] x = noise(3 * 16 * 16, 1);
            assertThat(model.evaluate(x, 1, 16, 16, new float[] {80f}, new float[] {80f}, null)).isEqualTo(x);
        }
    }

    @Test
    void halfPrecisionInputsAreFedToo() {
        Path file = folder.resolve("half.bcm");
        PackWriter.write(file, GaussianModel.onnxWithHalfInputs(), GaussianModel.manifest("half").optPrecision("fp16").build());
        try (Model model = Model.load(Pack.open(file), DeviceChoice.CPU)) {
            float[] x = noise(2 * 3 * 8 * 8, 2);
            float[] t = levels(2, 0.5f);
            float[] u = levels(2, 3f);
            float[] out = model.evaluate(x, 2, 8, 8, t, u, null);
            float[] expected = EXACT.evaluate(x, 2, 8, 8, t, u, null);
            for (int i = 0; i < out.length; i++) {
                assertThat(out[i]).isCloseTo(expected[i], within(1e-3f * (1 + Math.abs(expected[i]))));
            }
            assertThat(model.execution().precision()).isEqualTo("fp16 weights");
        }
    }

    @Test
    void classesReachTheNetwork() {
        try (Model model = Model.load(GaussianModel.conditionalPack(folder, "two", List.of("cat", "dog")), DeviceChoice.CPU)) {
            float[] x = noise(2 * 3 * 4 * 4, 3);
            float[] levels = {1f, 1f};
            float[] out = model.evaluate(x, 2, 4, 4, levels, levels, new long[] {0, 1});
            for (int i = 0; i < x.length; i++) {
                float offset = i < x.length / 2 ? 0 : GaussianModel.CLASS_OFFSET;
                assertThat(out[i] - x[i]).isCloseTo(offset, within(1e-5f));
            }
            assertThatThrownBy(() -> model.evaluate(x, 2, 4, 4, levels, levels, null))
                    .isInstanceOf(UserException.class).hasMessageContaining("needs a class");
            assertThatThrownBy(() -> model.evaluate(x, 2, 4, 4, levels, levels, new long[] {0, 2}))
                    .isInstanceOf(UserException.class).hasMessageContaining("0 to 1");
        }
    }

    @Test
    void unconditionalModelRefusesAClass() {
        try (Model model = Model.load(GaussianModel.pack(folder, "gauss"), DeviceChoice.CPU)) {
            float[] level = {1f};
            assertThatThrownBy(() -> model.evaluate(new float[48], 1, 4, 4, level, level, new long[] {0}))
                    .isInstanceOf(UserException.class).hasMessageContaining("no classes");
        }
    }

    @Test
    void senselessArgumentsAreRefused() {
        try (Model model = Model.load(GaussianModel.pack(folder, "gauss"), DeviceChoice.CPU)) {
            float[] one = {1f};
            assertThatThrownBy(() -> model.evaluate(new float[3 * 6 * 4], 1, 6, 4, one, one, null))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("multiples of 4");
            assertThatThrownBy(() -> model.evaluate(new float[47], 1, 4, 4, one, one, null))
                    .isInstanceOf(IllegalArgumentException.class);
            for (float level : new float[] {0f, 0.001f, 81f, Float.NaN}) {
                assertThatThrownBy(() -> model.evaluate(new float[48], 1, 4, 4, new float[] {level}, one, null))
                        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("outside");
            }
        }
    }

    @Test
    void cpuIsTold() {
        ExecutionOptions options = ExecutionOptions.builder().optThreads(1).build();
        try (Model model = Model.load(GaussianModel.pack(folder, "gauss"), DeviceChoice.CPU, options)) {
            assertThat(model.execution().provider()).isEqualTo("CPU");
            assertThat(model.execution().threads()).isEqualTo(1);
            assertThat(model.execution().fallback()).isEmpty();
            assertThat(model.execution().describe()).contains("CPU").contains("1 thread,").contains("fp32");
        }
    }

    @Test
    void manyThreadsGetTheirOwnResults() throws Exception {
        try (Model model = Model.load(GaussianModel.pack(folder, "gauss"), DeviceChoice.CPU);
                ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Callable<Void>> tasks = IntStream.range(0, 64).<Callable<Void>>mapToObj(i -> () -> {
                int n = 1 + i % 5;
                float[] x = noise(n * 3 * 8 * 8, i);
                float[] t = levels(n, 0.1f + i);
                float[] u = levels(n, 2f);
                assertClose(model.evaluate(x, n, 8, 8, t, u, null), EXACT.evaluate(x, n, 8, 8, t, u, null));
                return null;
            }).toList();
            for (Future<Void> done : pool.invokeAll(tasks)) {
                done.get();
            }
        }
    }

    @Test
    void closedModelSaysSoAndClosesTwice() {
        Model model = Model.load(GaussianModel.pack(folder, "gauss"), DeviceChoice.CPU);
        float[] one = {1f};
        model.evaluate(new float[48], 1, 4, 4, one, one, null);
        model.close();
        model.close();
        assertThatThrownBy(() -> model.evaluate(new float[48], 1, 4, 4, one, one, null))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    @Test
    void loadingAndClosingManyTimesLeavesNoFiles() throws IOException {
        Pack pack = GaussianModel.pack(folder, "gauss");
        for (int i = 0; i < 20; i++) {
            Model.load(pack, DeviceChoice.CPU).close();
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(pack.file());
        }
    }

    @Test
    void fileThatIsNoModelIsRefused() {
        Path file = folder.resolve("junk.bcm");
        PackWriter.write(file, new byte[1000], GaussianModel.manifest("junk").build());
        assertThatThrownBy(() -> Model.load(Pack.open(file), DeviceChoice.CPU))
                .isInstanceOf(UserException.class).hasMessageContaining("cannot be run");
    }

    @Test
    void modelThatContradictsItsManifestIsRefused() {
        Path file = folder.resolve("c.bcm");
        PackWriter.write(file, GaussianModel.onnx(true), GaussianModel.manifest("c").build());
        assertThatThrownBy(() -> Model.load(Pack.open(file), DeviceChoice.CPU))
                .isInstanceOf(UserException.class).hasMessageContaining("contradicts its manifest");
    }

    private static float[] noise(int values, long seed) {
        Random random = new Random(seed);
        float[] x = new float[values];
        for (int i = 0; i < values; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static float[] levels(int n, float first) {
        float[] levels = new float[n];
        for (int i = 0; i < n; i++) {
            levels[i] = Math.min(80f, first * (i + 1));
        }
        return levels;
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f + 1e-5f * Math.abs(expected[i])));
        }
    }
}
