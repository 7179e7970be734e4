package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import studio.bcm.natives.OnnxRuntimeNatives;

/** The way that evaluations take on a GPU, below DJL's arrays, gives what the other does; it works with any session. */
class OnnxFunctionTest {
    private static final int HEIGHT = 8;
    private static final int WIDTH = 12;

    @Test
    void resultsWrittenWhereTheyAreWantedAreTheSame() throws OrtException {
        try (OnnxFunction through = function(OptionalInt.empty()); OnnxFunction below = function(OptionalInt.of(0))) {
            for (int n : new int[] {1, 3, 2}) {
                assertThat(evaluate(below, n, n)).isEqualTo(evaluate(through, n, n));
            }
        }
    }

    @Test
    void severalAtOnceDoNotShareMemory() throws OrtException {
        try (OnnxFunction through = function(OptionalInt.empty()); OnnxFunction below = function(OptionalInt.of(0))) {
            IntStream.range(0, 24).mapToObj(i -> CompletableFuture.runAsync(() ->
                    assertThat(evaluate(below, 1 + i % 3, i)).isEqualTo(evaluate(through, 1 + i % 3, i)))).toList().forEach(CompletableFuture::join);
        }
    }

    private static OnnxFunction function(OptionalInt gpu) throws OrtException {
        OnnxRuntimeNatives.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            return OnnxFunction.create(MemorySegment.ofArray(GaussianModel.onnx(false)), options, gpu);
        }
    }

    private static float[] evaluate(OnnxFunction function, int n, int seed) {
        float[] x = new float[n * 3 * HEIGHT * WIDTH];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i + seed);
        }
        float[] t = new float[n];
        float[] u = new float[n];
        for (int i = 0; i < n; i++) {
            t[i] = 0.5f + i + seed;
            u[i] = 2 + i;
        }
        return function.evaluate(x, n, HEIGHT, WIDTH, t, u, null);
    }
}
