package studio.bcm.edit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import studio.bcm.UserException;
import studio.bcm.edit.noise.Streams;
import studio.bcm.edit.restore.CompressionTraces;
import studio.bcm.edit.restore.FaithfulProjection;
import studio.bcm.edit.restore.FaithfulProjection.Region;
import studio.bcm.edit.restore.FaithfulRows;
import studio.bcm.edit.restore.FineTexture;
import studio.bcm.edit.restore.LargeScale;
import studio.bcm.edit.restore.MeanColour;
import studio.bcm.edit.restore.SelfEnsemble;
import studio.bcm.edit.restore.UnseenCompression;
import studio.bcm.edit.tile.Fields;
import studio.bcm.edit.tile.TileGrid;
import studio.bcm.edit.tile.TiledPass;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.edit.tile.Window;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PixelSink;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.JpegCoefficients;
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
    /** From this deviation on texture is put back in full: compression as weak as quality 75 takes half of it. */
    private static final float FULL_TEXTURE = 0.06f;

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
        tiling = builder.tilingOr(Tiling.forRestoration(function.pace()));
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
     * A restored picture.
     *
     * @param picture of the depth, alpha and metadata of the one that was restored
     * @param summary what was done
     * @param isFaithful whether every coefficient lies where the JPEG file says
     */
    public record Result(Picture picture, Summary summary, boolean isFaithful) {
    }

    /** Restores a picture; what its file and its pixels say about its compression is made use of. */
    public Result run(Picture picture, Progress progress) {
        return open(picture).run(progress);
    }

    /** Looks at a picture's compression, for restoring the whole of it or parts of it first. */
    public Job open(Picture picture) {
        return new Job(picture);
    }

    /** A picture whose compression is known. May be used by several threads if the function may. */
    public final class Job {
        /** Pixels around a part that is asked for, so that it comes out as in the whole. */
        private static final int CONTEXT = 32;
        /** Rows that are copied at once. */
        private static final int STRIP = 64;
        /** Side of the places that show how strong the compression is, a multiple of the tiles' alignment, and how many there are along a side. */
        private static final int PLACE = 128;
        private static final int PLACES = 3;
        private static final PixelSink NOBODY = (x, y, w, h, from, offset) -> { };

        private final Picture picture;
        /** Null where the strength is stated. */
        private final CompressionTraces traces;
        private final boolean projects;
        /** Read while the traces are looked for and the first tiles worked on; null where nothing is projected. */
        private final CompletableFuture<JpegCoefficients> coefficients;
        private FaithfulProjection projection;
        /** What a run has finished so far, and down to which row. */
        private PictureBuilder begun;
        private final AtomicInteger finished = new AtomicInteger();
        private final List<Shown> shown = new ArrayList<>();

        /** A part that was asked for before the whole. */
        private record Shown(int x, int y, Pixels pixels) {
        }

        private Job(Picture picture) {
            this.picture = picture;
            projects = faithful && picture.jpegFacts().filter(FaithfulProjection::supports).isPresent();
            coefficients = projects ? CompletableFuture.supplyAsync(picture.jpegFacts().orElseThrow()::coefficients) : null;
            traces = strength != 0 ? null : CompressionTraces.of(picture, picture.jpegFacts());
        }

        /**
         * Whether the result will not contradict the file: that was not switched off, and the picture came from a JPEG file
         * of a usual kind.
         */
        public boolean isFaithful() {
            return projects;
        }

        /** Restores the whole picture. */
        public Result run(Progress progress) {
            return run(progress, NOBODY);
        }

        /**
         * Restores the whole picture and shows each tile as it is done, neither blended with its neighbours nor compared with the
         * file as in the result.
         *
         * @param tiles receives every tile, cut to the picture; called by several threads
         */
        public Result run(Progress progress, PixelSink tiles) {
            long start = System.nanoTime();
            PictureBuilder result = PictureBuilder.like(picture);
            begun = result;
            finished.set(0);
            PixelSink rows = (x, y, w, h, from, offset) -> {
                result.write(x, y, w, h, from, offset);
                finished.accumulateAndGet(y + h, Math::max);
            };
            PixelSink sink = projects ? new FaithfulRows(this::projection, picture.width(), picture.height(), rows) : rows;
            Run run = new Run(traces, 0, 0, progress, tiles, picture.width(), picture.height());
            TileGrid grid = tiling.grid(picture.width(), picture.height(), function.sizeMultiple());
            new TiledPass(grid, tiling.batch(), function.pace().atOnce()).run(picture, run, sink, progress, "Restoring");
            progress.checkCancelled();
            float mean = (float) (run.sum / grid.count());
            Route route = new Route("restore", moves(mean));
            int nfe = run.evaluated.get() == 0 ? 0 : route.nfe() - 1 + effort;
            WorkRecord work = new WorkRecord("restore", seed, route, nfe, run.evaluated.get(), tiling,
                    Duration.ofNanos(System.nanoTime() - start));
            Summary summary = new Summary(run.least, mean, run.greatest, work);
            // Where nothing was to be done, not even the rounding of the projection may touch the picture.
            if (run.evaluated.get() == 0) {
                return new Result(picture, summary, projects);
            }
            Picture restored = result.build();
            return new Result(projects ? new MeanColour(projection(), picture, seed).keep(restored, progress) : restored, summary, projects);
        }

        /**
         * A picture of which a run that was stopped has finished a part.
         *
         * @param picture as it was where nothing was done
         * @param share   of its pixels that are restored, 0…1
         */
        public record Partial(Picture picture, double share) {
        }

        /**
         * What is there after a run was stopped: the rows that were finished and the parts that were shown before. Asked once, by the
         * thread that ran.
         *
         * @return empty where there is nothing, or all of it
         */
        public Optional<Partial> soFar() {
            int rows = finished.get();
            if (begun == null && shown.isEmpty() || rows == picture.height()) {
                return Optional.empty();
            }
            PictureBuilder result = begun == null ? PictureBuilder.like(picture) : begun;
            begun = null;
            int width = picture.width();
            float[] strip = new float[3 * STRIP * width];
            for (int y = rows; y < picture.height(); y += STRIP) {
                int height = Math.min(STRIP, picture.height() - y);
                picture.read(0, y, width, height, strip, 0);
                result.write(0, y, width, height, strip, 0);
            }
            double pixels = (double) rows * width;
            for (Shown part : shown) {
                int top = Math.max(part.y, rows);
                int bottom = part.y + part.pixels.height();
                if (top < bottom) {
                    float[] rest = new float[3 * (bottom - top) * part.pixels.width()];
                    part.pixels.read(0, top - part.y, part.pixels.width(), bottom - top, rest, 0);
                    result.write(part.x, top, part.pixels.width(), bottom - top, rest, 0);
                    pixels += (double) (bottom - top) * part.pixels.width();
                }
            }
            return pixels == 0 ? Optional.empty() : Optional.of(new Partial(result.build(), pixels / ((double) width * picture.height())));
        }

        /**
         * The strength that is used on the whole, found out from a few places without the network.
         *
         * @return a sigma; 0 where there is nothing to do
         */
        public float typicalStrength() {
            if (strength != 0) {
                return strength;
            }
            int side = Math.min(PLACE, Math.min(picture.width(), picture.height()));
            float[] x = new float[3 * side * side];
            float sum = 0;
            for (int place = 0; place < PLACES * PLACES; place++) {
                int left = (picture.width() - side) * (place % PLACES) / (PLACES - 1) / TileGrid.ALIGNMENT * TileGrid.ALIGNMENT;
                int top = (picture.height() - side) * (place / PLACES) / (PLACES - 1) / TileGrid.ALIGNMENT * TileGrid.ALIGNMENT;
                picture.read(left, top, side, side, x, 0);
                sum += defaults.restorationScale() * traces.deviation(x, 0, side, side);
            }
            float mean = sum / (PLACES * PLACES);
            return mean <= NOTHING_TO_DO ? 0 : mean;
        }

        /**
         * Restores a part of the picture, to be seen before the whole is ready. It differs from the whole by as little as tiles
         * that are cut elsewhere do.
         *
         * @param x      left column, inside the picture
         * @param y      top row
         * @param width  columns, all inside the picture
         * @param height rows
         * @return the part, nominally −1…1
         */
        public Pixels part(int x, int y, int width, int height, Progress progress) {
            return part(x, y, width, height, progress, NOBODY);
        }

        /**
         * The same, which shows each tile as it is done.
         *
         * @param tiles receives tiles, at their places in the picture; some reach a little beyond the part
         */
        public Pixels part(int x, int y, int width, int height, Progress progress, PixelSink tiles) {
            if (x < 0 || y < 0 || width < 1 || height < 1 || x + width > picture.width() || y + height > picture.height()) {
                throw new IllegalArgumentException(width + "×" + height + " at " + x + "," + y + " is not inside the picture");
            }
            int left = Math.max(0, x - CONTEXT) / TileGrid.ALIGNMENT * TileGrid.ALIGNMENT;
            int top = Math.max(0, y - CONTEXT) / TileGrid.ALIGNMENT * TileGrid.ALIGNMENT;
            Window window = new Window(picture, left, top, Math.min(picture.width(), x + width + CONTEXT) - left,
                    Math.min(picture.height(), y + height + CONTEXT) - top);
            Pixels part = Pixels.blank(window.width(), window.height());
            TileGrid grid = tiling.grid(window.width(), window.height(), function.sizeMultiple());
            Run run = new Run(traces, left, top, progress, tiles, picture.width(), picture.height());
            new TiledPass(grid, tiling.batch(), function.pace().atOnce()).run(window, run, Fields.into(part), progress, "Restoring");
            if (projects && run.evaluated.get() > 0) {
                project(part, left, top, x, y, width, height);
            }
            Pixels asked = Pixels.blank(width, height);
            part.read(x - left, y - top, width, height, asked.data(), 0);
            shown.add(new Shown(x, y, asked));
            return asked;
        }

        /** Projects what is asked for of a part, and what of its blocks the part holds. */
        private void project(Pixels part, int left, int top, int x, int y, int width, int height) {
            Region blocks = projection().aligned(new Region(x, y, width, height));
            int right = Math.min(left + part.width(), blocks.x() + blocks.width());
            int bottom = Math.min(top + part.height(), blocks.y() + blocks.height());
            if (blocks.x() < left || blocks.y() < top || right < blocks.x() + blocks.width() || bottom < blocks.y() + blocks.height()) {
                throw new IllegalStateException("blocks " + blocks + " reach over the context of the part");
            }
            float[] rgb = new float[3 * blocks.width() * blocks.height()];
            part.read(blocks.x() - left, blocks.y() - top, blocks.width(), blocks.height(), rgb, 0);
            projection().project(blocks, rgb, 0);
            Fields.copy(rgb, 0, blocks.width(), blocks.height(), part, blocks.x() - left, blocks.y() - top);
        }

        private synchronized FaithfulProjection projection() {
            if (projection == null) {
                projection = new FaithfulProjection(TiledPass.result(coefficients), picture.bits());
            }
            return projection;
        }
    }

    private List<Move> moves(float t) {
        float from = Math.max(t, function.sigmaMin() * 2);
        Move.Carry down = new Move.Carry(from, function.sigmaMin());
        if (texture == 0) {
            return List.of(down);
        }
        float level = textureLevel();
        return List.of(down, new Move.AddNoise(level), new Move.Carry(level, function.sigmaMin()));
    }

    private float textureLevel() {
        return Math.max(FineTexture.LEVEL, 2 * function.sigmaMin());
    }

    /** The work on one picture, by one thread or several. */
    private final class Run implements TiledPass.Work {
        /** Null where the strength is stated. */
        private final CompressionTraces traces;
        private final int left;
        private final int top;
        private final Progress progress;
        private final PixelSink watcher;
        private final int pictureWidth;
        private final int pictureHeight;
        private float least = Float.MAX_VALUE;
        private float greatest;
        private double sum;
        private final AtomicLong evaluated = new AtomicLong();

        /**
         * @param left column of the picture at which the grid begins
         * @param top  row of the picture at which the grid begins
         * @param watcher sees each tile that is done
         */
        Run(CompressionTraces traces, int left, int top, Progress progress, PixelSink watcher, int pictureWidth, int pictureHeight) {
            this.watcher = watcher;
            this.pictureWidth = pictureWidth;
            this.pictureHeight = pictureHeight;
            this.traces = traces;
            this.left = left;
            this.top = top;
            this.progress = progress;
        }

        @Override
        public float[] apply(float[] x, List<TileGrid.Tile> tiles, int height, int width) {
            float[] done = restored(x, tiles, height, width);
            for (int k = 0; k < tiles.size(); k++) {
                show(tiles.get(k), done, k * 3 * height * width, height, width);
            }
            return done;
        }

        /** Cut where it reaches over the border of the picture. */
        private void show(TileGrid.Tile tile, float[] values, int offset, int tileHeight, int tileWidth) {
            int x = left + tile.x();
            int y = top + tile.y();
            int w = Math.min(tileWidth, pictureWidth - x);
            int h = Math.min(tileHeight, pictureHeight - y);
            if (w == tileWidth && h == tileHeight) {
                watcher.write(x, y, w, h, values, offset);
                return;
            }
            float[] cut = new float[3 * w * h];
            for (int row = 0; row < 3 * h; row++) {
                System.arraycopy(values, offset + (row / h * tileHeight + row % h) * tileWidth, cut, row * w, w);
            }
            watcher.write(x, y, w, h, cut, 0);
        }

        private float[] restored(float[] x, List<TileGrid.Tile> tiles, int height, int width) {
            int n = tiles.size();
            int values = 3 * height * width;
            float[] t = new float[n];
            float[] share = new float[n];
            boolean any = false;
            float[] levels = levels(x, n, height, width);
            for (int k = 0; k < n; k++) {
                share[k] = strength != 0 ? 1 : Math.clamp((levels[k] - NOTHING_TO_DO) / (FULL_EFFECT - NOTHING_TO_DO), 0, 1);
                float told = share[k] == 0 ? 0 : levels[k];
                tell(told);
                t[k] = Math.clamp(levels[k], 2 * function.sigmaMin(), function.sigmaMax());
                any |= share[k] > 0;
            }
            if (!any) {
                return x;
            }
            float[] carried = SelfEnsemble.mean(x, height, width, effort,
                    (turned, h, w) -> carry(turned, n, h, w, t, function.sigmaMin()), progress::checkCancelled);
            float[] restored = texture > 0 ? textured(carried, tiles, height, width, t) : carried;
            IntStream.range(0, n).parallel().forEach(k -> {
                new LargeScale(width, height, t[k]).keep(x, restored, k * values);
                keepGrey(x, restored, k * values, height * width);
                mix(x, restored, k * values, (k + 1) * values, share[k]);
            });
            return restored;
        }

        private static void mix(float[] before, float[] after, int from, int to, float share) {
            for (int i = from; i < to; i++) {
                after[i] = before[i] + share * (after[i] - before[i]);
            }
        }

        private synchronized void tell(float strengthOfTile) {
            least = Math.min(least, strengthOfTile);
            greatest = Math.max(greatest, strengthOfTile);
            sum += strengthOfTile;
        }

        private float[] levels(float[] x, int n, int height, int width) {
            float[] levels = new float[n];
            if (strength != 0) {
                Arrays.fill(levels, strength);
            } else {
                IntStream.range(0, n).parallel().forEach(k ->
                        levels[k] = defaults.restorationScale() * traces.deviation(x, k * 3 * height * width, height, width));
                if (traces.isScaled()) {
                    float[] seen = UnseenCompression.deviations(x, n, height, width);
                    for (int k = 0; k < n; k++) {
                        levels[k] = Math.max(levels[k], seen[k]);
                    }
                }
            }
            return levels;
        }

        private float[] carry(float[] x, int n, int height, int width, float[] t, float to) {
            float[] u = new float[n];
            Arrays.fill(u, to);
            evaluated.addAndGet(n);
            return function.evaluate(x, n, height, width, t, u, null);
        }

        /** Zigzag: fresh noise where there is texture, shaped by the network on the way down. */
        private float[] textured(float[] x, List<TileGrid.Tile> tiles, int height, int width, float[] t) {
            int n = tiles.size();
            int values = 3 * height * width;
            NoiseField noise = new NoiseField(seed, Streams.sampling(0));
            float[] noisy = x.clone();
            float[] level = new float[n];
            Arrays.fill(level, textureLevel());
            IntStream.range(0, n).parallel().forEach(k -> new FineTexture(width, height).add(noisy, k * values,
                    texture * Math.min(1, t[k] / FULL_TEXTURE), noise, left + tiles.get(k).x(), top + tiles.get(k).y()));
            progress.checkCancelled();
            return carry(noisy, n, height, width, level, function.sigmaMin());
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
