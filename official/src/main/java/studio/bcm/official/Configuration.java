package studio.bcm.official;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import studio.bcm.network.AdmUNet;
import studio.bcm.network.AdmUNetOptions;

/**
 * Which network a checkpoint holds: what the flags say, else what the shapes of its tensors show, else the published
 * configuration.
 *
 * @param network  its shape
 * @param qkvOrder how its attention weights are ordered
 */
record Configuration(AdmUNetOptions network, QkvOrder qkvOrder) {
    /** Number of classes that the reference code means by {@code class_cond} alone: ImageNet's. */
    private static final int REFERENCE_CLASSES = 1000;

    /**
     * @param shapes of the network's tensors, by name
     * @throws studio.bcm.UserException when no network has such flags and shapes
     */
    static Configuration of(Refusal refusal, ConfigurationFlags flags, Map<String, long[]> shapes) {
        try {
            return new Resolver(refusal, flags, shapes).resolve();
        } catch (IllegalArgumentException e) {
            throw refusal.because("its configuration is impossible (" + e.getMessage() + "), state the right one with --config", e);
        }
    }

    private static final class Resolver {
        private final Refusal refusal;
        private final ConfigurationFlags flags;
        private final Map<String, long[]> shapes;

        Resolver(Refusal refusal, ConfigurationFlags flags, Map<String, long[]> shapes) {
            this.refusal = refusal;
            this.flags = flags;
            this.shapes = shapes;
        }

        Configuration resolve() {
            int resolution = flags.number(ConfigurationFlags.IMAGE_SIZE).orElse(AdmUNetOptions.PUBLISHED.resolution());
            int channels = flags.number(ConfigurationFlags.NUM_CHANNELS).orElseGet(() -> size("time_embed.0.weight", 1));
            int blocks = flags.number(ConfigurationFlags.NUM_RES_BLOCKS).orElseGet(this::blocksSeen);
            if (blocks < 1) {
                throw new IllegalArgumentException(blocks + " residual blocks a level");
            }
            List<Integer> levelChannels = flags.numbers(ConfigurationFlags.CHANNEL_MULT).map(m -> levelChannels(m, channels))
                    .orElseGet(() -> levelChannelsSeen(blocks));
            Set<Integer> attention = flags.numbers(ConfigurationFlags.ATTENTION_RESOLUTIONS).map(r -> attentionLevels(r, resolution, levelChannels.size()))
                    .orElseGet(() -> attentionLevelsSeen(levelChannels.size(), blocks));
            AdmUNetOptions.Builder network = AdmUNetOptions.builder().optResolution(resolution).optChannels(channels).optBlocks(blocks)
                    .optLevelChannels(levelChannels).optAttentionLevels(attention).optClasses(classes());
            network.optResidualResampling(flags.truth(ConfigurationFlags.RESBLOCK_UPDOWN).orElseGet(this::residualResamplingSeen));
            network.optScaleShift(flags.truth(ConfigurationFlags.USE_SCALE_SHIFT_NORM).orElseGet(this::scaleShiftSeen));
            flags.truth(ConfigurationFlags.NORMALIZE_ATTENTION).ifPresent(network::optNormalisedAttention);
            network.optOneTime(oneTimeSeen());
            heads(network);
            QkvOrder order = flags.word(ConfigurationFlags.QKV_ORDER, List.of("parts", "heads")).filter("heads"::equals)
                    .map(heads -> QkvOrder.HEAD_FIRST).orElse(QkvOrder.PART_FIRST);
            return new Configuration(network.build(), order);
        }

        private void heads(AdmUNetOptions.Builder network) {
            int headChannels = flags.number(ConfigurationFlags.NUM_HEAD_CHANNELS).orElse(-1);
            int heads = flags.number(ConfigurationFlags.NUM_HEADS).orElse(-1);
            int headsUpwards = flags.number(ConfigurationFlags.NUM_HEADS_UPSAMPLE).orElse(-1);
            if (headChannels <= 0 && headsUpwards > 0 && headsUpwards != heads) {
                throw new IllegalArgumentException(headsUpwards + " attention heads on the way up, but " + heads + " on the way down");
            }
            // As in the reference code, the size of a head goes before the number of heads.
            if (headChannels > 0) {
                network.optHeadChannels(headChannels);
            } else if (heads > 0) {
                network.optHeadChannels(0).optHeads(heads);
            }
        }

