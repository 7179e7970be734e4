package studio.bcm.model;

import java.util.function.Supplier;

/**
 * Restorations by one function, all else by another that is made when it is needed. The ranges that a model in int8
 * computes in are those of restorations: from a low level to the least.
 */
final class LevelFunction implements Evaluator {
    /** What ends a restoration is the least level, but for rounding. */
    private static final float END = 1.01f;

    private final Evaluator restoring;
    private final Supplier<? extends Evaluator> other;
    private final float mostLevel;
    private final float leastLevel;
    private Evaluator made;
    private boolean closed;

    /**
     * @param mostLevel  greatest level that restorations may begin at
     * @param leastLevel that they end at
     */
    LevelFunction(Evaluator restoring, Supplier<? extends Evaluator> other, float mostLevel, float leastLevel) {
        this.restoring = restoring;
        this.other = other;
        this.mostLevel = mostLevel;
        this.leastLevel = leastLevel;
    }

    @Override
    public boolean isConditional() {
        return restoring.isConditional();
    }

    @Override
    public int inputChannels() {
        return restoring.inputChannels();
    }

    @Override
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        return (isAtMost(t, mostLevel) && isAtMost(u, leastLevel * END) ? restoring : other()).evaluate(x, n, height, width, t, u, y);
    }

    private static boolean isAtMost(float[] levels, float most) {
        for (float level : levels) {
            if (level > most) {
                return false;
            }
        }
        return true;
    }

    private synchronized Evaluator other() {
        if (closed) {
            throw new IllegalStateException("the model has been closed");
        }
        if (made == null) {
            made = other.get();
        }
        return made;
    }

    @Override
    public synchronized void close() {
        closed = true;
        restoring.close();
        if (made != null) {
            made.close();
        }
    }
}
