package studio.bcm.evaluate;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Mean and covariance of feature vectors, gathered a batch at a time: memory grows with the square of the features' length
 * and not with their number.
 */
final class FeatureStatistics {
    private final int length;
    private final double[] sum;
    private final double[] products;
    private double[] shift;
    private long count;

    FeatureStatistics(int length) {
        this.length = length;
        this.sum = new double[length];
        this.products = new double[length * length];
    }

    /** Adds feature vectors, N×length. */
    void add(float[] features) {
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
    }

    long count() {
        return count;
    }

    /** @throws IllegalStateException before two vectors are there */
    Moments moments() {
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
        return new Moments(mean, covariance);
    }

    /**
     * A normal distribution.
     *
     * @param mean       of length d
     * @param covariance d×d, row-major, symmetric
     */
    record Moments(double[] mean, double[] covariance) {
        Moments {
            if (covariance.length != mean.length * mean.length) {
                throw new IllegalArgumentException("a mean of " + mean.length + " and a covariance of " + covariance.length + " values");
            }
        }

        /**
         * Fréchet distance of two normal distributions, squared as is usual: |μ₁ − μ₂|² + tr(C₁ + C₂ − 2·(C₁C₂)^½) (Dowson
         * and Landau 1982). The trace of the root is that of (C₁^½·C₂·C₁^½)^½, which is symmetric.
         */
        double frechetDistance(Moments other) {
            int d = mean.length;
            if (other.mean.length != d) {
                throw new IllegalArgumentException("features of " + d + " and of " + other.mean.length + " values");
            }
            double distance = 0;
            for (int j = 0; j < d; j++) {
                double m = mean[j] - other.mean[j];
                distance += m * m + covariance[j * d + j] + other.covariance[j * d + j];
            }
            DMatrixRMaj root = root(DMatrixRMaj.wrap(d, d, covariance.clone()));
            DMatrixRMaj left = new DMatrixRMaj(d, d);
            DMatrixRMaj product = new DMatrixRMaj(d, d);
            CommonOps_DDRM.mult(root, DMatrixRMaj.wrap(d, d, other.covariance.clone()), left);
            CommonOps_DDRM.mult(left, root, product);
            EigenDecomposition_F64<DMatrixRMaj> eigen = decompose(product, false);
            for (int j = 0; j < d; j++) {
                distance -= 2 * Math.sqrt(Math.max(0, eigen.getEigenvalue(j).getReal()));
            }
            return Math.max(0, distance);
        }

        private static DMatrixRMaj root(DMatrixRMaj symmetric) {
            int d = symmetric.numRows;
            EigenDecomposition_F64<DMatrixRMaj> eigen = decompose(symmetric, true);
            DMatrixRMaj vectors = new DMatrixRMaj(d, d);
            DMatrixRMaj scaled = new DMatrixRMaj(d, d);
            for (int j = 0; j < d; j++) {
                DMatrixRMaj v = eigen.getEigenVector(j);
                double s = Math.sqrt(Math.max(0, eigen.getEigenvalue(j).getReal()));
                for (int i = 0; i < d; i++) {
                    vectors.set(i, j, v.get(i));
                    scaled.set(i, j, s * v.get(i));
                }
            }
            DMatrixRMaj root = new DMatrixRMaj(d, d);
            CommonOps_DDRM.multTransB(scaled, vectors, root);
            return root;
        }

        private static EigenDecomposition_F64<DMatrixRMaj> decompose(DMatrixRMaj symmetric, boolean vectors) {
            int d = symmetric.numRows;
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < i; j++) {
                    double mean = (symmetric.get(i, j) + symmetric.get(j, i)) / 2;
                    symmetric.set(i, j, mean);
                    symmetric.set(j, i, mean);
                }
            }
            EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, vectors, true);
            if (!eigen.decompose(symmetric)) {
                throw new ArithmeticException("the covariance has no eigenvalues: are its values finite?");
            }
            return eigen;
        }
    }
}
