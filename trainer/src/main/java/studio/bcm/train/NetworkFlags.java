package studio.bcm.train;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.bcm.UserException;
import studio.bcm.network.AdmUNetOptions;
import studio.bcm.network.NetworkOptions;
import studio.bcm.network.UNetOptions;

/** The shape of the network on the command line. What is not given is as in the network that the run starts from. */
final class NetworkFlags {
    private static final int LEAST_PIXELS = 16;

    /** The networks that there are. */
    enum Architecture {
        /** The default network of the photo packs. */
        UNET,
        /** The ADM U-Net of the paper. */
        ADM
    }

    @Option(names = "--architecture", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}: our default, or the paper's ADM U-Net.")
    private Architecture architecture;

    @Option(names = "--resolution", paramLabel = "PIXELS", description = "Height and width of the crops (default: 64).")
    private Integer resolution;

    @Option(names = "--patch", paramLabel = "N", description = "Pixel-unshuffle factor (default: 2; UNET only).")
    private Integer patch;

    @Option(names = "--channels", paramLabel = "N", description = "Channels of the first level (default: 96; ADM: 192).")
    private Integer channels;

    @Option(names = "--multipliers", paramLabel = "N", split = ",",
            description = "Channels of each level as multiples of those (default: 1,2,2; ADM: 1,2,3,4).")
    private List<Integer> multipliers;

    @Option(names = "--blocks", paramLabel = "N", description = "Residual blocks per level (default: 2; ADM: 3).")
    private Integer blocks;

    @Option(names = "--depths", paramLabel = "N", split = ",", description = "Residual blocks in place of each one, for each level (default: 1,1,1). "
            + "--from may be a pack of less depth, whose network is not changed by those that are new (UNET alone).")
    private List<Integer> depths;

    @Option(names = "--head-channels", paramLabel = "N", description = "Channels of an attention head (default: 64).")
    private Integer headChannels;

    @Option(names = "--attention", paramLabel = "PIXELS", split = ",", description = "Sizes with attention (default: 16,8; ADM only).")
    private List<Integer> attention;

    @Option(names = "--plain-attention", description = "Do not normalise queries, keys and values (ADM only).")
    private Boolean plainAttention;

    @Option(names = "--one-time", description = "Without the embedding of the level to carry to, as consistency models before the bidirectional ones (ADM only).")
    private Boolean oneTime;

    @Option(names = "--dropout", paramLabel = "P", description = "Dropout probability (default: 0).")
    private Float dropout;

    @Option(names = "--detail", description = "The network is given a coarser level, half as large, and carries what is finer: for enlarging and for "
            + "pyramids. --from may be a pack that is given none. (UNET and the stages diffusion and trajectory only.)")
    private Boolean detail;

    /**
     * The shape.
     *
     * @param from    shape of the network that the run starts from, or null for a fresh one
     * @param classes of the data
     * @throws UserException if there is no such network
     */
    NetworkOptions options(@Nullable NetworkOptions from, int classes) {
        if (resolution != null && resolution < LEAST_PIXELS) {
            throw new UserException("Crops of " + resolution + " pixels are too small to train on: " + LEAST_PIXELS + " are the least, a block of a JPEG's colours.");
        }
        Architecture chosen = architecture != null ? architecture : from instanceof AdmUNetOptions ? Architecture.ADM : Architecture.UNET;
        try {
            return switch (chosen) {
                case UNET -> unet(from instanceof UNetOptions u ? u : UNetOptions.DEFAULT, classes);
                case ADM -> adm(from instanceof AdmUNetOptions a ? a.withOneTime(false) : AdmUNetOptions.PUBLISHED, classes);
            };
        } catch (IllegalArgumentException e) {
            throw new UserException("The options give no network: " + e.getMessage() + ".", e);
        }
    }

    private UNetOptions unet(UNetOptions base, int classes) {
        if (attention != null || isSet(plainAttention) || isSet(oneTime)) {
            throw new UserException("--attention, --plain-attention and --one-time are of --architecture ADM.");
        }
        return new UNetOptions(or(resolution, base.resolution()), or(patch, base.patch()), or(channels, base.channels()),
                multipliers != null ? multipliers : base.multipliers(), or(blocks, base.blocks()), or(headChannels, base.headChannels()),
                classes, dropout != null ? dropout : base.dropout(), detail != null ? detail : base.detail(), depths != null ? depths : base.depths());
    }

    private AdmUNetOptions adm(AdmUNetOptions base, int classes) {
        if (patch != null || depths != null || isSet(detail)) {
            throw new UserException("--patch, --depths and --detail are of --architecture UNET.");
        }
        int pixels = or(resolution, base.resolution());
        int width = or(channels, base.channels());
        List<Integer> levels = multipliers != null ? multipliers.stream().map(m -> m * width).toList()
                : channels == null ? base.levelChannels()
                : base.levelChannels().stream().map(c -> Math.toIntExact((long) c * width / base.channels())).toList();
        Set<Integer> attending = new TreeSet<>(attention != null ? levelsOf(attention, pixels) : base.attentionLevels());
        attending.removeIf(level -> level >= levels.size());
        return AdmUNetOptions.builder().optResolution(pixels).optChannels(width).optLevelChannels(levels).optBlocks(or(blocks, base.blocks()))
                .optAttentionLevels(attending).optHeadChannels(or(headChannels, base.headChannels())).optHeads(base.heads())
                .optNormalisedAttention(plainAttention != null ? !plainAttention : base.normalisedAttention())
                .optResidualResampling(base.residualResampling()).optScaleShift(base.scaleShift()).optClasses(classes)
                .optDropout(dropout != null ? dropout : base.dropout()).optOneTime(oneTime != null ? oneTime : base.oneTime()).build();
    }

    /** Levels by their sizes; a size that no level has is passed over, as in the reference code. */
    private static List<Integer> levelsOf(List<Integer> sizes, int resolution) {
        return IntStream.rangeClosed(0, Integer.numberOfTrailingZeros(resolution)).filter(level -> sizes.contains(resolution >> level)).boxed().toList();
    }

    private static int or(Integer given, int otherwise) {
        return given != null ? given : otherwise;
    }

    private static boolean isSet(Boolean flag) {
        return flag != null && flag;
    }
}
