package studio.bcm.edit.tile;

import studio.bcm.image.PixelSource;

/** A rectangle of a picture, beyond whose borders the picture goes on. */
public record Window(PixelSource picture, int left, int top, int width, int height) implements PixelSource {
    @Override
    public void read(int x, int y, int w, int h, float[] into, int offset) {
        picture.read(left + x, top + y, w, h, into, offset);
    }
}
