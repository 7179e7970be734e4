package studio.bcm.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The ADM U-Net (Dhariwal &amp; Nichol, arXiv 2105.05233) as Bidirectional Consistency Models use it (Li &amp; He,
 * arXiv 2403.18035): the embeddings of t and u are concatenated and aligned by a matrix without bias, to which the class
 * embedding is added; a one-time network has the embedding of t alone, as consistency models before them. Parameters bear the names that the reference code's state dict gives them; {@code qkv} is ordered
 * part (q, k, v), head, channel.
 */
public final class AdmUNet implements Network {
    private static final int GROUPS = 32;
    private static final float EPS = 1e-5f;
    private static final String START = "time_embed";
    private static final String END = "time_embed_end";
    private static final String ALIGN = "time_embed_align.weight";

    private final AdmUNetOptions options;

    public AdmUNet(AdmUNetOptions options) {
        this.options = options;
    }

    public AdmUNetOptions options() {
        return options;
    }

    @Override
    public int classes() {
        return options.classes();
    }

    @Override
    public int sizeMultiple() {
        return 1 << options.levelChannels().size() - 1;
    }

    @Override
    public int resolution() {
        return options.resolution();
    }

    @Override
    public <T> T forward(Ops<T> ops, T x, T t, T u, T y) {
        return new Walk<>(ops).forward(x, t, u, y);
    }

    /** Whether a parameter belongs to the embedding of u, which a one-time network lacks. */
    public static boolean isOfSecondTime(String parameter) {
        return parameter.startsWith(END + ".") || parameter.equals(ALIGN);
    }

    /**
     * Gives weights that were a one-time network's an embedding of u that changes nothing: that of t over again, aligned by
     * [I 0], so that it adds exact zeros (Li &amp; He, arXiv 2403.18035, fine-tuning).
     *
     * @param list    of the network's parameters
     * @param weights reads a parameter by name
     * @param set     writes one
     */
    public static void beginSecondTime(ParameterList list, Function<String, float[]> weights, BiConsumer<String, float[]> set) {
        for (String part : new String[] {".0.weight", ".0.bias", ".2.weight", ".2.bias"}) {
            set.accept(END + part, weights.apply(START + part));
        }
        int width = list.get(ALIGN).shape()[0];
        float[] align = new float[2 * width * width];
        for (int i = 0; i < width; i++) {
            align[i * 2 * width + i] = 1;
        }
        set.accept(ALIGN, align);
    }

    private enum Resampling { NONE, HALVE, DOUBLE }

    /** A feature map and the number of its channels. */
    private record Features<T>(T value, int channels) {
    }

    private final class Walk<T> {
        private final Ops<T> ops;
        private final int embedding = 4 * options.channels();
        private T condition;

        Walk(Ops<T> ops) {
            this.ops = ops;
        }

        T forward(T x, T t, T u, T y) {
            condition = condition(t, u, y);
            Deque<Features<T>> skips = new ArrayDeque<>();
            Features<T> h = down(x, skips);
            h = block("middle_block.0", h, h.channels(), Resampling.NONE);
            h = attention("middle_block.1", h);
            h = block("middle_block.2", h, h.channels(), Resampling.NONE);
            h = up(h, skips);
            T last = norm("out.0", h.value(), h.channels(), null, true);
            return conv("out.2", last, h.channels(), 3, 3, 1, Init.ZERO);
        }

        private T condition(T t, T u, T y) {
            T c = levelEmbedding(START, t);
            if (!options.oneTime()) {
                T both = ops.concat(c, levelEmbedding(END, u));
                c = ops.linear(both, ops.parameter(ALIGN, Init.FAN_IN, embedding, 2 * embedding), null);
            }
            if (options.classes() > 0) {
                c = ops.add(c, ops.lookUp(ops.parameter("label_emb.weight", Init.NORMAL, options.classes(), embedding), y));
            }
            return ops.silu(c);
        }

        private T levelEmbedding(String name, T level) {
            T e = linear(name + ".0", ops.sinusoid(level, options.channels()), options.channels(), embedding);
            return linear(name + ".2", ops.silu(e), embedding, embedding);
        }

