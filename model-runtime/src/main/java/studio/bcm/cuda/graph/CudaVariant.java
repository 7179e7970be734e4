package studio.bcm.cuda.graph;

/**
 * How a graph is written for ONNX Runtime's CUDA provider.
 *
 * @param half      whether maps and weights are in half precision; levels, embeddings and the picture stay in single precision
 * @param norms     how group normalisations are computed
 * @param attention how attention is computed
 * @param pointwise whether 1×1 convolutions are matrix products
 * @param skipNorms whether sums and biases before a normalisation become part of it
 * @param padded    whether convolutions make multiples of 8 channels, of which those too many are cut off: cuDNN has tensor cores work
 *                  on no others
 */
public record CudaVariant(boolean half, Norms norms, Attention attention, boolean pointwise, boolean skipNorms, boolean padded) {
    /** The one that runs fastest (docs/performance.md), with our own kernels, which need half precision. */
    public static final CudaVariant BEST = new CudaVariant(true, Norms.OWN, Attention.FUSED, true, true);

    /** The fastest with the provider's own kernels alone. */
    public static final CudaVariant PROVIDER = new CudaVariant(true, Norms.FUSED_OR_INSTANCE, Attention.FUSED, true, true);

    /** As many channels as there are. */
    public CudaVariant(boolean half, Norms norms, Attention attention, boolean pointwise, boolean skipNorms) {
        this(half, norms, attention, pointwise, skipNorms, false);
    }

    /** Whether sessions must know {@link studio.bcm.cuda.operator.OwnOperators}. */
    public boolean isOwn() {
        return norms == Norms.OWN;
    }

    /** How group normalisations are computed where they are not fused. The fused kernel takes even numbers of channels a group. */
    public enum Norms {
        /** Our own operator ({@link studio.bcm.cuda.operator.OwnOperators}), also for what is added or concatenated before; else as {@link #MOMENTS}. */
        OWN,
        /** The fused kernel where there is one, else as {@link #INSTANCE}. */
        FUSED_OR_INSTANCE,
        /** The fused kernel where there is one, else as {@link #MOMENTS}. */
        FUSED_OR_MOMENTS,
        /** The fused kernel where there is one and no scale and shift follow, else as {@link #MOMENTS}. */
        FUSED_ALONE_OR_MOMENTS,
        /** Instance normalisation between transpositions. */
        INSTANCE,
        /** Means of values and squares, then one product and one sum. */
        MOMENTS
    }

    /** How attention is computed. */
    public enum Attention {
        /** One kernel that never stores the weights. */
        FUSED,
        /** Two matrix products and a softmax. */
        PRODUCTS
    }
}
