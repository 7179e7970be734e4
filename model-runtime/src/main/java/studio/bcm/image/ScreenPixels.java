package studio.bcm.image;

import java.awt.image.BufferedImage;

/** An sRGB image of the desktop as a source of pixels; what it says of transparency is left out. */
public record ScreenPixels(BufferedImage image) implements PixelSource {
    @Override
    public int width() {
        return image.getWidth();
    }

    @Override
    public int height() {
        return image.getHeight();
    }

    @Override
    public void read(int x, int y, int w, int h, float[] into, int offset) {
        int plane = w * h;
        for (int j = 0; j < h; j++) {
            int row = Pixels.reflect(y + j, height());
            for (int i = 0; i < w; i++) {
                int rgb = image.getRGB(Pixels.reflect(x + i, width()), row);
                Quantum.unpack(rgb, into, offset + j * w + i, plane);
            }
        }
    }
}
