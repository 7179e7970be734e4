package studio.bcm.edit.morph;

import java.util.List;
import studio.bcm.task.Progress;

/**
 * Finds the displacement that makes two photos most alike, with little bending, from coarse to fine. Descent along the
 * gradient, preconditioned by the bending energy in the cosine domain.
 */
final class FieldSolver {
    /** Largest step of one iteration, in pixels of the level. */
    private static final float LARGEST_STEP = 0.7f;
    private static final double WORSE = 1.01;
    /** Weight of stretching, beside what all of B does: keeps things that nothing fits as they are, and hair and ears with their heads. */
    private static final double STRETCHING = 0.5;
    /** Coarse levels that all starts are followed through. */
    private static final int TRIED_LEVELS = 3;

    private final List<LevelPicture> levelsA;
    private final List<LevelPicture> levelsB;
    private final List<PointConstraint> points;
    private final double bending;

    private Affine affine;
    private int columns;
    private int rows;
    /** Control points in pixels of the level that was solved last. */
    private float[] controlX;
    private float[] controlY;
    private ConstraintSet constraints;

    /**
     * Prepares the descent.
     *
     * @param levelsA the first photo, coarsest first
     * @param bending weight of the bending energy beside the unlikeness
     */
    FieldSolver(List<LevelPicture> levelsA, List<LevelPicture> levelsB, List<PointConstraint> points, double bending) {
        this.levelsA = levelsA;
        this.levelsB = levelsB;
        this.points = points;
        this.bending = bending;
    }

    /** Pixels from one control point to the next at a level of that short side. */
    private static int spacing(int side) {
        return side <= 128 ? 2 : 4;
    }

    /**
     * Solves all levels.
     *
     * @param starts     placements to begin with; the one that does best at the coarse levels is followed
     * @param iterations at each level, coarsest first
     */
    WarpField fromPlacements(List<Affine> starts, int[] iterations, Progress progress) {
        int levels = levelsA.size();
        int tried = starts.size() == 1 ? 0 : Math.min(levels, TRIED_LEVELS);
        WarpField best = null;
        double least = Double.MAX_VALUE;
        for (int k = 0; k < starts.size() && tried > 0; k++) {
            begin(starts.get(k));
            double energy = 0;
            for (int i = 0; i < tried; i++) {
                grid(i, null);
                energy = descend(i, iterations[i], progress.part(0, 0.1));
            }
            if (energy < least) {
                least = energy;
                best = field(tried - 1);
            }
        }
        begin(best == null ? starts.getFirst() : best.affine());
        for (int i = tried; i < levels; i++) {
            grid(i, i == tried ? best : null);
            descend(i, iterations[i], progress.part((double) i / levels, (i + 1.0) / levels));
        }
        return tried == levels ? best : field(levels - 1);
    }

    private void begin(Affine start) {
        affine = start;
        controlX = null;
        controlY = null;
    }

    /** Solves the finest levels alone, from a field that is nearly right. */
    WarpField fromField(WarpField start, int firstLevel, int[] iterations, Progress progress) {
        affine = start.affine();
        for (int i = firstLevel; i < levelsA.size(); i++) {
            grid(i, i == firstLevel ? start : null);
            descend(i, iterations[i], progress);
        }
        return field(levelsA.size() - 1);
    }

    private WarpField field(int level) {
        int width = levelsA.get(level).width;
        int height = levelsA.get(level).height;
        float[] x = new float[controlX.length];
        float[] y = new float[controlY.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = controlX[i] / width;
            y[i] = controlY[i] / height;
        }
        return new WarpField(affine, columns, rows, x, y);
    }

    /** Brings the control points to the grid of a level. */
    private void grid(int level, WarpField start) {
        int width = levelsA.get(level).width;
        int height = levelsA.get(level).height;
        int spacing = spacing(Math.min(width, height));
        int toColumns = Math.max(2, Math.ceilDiv(width, spacing));
        int toRows = Math.max(2, Math.ceilDiv(height, spacing));
        float[] fromX = controlX;
        float[] fromY = controlY;
        int fromColumns = columns;
        int fromRows = rows;
        float scaleX = level == 0 ? 1 : (float) width / levelsA.get(level - 1).width;
        float scaleY = level == 0 ? 1 : (float) height / levelsA.get(level - 1).height;
        if (start != null) {
            float[][] control = start.control(width, height);
            fromX = control[0];
            fromY = control[1];
            fromColumns = start.columns();
            fromRows = start.rows();
            scaleX = 1;
            scaleY = 1;
        }
        columns = toColumns;
        rows = toRows;
        if (fromX == null) {
            controlX = new float[columns * rows];
            controlY = new float[columns * rows];
            return;
        }
        CosineTransform transform = new CosineTransform(columns, rows);
        float[] response = transform.splineResponse();
        SplineLattice refine = new SplineLattice(fromColumns, fromRows, columns, rows);
        controlX = refined(fromX, fromColumns, fromRows, scaleX, refine, transform, response);
        controlY = refined(fromY, fromColumns, fromRows, scaleY, refine, transform, response);
    }