        private Features<T> down(T x, Deque<Features<T>> skips) {
            int levels = options.levelChannels().size();
            int index = 0;
            int first = options.levelChannels().getFirst();
            Features<T> h = new Features<>(conv("input_blocks.0.0", x, 3, first, 3, 1, Init.FAN_IN), first);
            skips.push(h);
            for (int level = 0; level < levels; level++) {
                for (int i = 0; i < options.blocks(); i++) {
                    String name = "input_blocks." + ++index;
                    h = block(name + ".0", h, options.levelChannels().get(level), Resampling.NONE);
                    if (options.attentionLevels().contains(level)) {
                        h = attention(name + ".1", h);
                    }
                    skips.push(h);
                }
                if (level < levels - 1) {
                    String name = "input_blocks." + ++index + ".0";
                    h = options.residualResampling() ? block(name, h, h.channels(), Resampling.HALVE)
                            : new Features<>(conv(name + ".op", h.value(), h.channels(), h.channels(), 3, 2, Init.FAN_IN), h.channels());
                    skips.push(h);
                }
            }
            return h;
        }

        private Features<T> up(Features<T> lowest, Deque<Features<T>> skips) {
            Features<T> h = lowest;
            int index = 0;
            for (int level = options.levelChannels().size() - 1; level >= 0; level--) {
                for (int i = 0; i <= options.blocks(); i++) {
                    String name = "output_blocks." + index++ + ".";
                    int part = 0;
                    Features<T> skip = skips.pop();
                    h = new Features<>(ops.concat(h.value(), skip.value()), h.channels() + skip.channels());
                    h = block(name + part++, h, options.levelChannels().get(level), Resampling.NONE);
                    if (options.attentionLevels().contains(level)) {
                        h = attention(name + part++, h);
                    }
                    if (level > 0 && i == options.blocks()) {
                        h = options.residualResampling() ? block(name + part, h, h.channels(), Resampling.DOUBLE)
                                : new Features<>(conv(name + part + ".conv", ops.upsample(h.value()), h.channels(), h.channels(), 3, 1,
                                        Init.FAN_IN), h.channels());
                    }
                }
            }
            return h;
        }

        private Features<T> block(String name, Features<T> x, int out, Resampling resampling) {
            int in = x.channels();
            T h = resample(norm(name + ".in_layers.0", x.value(), in, null, true), resampling);
            T identity = resample(x.value(), resampling);
            h = conv(name + ".in_layers.2", h, in, out, 3, 1, Init.FAN_IN);
            T e = linear(name + ".emb_layers.1", condition, embedding, options.scaleShift() ? 2 * out : out);
            if (options.scaleShift()) {
                h = norm(name + ".out_layers.0", h, out, e, true);
            } else {
                h = norm(name + ".out_layers.0", ops.addPerChannel(h, e), out, null, true);
            }
            if (options.dropout() > 0) {
                h = ops.dropout(h, options.dropout());
            }
            h = conv(name + ".out_layers.3", h, out, out, 3, 1, Init.ZERO);
            if (in != out) {
                identity = conv(name + ".skip_connection", identity, in, out, 1, 1, Init.FAN_IN);
            }
            return new Features<>(ops.add(identity, h), out);
        }

        private T resample(T x, Resampling resampling) {
            return switch (resampling) {
                case NONE -> x;
                case HALVE -> ops.averagePool(x);
                case DOUBLE -> ops.upsample(x);
            };
        }

        private Features<T> attention(String name, Features<T> x) {
            int c = x.channels();
            T qkv = conv(name + ".qkv", norm(name + ".norm", x.value(), c, null, false), c, 3 * c, 1, 1, Init.FAN_IN);
            T mixed = ops.attention(qkv, options.headsOf(c), options.normalisedAttention());
            return new Features<>(ops.add(x.value(), conv(name + ".proj_out", mixed, c, c, 1, 1, Init.ZERO)), c);
        }

        private T conv(String name, T x, int in, int out, int kernel, int stride, Init init) {
            T weight = ops.parameter(name + ".weight", init, out, in, kernel, kernel);
            return ops.conv(x, weight, ops.parameter(name + ".bias", Init.ZERO, out), stride);
        }

        private T linear(String name, T x, int in, int out) {
            T weight = ops.parameter(name + ".weight", Init.FAN_IN, out, in);
            return ops.linear(x, weight, ops.parameter(name + ".bias", Init.ZERO, out));
        }

        private T norm(String name, T x, int channels, T scaleShift, boolean silu) {
            T gamma = ops.parameter(name + ".weight", Init.ONE, channels);
            return ops.norm(x, gamma, ops.parameter(name + ".bias", Init.ZERO, channels), GROUPS, EPS, scaleShift, silu);
        }
    }
}
