package studio.bcm.batch;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a batch is.
 *
 * @param files            in all
 * @param done             written
 * @param skipped          that were there already
 * @param failed           that could not be done
 * @param megapixels       worked on so far
 * @param elapsed          since the batch began, pauses left out
 * @param timeLeft         estimated from the sizes of the files; empty until one is done
 */
public record BatchStatus(int files, int done, int skipped, int failed, double megapixels, Duration elapsed,
        Optional<Duration> timeLeft) {
    /** Files with which nothing more will happen. */
    public int finished() {
        return done + skipped + failed;
    }

    /** Megapixels a second, 0 before the first file is done. */
    public double megapixelsPerSecond() {
        double seconds = elapsed.toNanos() / 1e9;
        return seconds == 0 ? 0 : megapixels / seconds;
    }
}
