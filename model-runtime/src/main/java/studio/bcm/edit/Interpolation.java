package studio.bcm.edit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import studio.bcm.UserException;
import studio.bcm.edit.blend.SphericalBlend;
import studio.bcm.edit.noise.Grain;
import studio.bcm.edit.noise.Noise;
import studio.bcm.edit.noise.Streams;
import studio.bcm.edit.tile.FieldRunner;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.route.Move;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/**
 * A morph between two pictures, or three: each is inverted to noise of one level, the noises are blended spherically, and
 * the blends are carried back (Li &amp; He, arXiv 2403.18035, section 4.3).
 *
 * <p>What the model loses of each picture is carried along: frame(p) = model frame + (1−p)·(A − rebuilt A) + p·(B − rebuilt
 * B), so that the ends are A and B exactly.
 */
public final class Interpolation {
    private final ConsistencyFunction function;
    private final Tiling tiling;
    private final long seed;
    private final float depth;
    private final Route up;
    private final Route down;
    private final boolean detail;
    private final Easing easing;

    private Interpolation(Builder builder) {
        function = builder.function;
        tiling = builder.tilingOr(Tiling.forWholePictures());
        seed = builder.seed;
        EditDefaults defaults = builder.defaults;
        depth = builder.requireLevel(builder.depth != 0 ? builder.depth : Math.min(defaults.interpolationDepth(), function.sigmaMax()));
        up = defaults.inversion(builder.steps != 0 ? builder.steps : defaults.inversionSteps(), depth);
        down = defaults.sampling(builder.steps != 0 ? builder.steps : defaults.samplingSteps(), depth, function.sigmaMin());
        detail = builder.detail;
        easing = builder.easing;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Takes each frame as soon as it is there. */
    @FunctionalInterface
    public interface FrameSink {
        /**
         * @param index    of the frame, 0…count−1; frames come in coarse-to-fine order, the ends and the middle first
         * @param position along the path, 0…1, after easing
         * @param frame    nominally −1…1
         */
        void frame(int index, double position, Pixels frame);
    }

    /** Inverts A and B and rebuilds them, after which frames at any position can be had. B is brought to A's frame. */
    public Morph prepare(PixelSource a, PixelSource b, Progress progress) {
        return prepare(List.of(a, b), progress);
    }

    /** The same with a path that leads from A through C to B; C is at position 0.5. */
    public Morph prepare(PixelSource a, PixelSource through, PixelSource b, Progress progress) {
        return prepare(List.of(a, through, b), progress);
    }

    private Morph prepare(List<PixelSource> pictures, Progress progress) {
        long start = System.nanoTime();
        PixelSource first = pictures.getFirst();
        FieldRunner runner = new FieldRunner(function, tiling);
        List<Pixels> noises = new ArrayList<>();
        List<Pixels> keys = new ArrayList<>();
        List<Pixels> lost = new ArrayList<>();
        int n = pictures.size();
        double inversionShare = detail ? (double) up.nfe() / (up.nfe() + down.nfe()) : 1;
        for (int i = 0; i < n; i++) {
            Progress part = progress.part((double) i / n, (i + 1.0) / n);
            Pixels clean = runner.padded(Framing.toFrame(pictures.get(i), first.width(), first.height()));
            Pixels noise = runner.run(up.moves(), clean, seed, Streams.START, part.part(0, inversionShare), "Inverting");
            noises.add(noise);
            keys.add(FieldRunner.cropped(clean, first.width(), first.height()));
            if (detail) {
                Pixels rebuilt = runner.run(down.moves(), noise, seed, Streams.sampling(0), part.part(inversionShare, 1), "Rebuilding");
                Pixels loss = new Pixels(clean.width(), clean.height(), clean.data().clone());
                for (int k = 0; k < loss.data().length; k++) {
                    loss.data()[k] -= rebuilt.data()[k];
                }
                lost.add(loss);
            }
        }
        List<Move> moves = new ArrayList<>(up.moves());
        if (detail) {
            moves.addAll(down.moves());
        }
        Route done = new Route(up.name(), moves);
        WorkRecord work = new WorkRecord("interpolate", seed, done, n * done.nfe(), runner.tilesDone(), tiling,
                Duration.ofNanos(System.nanoTime() - start));
        return new Morph(keys, noises, lost, work);
    }

    /** A prepared morph. Its frames can be asked for in any order; it holds the pictures and their noises. */
    public final class Morph {
        private final List<Pixels> keys;
        private final List<Pixels> noises;
        private final List<Pixels> lost;
        private final List<SphericalBlend> blends = new ArrayList<>();
        private final WorkRecord work;

        private Morph(List<Pixels> keys, List<Pixels> noises, List<Pixels> lost, WorkRecord work) {
            this.keys = keys;
            this.noises = noises;
            this.lost = lost;
            this.work = work;
            Pixels start = Grain.unit(noises.getFirst().width(), noises.getFirst().height(), seed, Streams.START);
            for (int i = 0; i + 1 < noises.size(); i++) {
                blends.add(new SphericalBlend(noises.get(i), noises.get(i + 1), start));
            }
        }

        public int width() {
            return keys.getFirst().width();
        }

        public int height() {
            return keys.getFirst().height();
        }

        /** What the preparation did. */
        public WorkRecord work() {
            return work;
        }

        /** Sigma to which the pictures were inverted. */
        public float depth() {
            return depth;
        }

        /** A picture as it was brought to the common frame: 0 is A, the last is B. */
        public Pixels key(int index) {
            return keys.get(index);
        }

        /** The noise of a picture: 0 is A, the last is B. */
        public Noise noise(int index) {
            return Noise.ofLevel(noises.get(index), depth, seed, width(), height());
        }

        /**
         * The frame at a position along the path.
         *
         * @param position 0 for A, 1 for B; not eased
         */
        public Pixels frameAt(double position, Progress progress) {
            if (!(position >= 0 && position <= 1)) {
                throw new IllegalArgumentException("position " + position);
            }
            progress.checkCancelled();
            int segments = keys.size() - 1;
            int segment = Math.min(segments - 1, (int) (position * segments));
            double within = position * segments - segment;
            if (detail && (within == 0 || within == 1)) {
                Pixels key = keys.get(segment + (int) within);
                return new Pixels(key.width(), key.height(), key.data().clone());
            }
            Pixels noise = blends.get(segment).at(within);
            Pixels frame = new FieldRunner(function, tiling).run(down.moves(), noise, seed, Streams.sampling(0), progress, "Interpolating");
            if (detail) {
                float[] lostA = lost.get(segment).data();
                float[] lostB = lost.get(segment + 1).data();
                for (int i = 0; i < frame.data().length; i++) {
                    frame.data()[i] += (float) ((1 - within) * lostA[i] + within * lostB[i]);
                }
            }
            return FieldRunner.cropped(frame, width(), height());
        }

        /**
         * Makes evenly timed frames.
         *
         * @param count at least 2: the first is A, the last is B
         */
        public void frames(int count, FrameSink sink, Progress progress) {
            if (count < 2) {
                throw new UserException("An interpolation has at least 2 frames, not " + count + ".");
            }
            int done = 0;
            for (int index : FrameOrder.coarseToFine(count)) {
                double position = easing.at((double) index / (count - 1));
                Pixels frame = frameAt(position, progress.part((double) done / count, (done + 1.0) / count));
                sink.frame(index, position, frame);
                done++;
                progress.report(done, count, "Interpolating");
            }
        }
    }

    /** Makes an {@link Interpolation}. */
    public static final class Builder extends OperationBuilder<Builder> {
        private float depth;
        private int steps;
        private boolean detail = true;
        private Easing easing = Easing.LINEAR;

        private Builder() {
        }

        /** Sigma to which the pictures are inverted: the deeper, the less of both is left in the middle. */
        public Builder optDepth(float value) {
            depth = value;
            return this;
        }

        /** Evaluations for each way, up and down, 1…3. */
        public Builder optSteps(int value) {
            EditDefaults.requireSteps(value);
            steps = value;
            return this;
        }

        /** Whether to carry along what the model loses of the pictures; true unless given. */
        public Builder optDetail(boolean value) {
            detail = value;
            return this;
        }

        public Builder optEasing(Easing value) {
            easing = value;
            return this;
        }

        public Interpolation build() {
            requireComplete();
            return new Interpolation(this);
        }
    }
}
