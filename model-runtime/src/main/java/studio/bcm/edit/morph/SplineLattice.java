package studio.bcm.edit.morph;

/**
 * Cubic B-splines over a control grid, sampled at the pixels of a picture that covers the same frame. Control points and
 * pixels are centres of cells; outside the frame the grid is mirrored.
 */
final class SplineLattice {
    private final int columns;
    private final int rows;
    private final int width;
    private final int height;
    private final int[] across;
    private final int[] down;
    private final float[] acrossWeights;
    private final float[] downWeights;

    /**
     * Relates a grid to a picture.
     *
     * @param columns of the control grid
     * @param rows    of the control grid
     * @param width   of the picture
     * @param height  of the picture
     */
    SplineLattice(int columns, int rows, int width, int height) {
        this.columns = columns;
        this.rows = rows;
        this.width = width;
        this.height = height;
        across = new int[4 * width];
        acrossWeights = new float[4 * width];
        down = new int[4 * height];
        downWeights = new float[4 * height];
        for (int x = 0; x < width; x++) {
            taps((x + 0.5) * columns / width - 0.5, columns, across, acrossWeights, 4 * x);
        }
        for (int y = 0; y < height; y++) {
            taps((y + 0.5) * rows / height - 0.5, rows, down, downWeights, 4 * y);
        }
    }

    /** The four control points that count at a position, which is in control points from the first one, and their weights. */
    static void taps(double position, int count, int[] indices, float[] weights, int at) {
        int first = (int) Math.floor(position) - 1;
        double t = position - first - 1;
        double s = 1 - t;
        weights[at] = (float) (s * s * s / 6);
        weights[at + 1] = (float) ((4 - 6 * t * t + 3 * t * t * t) / 6);
        weights[at + 2] = (float) ((4 - 6 * s * s + 3 * s * s * s) / 6);
        weights[at + 3] = (float) (t * t * t / 6);
        for (int k = 0; k < 4; k++) {
            indices[at + k] = mirrored(first + k, count);
        }
    }

    /** Index within 0…count−1 when values are mirrored at the borders with the border values doubled. */
    static int mirrored(int i, int count) {
        int k = Math.floorMod(i, 2 * count);
        return k < count ? k : 2 * count - 1 - k;
    }

    /** The spline at all pixels. */
    void expand(float[] control, float[] pixels) {
        Rows.run(height, width, (from, to) -> expand(control, pixels, from * width, from, to));
    }

    /**
     * The spline at the pixels of the rows {@code from} to {@code to}, the latter excluded.
     *
     * @param at index of the first value in {@code pixels}
     */
    void expand(float[] control, float[] pixels, int at, int from, int to) {
        float[] row = new float[columns];
        for (int y = from; y < to; y++) {
            int taps = 4 * y;
            int a = down[taps] * columns;
            int b = down[taps + 1] * columns;
            int c = down[taps + 2] * columns;
            int d = down[taps + 3] * columns;
            float wa = downWeights[taps];
            float wb = downWeights[taps + 1];
            float wc = downWeights[taps + 2];
            float wd = downWeights[taps + 3];
            for (int i = 0; i < columns; i++) {
                row[i] = wa * control[a + i] + wb * control[b + i] + wc * control[c + i] + wd * control[d + i];
            }
            int out = at + (y - from) * width;
            for (int x = 0; x < width; x++) {
                int k = 4 * x;
                pixels[out + x] = acrossWeights[k] * row[across[k]] + acrossWeights[k + 1] * row[across[k + 1]]
                        + acrossWeights[k + 2] * row[across[k + 2]] + acrossWeights[k + 3] * row[across[k + 3]];
            }
        }
    }

    /**
     * Half of the transpose of {@link #expand(float[], float[])}: what a gradient by the pixels of some rows is by the columns
     * of the grid.
     *
     * @param pixels values of the rows {@code from} to {@code to}
     * @param narrow receives height·columns values, of which those of these rows
     */
    void narrow(float[] pixels, int from, int to, float[] narrow) {
        for (int y = from; y < to; y++) {
            int in = (y - from) * width;
            int out = y * columns;
            for (int x = 0; x < width; x++) {
                int k = 4 * x;
                float value = pixels[in + x];
                narrow[out + across[k]] += acrossWeights[k] * value;
                narrow[out + across[k + 1]] += acrossWeights[k + 1] * value;
                narrow[out + across[k + 2]] += acrossWeights[k + 2] * value;
                narrow[out + across[k + 3]] += acrossWeights[k + 3] * value;
            }
        }
    }

    /** The other half: from rows of pixels to rows of the grid. */
    float[] lower(float[] narrow) {
        float[] control = new float[rows * columns];
        for (int y = 0; y < height; y++) {
            for (int k = 4 * y; k < 4 * y + 4; k++) {
                int out = down[k] * columns;
                int in = y * columns;
                float weight = downWeights[k];
                for (int i = 0; i < columns; i++) {
                    control[out + i] += weight * narrow[in + i];
                }
            }
        }
        return control;
    }
}
