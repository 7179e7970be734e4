package studio.bcm.edit.morph;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a displacement from folding. Where the largest singular value of its derivative stays below 1, all maps p + t·v with
 * −1 ≤ t ≤ 1 are one to one, and the iteration that inverts them converges.
 */
final class FoldGuard {
    /** Largest singular value that is left. */
    static final float LIMIT = 0.8f;
    private static final int ROUNDS = 80;

    private final SplineLattice lattice;
    private final int columns;
    private final int rows;
    private final int width;
    private final int height;

    FoldGuard(SplineLattice lattice, int columns, int rows, int width, int height) {
        this.lattice = lattice;
        this.columns = columns;
        this.rows = rows;
        this.width = width;
        this.height = height;
    }

    /**
     * Smooths the control points where the field is too steep, in place.
     *
     * @return whether anything had to be changed
     */
    boolean apply(float[] controlX, float[] controlY, Affine affine) {
        float[] vx = new float[width * height];
        float[] vy = new float[width * height];
        for (int round = 0;; round++) {
            lattice.expand(controlX, vx);
            lattice.expand(controlY, vy);
            affine.addTo(vx, vy, width, height);
            float[] steep = marks(vx, vy);
            if (steep == null) {
                return round > 0;
            }
            if (round < ROUNDS) {
                smooth(controlX, steep);
                smooth(controlY, steep);
            } else {
                for (int i = 0; i < controlX.length; i++) {
                    controlX[i] *= 0.8f;
                    controlY[i] *= 0.8f;
                }
            }
            if (round > 2 * ROUNDS) {
                throw new IllegalStateException("the linear part alone folds");
            }
        }
    }

    /** 1 at control points around which the field is too steep, less beside them; null where there are none. */
    private float @Nullable [] marks(float[] vx, float[] vy) {
        float[] marks = new float[columns * rows];
        boolean any = false;
        for (int y = 0; y + 1 < height; y++) {
            for (int x = 0; x + 1 < width; x++) {
                if (steepness(vx, vy, y * width + x, width) > LIMIT) {
                    any = true;
                    int column = x * columns / width;
                    int row = y * rows / height;
                    for (int j = Math.max(0, row - 2); j <= Math.min(rows - 1, row + 2); j++) {
                        for (int i = Math.max(0, column - 2); i <= Math.min(columns - 1, column + 2); i++) {
                            float near = 1 - 0.25f * Math.max(Math.abs(j - row), Math.abs(i - column));
                            marks[j * columns + i] = Math.max(marks[j * columns + i], near);
                        }
                    }
                }
            }
        }
        return any ? marks : null;
    }

    /** The largest singular value of the derivative between a pixel and those right of it and below it. */
    static float steepness(float[] vx, float[] vy, int i, int width) {
        float a = vx[i + 1] - vx[i];
        float b = vx[i + width] - vx[i];
        float c = vy[i + 1] - vy[i];
        float d = vy[i + width] - vy[i];
        float sum = (float) Math.sqrt((a + d) * (a + d) + (b - c) * (b - c));
        float difference = (float) Math.sqrt((a - d) * (a - d) + (b + c) * (b + c));
        return (sum + difference) / 2;
    }

    private void smooth(float[] control, float[] marks) {
        float[] before = control.clone();
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                float mark = marks[y * columns + x];
                if (mark == 0) {
                    continue;
                }
                float sum = 0;
                int count = 0;
                for (int j = Math.max(0, y - 1); j <= Math.min(rows - 1, y + 1); j++) {
                    for (int i = Math.max(0, x - 1); i <= Math.min(columns - 1, x + 1); i++) {
                        sum += before[j * columns + i];
                        count++;
                    }
                }
                control[y * columns + x] += 0.6f * mark * (sum / count - control[y * columns + x]);
            }
        }
    }

    /**
     * Counts the cells between four neighbouring places that are turned over at any time of the morph.
     *
     * @param vx displacement in pixels, on the halfway frame
     */
    static int folds(float[] vx, float[] vy, int width, int height) {
        int folds = 0;
        for (int y = 0; y + 1 < height; y++) {
            for (int x = 0; x + 1 < width; x++) {
                int i = y * width + x;
                double a = vx[i + 1] - vx[i];
                double b = vx[i + width] - vx[i];
                double c = vy[i + 1] - vy[i];
                double d = vy[i + width] - vy[i];
                boolean folded = false;
                for (int step = -8; step <= 8 && !folded; step++) {
                    double t = step / 8.0;
                    folded = (1 + t * a) * (1 + t * d) - t * t * b * c <= 0;
                }
                folds += folded ? 1 : 0;
            }
        }
        return folds;
    }
}
