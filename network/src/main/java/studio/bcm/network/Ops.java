package studio.bcm.network;

/**
 * The operations that networks are described with. A description is a method over an {@code Ops<T>}; what it becomes
 * depends on the implementation: {@link ParameterList} collects the parameters, {@code TorchOps} computes with libtorch,
 * {@code OnnxOps} emits an ONNX graph. Since all of them walk the same description they cannot drift apart.
 *
 * <p>Feature maps are N×C×H×W, embeddings N×C, levels (t, u) N.
 *
 * @param <T> a value: nothing, a tensor, or a name in a graph
 */
public interface Ops<T> {
    /** The class index of what is given no class: classifier-free guidance needs the network's answer without one. */
    int NO_CLASS = -1;

    /**
     * A trainable parameter; the same name always gives the same one.
     *
     * @param shape sizes, at most four: convolutions are out×in×kh×kw, linear weights out×in
     */
    T parameter(String name, Init init, int... shape);

    /** Convolution with zero padding (k−1)/2; {@code bias} (out channels) may be null. */
    T conv(T x, T weight, T bias, int stride);

    /** x·weightᵀ + bias for N×in; {@code bias} may be null. */
    T linear(T x, T weight, T bias);

    /**
     * Group normalisation, then · (1 + scale) + shift where {@code scaleShift} (N×2C: scale first) is not null, then SiLU
     * if {@code silu}.
     */
    T norm(T x, T gamma, T beta, int groups, float eps, T scaleShift, boolean silu);

    T silu(T x);

    T add(T a, T b);

    /** Adds an embedding N×C to every pixel of N×C×H×W. */
    T addPerChannel(T x, T embedding);

    /** Channels of a, then channels of b (feature maps and embeddings). */
    T concat(T a, T b);

    /** Nearest-neighbour enlargement by 2. */
    T upsample(T x);

    /** Mean over 2×2 blocks. */
    T averagePool(T x);

    /** Mean over all pixels: N×C×H×W → N×C. */
    T mean(T x);

    /**
     * Softmax attention among all pixels.
     *
     * @param qkv        N×3C×H×W: queries, keys, values
     * @param heads      number of heads; C/heads channels each
     * @param normalised divide q, k and v by (1e-4 + their norm over the head dimension / √d) first
     */
    T attention(T qkv, int heads, boolean normalised);

    /** Blocks of factor×factor pixels of a map of so many channels into channels, ordered channel, row, column (N×C·factor²×H/factor×W/factor). */
    T unshuffle(T x, int channels, int factor);

    /** Inverse of {@link #unshuffle}. */
    T shuffle(T x, int factor);

    /** Sinusoidal embedding of 250·ln t: N → N×channels, cosines first, frequencies 10000^(−k/(channels/2)). */
    T sinusoid(T t, int channels);

    /**
     * Rows of a table (classes×C) by class index: N → N×C. While training, {@link #NO_CLASS} gives zeros; networks that are
     * written to files are always given a class.
     */
    T lookUp(T table, T y);

    /** Dropout with probability p while training, identity otherwise. */
    T dropout(T x, float p);

    /** Multiplies each item of the batch by its own factor, {@code factor} being N values. */
    T multiplyPerItem(T x, T factor);

    /** a·scale + offset, elementwise. */
    T affine(T a, float scale, float offset);

    /** a·b, elementwise on N values. */
    T multiply(T a, T b);

    /** a/b, elementwise on N values. */
    T divide(T a, T b);

    /** √a, elementwise on N values. */
    T sqrt(T a);
}