    private float[] refined(float[] from, int fromColumns, int fromRows, float scale, SplineLattice refine, CosineTransform transform,
            float[] response) {
        if (fromColumns == columns && fromRows == rows) {
            float[] same = from.clone();
            for (int i = 0; i < same.length; i++) {
                same[i] *= scale;
            }
            return same;
        }
        float[] values = new float[columns * rows];
        refine.expand(from, values);
        // Control points whose spline has these values.
        float[] frequencies = transform.forward(values);
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] *= scale / response[i];
        }
        return transform.inverse(frequencies);
    }

    private double descend(int level, int iterations, Progress progress) {
        LevelPicture a = levelsA.get(level);
        LevelPicture b = levelsB.get(level);
        int width = a.width;
        int height = a.height;
        SplineLattice lattice = new SplineLattice(columns, rows, width, height);
        CosineTransform transform = new CosineTransform(columns, rows);
        float[] laplacian = transform.laplacian();
        double spacing = (double) width / columns;
        double lambda = bending * width * height / (spacing * spacing);
        float[] bend = new float[laplacian.length];
        for (int i = 0; i < bend.length; i++) {
            bend[i] = (float) (2 * laplacian[i] * (lambda * laplacian[i] + STRETCHING));
        }
        constraints = constraints == null ? new ConstraintSet(points, columns, rows, width, height)
                : constraints.on(columns, rows, width, height);
        if (!points.isEmpty()) {
            constraints.meet(controlX, true, affine, transform, laplacian, level == 0);
            constraints.meet(controlY, false, affine, transform, laplacian, level == 0);
        }
        FoldGuard guard = new FoldGuard(lattice, columns, rows, width, height);
        guard.apply(controlX, controlY, affine);
        Similarity similarity = new Similarity(a, b);
        float[] bestX = controlX;
        float[] bestY = controlY;
        double best = Double.MAX_VALUE;
        float kappa = 0;
        for (int i = 0; i <= iterations; i++) {
            progress.checkCancelled();
            boolean last = i == iterations;
            float[] nowX = controlX;
            float[] nowY = controlY;
            float[] narrowX = new float[height * columns];
            float[] narrowY = new float[height * columns];
            double energy = similarity.measure((from, to, x, y) -> {
                lattice.expand(nowX, x, 0, from, to);
                lattice.expand(nowY, y, 0, from, to);
                affine.addTo(x, y, width, height, from, to);
            }, last ? null : (from, to, x, y) -> {
                lattice.narrow(x, from, to, narrowX);
                lattice.narrow(y, from, to, narrowY);
            });
            float[] frequenciesX = transform.forward(controlX);
            float[] frequenciesY = transform.forward(controlY);
            for (int k = 0; k < bend.length; k++) {
                energy += 0.5 * bend[k] * (frequenciesX[k] * frequenciesX[k] + frequenciesY[k] * frequenciesY[k]);
            }
            float[] byX = last ? null : lattice.lower(narrowX);
            float[] byY = last ? null : lattice.lower(narrowY);
            energy += constraints.pull(controlX, true, affine, byX) + constraints.pull(controlY, false, affine, byY);
            if (energy < best) {
                best = energy;
                bestX = controlX;
                bestY = controlY;
            } else if (energy > WORSE * best && i > 0) {
                kappa *= 2;
                controlX = bestX;
                controlY = bestY;
                continue;
            }
            if (last) {
                break;
            }
            float[] towardsX = transform.forward(byX);
            float[] towardsY = transform.forward(byY);
            for (int k = 0; k < bend.length; k++) {
                towardsX[k] += bend[k] * frequenciesX[k];
                towardsY[k] += bend[k] * frequenciesY[k];
            }
            float[] stepX;
            float[] stepY;
            float largest;
            boolean first = kappa == 0;
            if (first) {
                kappa = 1e-2f;
            }
            do {
                stepX = transform.inverse(damped(towardsX, bend, kappa));
                stepY = transform.inverse(damped(towardsY, bend, kappa));
                largest = largest(stepX, stepY);
                if (first && largest > LARGEST_STEP) {
                    kappa *= 2;
                }
            } while (first && largest > LARGEST_STEP);
            float scale = largest > LARGEST_STEP ? LARGEST_STEP / largest : 1;
            controlX = minus(controlX, stepX, scale);
            controlY = minus(controlY, stepY, scale);
            kappa *= 0.97f;
            progress.report(i, iterations, "Aligning");
        }
        controlX = bestX.clone();
        controlY = bestY.clone();
        guard.apply(controlX, controlY, affine);
        if (points.stream().anyMatch(PointConstraint::exact)) {
            constraints.meet(controlX, true, affine, transform, laplacian, false);
            constraints.meet(controlY, false, affine, transform, laplacian, false);
            guard.apply(controlX, controlY, affine);
        }
        return best;
    }

    private static float[] damped(float[] gradient, float[] bend, float kappa) {
        float[] step = new float[gradient.length];
        for (int i = 0; i < step.length; i++) {
            step[i] = gradient[i] / (bend[i] + kappa);
        }
        return step;
    }

    private static float largest(float[] x, float[] y) {
        float largest = 0;
        for (int i = 0; i < x.length; i++) {
            largest = Math.max(largest, Math.max(Math.abs(x[i]), Math.abs(y[i])));
        }
        return largest;
    }

    private static float[] minus(float[] from, float[] step, float scale) {
        float[] result = new float[from.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = from[i] - scale * step[i];
        }
        return result;
    }
}
