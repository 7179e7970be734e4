package studio.bcm.batch;

import java.nio.file.Path;
import studio.bcm.task.Progress;

/** What a batch does with each file. Called by several threads at once. */
@FunctionalInterface
public interface BatchWork {
    /**
     * Makes one output from one input; the output is there whole afterwards or, after an exception, not at all.
     *
     * @throws studio.bcm.UserException         when this file cannot be done; the batch goes on with the others
     * @throws studio.bcm.task.CancelledException when asked to stop
     */
    BatchResult process(Path input, Path output, Progress progress);
}
