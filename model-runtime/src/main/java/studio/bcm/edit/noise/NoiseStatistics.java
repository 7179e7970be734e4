package studio.bcm.edit.noise;

import studio.bcm.image.Pixels;

/**
 * How near values are to a normal distribution.
 *
 * @param mean           0 for ideal noise
 * @param deviation      1 for ideal noise in units of sigma
 * @param excessKurtosis 0 for a normal distribution
 * @param histogram      number of values in each of {@value #BINS} equal bins from −{@value #RANGE} to {@value #RANGE};
 *                       values beyond count in the outermost bins
 */
public record NoiseStatistics(double mean, double deviation, double excessKurtosis, long[] histogram) {
    /** Number of bins of the histogram. */
    public static final int BINS = 80;
    /** Greatest absolute value in the histogram. */
    public static final int RANGE = 4;

    /** Measures a noise. */
    public static NoiseStatistics of(Noise noise) {
        return of(noise.values());
    }

    static NoiseStatistics of(Pixels pixels) {
        float[] values = pixels.data();
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double second = 0;
        double fourth = 0;
        long[] histogram = new long[BINS];
        for (float value : values) {
            double square = (value - mean) * (value - mean);
            second += square;
            fourth += square * square;
            histogram[Math.clamp((long) Math.floor((value + RANGE) * BINS / (2.0 * RANGE)), 0, BINS - 1)]++;
        }
        double variance = second / values.length;
        double kurtosis = variance == 0 ? 0 : fourth / values.length / (variance * variance) - 3;
        return new NoiseStatistics(mean, Math.sqrt(variance), kurtosis, histogram);
    }
}
