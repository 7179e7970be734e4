package studio.bcm.ui.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;

/**
 * Which part of a picture shall be filled, painted with a round brush. Kept at no more than {@value #MOST_SIDE} columns and
 * rows, which a brush does not need to be finer than.
 */
public final class Mask {
    private static final int MOST_SIDE = 2048;

    private final int pictureWidth;
    private final int pictureHeight;
    private final int width;
    private final int height;
    private final double scale;
    private final byte[] values;
    private final int[] overlay;
    private Paint paint = Paint.RED;

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
                overlay[y * width + x] = values[y * width + x] == 0 ? 0 : paint.argb;
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

    /**
     * What is painted, in pixels of the picture.
     *
     * @param x left column
     * @param y top row
     */
    public record Bounds(double x, double y, double width, double height) {
    }

    /** The least rectangle around what is painted; empty where nothing is. */
    public Optional<Bounds> bounds() {
        int left = width;
        int top = height;
        int right = -1;
        int bottom = -1;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                left = Math.min(left, i % width);
                right = Math.max(right, i % width);
                top = Math.min(top, i / width);
                bottom = Math.max(bottom, i / width);
            }
        }
        return right < 0 ? Optional.empty()
                : Optional.of(new Bounds(left / scale, top / scale, (right + 1 - left) / scale, (bottom + 1 - top) / scale));
    }

    /**
     * Paints what a line that is closed goes round, by the rule of even and odd.
     *
     * @param xs columns of its corners, in pixels of the picture
     * @param ys rows of its corners
     */
    public void fill(double[] xs, double[] ys, boolean erase) {
        for (int y = 0; y < height; y++) {
            double at = (y + 0.5) / scale;
            List<Double> crossings = new ArrayList<>();
            for (int i = 0, j = xs.length - 1; i < xs.length; j = i++) {
                if (ys[i] > at != ys[j] > at) {
                    crossings.add(xs[i] + (at - ys[i]) / (ys[j] - ys[i]) * (xs[j] - xs[i]));
                }
            }
            Collections.sort(crossings);
            for (int k = 0; k + 1 < crossings.size(); k += 2) {
                int from = Math.clamp(Math.round(crossings.get(k) * scale), 0, width);
                int to = Math.clamp(Math.round(crossings.get(k + 1) * scale), from, width);
                Arrays.fill(values, y * width + from, y * width + to, (byte) (erase ? 0 : 1));
            }
        }
        redraw(0, 0, width, height);
    }

    /** Another colour of the paint on the screen. */
    public void setPaint(Paint paint) {
        this.paint = paint;
        redraw(0, 0, width, height);
    }

    /** Colours of the paint: for each photo there is one that its content is not taken for; at half opacity, premultiplied. */
    public enum Paint {
        RED(0x80800c18), GREEN(0x800c8018), BLUE(0x80184880), WHITE(0x80808080);

        private final int argb;

        Paint(int argb) {
            this.argb = argb;
        }
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
