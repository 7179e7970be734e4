package studio.bcm.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import studio.bcm.model.CoarseLevel;

/**
 * The default network F: a U-Net over pixel-unshuffled pictures with residual blocks (GroupNorm 32, SiLU, scale and shift
 * by the embedding), attention at the lowest level and in the middle, and separate embeddings of t and u. The last layer
 * of the u branch starts at zero, so that a one-time network (consistency or diffusion) is unchanged by adding u; the last
 * convolution of every block, every attention and the output start at zero too.
 *
 * <p>The output's bias depends on the levels, so that no pixel of a patch need be brighter than another at any of them. A network may be
 * deeper than another of the same shape by further blocks, which change nothing as they begin: so it can start from that one's
 * weights.
 */
public final class UNet implements Network {
    /** The first convolution's weights: its inputs are the picture's unshuffled pixels, then those of a coarser level. */
    public static final String FIRST_WEIGHT = "in.weight";

    private static final String LEVEL_BIAS = "out.level";
    private static final String DEEPER = ".deeper.";
    private static final int GROUPS = 32;
    private static final float EPS = 1e-5f;

    private final UNetOptions options;

    public UNet(UNetOptions options) {
        this.options = options;
    }

    public UNetOptions options() {
        return options;
    }

    @Override
    public int classes() {
        return options.classes();
    }

    @Override
    public boolean detail() {
        return options.detail();
    }

    @Override
    public int sizeMultiple() {
        return options.patch() << options.multipliers().size() - 1;
    }

    @Override
    public int resolution() {
        return options.resolution();
    }

    /** Whether a network without this parameter computes what one does in which it has its initial value. */
    public static boolean changesNothingAtFirst(String parameter) {
        return parameter.startsWith(LEVEL_BIAS + ".") || parameter.contains(DEEPER);
    }

    @Override
    public <T> T forward(Ops<T> ops, T x, T t, T u, T y) {
        return new Walk<>(ops).forward(x, t, u, y);
    }

    private final class Walk<T> {
        private final Ops<T> ops;
        private final int width = options.channels();
        private final int embedding = 4 * width;
        private T condition;

        Walk(Ops<T> ops) {
            this.ops = ops;
        }

        T forward(T x, T t, T u, T y) {
            condition = ops.add(timeEmbedding("time_t", t, Init.FAN_IN), timeEmbedding("time_u", u, Init.ZERO));
            if (options.classes() > 0) {
                condition = ops.add(condition, ops.lookUp(ops.parameter("class", Init.ZERO, options.classes(), embedding), y));
            }
            condition = ops.silu(condition);

            List<Integer> multipliers = options.multipliers();
            int cells = options.patch() * options.patch();
            int pixels = 3 * cells;
            int given = options.detail() ? 3 + CoarseLevel.CHANNELS : 3;
            T h = options.detail() ? ops.concat(x, y) : x;
            h = options.patch() == 1 ? h : ops.unshuffle(h, given, options.patch());
            h = conv("in", h, given * cells, width, 3, 1, Init.FAN_IN);
            Deque<T> skips = new ArrayDeque<>();
            Deque<Integer> skipChannels = new ArrayDeque<>();
            skips.push(h);
            skipChannels.push(width);
            int channels = width;
            for (int level = 0; level < multipliers.size(); level++) {
                boolean lowest = level == multipliers.size() - 1;
                int out = width * multipliers.get(level);
                for (int block = 0; block < options.blocks(); block++) {
                    h = deepened("down." + level + "." + block, level, block("down." + level + "." + block, h, channels, out, lowest), out);
                    channels = out;
                    skips.push(h);
                    skipChannels.push(channels);
                }
                if (!lowest) {
                    h = conv("down." + level + ".reduce", h, channels, channels, 3, 2, Init.FAN_IN);
                    skips.push(h);
                    skipChannels.push(channels);
                }
            }
            int last = multipliers.size() - 1;
            h = deepened("middle.0", last, block("middle.0", h, channels, channels, true), channels);
            h = deepened("middle.1", last, block("middle.1", h, channels, channels, false), channels);
            for (int level = multipliers.size() - 1; level >= 0; level--) {
                boolean lowest = level == multipliers.size() - 1;
                int out = width * multipliers.get(level);
                for (int block = 0; block <= options.blocks(); block++) {
                    String name = "up." + level + "." + block;
                    h = block(name, ops.concat(h, skips.pop()), channels + skipChannels.pop(), out, lowest);
                    h = deepened(name, level, h, out);
                    channels = out;
                }
                if (level > 0) {
                    h = conv("up." + level + ".enlarge", ops.upsample(h), channels, channels, 3, 1, Init.FAN_IN);
                }
            }
            h = norm("out.norm", h, channels, null, true);
            h = conv("out.conv", h, channels, pixels, 3, 1, Init.ZERO);
            h = ops.addPerChannel(h, linear(LEVEL_BIAS, condition, embedding, pixels, Init.ZERO));
            return options.patch() == 1 ? h : ops.shuffle(h, options.patch());
        }

        private T timeEmbedding(String name, T level, Init last) {
            T e = linear(name + ".0", ops.sinusoid(level, width), width, embedding, Init.FAN_IN);
            return linear(name + ".1", ops.silu(e), embedding, embedding, last);
        }

        /** What a block gives, after the blocks that a deeper network has behind it. */
        private T deepened(String name, int level, T x, int channels) {
            T h = x;
            for (int block = 1; block < options.depth(level); block++) {
                h = block(name + DEEPER + block, h, channels, channels, false);
            }
            return h;
        }

        private T block(String name, T x, int in, int out, boolean attention) {
            T h = norm(name + ".norm1", x, in, null, true);
            h = conv(name + ".conv1", h, in, out, 3, 1, Init.FAN_IN);
            T scaleShift = linear(name + ".condition", condition, embedding, 2 * out, Init.FAN_IN);
            h = norm(name + ".norm2", h, out, scaleShift, true);
            if (options.dropout() > 0) {
                h = ops.dropout(h, options.dropout());
            }
            h = conv(name + ".conv2", h, out, out, 3, 1, Init.ZERO);
            T skip = in == out ? x : conv(name + ".skip", x, in, out, 1, 1, Init.FAN_IN);
            T y = ops.add(skip, h);
            if (attention) {
                T qkv = conv(name + ".qkv", norm(name + ".norm3", y, out, null, false), out, 3 * out, 1, 1, Init.FAN_IN);
                T mixed = ops.attention(qkv, out / options.headChannels(), false);
                y = ops.add(y, conv(name + ".project", mixed, out, out, 1, 1, Init.ZERO));
            }
            return y;
        }

        private T conv(String name, T x, int in, int out, int kernel, int stride, Init init) {
            T weight = ops.parameter(name + ".weight", init, out, in, kernel, kernel);
            return ops.conv(x, weight, ops.parameter(name + ".bias", Init.ZERO, out), stride);
        }

        private T linear(String name, T x, int in, int out, Init init) {
            return ops.linear(x, ops.parameter(name + ".weight", init, out, in), ops.parameter(name + ".bias", Init.ZERO, out));
        }

        private T norm(String name, T x, int channels, T scaleShift, boolean silu) {
            T gamma = ops.parameter(name + ".weight", Init.ONE, channels);
            return ops.norm(x, gamma, ops.parameter(name + ".bias", Init.ZERO, channels), GROUPS, EPS, scaleShift, silu);
        }
    }
}
