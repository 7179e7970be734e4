package studio.bcm.edit.tile;

import studio.bcm.image.PixelSink;
import studio.bcm.image.Pixels;

/** Copying of rectangles into whole pictures in memory. */
public final class Fields {
    private Fields() {
    }

    /** A sink that fills a picture, without clamping. */
    public static PixelSink into(Pixels picture) {
        return (x, y, w, h, values, offset) -> copy(values, offset, w, h, picture, x, y);
    }

    /** Copies 3·h·w planar values to a place in a picture. */
    public static void copy(float[] values, int offset, int w, int h, Pixels picture, int x, int y) {
        for (int c = 0; c < 3; c++) {
            for (int j = 0; j < h; j++) {
                System.arraycopy(values, offset + (c * h + j) * w, picture.data(),
                        (c * picture.height() + y + j) * picture.width() + x, w);
            }
        }
    }
}
