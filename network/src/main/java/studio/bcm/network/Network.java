package studio.bcm.network;

import org.jspecify.annotations.Nullable;
import studio.bcm.model.CoarseLevel;

/** A description of F, the trainable part of f (see {@link Preconditioning}). */
public interface Network {
    /**
     * Walks the description.
     *
     * @param x scaled input N×3×H×W
     * @param t level of the input, N
     * @param u level to carry it to, N
     * @param y the network's condition: class indices, N, where {@link #classes()} is above 0; the coarser level,
     *          N×{@value CoarseLevel#CHANNELS}×H×W, where {@link #detail()} is true; else null
     * @return N×3×H×W
     */
    <T> T forward(Ops<T> ops, T x, T t, T u, @Nullable T y);

    /** Number of classes, 0 for none. */
    int classes();

    /** Whether it is given a coarser level (see {@link CoarseLevel}) and carries what is finer. */
    default boolean detail() {
        return false;
    }

    /** Whether it is given anything beside the levels. */
    default boolean isConditional() {
        return classes() > 0 || detail();
    }

    /** What heights and widths must be multiples of. */
    int sizeMultiple();

    /** Height and width that the network is made for. */
    int resolution();
}
