package studio.bcm.edit.restore;

import java.util.Arrays;

/**
 * Expected error of DCT coefficients that were quantised with known steps, given which of them were kept.
 *
 * <p>The coefficients of a block are taken for Laplace variables (Lam &amp; Goodman, A mathematical analysis of the DCT
 * coefficient distributions for images, 2000) whose widths fall with frequency as a power, the more steeply the livelier
 * the block; this law was fitted to photos. How lively each block is follows from the coefficients that were kept, and for
 * blocks that kept none from how common each liveliness is in the tile (empirical Bayes by expectation maximisation).
 */
final class QuantisationLoss {
    private static final int CLASSES = 18;
    private static final double LEAST_ACTIVITY = 0.15;
    private static final double GREATEST_ACTIVITY = 250;
    private static final int ROUNDS = 6;
    /** Exponent of the power law: base + slope · ln(activity in grey levels). */
    private static final double EXPONENT_BASE = 1.0;
    private static final double EXPONENT_SLOPE = 0.17;
    private static final double LEAST_EXPONENT = 0.5;

    private final int[] steps;
    /** Laplace width of each frequency for each class, in grey levels. */
    private final double[][] widths = new double[CLASSES][64];
    private final double[] logAllZero = new double[CLASSES];
    private final double[][] logZero = new double[CLASSES][64];
    /** Logarithm of the probability of an interval of one step that begins at zero, on one side. */
    private final double[][] logInterval = new double[CLASSES][64];

    QuantisationLoss(int[] steps) {
        this.steps = steps;
        for (int a = 0; a < CLASSES; a++) {
            double activity = LEAST_ACTIVITY * Math.pow(GREATEST_ACTIVITY / LEAST_ACTIVITY, a / (CLASSES - 1.0));
            double exponent = exponent(activity);
            double scale = activity / meanOfLow(exponent);
            for (int k = 1; k < 64; k++) {
                widths[a][k] = scale * Math.pow(radius(k & 7, k >> 3), -exponent);
                logZero[a][k] = Math.log(-Math.expm1(-steps[k] / 2.0 / widths[a][k]));
                logInterval[a][k] = Math.log(-Math.expm1(-steps[k] / widths[a][k]) / 2);
                logAllZero[a] += logZero[a][k];
            }
        }
    }

    private static double exponent(double activity) {
        return Math.max(LEAST_EXPONENT, EXPONENT_BASE + EXPONENT_SLOPE * Math.log(activity));
    }

    private static double radius(int u, int v) {
        return Math.sqrt(u * u + v * v);
    }

    /** Mean of the power law over the eight lowest frequencies, over which the activity is defined. */
    private static double meanOfLow(double exponent) {
        double sum = 0;
        int count = 0;
        for (int k = 1; k < 64; k++) {
            double radius = radius(k & 7, k >> 3);
            if (radius < 2.9) {
                sum += Math.pow(radius, -exponent);
                count++;
            }
        }
        return sum / count;
    }

    /**
     * What a set of blocks lost.
     *
     * @param inBand mean squared error of a value of the plane through quantisation
     * @param beyond mean squared value of a full-size plane in frequencies that sampling at half size in one or both
     *               directions left out
     */
    record Loss(double inBand, double beyond) {
    }

    /**
     * @param blocks     coefficients, 64 for each block, in grey levels
     * @param horizontal full-size columns for each column of the plane
     * @param vertical   full-size rows for each row of the plane
     */
    Loss of(float[] blocks, int horizontal, int vertical) {
        int count = blocks.length / 64;
        double[] likelihood = new double[count * CLASSES];
        int[][] kept = new int[count][];
        int[] found = new int[64];
        for (int b = 0; b < count; b++) {
            int n = 0;
            for (int k = 1; k < 64; k++) {
                if (level(blocks[b * 64 + k], steps[k]) != 0) {
                    found[n++] = k;
                }
            }
            kept[b] = Arrays.copyOf(found, n);
            likelihoods(blocks, b, kept[b], likelihood);
        }
        double[] posterior = new double[count * CLASSES];
        double[] prior = new double[CLASSES];
        Arrays.fill(prior, 1.0 / CLASSES);
        for (int round = 0; round < ROUNDS; round++) {
            double[] sum = new double[CLASSES];
            for (int b = 0; b < count; b++) {
                double total = 0;
                for (int a = 0; a < CLASSES; a++) {
                    posterior[b * CLASSES + a] = prior[a] * likelihood[b * CLASSES + a];
                    total += posterior[b * CLASSES + a];
                }
                for (int a = 0; a < CLASSES; a++) {
                    posterior[b * CLASSES + a] /= total;
                    sum[a] += posterior[b * CLASSES + a];
                }
            }
            for (int a = 0; a < CLASSES; a++) {
                // One pseudo-block a class keeps the prior open where a tile has few blocks.
                prior[a] = (sum[a] + 0.1) / (count + 0.1 * CLASSES);
            }
        }
        return expected(kept, posterior, horizontal, vertical);
    }

