package studio.bcm.network;

import java.util.List;
import studio.bcm.model.CoarseLevel;

/**
 * Shape of a {@link UNet}. The default is the network of the photo packs: 15.8 M parameters.
 *
 * @param resolution   height and width of the training crops, in pixels
 * @param patch        pixel-unshuffle factor before the first convolution, 1 for none
 * @param channels     channels of the first level, a multiple of 32
 * @param multipliers  channels of each level as multiples of {@code channels}
 * @param blocks       residual blocks a level
 * @param headChannels channels of an attention head
 * @param classes      number of classes, 0 for none
 * @param dropout      dropout probability inside residual blocks, 0…1
 * @param detail       whether a coarser level is given as further input channels (see {@link CoarseLevel})
 * @param depths       residual blocks in place of each one, for each level; 1 beyond the end of the list. The further ones
 *                     change nothing as they begin, so a network can start from the weights of a shallower one
 */
public record UNetOptions(int resolution, int patch, int channels, List<Integer> multipliers, int blocks, int headChannels,
                          int classes, float dropout, boolean detail, List<Integer> depths) implements NetworkOptions {
    public static final UNetOptions DEFAULT = new UNetOptions(64, 2, 96, List.of(1, 2, 2), 2, 64, 0, 0, false);

    public UNetOptions {
        multipliers = List.copyOf(multipliers);
        // Networks that were written before there were depths tell none.
        depths = depths == null ? List.of() : List.copyOf(depths);
        if (depths.size() > multipliers.size() || depths.stream().anyMatch(d -> d < 1)) {
            throw new IllegalArgumentException("no such network: depths " + depths + " of " + multipliers.size() + " levels");
        }
        if (channels % 32 != 0 || multipliers.isEmpty() || blocks < 1 || patch < 1 || classes < 0) {
            throw new IllegalArgumentException("no such network: " + channels + " channels, multipliers " + multipliers + ", "
                    + blocks + " blocks, patch " + patch + ", " + classes + " classes");
        }
        if (detail && classes > 0) {
            throw new IllegalArgumentException("a network that is given a coarser level has no classes");
        }
        int lowest = channels * multipliers.getLast();
        if (lowest % headChannels != 0) {
            throw new IllegalArgumentException(lowest + " channels at the lowest level cannot be split into heads of " + headChannels);
        }
    }

    /** Of depth 1. */
    public UNetOptions(int resolution, int patch, int channels, List<Integer> multipliers, int blocks, int headChannels, int classes,
                       float dropout, boolean detail) {
        this(resolution, patch, channels, multipliers, blocks, headChannels, classes, dropout, detail, List.of());
    }

    /** Residual blocks in place of each one of a level. */
    public int depth(int level) {
        return level < depths.size() ? depths.get(level) : 1;
    }

    /** Without a coarser level. */
    public UNetOptions(int resolution, int patch, int channels, List<Integer> multipliers, int blocks, int headChannels, int classes,
                       float dropout) {
        this(resolution, patch, channels, multipliers, blocks, headChannels, classes, dropout, false);
    }

    @Override
    public Network network() {
        return new UNet(this);
    }
}
