package studio.bcm.edit;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.edit.enlarge.BackProjection;
import studio.bcm.edit.enlarge.SourceKernel;
import studio.bcm.edit.noise.Streams;
import studio.bcm.edit.restore.SelfEnsemble;
import studio.bcm.edit.tile.TileGrid;
import studio.bcm.edit.tile.TiledPass;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.Doubled;
import studio.bcm.image.Kernel;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PixelSink;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.image.RowScaler;
import studio.bcm.model.CoarseLevel;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Manifest;
import studio.bcm.route.Move;
import studio.bcm.route.NoiseField;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/**
 * Enlarges pictures: a network of a detail level is given the picture, doubled by bicubic interpolation, and gives what is finer; again
 * for every further doubling. Without texture the answer is the mean of what the detail may be, which has the least error; with it the
 * detail is drawn from noise. What comes out, made smaller again, is the picture that went in.
 */
public final class Enlargement {
    /** Greatest factor: beyond it there is nothing in a picture to go by. */
    public static final double MOST_FACTOR = 8;

    /** Level that drawn detail is taken for in the second evaluation: what one leap leaves of the noise is grain in smooth parts. */
    private static final float GRAIN = 0.15f;
    /** What remains in a restored JPEG, as a share of what was in it. */
    private static final float LEFT_BY_RESTORATION = 0.5f;
    private static final Kernel LAST_KERNEL = Kernel.LANCZOS;

    private final ConsistencyFunction function;
    private final Tiling tiling;
    private final float scale;
    private final long seed;
    private final float texture;
    private final int steps;
    private final int effort;
    private final boolean faithful;
    private final Kernel kernel;
    private final Restoration restoration;

