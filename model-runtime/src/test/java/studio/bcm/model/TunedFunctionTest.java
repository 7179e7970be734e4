package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TunedFunctionTest {
    private static final int SIDE = 4;
    private static final int VALUES = 3 * SIDE * SIDE;

    /** Adds a number of its own to every value, or does what a test says. */
    private static class Adding implements Evaluator {
        final List<Integer> batches = new ArrayList<>();
        private final float added;
        boolean closed;

        Adding(float added) {
            this.added = added;
        }

        @Override
        public boolean isConditional() {
            return false;
        }

        @Override
        public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
            assertThat(x).hasSize(3 * n * height * width);
            assertThat(t).hasSize(n).doesNotContain(0f);
            assertThat(u).hasSize(n).doesNotContain(0f);
            batches.add(n);
            float[] out = x.clone();
            for (int i = 0; i < out.length; i++) {
                out[i] += added;
            }
            return out;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void restOfManyEqualBatchesIsFilledUpToTheirSize() {
        Adding tuned = new Adding(1);
        try (TunedFunction function = new TunedFunction(8, tuned, () -> new Adding(2))) {
            assertThat(evaluate(function, 3)).hasSize(3 * VALUES).containsOnly(1f);
            evaluate(function, 8);
            assertThat(evaluate(function, 3)).hasSize(3 * VALUES).containsOnly(1f);
            assertThat(evaluate(function, 1)).hasSize(VALUES).containsOnly(1f);
            assertThat(function.evaluate(new float[4 * VALUES], 1, 2 * SIDE, 2 * SIDE, levels(1), levels(1), null)).containsOnly(1f);
        }
        assertThat(tuned.batches).containsExactly(3, 8, 8, 8, 1);
        assertThat(tuned.closed).isTrue();
    }

    @Test
    void batchesOfTilesThatAreNearlyFullAreFilledUp() {
        Adding tuned = new Adding(1);
        int side = 128;
        try (TunedFunction function = new TunedFunction(8, tuned, () -> new Adding(2))) {
            for (int n : new int[] {5, 1, 2}) {
                assertThat(function.evaluate(new float[3 * n * side * side], n, side, side, levels(n), levels(n), null))
                        .hasSize(3 * n * side * side).containsOnly(1f);
            }
        }
        assertThat(tuned.batches).containsExactly(8, 1, 8);
    }

    @Test
    void portableGraphTakesOverWhereTheOtherOverflows() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            AtomicInteger made = new AtomicInteger();
            Adding portable = new Adding(2);
            try (TunedFunction function = new TunedFunction(8, new Adding(bad), () -> {
                made.incrementAndGet();
                return portable;
            })) {
                assertThat(function.graphProblem()).isEmpty();
                assertThat(evaluate(function, 2)).containsOnly(2f);
                assertThat(evaluate(function, 2)).containsOnly(2f);
                assertThat(function.graphProblem()).contains("overflow");
            }
            assertThat(made).hasValue(1);
            assertThat(portable.closed).isTrue();
        }
    }

    @Test
    void portableGraphTakesOverWhereTheOtherFails() {
        Evaluator failing = new Adding(0) {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                throw new EngineException("no kernel");
            }
        };
        try (TunedFunction function = new TunedFunction(8, failing, () -> new Adding(2))) {
            assertThat(evaluate(function, 2)).containsOnly(2f);
            assertThat(function.graphProblem()).isNotEmpty();
        }
    }

    @Test
    void lackOfMemoryIsNoReasonToChangeTheGraph() {
        Evaluator full = new Adding(0) {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                throw new OutOfDeviceMemoryException("full", null);
            }
        };
        try (TunedFunction function = new TunedFunction(8, full, () -> new Adding(2))) {
            assertThatThrownBy(() -> evaluate(function, 2)).isInstanceOf(OutOfDeviceMemoryException.class);
            assertThat(function.graphProblem()).isEmpty();
        }
    }

    @Test
    void smallerBatchesAfterALackOfMemoryStaySmall() {
        List<Integer> asked = new ArrayList<>();
        Evaluator small = new Adding(1) {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                asked.add(n);
                if (asked.size() == 2) {
                    throw new OutOfDeviceMemoryException("full", null);
                }
                return super.evaluate(x, n, height, width, t, u, y);
            }
        };
        try (TunedFunction function = new TunedFunction(8, small, () -> new Adding(2))) {
            evaluate(function, 8);
            assertThatThrownBy(() -> evaluate(function, 8)).isInstanceOf(OutOfDeviceMemoryException.class);
            evaluate(function, 4);
        }
        assertThat(asked).containsExactly(8, 8, 4);
    }

    private static float[] evaluate(TunedFunction function, int n) {
        return function.evaluate(new float[n * VALUES], n, SIDE, SIDE, levels(n), levels(n), null);
    }

    private static float[] levels(int n) {
        float[] levels = new float[n];
        Arrays.fill(levels, 0.5f);
        return levels;
    }
}
