package studio.bcm.model;

/** A function with the sizes and levels of the exact one of a normal distribution. */
public interface AroundExact extends ConsistencyFunction {
    GaussianModel EXACT = new GaussianModel();

    @Override
    default int sizeMultiple() {
        return EXACT.sizeMultiple();
    }

    @Override
    default int resolution() {
        return EXACT.resolution();
    }

    @Override
    default float sigmaMin() {
        return EXACT.sigmaMin();
    }

    @Override
    default float sigmaMax() {
        return EXACT.sigmaMax();
    }
}
