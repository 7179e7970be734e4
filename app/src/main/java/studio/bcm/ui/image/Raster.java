package studio.bcm.ui.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.stream.IntStream;
import studio.bcm.image.ColourManagement;
import studio.bcm.image.Picture;

/**
 * A picture for the screen.
 *
 * @param argb height·width values, row-major, sRGB with premultiplied alpha
 */
public record Raster(int width, int height, int[] argb) {
    public Raster {
        if (width < 1 || height < 1 || argb.length != (long) width * height) {
            throw new IllegalArgumentException(argb.length + " values are no picture of " + width + "×" + height);
        }
    }

    /** In sRGB, converted from the picture's colour profile. */
    public static Raster of(Picture picture) {
        BufferedImage image = ColourManagement.toSrgb(picture);
        int[] argb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        if (picture.hasAlpha()) {
            premultiply(argb);
        } else {
            for (int i = 0; i < argb.length; i++) {
                argb[i] |= 0xff000000;
            }
        }
        return new Raster(picture.width(), picture.height(), argb);
    }

    private static void premultiply(int[] argb) {
        for (int i = 0; i < argb.length; i++) {
            int p = argb[i];
            int a = p >>> 24;
            argb[i] = a << 24 | scaled(p >> 16, a) << 16 | scaled(p >> 8, a) << 8 | scaled(p, a);
        }
    }

    private static int scaled(int value, int alpha) {
        return ((value & 255) * alpha + 127) / 255;
    }

    /** Half as wide and high (rounded up), each value the mean of up to four. */
    public Raster halved() {
        int w = (width + 1) / 2;
        int h = (height + 1) / 2;
        int[] half = new int[w * h];
        IntStream.range(0, h).parallel().forEach(y -> {
            int top = 2 * y * width;
            int bottom = Math.min(2 * y + 1, height - 1) * width;
            for (int x = 0; x < w; x++) {
                int left = 2 * x;
                int right = Math.min(left + 1, width - 1);
                half[y * w + x] = mean(argb[top + left], argb[top + right], argb[bottom + left], argb[bottom + right]);
            }
        });
        return new Raster(w, h, half);
    }

    private static int mean(int a, int b, int c, int d) {
        int even = ((a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff) + 0x020002) >>> 2 & 0xff00ff;
        int odd = ((a >>> 8 & 0xff00ff) + (b >>> 8 & 0xff00ff) + (c >>> 8 & 0xff00ff) + (d >>> 8 & 0xff00ff) + 0x020002) >>> 2
                & 0xff00ff;
        return even | odd << 8;
    }

    /** Made smaller until neither side is longer than {@code side}; itself if it fits already. */
    public Raster fitted(int side) {
        Raster r = this;
        while (Math.max(r.width, r.height) >= 2 * side) {
            r = r.halved();
        }
        return Math.max(r.width, r.height) <= side ? r : r.scaledTo(side);
    }

    private Raster scaledTo(int side) {
        double factor = (double) side / Math.max(width, height);
        int w = Math.max(1, (int) Math.round(width * factor));
        int h = Math.max(1, (int) Math.round(height * factor));
        int[] out = new int[w * h];
        for (int y = 0; y < h; y++) {
            double sy = Math.clamp((y + 0.5) / factor - 0.5, 0, height - 1);
            int y0 = (int) sy;
            int y1 = Math.min(y0 + 1, height - 1);
            int fy = (int) Math.round((sy - y0) * 256);
            for (int x = 0; x < w; x++) {
                double sx = Math.clamp((x + 0.5) / factor - 0.5, 0, width - 1);
                int x0 = (int) sx;
                int x1 = Math.min(x0 + 1, width - 1);
                int fx = (int) Math.round((sx - x0) * 256);
                out[y * w + x] = blend(blend(argb[y0 * width + x0], argb[y0 * width + x1], fx),
                        blend(argb[y1 * width + x0], argb[y1 * width + x1], fx), fy);
            }
        }
        return new Raster(w, h, out);
    }

    private static int blend(int a, int b, int share) {
        int even = ((a & 0xff00ff) * (256 - share) + (b & 0xff00ff) * share) >>> 8 & 0xff00ff;
        int odd = ((a >>> 8 & 0xff00ff) * (256 - share) + (b >>> 8 & 0xff00ff) * share) >>> 8 & 0xff00ff;
        return even | odd << 8;
    }
}
