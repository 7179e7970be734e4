package studio.bcm.edit.morph;

import java.util.Objects;
import java.util.Optional;
import studio.bcm.UserException;
import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.noise.Streams;
import studio.bcm.edit.tile.FieldRunner;
import studio.bcm.edit.tile.SplittingFunction;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/**
 * A morph whose frames went through the network (Li &amp; He, arXiv 2403.18035, section 4.3): both photos are inverted to noise
 * once; for each frame the noises follow the map, are put together where the photos are, with their variance kept, and
 * carried down with the fused picture. That closes seams and gives stretched places texture again. The deeper the noise, the
 * more is made anew.
 *
 * <p>What the model loses of each photo is fused along the map as the photos are and added again, so that both ends are the
 * photos.
 */
public final class HealedMorph implements MorphFrames {
    /** Up to this depth only the places where one photo meets the other go through the network; from the other one on all do. */
    private static final float HEALS = 0.3f;
    private static final float BLENDS = 1;

    private final PairMorph morph;
    private final PairMorph lost;
    /** What an inversion adds to each photo. */
    private final Pixels noiseA;
    private final Pixels noiseB;
    private final FieldRunner runner;
    private final Route down;
    private final long seed;
    private final float everywhere;

    private HealedMorph(Builder builder, PairMorph lost, Pixels noiseA, Pixels noiseB, FieldRunner runner) {
        morph = builder.morph;
        this.lost = lost;
        this.noiseA = noiseA;
        this.noiseB = noiseB;
        this.runner = runner;
        down = builder.down();
        seed = builder.seed;
        everywhere = everywhere(builder.depth);
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public int width() {
        return morph.width();
    }

    @Override
    public int height() {
        return morph.height();
    }

    /** The morph before the network. */
    public PairMorph plain() {
        return morph;
    }

    /** Evaluations of the network for a frame that is no end. */
    int evaluationsOfFrame() {
        return down.nfe();
    }

    @Override
    public Pixels frame(Moment moment, Progress progress) {
        Pixels fused = morph.frame(moment, progress.part(0, 0.05));
        if (moment.isStart() || moment.isEnd()) {
            return fused;
        }
        Pixels start = runner.padded(fused);
        float[] shareOfB = morph.shareOfB(moment).data();
        Pixels noise = joined(moment, shareOfB);
        float[] padded = new float[start.data().length];
        noise.read(0, 0, start.width(), start.height(), padded, 0);
        for (int i = 0; i < padded.length; i++) {
            start.data()[i] += padded[i];
        }
        Pixels carried = runner.run(down.moves(), start, seed, Streams.sampling(0), progress.part(0.05, 0.95), "Morphing");
        Pixels result = FieldRunner.cropped(carried, width(), height());
        if (lost != null) {
            float[] detail = lost.frame(moment, progress.part(0.95, 1)).data();
            for (int i = 0; i < detail.length; i++) {
                result.data()[i] += detail[i];
            }
        }
        for (int i = 0; i < result.data().length; i++) {
            float share = shareOfB[i % shareOfB.length];
            float healed = everywhere + (1 - everywhere) * Fusion.smooth(4 * share * (1 - share));
            result.data()[i] = fused.data()[i] + healed * (result.data()[i] - fused.data()[i]);
        }
        return result;
    }

    /** How much a depth changes what needs no healing, 0…1. */
    private static float everywhere(float depth) {
        return Fusion.smooth((float) (Math.log(depth / HEALS) / Math.log(BLENDS / HEALS)));
    }

    @Override
    public Optional<float[]> opacity(Moment moment) {
        return morph.opacity(moment);
    }

    /** The noises of both photos in the shape of a moment, by their shares, raised to the strength that noise has. */
    private Pixels joined(Moment moment, float[] shareOfB) {
        Pixels[] moved = morph.nearest(noiseA, noiseB, moment.shape());
        float[] a = moved[0].data();
        float[] b = moved[1].data();
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int i = 0; i < a.length; i++) {
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
            ab += (double) a[i] * b[i];
        }
        double correlation = aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 1;
        for (int i = 0; i < shareOfB.length; i++) {
            float share = shareOfB[i];
            float rest = 1 - share;
            float gain = (float) (1 / Math.sqrt(Math.max(0.1, rest * rest + share * share + 2 * share * rest * correlation)));
            for (int k = i; k < a.length; k += shareOfB.length) {
                a[k] = gain * (rest * a[k] + share * b[k]);
            }
        }
        return moved[0];
    }

