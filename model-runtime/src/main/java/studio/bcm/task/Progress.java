package studio.bcm.task;

/**
 * Where a running operation reports its progress and learns that it should stop. Knows no screen: the command line, the
 * window and the tests each bring their own. Implementations are thread-safe.
 */
public interface Progress {
    /**
     * Reports how much is done.
     *
     * @param done    units finished so far, 0…{@code total}
     * @param total   units in all, at least 1
     * @param message what is being done, in words for the user; may be empty, never null
     */
    void report(long done, long total, String message);

    /** Reports something that the user must know but that stops nothing, such as a fall-back to a smaller tile. */
    void note(String message);

    /** Whether somebody has asked the operation to stop. */
    boolean isCancelled();

    /**
     * Called by operations between evaluations of the network.
     *
     * @throws CancelledException when {@link #isCancelled()}
     */
    default void checkCancelled() {
        if (isCancelled()) {
            throw new CancelledException();
        }
    }

    /** A progress that nobody looks at and that is never cancelled. */
    static Progress none() {
        return new Progress() {
            @Override
            public void report(long done, long total, String message) {
            }

            @Override
            public void note(String message) {
            }

            @Override
            public boolean isCancelled() {
                return false;
            }
        };
    }

    /**
     * The part of this progress between two fractions, for an operation that is one step of a larger one.
     *
     * @param from fraction at which the part begins, 0…1
     * @param to   fraction at which it ends, {@code from}…1
     */
    default Progress part(double from, double to) {
        Progress whole = this;
        return new Progress() {
            private static final long UNITS = 1_000_000;

            @Override
            public void report(long done, long total, String message) {
                double fraction = from + (to - from) * done / Math.max(1, total);
                whole.report(Math.round(fraction * UNITS), UNITS, message);
            }

            @Override
            public void note(String message) {
                whole.note(message);
            }

            @Override
            public boolean isCancelled() {
                return whole.isCancelled();
            }
        };
    }
}
