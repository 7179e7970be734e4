package studio.bcm.ui.models;

import studio.bcm.edit.EditDefaults;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Manifest;
import studio.bcm.task.Progress;

/** A model that is ready, with what its pack says of it. */
public interface LoadedFunction extends AutoCloseable {
    /** The function for one piece of work, which tells its fall-backs to that work's progress. */
    ConsistencyFunction function(Progress progress);

    Manifest manifest();

    default EditDefaults defaults() {
        return EditDefaults.of(manifest());
    }

    /** Short, such as {@code CPU} or {@code CUDA 0}. */
    String deviceChip();

    /** All of it in one line. */
    String deviceLine();

    /** Why it is not on the device that was wished for; empty if it is. */
    String fallback();

    @Override
    void close();
}
