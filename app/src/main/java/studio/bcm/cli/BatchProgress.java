package studio.bcm.cli;

import java.time.Duration;
import java.util.Locale;
import studio.bcm.batch.BatchQueue;
import studio.bcm.batch.BatchStatus;
import studio.bcm.task.Progress;

/** A batch's progress: files, megapixels a second, and the time left by the sizes of the files. */
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
        String words = String.format(Locale.ROOT, "%d of %d files, %.2f MP/s%s", status.finished(), status.files(), status.megapixelsPerSecond(),
                status.failed() == 0 ? "" : ", " + status.failed() + " failed");
        // Files differ in size, so the time is a better measure of how much is done than their number.
        long spent = status.elapsed().toMillis();
        long left = status.timeLeft().map(Duration::toMillis).orElse(0L);
        if (left > 0) {
            shown.report(spent, spent + left, words);
        } else {
            shown.report(done, total, words);
        }
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