    private void likelihoods(float[] blocks, int block, int[] kept, double[] into) {
        double greatest = Double.NEGATIVE_INFINITY;
        int from = block * CLASSES;
        for (int a = 0; a < CLASSES; a++) {
            double log = logAllZero[a];
            for (int k : kept) {
                int level = level(blocks[block * 64 + k], steps[k]);
                log += -(level - 0.5) * steps[k] / widths[a][k] + logInterval[a][k] - logZero[a][k];
            }
            into[from + a] = log;
            greatest = Math.max(greatest, log);
        }
        for (int a = 0; a < CLASSES; a++) {
            into[from + a] = Math.exp(into[from + a] - greatest) + 1e-300;
        }
    }

    private static int level(float coefficient, int step) {
        return Math.round(Math.abs(coefficient) / step);
    }

    private Loss expected(int[][] kept, double[] posterior, int horizontal, int vertical) {
        int count = kept.length;
        double sum = 0;
        double beyond = 0;
        for (int a = 0; a < CLASSES; a++) {
            double[] zeroError = new double[64];
            double[] keptError = new double[64];
            double allZero = 0;
            for (int k = 1; k < 64; k++) {
                zeroError[k] = zeroed(steps[k] / 2.0, widths[a][k]);
                keptError[k] = kept(steps[k], widths[a][k]);
                allZero += zeroError[k];
            }
            double weight = 0;
            for (int b = 0; b < count; b++) {
                double share = posterior[b * CLASSES + a];
                if (share < 1e-6) {
                    continue;
                }
                double error = allZero;
                for (int k : kept[b]) {
                    error += keptError[k] - zeroError[k];
                }
                sum += share * error;
                weight += share;
            }
            if (horizontal * vertical > 1 && weight > 0) {
                beyond += weight * beyond(a, horizontal, vertical);
            }
        }
        double mean = sum / count + steps[0] * (double) steps[0] / 12;
        return new Loss(mean / 64, beyond / count);
    }

    /** Variance of a Laplace variable of that width, given that it lies within ±h. */
    static double zeroed(double h, double width) {
        double outside = Math.exp(-h / width);
        double inside = -Math.expm1(-h / width);
        return inside < 1e-4 ? h * h / 3 : (2 * width * width - outside * (h * h + 2 * h * width + 2 * width * width)) / inside;
    }

    /** Mean squared distance of a Laplace variable from the middle of an interval of that step, away from zero, that it lies in. */
    static double kept(double step, double width) {
        double rate = step / width;
        if (rate < 1e-3) {
            return step * step / 12;
        }
        double tail = 1 / Math.expm1(rate);
        double mean = width - step * tail;
        double square = 2 * width * width - (step * step + 2 * width * step) * tail;
        return square - step * mean + step * step / 4;
    }

    /** Mean squared value of a full-size plane beyond the frequencies of the sampled one. */
    private double beyond(int a, int horizontal, int vertical) {
        double exponent = -Math.log(widths[a][2] / widths[a][1]) / Math.log(2);
        double sum = 0;
        for (int v = 0; v < 8 * vertical; v++) {
            for (int u = 0; u < 8 * horizontal; u++) {
                if (u >= 8 || v >= 8) {
                    double width = widths[a][1] * Math.pow(radius(u, v), -exponent);
                    sum += 2 * width * width;
                }
            }
        }
        // An orthonormal coefficient of the larger block is √(horizontal·vertical) times that of the smaller.
        return sum / 64;
    }
}
