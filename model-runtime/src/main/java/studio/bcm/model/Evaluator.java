package studio.bcm.model;

/** Evaluates a consistency function whose arguments have been checked. */
interface Evaluator extends AutoCloseable {
    /** Whether it takes a class. */
    boolean isConditional();

    /** Planes of each input, as {@link ConsistencyFunction#inputChannels}. */
    default int inputChannels() {
        return 3;
    }

    /** As {@link ConsistencyFunction#evaluate}, with {@code y} given exactly if {@link #isConditional()}. */
    float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y);

    /** Why the portable graph took over from a tuned one, a clause; empty if it did not. */
    default String graphProblem() {
        return "";
    }

    /** Waits for running evaluations and frees all native memory. */
    @Override
    void close();
}
