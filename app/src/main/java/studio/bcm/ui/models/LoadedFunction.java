package studio.bcm.ui.models;

import studio.bcm.job.EditModel;

/** A model that is ready, with what its pack says of it. */
public interface LoadedFunction extends EditModel, AutoCloseable {
    /** Short, such as {@code CPU} or {@code CUDA 0}. */
    String deviceChip();

    /** All of it in one line. */
    String deviceLine();

    /** Why it is not on the device that was wished for; empty if it is. */
    String fallback();

    @Override
    void close();
}
