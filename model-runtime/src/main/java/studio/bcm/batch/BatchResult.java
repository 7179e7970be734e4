package studio.bcm.batch;

import java.util.List;

/**
 * What the work on one file of a batch gave.
 *
 * @param megapixels       of the picture
 * @param estimatedQuality JPEG quality 1…100 that the file's tables or pixels show; 0 where it was never compressed or
 *                         nothing is known
 * @param strength         sigma that the picture was restored from, 0 where there was nothing to do
 * @param notes            what the user should know about this file, such as that it breaks off
 */
public record BatchResult(double megapixels, int estimatedQuality, double strength, List<String> notes) {
    public BatchResult {
        notes = List.copyOf(notes);
    }

    /** The same with other notes. */
    public BatchResult withNotes(List<String> other) {
        return new BatchResult(megapixels, estimatedQuality, strength, other);
    }
}
