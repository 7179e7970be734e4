package studio.bcm.network;

import studio.bcm.UserException;

/**
 * Names the class of small pictures: a residual network (He et al., arXiv 1512.03385, with activations first, arXiv 1603.05027)
 * with group normalisation. What it knows before its last layer are the features by which sets of pictures are compared where there
 * is no Inception network.
 *
 * @param classes  at least 2
 * @param channels of the first level, a multiple of 32; each further level has twice as many
 * @param levels   each of half the size of the one before
 * @param blocks   residual blocks a level
 */
public record ClassifierNetwork(int classes, int channels, int levels, int blocks) {
    private static final int GROUPS = 32;
    private static final float EPS = 1e-5f;

    /** @throws UserException if there is no such network */
    public ClassifierNetwork {
        if (classes < 2 || channels < GROUPS || channels % GROUPS != 0 || levels < 1 || blocks < 1) {
            throw new UserException("There is no classifier of " + classes + " classes with " + channels + " channels, " + levels + " levels and "
                    + blocks + " blocks a level: classes are 2 or more, channels a multiple of " + GROUPS + ".");
        }
    }

    /**
     * What the network says.
     *
     * @param features N×{@link #features()}
     * @param classes  logits, N×classes
     */
    public record Output<T>(T features, T classes) {
    }

    /** Length of a vector of features. */
    public int features() {
        return channels << levels - 1;
    }

    /**
     * Walks the description.
     *
     * @param x pictures N×3×H×W, −1…1
     */
    public <T> Output<T> forward(Ops<T> ops, T x) {
        T h = conv(ops, "in", x, 3, channels, 1, Init.FAN_IN);
        int width = channels;
        for (int level = 0; level < levels; level++) {
            for (int block = 0; block < blocks; block++) {
                boolean reduces = level > 0 && block == 0;
                h = block(ops, level + "." + block, h, width, reduces ? 2 * width : width, reduces);
                width = reduces ? 2 * width : width;
            }
        }
        T features = ops.mean(norm(ops, "out.norm", h, width));
        T weight = ops.parameter("classes.weight", Init.FAN_IN, classes, width);
        return new Output<>(features, ops.linear(features, weight, ops.parameter("classes.bias", Init.ZERO, classes)));
    }

    private <T> T block(Ops<T> ops, String name, T x, int in, int out, boolean reduces) {
        T h = conv(ops, name + ".conv1", norm(ops, name + ".norm1", x, in), in, out, reduces ? 2 : 1, Init.FAN_IN);
        h = conv(ops, name + ".conv2", norm(ops, name + ".norm2", h, out), out, out, 1, Init.ZERO);
        T skip = x;
        if (reduces) {
            T weight = ops.parameter(name + ".skip.weight", Init.FAN_IN, out, in, 1, 1);
            skip = ops.conv(ops.averagePool(x), weight, ops.parameter(name + ".skip.bias", Init.ZERO, out), 1);
        }
        return ops.add(skip, h);
    }

    private static <T> T norm(Ops<T> ops, String name, T x, int width) {
        T gamma = ops.parameter(name + ".weight", Init.ONE, width);
        return ops.norm(x, gamma, ops.parameter(name + ".bias", Init.ZERO, width), GROUPS, EPS, null, true);
    }

    private static <T> T conv(Ops<T> ops, String name, T x, int in, int out, int stride, Init init) {
        T weight = ops.parameter(name + ".weight", init, out, in, 3, 3);
        return ops.conv(x, weight, ops.parameter(name + ".bias", Init.ZERO, out), stride);
    }
}
