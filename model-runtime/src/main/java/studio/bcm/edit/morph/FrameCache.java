package studio.bcm.edit.morph;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import studio.bcm.edit.FrameOrder;
import studio.bcm.image.Pixels;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;

/**
 * The frames of a morph as whatever shows them, kept as they are made, so that a preview can be played and scrubbed while it
 * still grows: the ends and the middle first, then the middle of each gap. Safe for several threads.
 *
 * @param <F> what a frame is kept as
 */
public final class FrameCache<F> {
    private final MorphFrames morph;
    private final MorphTiming timing;
    private final Function<Pixels, F> kept;
    private final AtomicReferenceArray<F> frames;

    /**
     * An empty cache.
     *
     * @param count frames, at least 2, evenly timed from the start to the end
     * @param kept  makes of a frame what is kept of it
     */
    public FrameCache(MorphFrames morph, MorphTiming timing, int count, Function<Pixels, F> kept) {
        if (count < 2) {
            throw new IllegalArgumentException(count + " frames");
        }
        this.morph = morph;
        this.timing = timing;
        this.kept = kept;
        frames = new AtomicReferenceArray<>(count);
    }

    public int count() {
        return frames.length();
    }

    /** The frame, made now if it is not there yet. */
    public F frame(int index, Progress progress) {
        F there = frames.get(index);
        if (there == null) {
            there = kept.apply(morph.frame(timing.at((double) index / (count() - 1)), progress));
            frames.set(index, there);
        }
        return there;
    }

    /** The frame, if it is there. Never waits. */
    public Optional<F> there(int index) {
        return Optional.ofNullable(frames.get(index));
    }

    /** The frame that is there and nearest to a time, 0…1; empty while there is none. Never waits. */
    public Optional<F> nearest(double time) {
        double wanted = time * (count() - 1);
        F best = null;
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
     * @throws CancelledException when asked to stop; what was made is kept
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
