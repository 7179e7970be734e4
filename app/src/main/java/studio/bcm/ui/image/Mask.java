package studio.bcm.ui.image;

import java.util.Arrays;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.Pixels;
import studio.bcm.image.PixelSource;

/**
 * Which part of a picture shall be filled, painted with a round brush. Kept at no more than {@value #MOST_SIDE} columns and
 * rows, which a brush does not need to be finer than.
 */
public final class Mask {
    private static final int MOST_SIDE = 2048;
    /** Hue of the paint on the screen: a red that no photo's content is taken for, at half opacity, premultiplied. */
    private static final int PAINT = 0x80800c18;

    private final int pictureWidth;
    private final int pictureHeight;
    private final int width;
    private final int height;
    private final double scale;
    private final byte[] values;
    private final int[] overlay;

    public Mask(int pictureWidth, int pictureHeight) {
        this.pictureWidth = pictureWidth;
        this.pictureHeight = pictureHeight;
        this.scale = Math.min(1, (double) MOST_SIDE / Math.max(pictureWidth, pictureHeight));
        this.width = Math.max(1, (int) Math.round(pictureWidth * scale));
        this.height = Math.max(1, (int) Math.round(pictureHeight * scale));
        this.values = new byte[width * height];
        this.overlay = new int[width * height];
    }

    /** A mask that was kept as a picture. */
    public static Mask of(PixelSource kept, int pictureWidth, int pictureHeight) {
        Mask mask = new Mask(pictureWidth, pictureHeight);
        if (kept.width() != mask.width || kept.height() != mask.height) {
            throw new IllegalArgumentException("a mask of another size than the picture");
        }
        Pixels row = Pixels.blank(mask.width, 1);
        for (int y = 0; y < mask.height; y++) {
            kept.read(0, y, mask.width, 1, row.data(), 0);
            for (int x = 0; x < mask.width; x++) {
                mask.values[y * mask.width + x] = (byte) (row.data()[x] > 0 ? 1 : 0);
            }
        }
        mask.redraw(0, 0, mask.width, mask.height);
        return mask;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Columns of the mask for one column of the picture. */
    public double scale() {
        return scale;
    }

    /** What lies over the picture on the screen, premultiplied; shared, not copied. */
    public int[] overlay() {
        return overlay;
    }

    /** Paints a line from point to point, in pixels of the picture. */
    public void stroke(double x0, double y0, double x1, double y1, double diameter, boolean erase) {
        double radius = Math.max(0.5, diameter / 2 * scale);
        double length = Math.hypot(x1 - x0, y1 - y0) * scale;
        int steps = Math.max(1, (int) Math.ceil(length / Math.max(1, radius / 3)));
        for (int k = 0; k <= steps; k++) {
            double f = (double) k / steps;
            dot((x0 + f * (x1 - x0)) * scale, (y0 + f * (y1 - y0)) * scale, radius, erase);
        }
        int left = (int) Math.floor(Math.min(x0, x1) * scale - radius);
        int top = (int) Math.floor(Math.min(y0, y1) * scale - radius);
        redraw(left, top, (int) Math.ceil(Math.max(x0, x1) * scale + radius) + 1,
                (int) Math.ceil(Math.max(y0, y1) * scale + radius) + 1);
    }

    private void dot(double cx, double cy, double radius, boolean erase) {
        for (int y = Math.max(0, (int) (cy - radius)); y <= Math.min(height - 1, (int) (cy + radius)); y++) {
            double half = Math.sqrt(Math.max(0, radius * radius - (y + 0.5 - cy) * (y + 0.5 - cy)));
            int from = Math.max(0, (int) Math.round(cx - half));
            int to = Math.min(width, (int) Math.round(cx + half));
            if (to > from) {
                Arrays.fill(values, y * width + from, y * width + to, (byte) (erase ? 0 : 1));
            }
        }
    }

    private void redraw(int left, int top, int right, int bottom) {
        for (int y = Math.max(0, top); y < Math.min(height, bottom); y++) {
            for (int x = Math.max(0, left); x < Math.min(width, right); x++) {
                overlay[y * width + x] = values[y * width + x] == 0 ? 0 : PAINT;
            }
        }
    }

    /** What was painted is free and the rest painted. */
    public void invert() {
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (1 - values[i]);
        }
        redraw(0, 0, width, height);
    }

    public void clear() {
        Arrays.fill(values, (byte) 0);
        redraw(0, 0, width, height);
    }

    public boolean isEmpty() {
        for (byte v : values) {
            if (v != 0) {
                return false;
            }
        }
        return true;
    }

    /** For an operation on the picture: height·width values, 1 where to fill. */
    public float[] forPicture() {
        float[] full = new float[pictureWidth * pictureHeight];
        for (int y = 0; y < pictureHeight; y++) {
            int row = Math.min(height - 1, (int) (y * scale)) * width;
            for (int x = 0; x < pictureWidth; x++) {
                full[y * pictureWidth + x] = values[row + Math.min(width - 1, (int) (x * scale))];
            }
        }
        return full;
    }

    /** To be kept: white where to fill. */
    public Picture toPicture() {
        PictureBuilder builder = new PictureBuilder(width, height).optGrey(true);
        float[] data = new float[3 * values.length];
        for (int i = 0; i < values.length; i++) {
            float v = values[i] == 0 ? -1 : 1;
            data[i] = v;
            data[values.length + i] = v;
            data[2 * values.length + i] = v;
        }
        builder.write(0, 0, width, height, data, 0);
        return builder.build();
    }
}
