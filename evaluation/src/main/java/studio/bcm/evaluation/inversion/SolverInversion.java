package studio.bcm.evaluation.inversion;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import studio.bcm.evaluation.photo.CropRunner;
import studio.bcm.evaluation.photo.Crops;
import studio.bcm.route.Move;
import studio.bcm.task.Progress;

/**
 * Inversion as a diffusion model does it, for comparison: Euler or Heun steps along the PF ODE with the network's
 * prediction of the clean picture, D(x, σ) = f(x, σ, 0.002), so dx/dσ = (x − D)/σ, on a ρ = 7 grid of levels (Karras et al.,
 * arXiv 2206.00364, algorithm 1).
 */
public final class SolverInversion {
    private static final double RHO = 7;

    /** How a step is made. */
    public enum Solver {
        /** First order: one evaluation a step. */
        EULER(1),
        /** Second order: two evaluations a step. */
        HEUN(2);

        private final int evaluations;

        Solver(int evaluations) {
            this.evaluations = evaluations;
        }

        public String title() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }
    }

    private final CropRunner runner;

    public SolverInversion(CropRunner runner) {
        this.runner = runner;
    }

    /**
     * Error by the number of evaluations on the way to noise.
     *
     * @param oneBack  what the network rebuilds in one evaluation
     * @param sameBack what the same solver rebuilds with as many evaluations
     */
    public record Result(InversionMeasure.Result oneBack, InversionMeasure.Result sameBack) {
    }

    /**
     * Inverts with so many evaluations.
     *
     * @param evaluations a multiple of what the solver needs for a step
     * @param startNoise  sigma added to the clean picture before the first step, and the level that step starts at
     */
    public Result measure(Crops crops, Solver solver, int evaluations, float startNoise, Progress progress) {
        if (evaluations < solver.evaluations || evaluations % solver.evaluations != 0) {
            throw new IllegalArgumentException(solver.title() + " cannot spend " + evaluations + " evaluations");
        }
        int steps = evaluations / solver.evaluations;
        CropRunner own = runner.of(crops);
        float least = runner.function().sigmaMin();
        float greatest = runner.function().sigmaMax();
        double[] up = grid(startNoise, greatest, steps);
        double[] down = grid(greatest, least, steps);
        InversionMeasure.Sums one = new InversionMeasure.Sums(greatest);
        InversionMeasure.Sums same = new InversionMeasure.Sums(greatest);
        String name = solver.title() + " " + evaluations;
        for (int first = 0; first < crops.count(); first += runner.batch()) {
            progress.report(first, crops.count(), "Inverting by " + name);
            int n = Math.min(runner.batch(), crops.count() - first);
            float[] x = crops.batch(first, n);
            float[] start = x.clone();
            runner.addNoise(start, crops.length(), first, 0, startNoise);
            float[] noise = solve(own, start, n, crops.size(), first, up, solver, progress);
            one.add(x, noise, own.carry(noise, n, crops.size(), first, greatest, least));
            same.add(x, noise, solve(own, noise.clone(), n, crops.size(), first, down, solver, progress));
        }
        return new Result(result(name, evaluations, one), result(name, evaluations, same));
    }

    private static InversionMeasure.Result result(String name, int evaluations, InversionMeasure.Sums sums) {
        return new InversionMeasure.Result(name, List.of(), evaluations, sums.mse(), sums.noiseMean(), sums.noiseDeviation());
    }

    private static float[] solve(CropRunner runner, float[] x, int n, int size, int first, double[] levels, Solver solver, Progress progress) {
        for (int i = 0; i + 1 < levels.length; i++) {
            progress.checkCancelled();
            float from = (float) levels[i];
            float to = (float) levels[i + 1];
            float[] slope = slope(runner, x, n, size, first, from);
            float[] next = new float[x.length];
            for (int j = 0; j < x.length; j++) {
                next[j] = x[j] + (to - from) * slope[j];
            }
            if (solver == Solver.HEUN) {
                progress.checkCancelled();
                float[] after = slope(runner, next, n, size, first, to);
                for (int j = 0; j < x.length; j++) {
                    next[j] = x[j] + (to - from) * (slope[j] + after[j]) / 2;
                }
            }
            x = next;
        }
        return x;
    }

    private static float[] slope(CropRunner runner, float[] x, int n, int size, int first, float sigma) {
        float least = runner.function().sigmaMin();
        float[] clean = sigma > least ? runner.carry(x, n, size, first, sigma, least) : x;
        float[] slope = new float[x.length];
        for (int j = 0; j < x.length; j++) {
            slope[j] = (x[j] - clean[j]) / sigma;
        }
        return slope;
    }

    /** Levels from one to another, equally spaced in σ^(1/7). */
    static double[] grid(double from, double to, int steps) {
        double[] levels = new double[steps + 1];
        double a = Math.pow(from, 1 / RHO);
        double b = Math.pow(to, 1 / RHO);
        for (int i = 0; i <= steps; i++) {
            levels[i] = Math.pow(a + (b - a) * i / steps, RHO);
        }
        levels[0] = from;
        levels[steps] = to;
        return levels;
    }

    /** The network's own long moves over the same grid: what more evaluations than a tuned route has would bring it. */
    public List<Move> carries(int evaluations, float startNoise) {
        double[] levels = grid(startNoise, runner.function().sigmaMax(), evaluations);
        List<Move> moves = new ArrayList<>();
        moves.add(new Move.AddNoise(startNoise));
        for (int i = 0; i < evaluations; i++) {
            moves.add(new Move.Carry((float) levels[i], (float) levels[i + 1]));
        }
        return moves;
    }
}
