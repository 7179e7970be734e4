package studio.bcm.edit.restore;

import java.util.Arrays;

/**
 * Gives a tile the colours back that it had on a large scale. Quantisation is as often up as down, so the mean over dozens of
 * blocks is more certain in the file than out of a network, whose results drift by a level or two across a smooth tile.
 */
public final class LargeScale {
    /** Side of the squares whose means stand for the tile, in pixels. */
    private static final int CELL = 16;
    /** Standard deviation of the Gaussian window that averages over enough blocks for weak compression, in pixels. */
    private static final double LEAST_DEVIATION = 48;
    /**
     * The same over the level of the compression: coarser steps err by more, and the bands of a clear sky must not be kept. Quality
     * 10 wants 100 pixels, where restored photos are within 0.005 dB of those whose tiles keep their mean alone.
     */
    private static final double DEVIATION_OF_LEVEL = 800;

    private final int width;
    private final int height;
    private final int columns;
    private final int rows;
    private final double[][] acrossWeights;
    private final double[][] downWeights;
    private final float[] columnShare;
    private final int[] columnCell;

    /**
     * @param level the compression of the tile, a sigma
     */
    public LargeScale(int width, int height, float level) {
        this.width = width;
        this.height = height;
        columns = Math.ceilDiv(width, CELL);
        rows = Math.ceilDiv(height, CELL);
        double deviation = Math.max(LEAST_DEVIATION, DEVIATION_OF_LEVEL * level);
        acrossWeights = windows(columns, width, deviation);
        downWeights = windows(rows, height, deviation);
        columnCell = new int[width];
        columnShare = new float[width];
        for (int x = 0; x < width; x++) {
            float at = Math.clamp((x + 0.5f) / CELL - 0.5f, 0, columns - 1);
            columnCell[x] = Math.clamp((int) at, 0, Math.max(0, columns - 2));
            columnShare[x] = at - columnCell[x];
        }
    }

    /** Weight of each cell in the window around each, all of a window's weights times their cells' pixels adding up to one. */
    private static double[][] windows(int cells, int pixels, double deviation) {
        double[][] weights = new double[cells][cells];
        for (int i = 0; i < cells; i++) {
            double sum = 0;
            for (int j = 0; j < cells; j++) {
                double distance = (i - j) * CELL / deviation;
                weights[i][j] = Math.exp(-distance * distance / 2);
                sum += weights[i][j] * Math.min(CELL, pixels - j * CELL);
            }
            for (int j = 0; j < cells; j++) {
                weights[i][j] /= sum;
            }
        }
        return weights;
    }

    /**
     * Takes out of {@code after} what differs from {@code before} on a large scale, in each channel.
     *
     * @param before planar RGB, {@code 3·height·width} values from {@code offset} on
     * @param after  the same; is changed
     */
    public void keep(float[] before, float[] after, int offset) {
        int plane = width * height;
        for (int from = offset; from < offset + 3 * plane; from += plane) {
            subtract(after, from, blurred(cellSums(before, after, from)));
        }
    }

    private double[] cellSums(float[] before, float[] after, int from) {
        double[] sums = new double[columns * rows];
        for (int y = 0; y < height; y++) {
            int row = from + y * width;
            for (int column = 0; column < columns; column++) {
                float sum = 0;
                for (int i = row + column * CELL; i < row + Math.min(width, (column + 1) * CELL); i++) {
                    sum += after[i] - before[i];
                }
                sums[y / CELL * columns + column] += sum;
            }
        }
        return sums;
    }

    private float[] blurred(double[] sums) {
        double[] across = new double[columns * rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                for (int j = 0; j < columns; j++) {
                    across[row * columns + column] += acrossWeights[column][j] * sums[row * columns + j];
                }
            }
        }
        double[] both = new double[columns];
        float[] means = new float[columns * rows];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(both, 0);
            for (int j = 0; j < rows; j++) {
                for (int column = 0; column < columns; column++) {
                    both[column] += downWeights[row][j] * across[j * columns + column];
                }
            }
            for (int column = 0; column < columns; column++) {
                means[row * columns + column] = (float) both[column];
            }
        }
        return means;
    }

    /** Subtracts what lies between the cells' middles in straight lines. */
    private void subtract(float[] after, int from, float[] means) {
        float[] row = new float[columns + 1];
        for (int y = 0; y < height; y++) {
            float at = Math.clamp((y + 0.5f) / CELL - 0.5f, 0, rows - 1);
            int upper = Math.clamp((int) at, 0, Math.max(0, rows - 2));
            int lower = Math.min(upper + 1, rows - 1);
            for (int column = 0; column < columns; column++) {
                float value = means[upper * columns + column];
                row[column] = value + (at - upper) * (means[lower * columns + column] - value);
            }
            row[columns] = row[columns - 1];
            for (int x = 0; x < width; x++) {
                float left = row[columnCell[x]];
                after[from + y * width + x] -= left + columnShare[x] * (row[columnCell[x] + 1] - left);
            }
        }
    }
}
