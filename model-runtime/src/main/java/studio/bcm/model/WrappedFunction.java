package studio.bcm.model;

/** A consistency function that evaluates by another one, and is like it in all else. */
public abstract class WrappedFunction implements ConsistencyFunction {
    protected final ConsistencyFunction function;

    protected WrappedFunction(ConsistencyFunction function) {
        this.function = function;
    }

    @Override
    public final int inputChannels() {
        return function.inputChannels();
    }

    @Override
    public final int sizeMultiple() {
        return function.sizeMultiple();
    }

    @Override
    public final int resolution() {
        return function.resolution();
    }

    @Override
    public final float sigmaMin() {
        return function.sigmaMin();
    }

    @Override
    public final float sigmaMax() {
        return function.sigmaMax();
    }

    @Override
    public final Pace pace() {
        return function.pace();
    }
}
