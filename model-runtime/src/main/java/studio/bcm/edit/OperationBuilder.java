package studio.bcm.edit;

import java.util.Objects;
import studio.bcm.UserException;
import studio.bcm.edit.tile.SplittingFunction;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.model.ConsistencyFunction;

/**
 * What the builders of all operations take.
 *
 * @param <B> the builder itself
 */
abstract sealed class OperationBuilder<B extends OperationBuilder<B>> permits RouteBuilder, Interpolation.Builder,
        Inpainting.Builder, Restoration.Builder, Enlargement.Builder {
    ConsistencyFunction function;
    EditDefaults defaults = EditDefaults.standard();
    /** Null for what is usual with the operation. */
    Tiling tiling;
    long seed;

    @SuppressWarnings("unchecked")
    final B self() {
        return (B) this;
    }

    /** What was set, or this if nothing was. */
    Tiling tilingOr(Tiling usual) {
        return tiling == null ? usual : tiling;
    }

    /** Whether it works with a model of a detail level, rather than with one of pictures. */
    boolean isForDetail() {
        return false;
    }

    /**
     * The model.
     *
     * @throws UserException when it is of the other kind: of pictures, or of detail
     */
    public B setFunction(ConsistencyFunction value) {
        if (value.inputChannels() > 3 != isForDetail()) {
            throw new UserException(isForDetail() ? "This model carries whole pictures; enlarging needs one of detail, such as photo-detail."
                    : "This model carries detail, for 'enlarge'; here one of whole pictures is needed, such as photo-64.");
        }
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
            throw new UserException("The noise level " + sigma + " is outside the model's range: more than "
                    + function.sigmaMin() + ", at most " + function.sigmaMax() + ".");
        }
        return sigma;
    }
}
