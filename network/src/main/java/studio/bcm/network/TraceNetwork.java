package studio.bcm.network;

import studio.bcm.model.TraceFunction;

/**
 * Tells from pixels alone how far a JPEG compression took them from their original, also where the picture was scaled
 * afterwards and no grid of blocks is left to be found. Plain convolutions without normalisation, which would take away how
 * strong traces are, and the mean over all pixels.
 */
public final class TraceNetwork {
    private static final int[] CHANNELS = {24, 48, 72, 96};
    private static final int HIDDEN = 64;
    /** Traces are small beside pictures. */
    private static final float GAIN = 4;

    /**
     * Walks the description.
     *
     * @param x pictures N×3×H×W, −1…1, sides of at least 8
     * @return N×{@link TraceFunction#OUTPUTS}
     */
    public <T> T forward(Ops<T> ops, T x) {
        T h = conv(ops, "in", ops.affine(x, GAIN, 0), 3, CHANNELS[0], 1);
        int channels = CHANNELS[0];
        for (int level = 0; level < CHANNELS.length; level++) {
            if (level > 0) {
                h = conv(ops, level + ".reduce", ops.silu(h), channels, CHANNELS[level], 2);
                channels = CHANNELS[level];
            }
            T inner = conv(ops, level + ".0", ops.silu(h), channels, channels, 1);
            h = ops.add(h, conv(ops, level + ".1", ops.silu(inner), channels, channels, 1));
        }
        T features = ops.mean(ops.silu(h));
        T hidden = ops.silu(linear(ops, "hidden", features, channels, HIDDEN, Init.FAN_IN));
        return linear(ops, "out", hidden, HIDDEN, TraceFunction.OUTPUTS, Init.ZERO);
    }

    private static <T> T conv(Ops<T> ops, String name, T x, int in, int out, int stride) {
        T weight = ops.parameter(name + ".weight", Init.FAN_IN, out, in, 3, 3);
        return ops.conv(x, weight, ops.parameter(name + ".bias", Init.ZERO, out), stride);
    }

    private static <T> T linear(Ops<T> ops, String name, T x, int in, int out, Init init) {
        return ops.linear(x, ops.parameter(name + ".weight", init, out, in), ops.parameter(name + ".bias", Init.ZERO, out));
    }
}
