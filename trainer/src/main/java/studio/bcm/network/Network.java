package studio.bcm.network;

/** A description of F, the trainable part of f (see {@link Preconditioning}). */
public interface Network {
    /**
     * Walks the description.
     *
     * @param x scaled input N×3×H×W
     * @param t level of the input, N
     * @param u level to carry it to, N
     * @param y class indices, N; null when {@link #classes()} is 0
     * @return N×3×H×W
     */
    <T> T forward(Ops<T> ops, T x, T t, T u, T y);

    /** Number of classes, 0 for none. */
    int classes();

    /** What heights and widths must be multiples of. */
    int sizeMultiple();

    /** Height and width that the network is made for. */
    int resolution();
}
