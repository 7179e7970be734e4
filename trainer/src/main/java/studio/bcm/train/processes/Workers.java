package studio.bcm.train.processes;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The processes that train one network together, as one of them sees them. All call the same methods in the same order, and
 * each waits in them for the others.
 */
public interface Workers extends AutoCloseable {
    /** Number of this process, 0…{@link #count()} − 1. */
    int rank();

    /** How many there are. */
    int count();

    /** Number of this process among those of this machine, which is also the number of its GPU. */
    int localRank();

    /** How many there are on this machine. */
    int localCount();

    /** Whether this process is the one that reads and writes checkpoints, logs and makes packs. */
    default boolean isFirst() {
        return rank() == 0;
    }

    /**
     * Replaces a tensor's values by their sum over all processes. On CUDA what is handed to the current stream afterwards
     * waits for it, the caller does not.
     */
    void sum(Tensor tensor);

    /** Replaces a tensor's values by those of the first process; waits as {@link #sum} does. */
    void takeFirsts(Tensor tensor);

    /**
     * Sends the first process's numbers to all; nobody waits for a device.
     *
     * @param mine of which all processes give equally many
     * @return those of the first process
     */
    double[] agree(double... mine);

    /**
     * Sends the first process's text to all.
     *
     * @param mine passed over in all other processes; there it may be null
     */
    String agree(@Nullable String mine);

    @Override
    void close();

    /** A process that trains by itself. */
    static Workers alone() {
        return new Workers() {
            @Override
            public int rank() {
                return 0;
            }

            @Override
            public int count() {
                return 1;
            }

            @Override
            public int localRank() {
                return 0;
            }

            @Override
            public int localCount() {
                return 1;
            }

            @Override
            public void sum(Tensor tensor) {
                // It is the sum already.
            }

            @Override
            public void takeFirsts(Tensor tensor) {
                // They are the first's already.
            }

            @Override
            public double[] agree(double... mine) {
                return mine;
            }

            @Override
            public String agree(String mine) {
                return mine;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