    private Enlargement(Builder builder) {
        function = builder.function;
        tiling = builder.tilingOr(Tiling.forRestoration(function.pace()));
        scale = builder.detail.scale();
        seed = builder.seed;
        texture = builder.texture;
        steps = builder.steps;
        effort = builder.effort;
        faithful = builder.faithful;
        kernel = builder.kernel;
        restoration = builder.restoration;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * An enlarged picture.
     *
     * @param picture  of the depth, alpha and metadata of the one that was enlarged
     * @param restored strength of the restoration before it, a sigma; 0 where there was none
     * @param kernel   by which the picture is taken to have been made smaller once
     * @param work     what was done
     */
    public record Result(Picture picture, float restored, Kernel kernel, WorkRecord work) {
    }

    /**
     * Enlarges a picture to a size.
     *
     * @param width  columns, at least as many as the picture has
     * @param height rows, in the picture's proportions
     * @throws UserException when that is smaller, or too many times larger
     */
    public Result run(Picture picture, int width, int height, Progress progress) {
        requirePossible(picture, width, height);
        long start = System.nanoTime();
        int doublings = doublings(picture, width, height);
        boolean restores = restores(picture);
        double begun = restores ? 1 / (1 + pixels(doublings)) : 0;
        Picture source = picture;
        float strength = 0;
        if (restores) {
            Restoration.Result restored = restoration.run(picture, progress.part(0, begun));
            source = restored.picture();
            strength = restored.summary().mean();
        }
        Kernel shrunkBy = kernelOf(source, strength);
        AtomicLong tiles = new AtomicLong();
        Picture result = enlarged(source, strength, shrunkBy, width, height, tiles, progress.part(begun, 1));
        WorkRecord work = new WorkRecord("enlarge", seed, route(), evaluations() * doublings, tiles.get(), tiling,
                Duration.ofNanos(System.nanoTime() - start));
        return new Result(result, strength, shrunkBy, work);
    }

    /**
     * Enlarges a part of a picture, to be seen before the whole is ready. It differs from the whole by what lies around it.
     *
     * @param x      left column of the part, inside the picture
     * @param y      top row
     * @param w      columns of the part
     * @param h      rows
     * @param factor how many times wider and higher it becomes
     * @return the part, opaque
     * @throws UserException when the factor is too great
     */
    public Picture part(Picture picture, int x, int y, int w, int h, double factor, Progress progress) {
        int width = (int) Math.max(w, Math.round(factor * w));
        int height = (int) Math.max(h, Math.round(factor * h));
        PictureBuilder cut = new PictureBuilder(w, h).optBits(picture.bits()).optGrey(picture.isGrey()).optMetadata(picture.metadata());
        float strength = 0;
        Pixels pixels;
        if (restores(picture)) {
            Restoration.Job job = restoration.open(picture);
            pixels = job.part(x, y, w, h, progress.part(0, 0.2));
            strength = job.typicalStrength();
        } else {
            pixels = Pixels.blank(w, h);
            picture.read(x, y, w, h, pixels.data(), 0);
        }
        cut.write(0, 0, w, h, pixels.data(), 0);
        Picture part = cut.build();
        requirePossible(part, width, height);
        return enlarged(part, strength, kernelOf(picture, strength), width, height, new AtomicLong(), progress.part(0.2, 1));
    }

    private boolean restores(Picture picture) {
        return restoration != null && picture.jpegFacts().isPresent();
    }

    private static void requirePossible(Picture picture, int width, int height) {
        if (width < picture.width() || height < picture.height()) {
            throw new UserException("The picture has " + picture.width() + "×" + picture.height() + " pixels already: it cannot be enlarged to "
                    + width + "×" + height + ".");
        }
        if (Math.max((double) width / picture.width(), (double) height / picture.height()) > MOST_FACTOR * 1.001) {
            throw new UserException("Pictures are enlarged at most " + Math.round(MOST_FACTOR) + " times.");
        }
    }

    private static int doublings(Picture picture, int width, int height) {
        double factor = Math.max((double) width / picture.width(), (double) height / picture.height());
        return Math.max(1, (int) Math.ceil(Math.log(factor * 0.999) / Math.log(2)));
    }

    /** Of all doublings together, in pictures of the first size. */
    private static double pixels(int doublings) {
        double sum = 0;
        for (int k = 1; k <= doublings; k++) {
            sum += Math.pow(4, k);
        }
        return sum;
    }

    private Picture enlarged(Picture source, float strength, Kernel shrunkBy, int width, int height, AtomicLong tiles, Progress progress) {
        float noise = strength * LEFT_BY_RESTORATION;
        int doublings = doublings(source, width, height);
        double done = 0;
        Picture stage = source;
        for (int k = 1; k <= doublings; k++) {
            boolean last = k == doublings;
            Picture before = stage;
            PictureBuilder result = last ? PictureBuilder.like(source, width, height)
                    : new PictureBuilder(2 * before.width(), 2 * before.height()).optBits(16).optGrey(source.isGrey());
            PixelSink sink = last && (2 * before.width() != width || 2 * before.height() != height)
                    ? new RowScaler(2 * before.width(), 2 * before.height(), width, height, LAST_KERNEL, result) : result;
            BackProjection projection = !faithful ? null : new BackProjection(source, 1 << k, shrunkBy);
            Doubling doubling = new Doubling(new NoiseField(seed, Streams.PICTURES + k), noise, projection, tiles, progress);
            TileGrid grid = tiling.grid(2 * before.width(), 2 * before.height(), function.sizeMultiple());
            double to = done + Math.pow(4, k) / pixels(doublings);
            new TiledPass(grid, tiling.batch(), function.pace().atOnce()).run(new Doubled(before), doubling, sink, progress.part(done, to), "Enlarging");
            progress.checkCancelled();
            done = to;
            stage = result.build();
        }
        return stage;
    }

    private Kernel kernelOf(PixelSource source, float strength) {
        if (kernel != null) {
            return kernel;
        }
        float noise = strength * LEFT_BY_RESTORATION;
        Doubled doubled = new Doubled(source);
        return SourceKernel.of(source, (x, y, side) -> {
            float[] coarse = new float[3 * 4 * side * side];
            doubled.read(2 * x, 2 * y, 2 * side, 2 * side, coarse, 0);
            float[] input = CoarseLevel.beside(new float[coarse.length], coarse, 1, noise);
            float[] detail = carried(input, 1, 2 * side, 2 * side, function.sigmaMax(), function.sigmaMin());
            for (int i = 0; i < coarse.length; i++) {
                coarse[i] += detail[i] / scale;
            }
            return coarse;
        });
    }

    private Route route() {
        return new Route("enlarge", List.of(new Move.Carry(function.sigmaMax(), function.sigmaMin())));
    }

    private int evaluations() {
        return (texture < 1 ? effort : 0) + (texture > 0 ? steps : 0);
    }

    private float[] carried(float[] input, int n, int height, int width, float from, float to) {
        float[] t = new float[n];
        float[] u = new float[n];
        Arrays.fill(t, from);
        Arrays.fill(u, to);
        return function.evaluate(input, n, height, width, t, u, null);
    }

    /** One doubling of a picture, by one thread or several. */
    private final class Doubling implements TiledPass.Work {
        private final NoiseField field;
        private final float noise;
        private final BackProjection projection;
        private final AtomicLong evaluated;
        private final Progress progress;

        /**
         * @param noise      deviation of what is wrong with the coarser level, on −1…1
         * @param projection null to leave the result as the network gives it
         */
        Doubling(NoiseField field, float noise, @Nullable BackProjection projection, AtomicLong evaluated, Progress progress) {
            this.field = field;
            this.noise = noise;
            this.projection = projection;
            this.evaluated = evaluated;
            this.progress = progress;
        }

        @Override
        public float[] apply(float[] coarse, List<TileGrid.Tile> tiles, int height, int width) {
            int n = tiles.size();
            float[] mean = texture == 1 ? null : SelfEnsemble.mean(CoarseLevel.beside(new float[coarse.length], coarse, n, noise), height, width, effort,
                    (turned, h, w) -> evaluate(turned, n, h, w, function.sigmaMax(), function.sigmaMin()), progress::checkCancelled);
            float[] drawn = texture == 0 ? null : drawn(coarse, tiles, height, width);
            IntStream.range(0, n).parallel().forEach(k -> {
                int from = k * 3 * height * width;
                for (int i = from; i < from + 3 * height * width; i++) {
                    float detail = drawn == null ? mean[i] : mean == null ? drawn[i] : mean[i] + texture * (drawn[i] - mean[i]);
                    coarse[i] += detail / scale;
                }
                if (projection != null) {
                    projection.project(coarse, from, tiles.get(k).x(), tiles.get(k).y(), width, height);
                }
            });
            return coarse;
        }

        private float[] drawn(float[] coarse, List<TileGrid.Tile> tiles, int height, int width) {
            int n = tiles.size();
            float[] x = new float[coarse.length];
            IntStream.range(0, n).parallel().forEach(k -> field.add(function.sigmaMax(), tiles.get(k).x(), tiles.get(k).y(), width, height, x,
                    k * 3 * height * width));
            float[] leapt = evaluate(CoarseLevel.beside(x, coarse, n, noise), n, height, width, function.sigmaMax(), function.sigmaMin());
            if (steps == 1) {
                return leapt;
            }
            progress.checkCancelled();
            return evaluate(CoarseLevel.beside(leapt, coarse, n, noise), n, height, width, GRAIN, function.sigmaMin());
        }

        private float[] evaluate(float[] input, int n, int height, int width, float from, float to) {
            evaluated.addAndGet(n);
            return carried(input, n, height, width, from, to);
        }
    }

    /** Makes an {@link Enlargement}. */
    public static final class Builder extends OperationBuilder<Builder> {
        private Manifest.Detail detail;
        private float texture;
        private int steps = 2;
        private int effort = 1;
        private boolean faithful = true;
        private Kernel kernel;
        private Restoration restoration;

        private Builder() {
        }

        @Override
        boolean isForDetail() {
            return true;
        }

        /** How the model's detail is scaled, from its pack. */
        public Builder setDetail(Manifest.Detail value) {
            detail = value;
            return this;
        }

        /** How much detail is made up: 0 (unless given) for the least error, 1 for as much as photos have. */
        public Builder optTexture(float value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("texture " + value);
            }
            texture = value;
            return this;
        }

        /** Evaluations in which detail is drawn, 1 or 2 (unless given). */
        public Builder optSteps(int value) {
            if (value != 1 && value != 2) {
                throw new IllegalArgumentException(value + " steps; 1 or 2 are possible");
            }
            steps = value;
            return this;
        }

        /** Mirrored and turned versions whose means are averaged: 1 (unless given), 2, 4 or 8. */
        public Builder optEffort(int value) {
            if (value != 1 && value != 2 && value != 4 && value != 8) {
                throw new IllegalArgumentException("effort " + value + "; 1, 2, 4 or 8 are possible");
            }
            effort = value;
            return this;
        }

        /** Whether the result, made smaller, is to be the picture again; true unless given. */
        public Builder optFaithful(boolean value) {
            faithful = value;
            return this;
        }

        /** By which kernel pictures were made smaller once; found out unless given. */
        public Builder optKernel(Kernel value) {
            kernel = value;
            return this;
        }

        /** What restores JPEGs first; they are enlarged as they are unless given. */
        public Builder optRestoration(Restoration value) {
            restoration = value;
            return this;
        }

        public Enlargement build() {
            requireComplete();
            if (detail == null) {
                throw new IllegalStateException("no detail set");
            }
            return new Enlargement(this);
        }
    }
}
