package studio.bcm.edit.morph;

import java.util.List;
import java.util.Optional;
import studio.bcm.UserException;
import studio.bcm.edit.FrameOrder;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

/**
 * Morphs in a row, each from the photo at which the one before ends.
 *
 * @param passages at least one; all of one size
 */
public record Storyboard(List<Passage> passages) {
    public Storyboard {
        passages = List.copyOf(passages);
        if (passages.isEmpty()) {
            throw new IllegalArgumentException("no passage");
        }
        for (Passage passage : passages) {
            if (passage.frames.width() != passages.getFirst().frames.width() || passage.frames.height() != passages.getFirst().frames.height()) {
                throw new IllegalArgumentException("passages of several sizes");
            }
        }
    }

    /** A morph and how it passes. */
    public record Passage(MorphFrames frames, MorphTiming timing) {
    }

    /** Takes each frame as soon as it is there. */
    @FunctionalInterface
    public interface FrameSink {
        /**
         * @param index of the frame, 0…count−1; frames come in coarse-to-fine order
         * @param time  along the storyboard, 0…1
         */
        void frame(int index, double time, Pixels frame);
    }

    public int width() {
        return passages.getFirst().frames.width();
    }

    public int height() {
        return passages.getFirst().frames.height();
    }

    /** Frames in all where each passage has that many, both ends counted. */
    public int frameCount(int framesOfPassage) {
        return (framesOfPassage - 1) * passages.size() + 1;
    }

    /** The frame at a time, 0…1 over all passages, which take equally long. */
    public Pixels frameAt(double time, Progress progress) {
        if (!(time >= 0 && time <= 1)) {
            throw new IllegalArgumentException("time " + time);
        }
        int passage = Math.min(passages.size() - 1, (int) (time * passages.size()));
        return frame(passage, time * passages.size() - passage, progress);
    }

    /** The opacity of that frame, as {@link MorphFrames#opacity} says. */
    public Optional<float[]> opacityAt(double time) {
        int passage = Math.min(passages.size() - 1, (int) (time * passages.size()));
        Passage here = passages.get(passage);
        return here.frames.opacity(here.timing.at(Math.clamp(time * passages.size() - passage, 0, 1)));
    }

    /**
     * One of evenly timed frames.
     *
     * @param index           of the frame
     * @param framesOfPassage at least 2, both ends counted
     */
    public Pixels frame(int index, int framesOfPassage, Progress progress) {
        int steps = framesOfPassage - 1;
        int passage = Math.min(passages.size() - 1, index / steps);
        return frame(passage, (double) (index - passage * steps) / steps, progress);
    }

    /** The opacity of that frame, as {@link MorphFrames#opacity} says. */
    public Optional<float[]> opacity(int index, int framesOfPassage) {
        int steps = framesOfPassage - 1;
        int passage = Math.min(passages.size() - 1, index / steps);
        Passage here = passages.get(passage);
        return here.frames.opacity(here.timing.at((double) (index - passage * steps) / steps));
    }

    private Pixels frame(int passage, double within, Progress progress) {
        Passage here = passages.get(passage);
        return here.frames.frame(here.timing.at(Math.clamp(within, 0, 1)), progress);
    }

    /**
     * Makes evenly timed frames.
     *
     * @param framesOfPassage at least 2, both ends counted
     */
    public void frames(int framesOfPassage, FrameSink sink, Progress progress) {
        if (framesOfPassage < 2) {
            throw new UserException("An interpolation has at least 2 frames, not " + framesOfPassage + ".");
        }
        int count = frameCount(framesOfPassage);
        int done = 0;
        for (int index : FrameOrder.coarseToFine(count)) {
            progress.checkCancelled();
            Progress part = progress.part((double) done / count, (done + 1.0) / count);
            sink.frame(index, (double) index / (count - 1), frame(index, framesOfPassage, part));
            done++;
            progress.report(done, count, "Morphing");
        }
    }
}
