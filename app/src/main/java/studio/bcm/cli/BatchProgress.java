package studio.bcm.cli;

import java.util.Locale;
import studio.bcm.batch.BatchQueue;
import studio.bcm.batch.BatchStatus;
import studio.bcm.task.Progress;

/** A batch's progress in words: files, megapixels a second. */
final class BatchProgress implements Progress {
    private final BatchQueue queue;
    private final Progress shown;

    BatchProgress(BatchQueue queue, Progress shown) {
        this.queue = queue;
        this.shown = shown;
    }

    @Override
    public void report(long done, long total, String message) {
        BatchStatus status = queue.status();
        String words = String.format(Locale.ROOT, "%d of %d files, %.2f MP/s%s%s", status.finished(), status.files(), status.megapixelsPerSecond(),
                status.failed() == 0 ? "" : ", " + status.failed() + " failed",
                status.timeLeft().filter(left -> !left.isZero()).map(left -> ", " + Words.duration(left) + " left by size").orElse(""));
        shown.report(done, total, words);
    }

    @Override
    public void note(String message) {
        shown.note(message);
    }

    @Override
    public boolean isCancelled() {
        return shown.isCancelled();
    }
}
