package studio.bcm.ui.restore;

import java.util.function.Consumer;
import java.util.stream.IntStream;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PixelSink;
import studio.bcm.image.Pixels;
import studio.bcm.ui.image.Framed;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.image.Raster;

/**
 * What is seen of a restoration while it is under way: a part of the picture, as fine as the screen shows it, in which each tile
 * appears when it is done. Tiles come from several threads.
 */
final class RestorePreview implements PixelSink {
    private static final long BETWEEN_LOOKS = 250_000_000L;
    /** Tiles begin at multiples of this, so that none shares a pixel of the preview with another. */
    private static final int COARSEST = 16;

    private final Picture picture;
    private final int left;
    private final int top;
    private final int scale;
    private final int width;
    private final int height;
    private final int[] argb;
    private final Consumer<Layer.Part> shown;
    private long shownNanos;

    /**
     * Of the part of a picture that lies at and right of {@code left}, at and below {@code top}.
     *
     * @param before the same part as it is now, at that scale; copied
     * @param left   a multiple of the scale
     * @param top    a multiple of the scale
     * @param scale  columns of the picture that one column here stands for: 1, 2, 4, 8 or 16
     * @param shown  receives the part anew a few times a second, on the thread that works
     */
    RestorePreview(Picture picture, Raster before, int left, int top, int scale, Consumer<Layer.Part> shown) {
        this.picture = picture;
        this.left = left;
        this.top = top;
        this.scale = scale;
        width = before.width();
        height = before.height();
        argb = before.argb().clone();
        this.shown = shown;
    }

    /** The finest scale at which so many pixels are not exceeded, and no finer than the screen shows. */
    static int scaleFor(int width, int height, double zoom, int mostPixels) {
        int scale = 1;
        while (scale < COARSEST && (2 * scale * zoom <= 1.0001 || (long) width * height / ((long) scale * scale) > mostPixels)) {
            scale *= 2;
        }
        return scale;
    }

    @Override
    public void write(int x, int y, int w, int h, float[] from, int offset) {
        // Tiles of a part reach a little beyond it.
        int firstColumn = Math.max(0, Math.ceilDiv(x - left, scale));
        int firstRow = Math.max(0, Math.ceilDiv(y - top, scale));
        int columns = Math.min(width, Math.ceilDiv(x + w - left, scale)) - firstColumn;
        int rows = Math.min(height, Math.ceilDiv(y + h - top, scale)) - firstRow;
        if (columns <= 0 || rows <= 0) {
            return;
        }
        Pixels small = Pixels.blank(columns, rows);
        for (int c = 0; c < 3; c++) {
            for (int j = 0; j < rows; j++) {
                int y0 = (firstRow + j) * scale + top - y;
                for (int i = 0; i < columns; i++) {
                    int x0 = (firstColumn + i) * scale + left - x;
                    small.data()[(c * rows + j) * columns + i] = mean(from, offset + c * w * h, w, x0, y0, Math.min(w, x0 + scale),
                            Math.min(h, y0 + scale));
                }
            }
        }
        Raster raster = onScreen(small);
        synchronized (this) {
            for (int j = 0; j < rows; j++) {
                System.arraycopy(raster.argb(), j * columns, argb, (firstRow + j) * width + firstColumn, columns);
            }
            long now = System.nanoTime();
            if (now - shownNanos >= BETWEEN_LOOKS) {
                shownNanos = now;
                show();
            }
        }
    }

    private static float mean(float[] from, int offset, int stride, int x0, int y0, int x1, int y1) {
        float sum = 0;
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                sum += from[offset + y * stride + x];
            }
        }
        return sum / ((x1 - x0) * (y1 - y0));
    }

    /** In sRGB, as a screen has it. */
    private Raster onScreen(Pixels pixels) {
        return onScreen(picture, pixels);
    }

    /** Pixels in the colours of a picture, for the screen. */
    static Raster onScreen(Picture picture, Pixels pixels) {
        if (picture.iccProfile().isEmpty()) {
            return Framed.raster(pixels);
        }
        PictureBuilder builder = new PictureBuilder(pixels.width(), pixels.height()).optMetadata(picture.metadata());
        builder.write(0, 0, pixels.width(), pixels.height(), pixels.data(), 0);
        return Raster.of(builder.build());
    }

    /** Hands over what is there. */
    synchronized void show() {
        shown.accept(new Layer.Part(left, top, Pyramid.of(new Raster(width, height, argb.clone())), scale));
    }

    /**
     * A rough look at the whole before its first tile is done: what changes where the picture is made small, added to the picture.
     *
     * @param before the whole, small, as it was
     * @param after  the same, restored
     */
    synchronized void add(Raster before, Raster after) {
        double across = (double) before.width() / width;
        double down = (double) before.height() / height;
        IntStream.range(0, height).parallel().forEach(y -> {
            double sy = Math.clamp((y + 0.5) * down - 0.5, 0, before.height() - 1);
            for (int x = 0; x < width; x++) {
                double sx = Math.clamp((x + 0.5) * across - 0.5, 0, before.width() - 1);
                int p = argb[y * width + x];
                int sum = p & 0xff000000;
                for (int shift = 0; shift <= 16; shift += 8) {
                    double change = at(after, sx, sy, shift) - at(before, sx, sy, shift);
                    sum |= Math.clamp(Math.round((p >> shift & 255) + change), 0, 255) << shift;
                }
                argb[y * width + x] = sum;
            }
        });
        show();
    }

    private static double at(Raster r, double x, double y, int shift) {
        int x0 = (int) x;
        int y0 = (int) y;
        int x1 = Math.min(x0 + 1, r.width() - 1);
        int y1 = Math.min(y0 + 1, r.height() - 1);
        double upper = mix(r.argb()[y0 * r.width() + x0] >> shift & 255, r.argb()[y0 * r.width() + x1] >> shift & 255, x - x0);
        double lower = mix(r.argb()[y1 * r.width() + x0] >> shift & 255, r.argb()[y1 * r.width() + x1] >> shift & 255, x - x0);
        return mix(upper, lower, y - y0);
    }

    private static double mix(double a, double b, double share) {
        return a + share * (b - a);
    }
}
