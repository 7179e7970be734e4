package studio.bcm.edit;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import studio.bcm.UserException;
import studio.bcm.image.FaithfulProjection;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PixelSink;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.route.Move;
import studio.bcm.route.NoiseField;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/**
 * Takes JPEG compression out of photos: the photo is taken for a clean one at the noise level of its deviation from the
 * original, and carried down from there (Li &amp; He, arXiv 2403.18035, section 4.4). The level is estimated for each tile.
 */
public final class Restoration {
    /** Below this estimated deviation (40 dB above what the eye sees) there is nothing to restore. */
    private static final float NOTHING_TO_DO = 0.006f;
    /** From this estimated deviation on the model's result counts in full. */
    private static final float FULL_EFFECT = 0.012f;
    /** Fresh noise of the texture route as a share of the level it is carried to. */
    private static final float TEXTURE_SEED = 0.35f;
    /** Columns and rows of the largest macroblock that cameras write. */
    private static final int PART_GRID = 16;

    private final ConsistencyFunction function;
    private final Tiling tiling;
    private final EditDefaults defaults;
    private final long seed;
    private final float strength;
    private final float texture;
    private final int effort;
    private final boolean faithful;

    private Restoration(Builder builder) {
        function = builder.function;
        tiling = builder.tiling;
        defaults = builder.defaults;
        seed = builder.seed;
        strength = builder.strength == 0 ? 0 : builder.requireLevel(builder.strength);
        texture = builder.texture;
        effort = builder.effort;
        faithful = builder.faithful;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * What a restoration did.
     *
     * @param least    lowest strength of a tile, a sigma; 0 where there was nothing to do
     * @param mean     mean strength of the tiles
     * @param greatest greatest strength of a tile
     * @param work     what was done
     */
    public record Summary(float least, float mean, float greatest, WorkRecord work) {
    }

    /**
     * Restores a picture whose deviation is estimated with the given quantisation, and streams it.
     *
     * @param quantisation of the file that the picture came from, or null if unknown
     * @param sink         receives whole rows from top to bottom
     */
    private Summary run(PixelSource picture, Quantisation quantisation, PixelSink sink, Progress progress) {
        long start = System.nanoTime();
        Run run = new Run(quantisation == null ? null : new StrengthEstimator(quantisation), progress);
        TileGrid grid = tiling.grid(picture.width(), picture.height(), function.sizeMultiple());
        new TiledPass(grid, tiling.batch()).run(picture, run, sink, progress, "Restoring");
        progress.checkCancelled();
        float mean = (float) (run.sum / grid.count());
        Route route = new Route("restore", moves(mean));
        int nfe = run.evaluated == 0 ? 0 : route.nfe() - 1 + effort;
        WorkRecord work = new WorkRecord("restore", seed, route, nfe, run.evaluated, tiling,
                Duration.ofNanos(System.nanoTime() - start));
        return new Summary(run.least, mean, run.greatest, work);
    }

    /**
     * A restored picture.
     *
     * @param picture of the depth, alpha and metadata of the one that was restored
     * @param summary what was done
     * @param isFaithful whether every coefficient lies where the JPEG file says
     */
    public record Result(Picture picture, Summary summary, boolean isFaithful) {
    }

    /** Restores a picture; what its file says about its compression is made use of. */
    public Result run(Picture picture, Progress progress) {
        PictureBuilder result = PictureBuilder.like(picture);
        Quantisation quantisation = picture.jpegFacts().flatMap(Quantisation::of).orElse(null);
        boolean projects = isFaithful(picture);
        PixelSink sink = projects ? faithful(picture, result) : result;
        Summary summary = run(picture, quantisation, sink, progress);
        // Where nothing was to be done, not even the rounding of the projection may touch the picture.
        return new Result(summary.work().nfe() == 0 ? picture : result.build(), summary, projects);
    }

    /**
     * Whether a picture will be restored without contradicting its file: that was not switched off, and the picture came from
     * a JPEG file of a usual kind.
     */
    public boolean isFaithful(Picture picture) {
        return faithful && picture.jpegFacts().filter(FaithfulProjection::supports).isPresent();
    }

    private static FaithfulRows faithful(Picture picture, PixelSink next) {
        FaithfulProjection projection = new FaithfulProjection(picture.jpegFacts().orElseThrow().coefficients(), picture.bits());
        return new FaithfulRows(projection, picture.width(), picture.height(), next);
    }

    /**
     * Restores a part of a picture alone, as a first look at it. Away from the part's borders the result is nearly that of
     * {@link #run(Picture, Progress)}.
     *
     * @param x left column; brought down to a block border of the file
     * @param y top row; brought down likewise
     * @return the part, from the columns and rows that were asked for on
     */
    public Pixels runPart(Picture picture, int x, int y, int width, int height, Progress progress) {
        Quantisation quantisation = picture.jpegFacts().flatMap(Quantisation::of).orElse(null);
        int left = quantisation == null ? x : Math.max(0, x - Math.floorMod(x - quantisation.gridX(), PART_GRID));
        int top = quantisation == null ? y : Math.max(0, y - Math.floorMod(y - quantisation.gridY(), PART_GRID));
        int w = x + width - left;
        int h = y + height - top;
        Pixels part = Pixels.blank(w, h);
        picture.read(left, top, w, h, part.data(), 0);
        Pixels restored = Pixels.blank(w, h);
        Quantisation moved = quantisation == null ? null : new Quantisation(quantisation.steps(), quantisation.isRgb(),
                quantisation.horizontal(), quantisation.vertical(), left == 0 ? quantisation.gridX() : 0,
                top == 0 ? quantisation.gridY() : 0);
        run(part, moved, (px, py, pw, ph, from, offset) -> {
            for (int c = 0; c < 3; c++) {
                for (int j = 0; j < ph; j++) {
                    System.arraycopy(from, offset + (c * ph + j) * pw, restored.data(), (c * h + py + j) * w + px, pw);
                }
            }
        }, progress);
        Pixels wanted = Pixels.blank(width, height);
        restored.read(x - left, y - top, width, height, wanted.data(), 0);
        return wanted;
    }

    private List<Move> moves(float t) {
        float from = Math.max(t, function.sigmaMin() * 2);
        Move.Carry down = new Move.Carry(from, function.sigmaMin());
        if (texture == 0) {
            return List.of(down);
        }
        float level = from * texture;
        return List.of(down, new Move.AddNoise(TEXTURE_SEED * level), new Move.Carry(TEXTURE_SEED * level, level),
                new Move.Carry(level, function.sigmaMin()));
    }

    /** The work on one picture. */
    private final class Run implements TiledPass.Work {
        private final StrengthEstimator estimator;
        private final Progress progress;
        private float least = Float.MAX_VALUE;
        private float greatest;
        private double sum;
        private long evaluated;

        Run(StrengthEstimator estimator, Progress progress) {
            this.estimator = estimator;
            this.progress = progress;
        }

        @Override
        public float[] apply(float[] x, List<TileGrid.Tile> tiles, int height, int width) {
            int n = tiles.size();
            int values = 3 * height * width;
            float[] t = new float[n];
            float[] share = new float[n];
            boolean any = false;
            for (int k = 0; k < n; k++) {
                float level = strength != 0 ? strength : estimate(x, k * values, height, width);
                share[k] = strength != 0 ? 1 : Math.clamp((level - NOTHING_TO_DO) / (FULL_EFFECT - NOTHING_TO_DO), 0, 1);
                least = Math.min(least, share[k] == 0 ? 0 : level);
                greatest = Math.max(greatest, share[k] == 0 ? 0 : level);
                sum += share[k] == 0 ? 0 : level;
                t[k] = Math.clamp(level, 2 * function.sigmaMin(), function.sigmaMax());
                any |= share[k] > 0;
            }
            if (!any) {
                return x;
            }
            float[] restored = SelfEnsemble.mean(x, height, width, effort,
                    (turned, h, w) -> carry(turned, n, h, w, t, function.sigmaMin()), progress::checkCancelled);
            if (texture > 0) {
                restored = textured(restored, tiles, height, width, t);
            }
            for (int k = 0; k < n; k++) {
                keepGrey(x, restored, k * values, height * width);
                for (int i = k * values; i < (k + 1) * values; i++) {
                    restored[i] = x[i] + share[k] * (restored[i] - x[i]);
                }
            }
            return restored;
        }

        private float estimate(float[] x, int offset, int height, int width) {
            if (estimator == null) {
                throw new UserException("The strength of the compression is unknown; state one.");
            }
            return defaults.restorationScale() * estimator.deviation(x, offset, height, width);
        }

        private float[] carry(float[] x, int n, int height, int width, float[] t, float to) {
            float[] u = new float[n];
            Arrays.fill(u, to);
            evaluated += n;
            return function.evaluate(x, n, height, width, t, u, null);
        }

        /** Zigzag: a little fresh noise, made into more texture by the network, and down again. */
        private float[] textured(float[] x, List<TileGrid.Tile> tiles, int height, int width, float[] t) {
            int n = tiles.size();
            int values = 3 * height * width;
            NoiseField noise = new NoiseField(seed, Streams.sampling(0));
            float[] noisy = x.clone();
            float[] low = new float[n];
            float[] high = new float[n];
            float[] end = new float[n];
            for (int k = 0; k < n; k++) {
                high[k] = Math.max(t[k] * texture, 3 * function.sigmaMin());
                low[k] = Math.max(TEXTURE_SEED * high[k], function.sigmaMin());
                end[k] = function.sigmaMin();
                noise.add(low[k], tiles.get(k).x(), tiles.get(k).y(), width, height, noisy, k * values);
            }
            progress.checkCancelled();
            evaluated += n;
            float[] up = function.evaluate(noisy, n, height, width, low, high, null);
            progress.checkCancelled();
            evaluated += n;
            return function.evaluate(up, n, height, width, high, end, null);
        }

        /** Where a tile was grey, so is the result. */
        private static void keepGrey(float[] before, float[] after, int offset, int plane) {
            for (int i = offset; i < offset + plane; i++) {
                if (before[i] != before[i + plane] || before[i] != before[i + 2 * plane]) {
                    return;
                }
            }
            for (int i = offset; i < offset + plane; i++) {
                float grey = (after[i] + after[i + plane] + after[i + 2 * plane]) / 3;
                after[i] = grey;
                after[i + plane] = grey;
                after[i + 2 * plane] = grey;
            }
        }
    }

    /** Makes a {@link Restoration}. */
    public static final class Builder extends OperationBuilder<Builder> {
        private float strength;
        private float texture;
        private int effort = 1;
        private boolean faithful = true;

        private Builder() {
            super(Tiling.forRestoration());
        }

        @Override
        Builder self() {
            return this;
        }

        /** A fixed strength for the whole picture, a sigma; estimated for each tile unless given. */
        public Builder optStrength(float value) {
            strength = value;
            return this;
        }

        /** How much fine texture the model puts back, 0 (least error, the default) … 1. */
        public Builder optTexture(float value) {
            if (!(value >= 0 && value <= 1)) {
                throw new UserException("Texture goes from 0 to 1, not " + value + ".");
            }
            texture = value;
            return this;
        }

        /** How many mirrored and turned versions are averaged: 1 (the default), 2, 4 or 8; each costs an evaluation. */
        public Builder optEffort(int value) {
            if (value != 1 && value != 2 && value != 4 && value != 8) {
                throw new UserException("Effort is 1, 2, 4 or 8, not " + value + ".");
            }
            effort = value;
            return this;
        }

        /**
         * Whether the result of a JPEG file may not contradict it; true unless given. Without effect on other files.
         */
        public Builder optFaithful(boolean value) {
            faithful = value;
            return this;
        }

        public Restoration build() {
            requireComplete();
            return new Restoration(this);
        }
    }
}
