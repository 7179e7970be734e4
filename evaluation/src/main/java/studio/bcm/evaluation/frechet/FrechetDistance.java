package studio.bcm.evaluation.frechet;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_MT_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_MT_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Fréchet distance of normal distributions from one of them, squared as is usual: |μ₁ − μ₂|² + tr(C₁ + C₂ − 2·(C₁C₂)^½) (Dowson
 * and Landau 1982). With any F of FFᵀ = C₁ the eigenvalues of C₁C₂ are those of FᵀC₂F, which is symmetric: F is found once.
 */
public final class FrechetDistance {
    private final FeatureStatistics.Moments target;
    private final DMatrixRMaj factor;

    public FrechetDistance(FeatureStatistics.Moments target) {
        this.target = target;
        this.factor = factor(target);
    }

    /** @throws IllegalArgumentException when the features have another length */
    public double to(FeatureStatistics.Moments other) {
        int d = target.mean().length;
        if (other.mean().length != d) {
            throw new IllegalArgumentException("features of " + d + " and of " + other.mean().length + " values");
        }
        double distance = 0;
        for (int j = 0; j < d; j++) {
            double m = target.mean()[j] - other.mean()[j];
            distance += m * m + target.covariance()[j * d + j] + other.covariance()[j * d + j];
        }
        boolean fewer = other.rows() != null && other.rows().length / d < factor.numCols;
        DMatrixRMaj product = fewer ? between(covariance(target), transposedRows(other)) : between(covariance(other), factor);
        EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed(product, false);
        for (int j = 0; j < product.numRows; j++) {
            distance -= 2 * Math.sqrt(Math.max(0, eigen.getEigenvalue(j).getReal()));
        }
        return Math.max(0, distance);
    }

    /** FᵀCF. */
    private static DMatrixRMaj between(DMatrixRMaj covariance, DMatrixRMaj factor) {
        DMatrixRMaj right = new DMatrixRMaj(covariance.numRows, factor.numCols);
        DMatrixRMaj product = new DMatrixRMaj(factor.numCols, factor.numCols);
        CommonOps_MT_DDRM.mult(covariance, factor, right);
        CommonOps_MT_DDRM.multTransA(factor, right, product);
        return product;
    }

    private static DMatrixRMaj covariance(FeatureStatistics.Moments moments) {
        int d = moments.mean().length;
        return DMatrixRMaj.wrap(d, d, moments.covariance().clone());
    }

    private static DMatrixRMaj transposedRows(FeatureStatistics.Moments moments) {
        int d = moments.mean().length;
        int n = moments.rows().length / d;
        DMatrixRMaj transposed = new DMatrixRMaj(d, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                transposed.set(j, i, moments.rows()[i * d + j]);
            }
        }
        return transposed;
    }

    private static DMatrixRMaj factor(FeatureStatistics.Moments moments) {
        if (moments.rows() != null) {
            return transposedRows(moments);
        }
        DMatrixRMaj covariance = covariance(moments);
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(covariance.numRows, true);
        return cholesky.decompose(covariance) ? cholesky.getT(null) : root(covariance(moments));
    }

    /** Eigenvectors times the roots of their eigenvalues, for covariances that are not of full rank. */
    private static DMatrixRMaj root(DMatrixRMaj symmetric) {
        int d = symmetric.numRows;
        EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed(symmetric, true);
        DMatrixRMaj scaled = new DMatrixRMaj(d, d);
        for (int j = 0; j < d; j++) {
            DMatrixRMaj v = eigen.getEigenVector(j);
            double s = Math.sqrt(Math.max(0, eigen.getEigenvalue(j).getReal()));
            for (int i = 0; i < d; i++) {
                scaled.set(i, j, s * v.get(i));
            }
        }
        return scaled;
    }

    private static EigenDecomposition_F64<DMatrixRMaj> decomposed(DMatrixRMaj symmetric, boolean vectors) {
        int d = symmetric.numRows;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                double mean = (symmetric.get(i, j) + symmetric.get(j, i)) / 2;
                symmetric.set(i, j, mean);
                symmetric.set(j, i, mean);
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_MT_DDRM.eig(d, vectors, true);
        if (!eigen.decompose(symmetric)) {
            throw new ArithmeticException("the covariance has no eigenvalues: are its values finite?");
        }
        return eigen;
    }
}
