package studio.bcm.edit;

import java.util.Objects;
import studio.bcm.edit.tile.SplittingFunction;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.model.ConsistencyFunction;

/**
 * What the builders of all operations take.
 *
 * @param <B> the builder itself
 */
abstract sealed class OperationBuilder<B extends OperationBuilder<B>> permits Inversion.Builder, Generation.Builder,
        Interpolation.Builder, Resampling.Builder, Inpainting.Builder, Restoration.Builder {
    ConsistencyFunction function;
    EditDefaults defaults = EditDefaults.standard();
    Tiling tiling;
    long seed;

    OperationBuilder(Tiling tiling) {
        this.tiling = tiling;
    }

    abstract B self();

    /** What was set, or this if nothing was. */
    Tiling tilingOr(Tiling usual) {
        return tiling == null ? usual : tiling;
    }

    /** The model. */
    public B setFunction(ConsistencyFunction value) {
        function = new SplittingFunction(Objects.requireNonNull(value));
        return self();
    }

    /** What to do where nothing else is said, from the model's pack. */
    public B optDefaults(EditDefaults value) {
        defaults = Objects.requireNonNull(value);
        return self();
    }

    /** How pictures are cut. */
    public B optTiling(Tiling value) {
        tiling = Objects.requireNonNull(value);
        return self();
    }

    /** Of all noise that is drawn; 0 unless given. The same seed gives the same result on the same device. */
    public B optSeed(long value) {
        seed = value;
        return self();
    }

    void requireComplete() {
        if (function == null) {
            throw new IllegalStateException("no function set");
        }
    }

    float requireLevel(float sigma) {
        if (!(sigma > function.sigmaMin() && sigma <= function.sigmaMax())) {
            throw new studio.bcm.UserException("The noise level " + sigma + " is outside the model's range: more than "
                    + function.sigmaMin() + ", at most " + function.sigmaMax() + ".");
        }
        return sigma;
    }
}
