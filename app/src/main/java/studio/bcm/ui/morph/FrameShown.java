package studio.bcm.ui.morph;

import org.jspecify.annotations.Nullable;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.image.Pyramid;

/**
 * A frame of a morph that is ready for the screen.
 *
 * @param index of the frame among those of the preview
 * @param ref   the frame at its full size, as a file of the store; null for one of the preview
 */
public record FrameShown(int index, @Nullable PictureRef ref, Pyramid pyramid) {
    /** Whether it is as it will be in the film. */
    public boolean isFull() {
        return ref != null;
    }
}
