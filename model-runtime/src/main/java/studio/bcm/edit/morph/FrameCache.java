package studio.bcm.edit.morph;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import studio.bcm.edit.FrameOrder;
import studio.bcm.image.Picture;
import studio.bcm.task.Progress;

/**
 * The frames of a morph as 8-bit pictures, kept as they are made, so that a preview can be played and scrubbed while it still
 * grows: the ends and the middle first, then the middle of each gap. Safe for several threads.
 */
final class FrameCache {
    private final MorphFrames morph;
    private final MorphTiming timing;
    private final AtomicReferenceArray<Picture> frames;

    /**
     * An empty cache.
     *
     * @param count frames, at least 2, evenly timed from the start to the end
     */
    public FrameCache(MorphFrames morph, MorphTiming timing, int count) {
        if (count < 2) {
            throw new IllegalArgumentException(count + " frames");
        }
        this.morph = morph;
        this.timing = timing;
        frames = new AtomicReferenceArray<>(count);
    }

    public int count() {
        return frames.length();
    }

    /** The frame, made now if it is not there yet. */
    public Picture frame(int index, Progress progress) {
        Picture there = frames.get(index);
        if (there == null) {
            there = Picture.of(morph.frame(timing.at((double) index / (count() - 1)), progress));
            frames.set(index, there);
        }
        return there;
    }

    /** The frame that is there and nearest to a time, 0…1; empty while there is none. Never waits. */
    public Optional<Picture> nearest(double time) {
        double wanted = time * (count() - 1);
        Picture best = null;
        double least = Double.MAX_VALUE;
        for (int i = 0; i < count(); i++) {
            if (Math.abs(i - wanted) < least && frames.get(i) != null) {
                best = frames.get(i);
                least = Math.abs(i - wanted);
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * Makes all frames that are not there yet.
     *
     * @throws studio.bcm.task.CancelledException when asked to stop; what was made is kept
     */
    public void fill(Progress progress) {
        int done = 0;
        for (int index : FrameOrder.coarseToFine(count())) {
            progress.checkCancelled();
            frame(index, progress.part((double) done / count(), (done + 1.0) / count()));
            done++;
        }
    }
}
