package studio.bcm.batch;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One file of a batch, as it stands at a moment.
 *
 * @param id          by which the queue knows it, in the order in which files were added
 * @param input       file to read
 * @param output      file to write
 * @param inputBytes  size of the input, 0 where it is not there
 * @param outputBytes size of the output once it is there
 * @param state       how far it is
 * @param time        that the work took
 * @param result      once it is {@link State#DONE}, else null
 * @param problem     one sentence once it has {@link State#FAILED}, else empty
 */
public record BatchJob(int id, Path input, Path output, long inputBytes, long outputBytes, State state, Duration time,
        @Nullable BatchResult result, String problem) {
    /** How far a file is. */
    public enum State {
        /** Not begun. */
        WAITING,
        /** Under way. */
        RUNNING,
        /** Its output was written. */
        DONE,
        /** Its output was there already. */
        SKIPPED,
        /** It could not be done; {@link BatchJob#problem()} says why. */
        FAILED
    }

    static BatchJob waiting(int id, Path input, Path output, long inputBytes) {
        return new BatchJob(id, input, output, inputBytes, 0, State.WAITING, Duration.ZERO, null, "");
    }

    BatchJob waitingAgain() {
        return waiting(id, input, output, inputBytes);
    }

    BatchJob running() {
        return new BatchJob(id, input, output, inputBytes, 0, State.RUNNING, Duration.ZERO, null, "");
    }

    BatchJob done(BatchResult outcome, long bytes, Duration taken) {
        return new BatchJob(id, input, output, inputBytes, bytes, State.DONE, taken, outcome, "");
    }

    BatchJob skipped(long bytes) {
        return new BatchJob(id, input, output, inputBytes, bytes, State.SKIPPED, Duration.ZERO, null, "");
    }

    BatchJob failed(String sentence, Duration taken) {
        return new BatchJob(id, input, output, inputBytes, 0, State.FAILED, taken, null, sentence);
    }
}
