package studio.bcm.edit.morph;

import java.util.List;

/** Point constraints on a control grid: what they pull, and the smoothest change that meets them. */
final class ConstraintSet {
    /** Beside the pictures, of constraints that have to be met, while the field is still on its way. */
    private static final double EXACT_WEIGHT = 30;
    /** Reach of a correction, in shares of the longer side of the grid. */
    private static final double REACH = 0.12;
    private static final int MOST_ITERATIONS = 60;
    /** Points up to which the system is factored, which serves every later call. */
    private static final int MOST_FACTORED = 256;
    /** Keeps pairs of points at nearly one place from pulling against each other without end. */
    private static final float RIDGE = 1e-4f;

    private final List<PointConstraint> points;
    private final int columns;
    private final int rows;
    private final int width;
    private final int height;
    private final int[] indices;
    private final float[] weights;
    /** Cholesky factors of the system of the exact constraints and of all, once they are needed; shared by all sizes. */
    private final double[][] factors;

    /**
     * Places constraints on a grid.
     *
     * @param width  of the picture in whose pixels control points are given
     */
    ConstraintSet(List<PointConstraint> points, int columns, int rows, int width, int height) {
        this.points = points;
        this.columns = columns;
        this.rows = rows;
        this.width = width;
        this.height = height;
        indices = new int[16 * points.size()];
        weights = new float[16 * points.size()];
        factors = new double[2][];
        int[] across = new int[4];
        int[] down = new int[4];
        float[] acrossWeights = new float[4];
        float[] downWeights = new float[4];
        for (int k = 0; k < points.size(); k++) {
            PointConstraint point = points.get(k);
            SplineLattice.taps(Math.clamp(point.x(), 0, 1) * columns - 0.5, columns, across, acrossWeights, 0);
            SplineLattice.taps(Math.clamp(point.y(), 0, 1) * rows - 0.5, rows, down, downWeights, 0);
            for (int i = 0; i < 16; i++) {
                indices[16 * k + i] = down[i / 4] * columns + across[i % 4];
                weights[16 * k + i] = downWeights[i / 4] * acrossWeights[i % 4];
            }
        }
    }

    private ConstraintSet(ConstraintSet other, int width, int height) {
        points = other.points;
        columns = other.columns;
        rows = other.rows;
        this.width = width;
        this.height = height;
        indices = other.indices;
        weights = other.weights;
        factors = other.factors;
    }

    /** The same constraints for a grid of these numbers of control points; made anew unless this one is of that grid. */
    ConstraintSet on(int ofColumns, int ofRows, int ofWidth, int ofHeight) {
        return ofColumns == columns && ofRows == rows ? new ConstraintSet(this, ofWidth, ofHeight)
                : new ConstraintSet(points, ofColumns, ofRows, ofWidth, ofHeight);
    }

    private float value(float[] control, int k) {
        float sum = 0;
        for (int i = 16 * k; i < 16 * k + 16; i++) {
            sum += weights[i] * control[indices[i]];
        }
        return sum;
    }

    private float wanted(int k, boolean horizontal, Affine affine) {
        PointConstraint p = points.get(k);
        return (float) (horizontal ? (p.vx() - affine.x(p.x(), p.y())) * width : (p.vy() - affine.y(p.x(), p.y())) * height);
    }

    /** Adds the derivative of the weighted squared errors to a gradient by control points, and gives their sum. */
    double pull(float[] control, boolean horizontal, Affine affine, float[] gradient) {
        double sum = 0;
        for (int k = 0; k < points.size(); k++) {
            double weight = points.get(k).exact() ? EXACT_WEIGHT : points.get(k).weight();
            float error = value(control, k) - wanted(k, horizontal, affine);
            sum += weight * error * error;
            if (gradient != null) {
                for (int i = 16 * k; i < 16 * k + 16; i++) {
                    gradient[indices[i]] += (float) (2 * weight * error * weights[i]);
                }
            }
        }
        return sum;
    }

    /** The largest error of the constraints that have to be met, in pixels. */
    double worst(float[] controlX, float[] controlY, Affine affine) {
        double worst = 0;
        for (int k = 0; k < points.size(); k++) {
            if (points.get(k).exact()) {
                worst = Math.max(worst, Math.hypot(value(controlX, k) - wanted(k, true, affine), value(controlY, k) - wanted(k, false, affine)));
            }
        }
        return worst;
    }

