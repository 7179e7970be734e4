package studio.bcm.model;

import ai.djl.engine.EngineException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A graph that was written anew for a GPU, with the portable one behind it: that one takes over for good, and repeats the
 * evaluation, where the tuned one fails or overflows its half precision.
 *
 * <p>cuDNN prepares itself for each shape of batch, and anew whenever the shape changes, which costs as much as some megapixels.
 * A batch of tiles that is the rest of many equal ones, or nearly as large, is therefore filled up to their size.
 */
final class TunedFunction implements Evaluator {
    private static final Logger LOG = LoggerFactory.getLogger(TunedFunction.class);
    /** As many as are evaluated in the time that a new shape costs. */
    private static final long PIXELS_FOR_A_SHAPE = 4_000_000;
    /** Filled up in any case: the tiles of small pictures come in all numbers. */
    private static final long PIXELS_FOR_NOTHING = 600_000;
    private static final int LEAST_TILE = 128;
    private static final int INFINITE = 0x7f800000;

    private final int fullBatch;
    private final Evaluator tuned;
    private final Supplier<? extends Evaluator> portable;
    /** Of tiles of which full batches fit the memory. */
    private volatile Shape full = Shape.NONE;
    private volatile boolean isShort;
    private volatile Evaluator replacement;
    private volatile String problem = "";
    private boolean closed;

    private record Shape(int height, int width) {
        static final Shape NONE = new Shape(0, 0);
    }

    /**
     * @param fullBatch size of the batches that come in numbers
     * @param portable  makes the other one when it is needed
     */
    TunedFunction(int fullBatch, Evaluator tuned, Supplier<? extends Evaluator> portable) {
        this.fullBatch = fullBatch;
        this.tuned = tuned;
        this.portable = portable;
    }

    @Override
    public boolean isConditional() {
        return tuned.isConditional();
    }

    @Override
    public int inputChannels() {
        return tuned.inputChannels();
    }

    @Override
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        if (replacement == null) {
            try {
                float[] result = filledUp(x, n, height, width, t, u, y);
                if (isFinite(result)) {
                    return result;
                }
                replace("half precision overflowed", null);
            } catch (EngineException e) {
                replace("ONNX Runtime failed with the other", e);
            }
        }
        return replacement.evaluate(x, n, height, width, t, u, y);
    }

    @Override
    public String graphProblem() {
        return problem;
    }

    private float[] filledUp(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        try {
            if (!isToBeFilled(n, height, width)) {
                float[] result = tuned.evaluate(x, n, height, width, t, u, y);
                if (n == fullBatch) {
                    full = new Shape(height, width);
                }
                return result;
            }
            float[] result = tuned.evaluate(Arrays.copyOf(x, x.length / n * fullBatch), fullBatch, height, width, repeated(t), repeated(u),
                    y == null ? null : Arrays.copyOf(y, fullBatch));
            return Arrays.copyOf(result, 3 * n * height * width);
        } catch (OutOfDeviceMemoryException e) {
            // The caller comes again with smaller batches, which are to stay small.
            full = Shape.NONE;
            isShort = true;
            throw e;
        }
    }

    private boolean isToBeFilled(int n, int height, int width) {
        long missing = (long) (fullBatch - n) * height * width;
        return n < fullBatch && (full.equals(new Shape(height, width)) && missing < PIXELS_FOR_A_SHAPE
                || n > 1 && Math.min(height, width) >= LEAST_TILE && missing < PIXELS_FOR_NOTHING && !isShort);
    }

    private float[] repeated(float[] levels) {
        float[] all = Arrays.copyOf(levels, fullBatch);
        Arrays.fill(all, levels.length, fullBatch, levels[0]);
        return all;
    }

    static boolean isFinite(float[] values) {
        int greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Float.floatToRawIntBits(value) & Integer.MAX_VALUE);
        }
        return greatest < INFINITE;
    }

    private synchronized void replace(String reason, EngineException cause) {
        if (closed) {
            throw cause == null ? new IllegalStateException("the model has been closed") : cause;
        }
        if (replacement == null) {
            LOG.warn("The graph written for the GPU is given up for the portable one: {}", reason, cause);
            replacement = portable.get();
            problem = reason;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        tuned.close();
        if (replacement != null) {
            replacement.close();
        }
    }
}
