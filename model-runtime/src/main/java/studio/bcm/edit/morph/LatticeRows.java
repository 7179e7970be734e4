package studio.bcm.edit.morph;

import java.util.Arrays;

/** Reads planes that lie on the grid of the correspondence at the pixels of a larger grid, some rows at a time; cubic. */
final class LatticeRows {
    private final int fromWidth;
    private final int fromHeight;
    private final int width;
    private final double perRow;
    private final int[] firsts;
    private final float[] weights;

    /**
     * Relates the grids.
     *
     * @param width  columns of the larger grid
     * @param across share of the frame's width that a column is
     * @param down   share of the frame's height that a row is
     */
    LatticeRows(int fromWidth, int fromHeight, int width, double across, double down) {
        this.fromWidth = fromWidth;
        this.fromHeight = fromHeight;
        this.width = width;
        perRow = down * fromHeight;
        firsts = new int[width];
        weights = new float[4 * width];
        for (int x = 0; x < width; x++) {
            firsts[x] = taps((x + 0.5) * across * fromWidth - 0.5, fromWidth, weights, 4 * x);
        }
    }

    /** Weights of four values from the returned index on, which is −1 at least, of a row that has one more at each end. */
    private static int taps(double position, int count, float[] weights, int at) {
        double p = Math.clamp(position, -0.5, count - 0.5);
        int i = Math.clamp((int) Math.floor(p), 0, Math.max(0, count - 2));
        double t = p - i;
        double a = -0.5;
        if (count == 1) {
            weights[at + 1] = 1;
            return -1;
        }
        if (t < 0 || t > 1) {
            weights[at + 1] = (float) (1 - t);
            weights[at + 2] = (float) t;
            return i - 1;
        }
        weights[at] = (float) (a * (t * t * t - 2 * t * t + t));
        weights[at + 1] = (float) ((a + 2) * t * t * t - (a + 3) * t * t + 1);
        weights[at + 2] = (float) (-(a + 2) * t * t * t + (2 * a + 3) * t * t - a * t);
        weights[at + 3] = (float) (a * (t * t - t * t * t));
        return i - 1;
    }

    /**
     * Reads rows.
     *
     * @param scale factor on the values
     */
    float[] read(float[] plane, int firstRow, int rows, double scale) {
        float[] result = new float[width * rows];
        Rows.run(rows, width * 4, (from, to) -> {
            float[] row = new float[fromWidth + 2];
            float[] down = new float[4];
            for (int y = from; y < to; y++) {
                int first = taps((firstRow + y + 0.5) * perRow - 0.5, fromHeight, down, 0);
                for (int x = 0; x < fromWidth; x++) {
                    float sum = 0;
                    for (int k = 0; k < 4; k++) {
                        sum += down[k] * beyond(plane, x, first + k);
                    }
                    row[x + 1] = (float) scale * sum;
                }
                row[0] = fromWidth == 1 ? row[1] : 2 * row[1] - row[2];
                row[fromWidth + 1] = fromWidth == 1 ? row[1] : 2 * row[fromWidth] - row[fromWidth - 1];
                for (int x = 0; x < width; x++) {
                    int k = firsts[x] + 1;
                    int w = 4 * x;
                    float sum = weights[w] * row[k] + weights[w + 1] * row[k + 1];
                    sum += k + 2 < row.length ? weights[w + 2] * row[k + 2] : 0;
                    sum += k + 3 < row.length ? weights[w + 3] * row[k + 3] : 0;
                    result[y * width + x] = sum;
                }
                Arrays.fill(down, 0);
            }
        });
        return result;
    }

    /** A value, or what goes on evenly from the two last ones. */
    private float beyond(float[] plane, int x, int y) {
        if (y < 0) {
            return fromHeight == 1 ? plane[x] : 2 * plane[x] - plane[fromWidth + x];
        }
        if (y >= fromHeight) {
            int last = (fromHeight - 1) * fromWidth + x;
            return fromHeight == 1 ? plane[x] : 2 * plane[last] - plane[last - fromWidth];
        }
        return plane[y * fromWidth + x];
    }
}
