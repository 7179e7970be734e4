package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import studio.bcm.UserException;
import studio.bcm.task.CancelledException;
import studio.bcm.task.RecordedProgress;

class FallbackFunctionTest {
    private static final GaussianModel EXACT = AroundExact.EXACT;

    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final RecordedProgress progress = RecordedProgress.cancelledWhen(cancelled::get);

    @Test
    void batchIsHalvedUntilItFitsAndTheSizeIsRemembered() {
        SmallDevice device = new SmallDevice(3 * 16 * 16);
        FallbackFunction function = new FallbackFunction(device, () -> EXACT, progress);
        float[] x = ramp(13, 16, 16);
        float[] t = levels(13, 1f);
        float[] u = levels(13, 5f);

        assertThat(function.evaluate(x, 13, 16, 16, t, u, null)).isEqualTo(EXACT.evaluate(x, 13, 16, 16, t, u, null));
        assertThat(function.largestBatch()).isEqualTo(1);
        assertThat(device.batches).startsWith(13, 6, 3, 1).endsWith(1, 1);
        assertThat(progress.notes()).hasSize(3).last().asString().contains("batches of 1");

        device.batches.clear();
        function.evaluate(x, 13, 16, 16, t, u, null);
        assertThat(device.batches).as("the second time nothing fails").containsOnly(1).hasSize(13);
        assertThat(function.isOnCpu()).isFalse();
    }

    @Test
    void thenTheCallerMakesTilesSmallerAndThenTheCpuHelps() {
        FallbackFunction function = new FallbackFunction(new SmallDevice(0), () -> EXACT, progress);
        int size = 128;
        List<Integer> tried = new ArrayList<>();
        float[] out = null;
        while (out == null) {
            tried.add(size);
            try {
                out = function.evaluate(ramp(2, size, size), 2, size, size, levels(2, 1f), levels(2, 2f), null);
            } catch (TileTooLargeException e) {
                assertThat(e.suggestedHeight()).isLessThan(size);
                size = e.suggestedWidth();
            }
        }
        assertThat(tried).containsExactly(128, 64, 32, 16);
        assertThat(out).isEqualTo(EXACT.evaluate(ramp(2, 16, 16), 2, 16, 16, levels(2, 1f), levels(2, 2f), null));
        assertThat(function.isOnCpu()).isTrue();
        assertThat(progress.notes()).last().asString().contains("CPU");

        int told = progress.notes().size();
        function.evaluate(ramp(4, 128, 128), 4, 128, 128, levels(4, 1f), levels(4, 2f), null);
        assertThat(progress.notes()).as("on the CPU tiles may be large again, and nothing more is told").hasSize(told);
    }

    @Test
    void suggestedTilesAreMultiplesAndGetSmallerForOddSizes() {
        FallbackFunction function = new FallbackFunction(new SmallDevice(0), () -> EXACT, progress, 18);
        int height = 4;
        int width = 1000;
        for (int i = 0; i < 20 && !function.isOnCpu(); i++) {
            try {
                function.evaluate(ramp(1, height, width), 1, height, width, levels(1, 1f), levels(1, 2f), null);
            } catch (TileTooLargeException e) {
                assertThat(e.suggestedHeight() % 4).isZero();
                assertThat(e.suggestedWidth() % 4).isZero();
                assertThat(e.suggestedHeight() * e.suggestedWidth()).isLessThan(height * width);
                height = e.suggestedHeight();
                width = e.suggestedWidth();
            }
        }
        assertThat(function.isOnCpu()).isTrue();
        assertThat(width).isEqualTo(20);
    }

    @Test
    void memoryThatIsShortOnTheCpuTooIsAnErrorForTheUser() {
        FallbackFunction function = new FallbackFunction(new SmallDevice(0), () -> new SmallDevice(0), progress);
        assertThatThrownBy(() -> function.evaluate(ramp(1, 16, 16), 1, 16, 16, levels(1, 1f), levels(1, 2f), null))
                .isInstanceOf(UserException.class).hasMessageContaining("not enough memory");
        FallbackFunction cpuOnly = new FallbackFunction(new SmallDevice(0), null, progress);
        assertThatThrownBy(() -> cpuOnly.evaluate(ramp(1, 16, 16), 1, 16, 16, levels(1, 1f), levels(1, 2f), null))
                .isInstanceOf(UserException.class);
    }

    @Test
    void otherFailuresPassThrough() {
        FallbackFunction function = new FallbackFunction(new SmallDevice(0) {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                throw new IllegalStateException("broken");
            }
        }, () -> EXACT, progress);
        assertThatThrownBy(() -> function.evaluate(ramp(2, 16, 16), 2, 16, 16, levels(2, 1f), levels(2, 2f), null))
                .isInstanceOf(IllegalStateException.class).hasMessage("broken");
    }

    @Test
    void cancelIsHeardBetweenPartsOfABatch() {
        cancelled.set(true);
        FallbackFunction function = new FallbackFunction(new SmallDevice(3 * 16 * 16), () -> EXACT, progress);
        assertThatThrownBy(() -> function.evaluate(ramp(4, 16, 16), 4, 16, 16, levels(4, 1f), levels(4, 2f), null))
                .isInstanceOf(CancelledException.class);
    }

    @Test
    void functionOnTheCpuIsClosed() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        class Closeable extends SmallDevice implements AutoCloseable {
            Closeable() {
                super(Long.MAX_VALUE);
            }

            @Override
            public void close() {
                closed.set(true);
            }
        }
        FallbackFunction function = new FallbackFunction(new SmallDevice(0), Closeable::new, progress);
        function.evaluate(ramp(1, 16, 16), 1, 16, 16, levels(1, 1f), levels(1, 2f), null);
        function.close();
        assertThat(closed).isTrue();
    }

    @Test
    void outOfMemoryIsToldFromOtherErrors() {
        assertThat(DeviceMemory.isExhausted("Non-zero status code returned while running Conv node. Name:'c' Status Message: "
                + "/onnxruntime/core/framework/bfc_arena.cc:376 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool) "
                + "Failed to allocate memory for requested buffer of size 8589934592")).isTrue();
        assertThat(DeviceMemory.isExhausted("CUDA failure 2: out of memory ; GPU=0 ; expr=cudaMalloc((void**)&p, size);")).isTrue();
        assertThat(DeviceMemory.isExhausted("CUDNN failure 4000: CUDNN_STATUS_INTERNAL_ERROR")).isFalse();
        assertThat(DeviceMemory.isExhausted("Got invalid dimensions for input: x")).isFalse();
    }

    private static float[] ramp(int n, int height, int width) {
        float[] x = new float[n * 3 * height * width];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 251 / 125f - 1;
        }
        return x;
    }

    private static float[] levels(int n, float first) {
        float[] levels = new float[n];
        for (int i = 0; i < n; i++) {
            levels[i] = first + i;
        }
        return levels;
    }

    /** A device with memory for so many values. */
    private static class SmallDevice implements AroundExact {
        private final long memory;
        private final List<Integer> batches = new ArrayList<>();

        SmallDevice(long memory) {
            this.memory = memory;
        }

        @Override
        public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
            batches.add(n);
            if (x.length > memory) {
                throw new OutOfDeviceMemoryException("too much", null);
            }
            return EXACT.evaluate(x, n, height, width, t, u, y);
        }
    }
}
