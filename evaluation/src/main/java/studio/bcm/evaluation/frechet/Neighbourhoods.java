package studio.bcm.evaluation.frechet;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Feature vectors with the distance of each to its k-th nearest neighbour among them: the manifold estimate of Kynkäänniemi
 * et al. (arXiv 1904.06991), from which precision and recall follow.
 */
public final class Neighbourhoods {
    private final float[] features;
    private final int length;
    private final double[] squaredRadii;

    /**
     * @param features N×length
     * @param k        which neighbour; 3 in the paper
     */
    public Neighbourhoods(float[] features, int length, int k) {
        if (features.length % length != 0 || features.length / length <= k) {
            throw new IllegalArgumentException(features.length / length + " vectors have no neighbourhoods of " + k);
        }
        this.features = features;
        this.length = length;
        int n = features.length / length;
        this.squaredRadii = IntStream.range(0, n).parallel().mapToDouble(i -> {
            double[] distances = new double[n];
            for (int j = 0; j < n; j++) {
                distances[j] = squaredDistance(features, i, features, j);
            }
            Arrays.sort(distances);
            return distances[k];
        }).toArray();
    }

    int count() {
        return squaredRadii.length;
    }

    /** Share of the other vectors that lie in the neighbourhood of at least one of these. */
    public double covers(float[] others) {
        int n = others.length / length;
        long inside = IntStream.range(0, n).parallel().filter(i -> {
            for (int j = 0; j < squaredRadii.length; j++) {
                if (squaredDistance(others, i, features, j) <= squaredRadii[j]) {
                    return true;
                }
            }
            return false;
        }).count();
        return (double) inside / n;
    }

    /** Numbers of the vectors nearest to vector {@code i} of others, nearest first. */
    public int[] nearest(float[] others, int i, int count) {
        return IntStream.range(0, squaredRadii.length).boxed()
                .sorted(Comparator.comparingDouble(j -> squaredDistance(others, i, features, j)))
                .limit(count).mapToInt(Integer::intValue).toArray();
    }

    private double squaredDistance(float[] a, int i, float[] b, int j) {
        double sum = 0;
        for (int k = 0; k < length; k++) {
            double d = a[i * length + k] - b[j * length + k];
            sum += d * d;
        }
        return sum;
    }
}
