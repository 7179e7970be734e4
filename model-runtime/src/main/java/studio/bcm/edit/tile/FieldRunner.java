package studio.bcm.edit.tile;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import studio.bcm.edit.noise.Grain;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.model.CoarseLevel;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.route.Move;
import studio.bcm.task.Progress;

/**
 * Carries whole pictures between noise levels, tile by tile. Every move sees one field over the whole picture, so that
 * neighbouring tiles agree at each step of a route and not only at its end.
 */
public final class FieldRunner {
    private final ConsistencyFunction function;
    private final Tiling tiling;
    /** What a function of a detail level is given; null for one of pictures. */
    private final PixelSource coarse;
    private final float coarseNoise;
    private long tilesDone;

    public FieldRunner(ConsistencyFunction function, Tiling tiling) {
        this(function, tiling, null, 0);
    }

    /**
     * With a function of a detail level.
     *
     * @param coarse      the doubled coarser level, of the size of what is carried
     * @param coarseNoise deviation of the noise in it, on −1…1
     */
    public FieldRunner(ConsistencyFunction function, Tiling tiling, PixelSource coarse, float coarseNoise) {
        this.function = Objects.requireNonNull(function);
        this.tiling = Objects.requireNonNull(tiling);
        this.coarse = coarse;
        this.coarseNoise = coarseNoise;
    }

    /** Tiles evaluated so far. */
    public long tilesDone() {
        return tilesDone;
    }

    /**
     * Copies a picture into memory and enlarges it by reflection to the sizes that the network takes. Noise of the
     * enlarged picture has no mirror in it, and so carries the border pixels back as well as any others.
     */
    public Pixels padded(PixelSource source) {
        int width = TileGrid.roundUp(source.width(), function.sizeMultiple());
        int height = TileGrid.roundUp(source.height(), function.sizeMultiple());
        Pixels copy = Pixels.blank(width, height);
        source.read(0, 0, width, height, copy.data(), 0);
        return copy;
    }

    /** The upper left part of a picture; the picture itself if that is all of it. */
    public static Pixels cropped(Pixels source, int width, int height) {
        if (source.width() == width && source.height() == height) {
            return source;
        }
        Pixels part = Pixels.blank(width, height);
        source.read(0, 0, width, height, part.data(), 0);
        return part;
    }

    /**
     * Runs the moves one after another.
     *
     * @param start       at the level the first move expects; not changed
     * @param seed        of the noise that {@link Move.AddNoise} adds
     * @param firstStream stream of the first such noise; each further one takes the next
     */
    public Pixels run(List<Move> moves, Pixels start, long seed, int firstStream, Progress progress, String message) {
        long carries = Math.max(1, moves.stream().filter(m -> m instanceof Move.Carry).count());
        Pixels x = start;
        int stream = firstStream;
        int done = 0;
        for (Move move : moves) {
            switch (move) {
                case Move.AddNoise noise -> {
                    x = new Pixels(x.width(), x.height(), x.data().clone());
                    Grain.add(x, noise.sigma(), seed, stream++);
                }
                case Move.Carry carry -> {
                    Progress part = progress.part((double) done / carries, (double) (done + 1) / carries);
                    x = carry(x, carry.t(), carry.u(), part, message);
                    done++;
                }
            }
        }
        progress.checkCancelled();
        return x;
    }

    /** Carries a picture from level t to level u: one evaluation for every tile. */
    public Pixels carry(Pixels x, float t, float u, Progress progress, String message) {
        TileGrid grid = tiling.grid(x.width(), x.height(), function.sizeMultiple());
        Pixels result = Pixels.blank(x.width(), x.height());
        BlendedNoise noise = u > t && grid.count() > 1 ? new BlendedNoise(grid, x) : null;
        TiledPass.Work work = (values, tiles, height, width) -> {
            float[] input = coarse == null ? values : CoarseLevel.beside(values, coarseOf(tiles, height, width), tiles.size(), coarseNoise);
            float[] carried = function.evaluate(input, tiles.size(), height, width, levels(t, tiles.size()),
                    levels(u, tiles.size()), null);
            tilesDone += tiles.size();
            if (noise != null) {
                noise.observe(values, carried, tiles);
            }
            return carried;
        };
        new TiledPass(grid, tiling.batch()).run(x, work, Fields.into(result), progress, message);
        if (noise != null) {
            noise.normalise(result);
        }
        return result;
    }

    private float[] coarseOf(List<TileGrid.Tile> tiles, int height, int width) {
        float[] all = new float[tiles.size() * 3 * height * width];
        for (int k = 0; k < tiles.size(); k++) {
            coarse.read(tiles.get(k).x(), tiles.get(k).y(), width, height, all, k * 3 * height * width);
        }
        return all;
    }

    private static float[] levels(float level, int n) {
        float[] levels = new float[n];
        Arrays.fill(levels, level);
        return levels;
    }
}