    /** Makes a {@link HealedMorph}. */
    public static final class Builder {
        private PairMorph morph;
        private ConsistencyFunction function;
        private EditDefaults defaults = EditDefaults.standard();
        private Tiling tiling = Tiling.forWholePictures();
        private float depth = HEALS;
        private int steps = 1;
        private long seed;
        private boolean detail = true;

        private Builder() {
        }

        public Builder setMorph(PairMorph value) {
            morph = value;
            return this;
        }

        /** The model. */
        public Builder setFunction(ConsistencyFunction value) {
            function = new SplittingFunction(Objects.requireNonNull(value));
            return this;
        }

        /** What to do where nothing else is said, from the model's pack. */
        public Builder optDefaults(EditDefaults value) {
            defaults = Objects.requireNonNull(value);
            return this;
        }

        public Builder optTiling(Tiling value) {
            tiling = Objects.requireNonNull(value);
            return this;
        }

        /** Sigma to which the aligned photos are inverted: 0.3 heals, 1 blends, 4 invents. */
        public Builder optDepth(float value) {
            depth = value;
            return this;
        }

        /** Evaluations for each way, up and down, 1…3; 1 unless given. */
        public Builder optSteps(int value) {
            steps = value;
            return this;
        }

        /** Of all noise; 0 unless given. */
        public Builder optSeed(long value) {
            seed = value;
            return this;
        }

        /** Whether to carry along what the model loses of the photos; true unless given. */
        public Builder optDetail(boolean value) {
            detail = value;
            return this;
        }

        private Route up() {
            return defaults.inversion(steps, depth);
        }

        private Route down() {
            return defaults.sampling(steps, depth, function.sigmaMin());
        }

        /** Inverts and rebuilds both photos, after which frames can be had. */
        public HealedMorph prepare(Progress progress) {
            Objects.requireNonNull(morph, "no morph set");
            Objects.requireNonNull(function, "no function set");
            if (!(depth > function.sigmaMin() && depth <= function.sigmaMax())) {
                throw new UserException("The noise level " + depth + " is outside the model's range: more than " + function.sigmaMin()
                        + ", at most " + function.sigmaMax() + ".");
            }
            FieldRunner runner = new FieldRunner(function, tiling);
            Inverted a = inverted(runner, morph.frame(Moment.of(0), progress), progress.part(0, 0.5));
            Inverted b = inverted(runner, morph.frame(Moment.of(1), progress), progress.part(0.5, 1));
            return new HealedMorph(this, detail ? morph.of(a.lost, b.lost) : null, a.noise, b.noise, runner);
        }

        /**
         * A photo that was inverted.
         *
         * @param noise that was added to it
         * @param lost  what it has and is not rebuilt from that; null where nobody asks for it
         */
        private record Inverted(Pixels noise, Pixels lost) {
        }

        private Inverted inverted(FieldRunner runner, Pixels photo, Progress progress) {
            Pixels padded = runner.padded(photo);
            Pixels noise = runner.run(up().moves(), padded, seed, Streams.START, progress.part(0, 0.5), "Inverting");
            Pixels lost = null;
            if (detail) {
                Pixels rebuilt = runner.run(down().moves(), noise, seed, Streams.sampling(0), progress.part(0.5, 1), "Rebuilding");
                subtract(padded, rebuilt);
                lost = FieldRunner.cropped(rebuilt, photo.width(), photo.height());
            }
            Pixels added = new Pixels(noise.width(), noise.height(), noise.data().clone());
            for (int i = 0; i < added.data().length; i++) {
                added.data()[i] -= padded.data()[i];
            }
            return new Inverted(FieldRunner.cropped(added, photo.width(), photo.height()), lost);
        }

        /** Puts the difference in the place of the second. */
        private static void subtract(Pixels from, Pixels second) {
            for (int i = 0; i < second.data().length; i++) {
                second.data()[i] = from.data()[i] - second.data()[i];
            }
        }
    }
}
