package studio.bcm.ui.morph;

import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.image.Pyramid;

/** A frame of a morph that is ready for the screen. */
public record FrameShown(int index, double position, PictureRef ref, Pyramid pyramid) {
}