        private int classes() {
            Integer stated = flags.number(ConfigurationFlags.NUM_CLASSES).filter(n -> n > 0).orElse(null);
            int seen = shapes.containsKey("label_emb.weight") ? size("label_emb.weight", 0) : 0;
            return flags.truth(ConfigurationFlags.CLASS_COND)
                    .map(conditional -> !conditional ? 0 : stated != null ? stated : seen > 0 ? seen : REFERENCE_CLASSES)
                    .orElse(stated != null ? stated : seen);
        }

        private List<Integer> levelChannels(List<Double> multipliers, int channels) {
            return multipliers.stream().map(m -> (int) (m * channels)).toList();
        }

        /** Sizes that no level has are passed over, as in the reference code. */
        private Set<Integer> attentionLevels(List<Double> sizes, int resolution, int levels) {
            Set<Integer> attention = new HashSet<>();
            for (double pixels : sizes) {
                int factor = pixels >= 1 ? resolution / (int) pixels : 0;
                int level = Integer.numberOfTrailingZeros(factor);
                if (Integer.bitCount(factor) == 1 && level < levels) {
                    attention.add(level);
                }
            }
            return attention;
        }

        /** The deepest level ends where a block of the way up is followed by a doubling. */
        private int blocksSeen() {
            int outputs = outputsSeen();
            for (int i = 0; i < outputs; i++) {
                if (doubles(i, ".in_layers.0.weight") || doubles(i, ".conv.weight")) {
                    return i;
                }
            }
            return outputs - 1;
        }

        private int outputsSeen() {
            int outputs = 0;
            while (shapes.containsKey("output_blocks." + outputs + ".0.in_layers.2.weight")) {
                outputs++;
            }
            if (outputs == 0) {
                throw refusal.because("it holds no tensor output_blocks.0.0.in_layers.2.weight, so it is no checkpoint of this network");
            }
            return outputs;
        }

        private boolean doubles(int output, String ending) {
            return shapes.containsKey("output_blocks." + output + ".1" + ending) || shapes.containsKey("output_blocks." + output + ".2" + ending);
        }

        private boolean residualResamplingSeen() {
            return anyName(name -> name.startsWith("output_blocks.") && name.matches("output_blocks\\.\\d+\\.[12]\\.in_layers\\.0\\.weight"))
                    || !anyName(name -> name.endsWith(".op.weight"));
        }

        private boolean anyName(Predicate<String> test) {
            return shapes.keySet().stream().anyMatch(test);
        }

        /** Consistency models before the bidirectional ones know the level that they start from alone. */
        private boolean oneTimeSeen() {
            return !anyName(AdmUNet::isOfSecondTime);
        }

        private boolean scaleShiftSeen() {
            return size("input_blocks.1.0.emb_layers.1.weight", 0) == 2 * size("input_blocks.1.0.in_layers.2.weight", 0);
        }

        private List<Integer> levelChannelsSeen(int blocks) {
            int levels = Math.max(1, outputsSeen() / (blocks + 1));
            List<Integer> channels = new ArrayList<>();
            for (int level = 0; level < levels; level++) {
                channels.add(size(firstBlock(level, blocks) + ".0.in_layers.2.weight", 0));
            }
            return channels;
        }

        private Set<Integer> attentionLevelsSeen(int levels, int blocks) {
            Set<Integer> attention = new HashSet<>();
            for (int level = 0; level < levels; level++) {
                if (shapes.containsKey(firstBlock(level, blocks) + ".1.qkv.weight")) {
                    attention.add(level);
                }
            }
            return attention;
        }

        private String firstBlock(int level, int blocks) {
            return "input_blocks." + (1 + level * (blocks + 1));
        }

        private int size(String tensor, int dimension) {
            long[] shape = shapes.get(tensor);
            if (shape == null) {
                throw refusal.because("it holds no tensor " + tensor + ", so it is no checkpoint of this network");
            }
            if (shape.length <= dimension || shape[dimension] > 1 << 20) {
                throw refusal.because("its tensor " + tensor + " has the impossible shape " + Refusal.printable(shape));
            }
            return (int) shape[dimension];
        }
    }
}
