package studio.bcm.evaluation.frechet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Mean and covariance of feature vectors, gathered a batch at a time: memory grows with the square of the features' length
 * and not with their number.
 */
public final class FeatureStatistics {
    private final int length;
    private final double[] sum;
    private final double[] products;
    /** The vectors themselves, while they are fewer than their length: then they tell the covariance in fewer numbers. */
    private List<float[]> few = new ArrayList<>();
    private double[] shift;
    private long count;

    public FeatureStatistics(int length) {
        this.length = length;
        this.sum = new double[length];
        this.products = new double[length * length];
    }

    /** Adds feature vectors, N×length. */
    public void add(float[] features) {
        int n = features.length / length;
        if (n * length != features.length || n == 0) {
            throw new IllegalArgumentException(features.length + " values are no features of length " + length);
        }
        if (shift == null) {
            // Products of values near zero lose no digits when the squared mean is taken off at the end.
            shift = new double[length];
            for (int j = 0; j < length; j++) {
                shift[j] = features[j];
            }
        }
        double[] centred = new double[features.length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < length; j++) {
                double v = features[i * length + j] - shift[j];
                centred[i * length + j] = v;
                sum[j] += v;
            }
        }
        IntStream.range(0, length).parallel().forEach(j -> {
            for (int i = 0; i < n; i++) {
                double v = centred[i * length + j];
                int row = j * length;
                int at = i * length;
                for (int k = 0; k <= j; k++) {
                    products[row + k] += v * centred[at + k];
                }
            }
        });
        count += n;
        if (few != null && count < length) {
            few.add(features.clone());
        } else {
            few = null;
        }
    }

    long count() {
        return count;
    }

    /** @throws IllegalStateException before two vectors are there */
    public Moments moments() {
        if (count < 2) {
            throw new IllegalStateException("a covariance needs two vectors");
        }
        double[] mean = new double[length];
        double[] covariance = new double[length * length];
        for (int j = 0; j < length; j++) {
            mean[j] = shift[j] + sum[j] / count;
            for (int k = 0; k <= j; k++) {
                double c = (products[j * length + k] - sum[j] * sum[k] / count) / (count - 1);
                covariance[j * length + k] = c;
                covariance[k * length + j] = c;
            }
        }
        return new Moments(mean, covariance, few == null ? null : rows(mean));
    }

    private double[] rows(double[] mean) {
        double[] rows = new double[Math.toIntExact(count) * length];
        double scale = 1 / Math.sqrt(count - 1);
        int at = 0;
        for (float[] features : few) {
            for (float value : features) {
                rows[at] = (value - mean[at % length]) * scale;
                at++;
            }
        }
        return rows;
    }

    /**
     * A normal distribution.
     *
     * @param mean       of length d
     * @param covariance d×d, row-major, symmetric
     * @param rows       R, of fewer than d rows of length d, with RᵀR the covariance; null where there are no fewer
     */
    public record Moments(double[] mean, double[] covariance, double @Nullable [] rows) {
        Moments(double[] mean, double[] covariance) {
            this(mean, covariance, null);
        }

        public Moments {
            if (covariance.length != mean.length * mean.length) {
                throw new IllegalArgumentException("a mean of " + mean.length + " and a covariance of " + covariance.length + " values");
            }
        }
    }
}
