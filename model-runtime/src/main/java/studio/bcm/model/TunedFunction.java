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
 * <p>cuDNN prepares itself for each shape of batch, which costs as much as some megapixels. A batch that is the rest of many
 * equal ones is therefore filled up to their size.
 */
final class TunedFunction implements Evaluator {
    private static final Logger LOG = LoggerFactory.getLogger(TunedFunction.class);
    /** As many as are evaluated in the time that a new shape costs. */
    private static final long PIXELS_FOR_A_SHAPE = 4_000_000;
    private static final int INFINITE = 0x7f800000;

    private final int fullBatch;
    private final Evaluator tuned;
    private final Supplier<? extends Evaluator> portable;
    private volatile Shape last = new Shape(0, 0, 0);
    private volatile Evaluator replacement;
    private volatile String problem = "";
    private boolean closed;

    private record Shape(int n, int height, int width) {
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
        Shape before = last;
        boolean isRest = n < fullBatch && before.equals(new Shape(fullBatch, height, width))
                && (long) (fullBatch - n) * height * width < PIXELS_FOR_A_SHAPE;
        // Where memory runs out, the caller comes again with smaller batches, which are to stay small.
        last = new Shape(0, 0, 0);
        if (!isRest) {
            float[] result = tuned.evaluate(x, n, height, width, t, u, y);
            last = new Shape(n, height, width);
            return result;
        }
        float[] full = tuned.evaluate(Arrays.copyOf(x, x.length / n * fullBatch), fullBatch, height, width, repeated(t), repeated(u),
                y == null ? null : Arrays.copyOf(y, fullBatch));
        last = before;
        return Arrays.copyOf(full, x.length);
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
