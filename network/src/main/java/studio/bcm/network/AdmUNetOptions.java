package studio.bcm.network;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Shape of an {@link AdmUNet}. Made with {@link #builder()}, whose defaults are the network published for ImageNet at 64×64
 * (Li &amp; He, arXiv 2403.18035, appendix).
 *
 * @param resolution          height and width of the training pictures, in pixels
 * @param channels            width that embeddings and the first level are counted from, a multiple of 2
 * @param levelChannels       channels of each level from full size down, multiples of 32
 * @param blocks              residual blocks a level on the way down; one more on the way up
 * @param attentionLevels     levels with attention after every block, counted from 0 at full size
 * @param headChannels        channels of an attention head; 0 for {@code heads} heads at every level
 * @param heads               number of attention heads where {@code headChannels} is 0
 * @param normalisedAttention divide q, k and v by their norm over the head dimension first
 * @param residualResampling  halve and double inside residual blocks rather than with strided and nearest convolutions
 * @param scaleShift          the embedding scales and shifts inside the second normalisation rather than being added before it
 * @param classes             number of classes, 0 for none
 * @param dropout             dropout probability inside residual blocks, 0…1
 */
public record AdmUNetOptions(int resolution, int channels, List<Integer> levelChannels, int blocks, Set<Integer> attentionLevels,
                             int headChannels, int heads, boolean normalisedAttention, boolean residualResampling,
                             boolean scaleShift, int classes, float dropout, boolean oneTime)
        implements NetworkOptions {
    /** The published network. */
    public static final AdmUNetOptions PUBLISHED = builder().build();

    private static final int GROUPS = 32;
    private static final int MOST_LEVELS = 12;
    private static final int MOST_BLOCKS = 64;
    private static final int MOST_CHANNELS = 1 << 16;

    /** @throws IllegalArgumentException saying what no such network can have */
    public AdmUNetOptions {
        levelChannels = List.copyOf(levelChannels);
        attentionLevels = Collections.unmodifiableSortedSet(new TreeSet<>(attentionLevels));
        require(channels >= 2 && channels % 2 == 0 && channels <= MOST_CHANNELS, channels + " channels");
        require(!levelChannels.isEmpty() && levelChannels.size() <= MOST_LEVELS, levelChannels.size() + " levels");
        require(blocks >= 1 && blocks <= MOST_BLOCKS, blocks + " residual blocks a level");
        require(classes >= 0, classes + " classes");
        require(dropout >= 0 && dropout < 1, "dropout " + dropout);
        for (int width : levelChannels) {
            require(width > 0 && width <= MOST_CHANNELS && width % GROUPS == 0, width + " channels at a level cannot be normalised in " + GROUPS + " groups");
        }
        int multiple = 1 << levelChannels.size() - 1;
        require(resolution > 0 && resolution % multiple == 0,
                resolution + " pixels cannot be halved " + (levelChannels.size() - 1) + " times");
        require(headChannels > 0 || heads > 0, "no attention heads");
        Set<Integer> attending = new TreeSet<>(attentionLevels);
        attending.add(levelChannels.size() - 1);
        for (int level : attending) {
            require(level >= 0 && level < levelChannels.size(), "attention at level " + level + " of " + levelChannels.size());
            int width = levelChannels.get(level);
            require(headChannels > 0 ? width % headChannels == 0 : width % heads == 0, width
                    + " channels of an attention cannot be split into heads" + (headChannels > 0 ? " of " + headChannels : ", " + heads + " of them"));
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("no such network: " + otherwise);
        }
    }

    @Override
    public int patch() {
        return 1;
    }

    @Override
    public Network network() {
        return new AdmUNet(this);
    }

    /** The same shape, with the embedding of u or without it. */
    public AdmUNetOptions withOneTime(boolean value) {
        return new AdmUNetOptions(resolution, channels, levelChannels, blocks, attentionLevels, headChannels, heads, normalisedAttention,
                residualResampling, scaleShift, classes, dropout, value);
    }

    /** Number of attention heads in a map of that many channels. */
    public int headsOf(int width) {
        return headChannels > 0 ? width / headChannels : heads;
    }

    /** Starts with the published network. */
    public static Builder builder() {
        return new Builder();
    }

    /** Makes {@link AdmUNetOptions}; the parts mean what the record's components mean. */
    public static final class Builder {
        private int resolution = 64;
        private int channels = 192;
        private List<Integer> levelChannels = List.of(192, 384, 576, 768);
        private int blocks = 3;
        private Set<Integer> attentionLevels = Set.of(2, 3);
        private int headChannels = 64;
        private int heads = 4;
        private boolean normalisedAttention = true;
        private boolean residualResampling = true;
        private boolean scaleShift;
        private int classes = 1000;
        private float dropout;
        private boolean oneTime;

        private Builder() {
        }

        public Builder optResolution(int value) {
            resolution = value;
            return this;
        }

        public Builder optChannels(int value) {
            channels = value;
            return this;
        }

        public Builder optLevelChannels(List<Integer> value) {
            levelChannels = value;
            return this;
        }

        public Builder optBlocks(int value) {
            blocks = value;
            return this;
        }

        public Builder optAttentionLevels(Set<Integer> value) {
            attentionLevels = value;
            return this;
        }

        public Builder optHeadChannels(int value) {
            headChannels = value;
            return this;
        }

        public Builder optHeads(int value) {
            heads = value;
            return this;
        }

        public Builder optNormalisedAttention(boolean value) {
            normalisedAttention = value;
            return this;
        }

        public Builder optResidualResampling(boolean value) {
            residualResampling = value;
            return this;
        }

        public Builder optScaleShift(boolean value) {
            scaleShift = value;
            return this;
        }

        public Builder optClasses(int value) {
            classes = value;
            return this;
        }

        public Builder optDropout(float value) {
            dropout = value;
            return this;
        }

        public Builder optOneTime(boolean value) {
            oneTime = value;
            return this;
        }

        /** @throws IllegalArgumentException saying what no such network can have */
        public AdmUNetOptions build() {
            return new AdmUNetOptions(resolution, channels, levelChannels, blocks, attentionLevels, headChannels, heads,
                    normalisedAttention, residualResampling, scaleShift, classes, dropout, oneTime);
        }
    }
}
