package studio.bcm.edit.enlarge;

import studio.bcm.image.Kernel;
import studio.bcm.image.Pixels;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Taps;

/**
 * Makes an enlarged picture agree with its source: what it lacks when it is made smaller again is enlarged and added, a few times
 * (iterative back-projection, Irani and Peleg 1991).
 */
public final class BackProjection {
    private static final int ROUNDS = 4;

    private final PixelSource source;
    private final int factor;
    private final Kernel kernel;

    /**
     * @param source the small picture
     * @param factor of the enlarged picture's width and height over it
     * @param kernel by which the source was made smaller
     */
    public BackProjection(PixelSource source, int factor, Kernel kernel) {
        this.source = source;
        this.factor = factor;
        this.kernel = kernel;
    }

    /**
     * Corrects a part of the enlarged picture in place.
     *
     * @param rgb    3 planes of {@code height} rows and {@code width} columns, all multiples of the factor
     * @param offset of the first value
     * @param x      left column of the part, a multiple of the factor
     * @param y      top row
     */
    public void project(float[] rgb, int offset, int x, int y, int width, int height) {
        int w = width / factor;
        int h = height / factor;
        float[] wanted = new float[3 * w * h];
        source.read(x / factor, y / factor, w, h, wanted, 0);
        for (int round = 0; round < ROUNDS; round++) {
            float[] small = shrunk(rgb, offset, width, height, w, h);
            for (int i = 0; i < small.length; i++) {
                small[i] = wanted[i] - small[i];
            }
            Taps across = new Taps(0, 1.0 / factor, width, Kernel.BICUBIC);
            Taps down = new Taps(0, 1.0 / factor, height, Kernel.BICUBIC);
            float[] missing = resampled(small, 0, w, h, across, down);
            for (int i = 0; i < missing.length; i++) {
                rgb[offset + i] += missing[i];
            }
        }
    }

    /** Mean absolute difference of a part, made smaller, from the source; parameters as {@link #project}. */
    double difference(float[] rgb, int x, int y, int width, int height) {
        int w = width / factor;
        int h = height / factor;
        float[] wanted = new float[3 * w * h];
        source.read(x / factor, y / factor, w, h, wanted, 0);
        float[] small = shrunk(rgb, 0, width, height, w, h);
        // Near the part's borders the kernel lacks what lies behind them.
        int margin = Math.min(4, (Math.min(w, h) - 1) / 2);
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            for (int j = margin; j < h - margin; j++) {
                for (int i = margin; i < w - margin; i++) {
                    int k = (c * h + j) * w + i;
                    sum += Math.abs(small[k] - wanted[k]);
                }
            }
        }
        return sum / (3.0 * (w - 2 * margin) * (h - 2 * margin));
    }

    private float[] shrunk(float[] rgb, int offset, int width, int height, int w, int h) {
        return resampled(rgb, offset, width, height, new Taps(0, factor, w, kernel), new Taps(0, factor, h, kernel));
    }

    /** Resamples a part, mirrored at its borders. */
    private static float[] resampled(float[] rgb, int offset, int width, int height, Taps across, Taps down) {
        int columns = across.last() - across.first();
        int rows = down.last() - down.first();
        float[] around = new float[3 * rows * columns];
        for (int c = 0; c < 3; c++) {
            for (int j = 0; j < rows; j++) {
                int from = offset + (c * height + Pixels.reflect(down.first() + j, height)) * width;
                int to = (c * rows + j) * columns;
                for (int i = 0; i < columns; i++) {
                    around[to + i] = rgb[from + Pixels.reflect(across.first() + i, width)];
                }
            }
        }
        float[] result = new float[3 * across.count() * down.count()];
        Taps.resample(around, 0, 3, across, down, result, 0);
        return result;
    }
}
