package studio.bcm.edit.morph;

import java.util.Optional;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

/** The frames of a morph between two photos. */
public interface MorphFrames {
    int width();

    int height();

    /**
     * The frame at a moment; the first photo at the start, the second at the end. Frames can be asked for in any order.
     *
     * @return nominally −1…1; the caller's own
     * @throws studio.bcm.task.CancelledException when asked to stop
     */
    Pixels frame(Moment moment, Progress progress);

    /**
     * The opacity of that frame.
     *
     * @return height·width values, −1 (clear) … 1 (opaque), row-major, the caller's own; empty where all frames are opaque
     */
    default Optional<float[]> opacity(Moment moment) {
        return Optional.empty();
    }
}
