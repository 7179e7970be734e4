package studio.bcm.edit;

import studio.bcm.image.Lanczos;
import studio.bcm.image.PixelSource;

/** Brings pictures to a common frame. */
final class Framing {
    private Framing() {
    }

    /** The largest centred part of that aspect, resampled to that size; the picture itself if it has the size. */
    static PixelSource toFrame(PixelSource picture, int width, int height) {
        if (picture.width() == width && picture.height() == height) {
            return picture;
        }
        double scale = Math.min((double) picture.width() / width, (double) picture.height() / height);
        double partWidth = width * scale;
        double partHeight = height * scale;
        return Lanczos.resample(picture, (picture.width() - partWidth) / 2, (picture.height() - partHeight) / 2, partWidth,
                partHeight, width, height);
    }
}
