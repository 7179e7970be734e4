package studio.bcm.edit.morph;

import java.util.Objects;
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
 * A morph whose frames went through the network (Li &amp; He, arXiv 2403.18035, section 4.3): both aligned photos are inverted
 * to noise, the noises are put together where the photos are, with their variance kept, and carried down as the fused
 * picture. That closes seams and gives stretched places texture again. The deeper the noise, the more is made anew.
 *
 * <p>What the model loses of each photo is fused along the map as the photos are and added again, so that both ends are the
 * photos.
 */
public final class HealedMorph implements MorphFrames {
    private final PairMorph morph;
    private final PairMorph lost;
    private final FieldRunner runner;
    private final Route up;
    private final Route down;
    private final long seed;

    private HealedMorph(Builder builder, PairMorph lost, FieldRunner runner) {
        morph = builder.morph;
        this.lost = lost;
        this.runner = runner;
        up = builder.up();
        down = builder.down();
        seed = builder.seed;
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
        return 2 * up.nfe() + down.nfe();
    }

    @Override
    public Pixels frame(Moment moment, Progress progress) {
        Pixels fused = morph.frame(moment, progress.part(0, 0.05));
        if (moment.isStart() || moment.isEnd()) {
            return fused;
        }
        Pixels[] aligned = morph.aligned(moment.shape());
        int nfe = evaluationsOfFrame();
        double share = (double) up.nfe() / nfe;
        Pixels noiseA = noise(aligned[0], progress.part(0.05, 0.05 + 0.9 * share));
        Pixels noiseB = noise(aligned[1], progress.part(0.05 + 0.9 * share, 0.05 + 1.8 * share));
        Pixels start = runner.padded(fused);
        add(start, noiseA, noiseB, morph.shareOfB(moment));
        Pixels healed = runner.run(down.moves(), start, seed, Streams.sampling(0), progress.part(0.05 + 1.8 * share, 0.95), "Morphing");
        Pixels result = FieldRunner.cropped(healed, width(), height());
        if (lost != null) {
            float[] detail = lost.frame(moment, progress.part(0.95, 1)).data();
            for (int i = 0; i < detail.length; i++) {
                result.data()[i] += detail[i];
            }
        }
        return result;
    }

    /** What an inversion adds to a picture. */
    private Pixels noise(Pixels picture, Progress progress) {
        Pixels padded = runner.padded(picture);
        Pixels noise = runner.run(up.moves(), padded, seed, Streams.START, progress, "Morphing");
        for (int i = 0; i < noise.data().length; i++) {
            noise.data()[i] -= padded.data()[i];
        }
        return noise;
    }

    /** Adds both noises by their shares, raised to the strength that noise has. */
    private void add(Pixels picture, Pixels noiseA, Pixels noiseB, Plane shareOfB) {
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int i = 0; i < noiseA.data().length; i++) {
            aa += (double) noiseA.data()[i] * noiseA.data()[i];
            bb += (double) noiseB.data()[i] * noiseB.data()[i];
            ab += (double) noiseA.data()[i] * noiseB.data()[i];
        }
        double correlation = aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 1;
        int plane = picture.width() * picture.height();
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                float share = shareOfB.at(Math.min(x, shareOfB.width() - 1), Math.min(y, shareOfB.height() - 1));
                float rest = 1 - share;
                float gain = (float) (1 / Math.sqrt(Math.max(0.1, rest * rest + share * share + 2 * share * rest * correlation)));
                for (int i = y * picture.width() + x; i < 3 * plane; i += plane) {
                    picture.data()[i] += gain * (rest * noiseA.data()[i] + share * noiseB.data()[i]);
                }
            }
        }
    }

    /** Makes a {@link HealedMorph}. */
    public static final class Builder {
        private PairMorph morph;
        private ConsistencyFunction function;
        private EditDefaults defaults = EditDefaults.standard();
        private Tiling tiling = Tiling.forWholePictures();
        private float depth = 0.3f;
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
            PairMorph lost = null;
            if (detail) {
                Pixels ofA = lost(runner, morph.frame(Moment.of(0), progress), progress.part(0, 0.5));
                Pixels ofB = lost(runner, morph.frame(Moment.of(1), progress), progress.part(0.5, 1));
                lost = morph.of(ofA, ofB);
            }
            return new HealedMorph(this, lost, runner);
        }

        private Pixels lost(FieldRunner runner, Pixels photo, Progress progress) {
            Pixels padded = runner.padded(photo);
            Pixels noise = runner.run(up().moves(), padded, seed, Streams.START, progress.part(0, 0.5), "Inverting");
            Pixels rebuilt = runner.run(down().moves(), noise, seed, Streams.sampling(0), progress.part(0.5, 1), "Rebuilding");
            for (int i = 0; i < rebuilt.data().length; i++) {
                rebuilt.data()[i] = padded.data()[i] - rebuilt.data()[i];
            }
            return FieldRunner.cropped(rebuilt, photo.width(), photo.height());
        }
    }
}