    /**
     * Changes control points as smoothly as possible so that constraints are met: the least ∑(L²+κ)δ² with Bδ = r, solved
     * for the multipliers.
     *
     * @param all whether the weak constraints are to be met as well
     */
    void meet(float[] control, boolean horizontal, Affine affine, CosineTransform transform, float[] laplacian, boolean all) {
        int n = points.size();
        float[] residual = new float[n];
        double size = 0;
        for (int k = 0; k < n; k++) {
            if (all || points.get(k).exact()) {
                residual[k] = wanted(k, horizontal, affine) - value(control, k);
                size += residual[k] * residual[k];
            }
        }
        if (size < 1e-8) {
            return;
        }
        double reach = REACH * Math.max(columns, rows);
        float kappa = (float) (1 / (reach * reach * reach * reach));
        float[] multipliers = n <= MOST_FACTORED ? solved(residual, transform, laplacian, kappa, all)
                : iterated(residual, transform, laplacian, kappa, all);
        float[] change = spread(multipliers, transform, laplacian, kappa);
        for (int i = 0; i < control.length; i++) {
            control[i] += change[i];
        }
    }

    private float[] solved(float[] residual, CosineTransform transform, float[] laplacian, float kappa, boolean all) {
        int n = residual.length;
        double[] factor = factors[all ? 1 : 0];
        if (factor == null) {
            factor = factor(transform, laplacian, kappa, all);
            factors[all ? 1 : 0] = factor;
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            double sum = residual[i];
            for (int k = 0; k < i; k++) {
                sum -= factor[i * n + k] * x[k];
            }
            x[i] = sum / factor[i * n + i];
        }
        float[] multipliers = new float[n];
        for (int i = n - 1; i >= 0; i--) {
            double sum = x[i];
            for (int k = i + 1; k < n; k++) {
                sum -= factor[k * n + i] * x[k];
            }
            x[i] = sum / factor[i * n + i];
            multipliers[i] = (float) x[i];
        }
        return multipliers;
    }

    /** Lower Cholesky factor; rows of constraints that are left out are those of the identity. */
    private double[] factor(CosineTransform transform, float[] laplacian, float kappa, boolean all) {
        int n = points.size();
        double[] m = new double[n * n];
        for (int j = 0; j < n; j++) {
            if (!all && !points.get(j).exact()) {
                m[j * n + j] = 1;
                continue;
            }
            float[] one = new float[n];
            one[j] = 1;
            float[] column = apply(one, transform, laplacian, kappa, all);
            for (int i = j; i < n; i++) {
                m[i * n + j] = column[i];
            }
        }
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double sum = m[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= m[i * n + k] * m[j * n + k];
                }
                m[i * n + j] = i == j ? Math.sqrt(Math.max(sum, RIDGE)) : sum / m[j * n + j];
            }
        }
        return m;
    }

    private float[] iterated(float[] residual, CosineTransform transform, float[] laplacian, float kappa, boolean all) {
        int n = residual.length;
        float[] multipliers = new float[n];
        float[] direction = residual.clone();
        double size = 0;
        for (float r : residual) {
            size += r * r;
        }
        double before = size;
        for (int i = 0; i < MOST_ITERATIONS && before > 1e-7 * size; i++) {
            float[] moved = apply(direction, transform, laplacian, kappa, all);
            double along = 0;
            for (int k = 0; k < n; k++) {
                along += direction[k] * moved[k];
            }
            if (!(along > 0)) {
                break;
            }
            float step = (float) (before / along);
            double after = 0;
            for (int k = 0; k < n; k++) {
                multipliers[k] += step * direction[k];
                residual[k] -= step * moved[k];
                after += residual[k] * residual[k];
            }
            float turn = (float) (after / before);
            for (int k = 0; k < n; k++) {
                direction[k] = residual[k] + turn * direction[k];
            }
            before = after;
        }
        return multipliers;
    }

    private float[] spread(float[] multipliers, CosineTransform transform, float[] laplacian, float kappa) {
        float[] control = new float[columns * rows];
        for (int k = 0; k < points.size(); k++) {
            for (int i = 16 * k; i < 16 * k + 16; i++) {
                control[indices[i]] += weights[i] * multipliers[k];
            }
        }
        float[] frequencies = transform.forward(control);
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] /= laplacian[i] * laplacian[i] + kappa;
        }
        return transform.inverse(frequencies);
    }

    private float[] apply(float[] multipliers, CosineTransform transform, float[] laplacian, float kappa, boolean all) {
        float[] control = spread(multipliers, transform, laplacian, kappa);
        float[] values = new float[points.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = all || points.get(k).exact() ? value(control, k) + RIDGE * multipliers[k] : 0;
        }
        return values;
    }
}
