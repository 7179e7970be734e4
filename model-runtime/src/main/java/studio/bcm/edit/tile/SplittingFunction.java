package studio.bcm.edit.tile;

import java.util.Arrays;
import studio.bcm.image.Pixels;
import studio.bcm.model.CoarseLevel;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.TileTooLargeException;
import studio.bcm.model.WrappedFunction;
import studio.bcm.task.Progress;

/**
 * Evaluates tiles that do not fit the device's memory in smaller ones, blended as those of a picture are. What was finished
 * with larger tiles stays; the size that failed is remembered, and not tried again.
 */
public final class SplittingFunction extends WrappedFunction {
    private volatile int greatestHeight = Integer.MAX_VALUE;
    private volatile int greatestWidth = Integer.MAX_VALUE;

    public SplittingFunction(ConsistencyFunction function) {
        super(function);
    }

    @Override
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        if (height <= greatestHeight && width <= greatestWidth) {
            try {
                return function.evaluate(x, n, height, width, t, u, y);
            } catch (TileTooLargeException e) {
                limit(e, height, width);
            }
        }
        int values = 3 * height * width;
        float[] result = new float[n * values];
        for (int k = 0; k < n; k++) {
            float[] t1 = {t[k]};
            float[] u1 = {u[k]};
            long[] y1 = y == null ? null : new long[] {y[k]};
            int start = k * (x.length / n);
            Pixels tile = new Pixels(width, height, Arrays.copyOfRange(x, start, start + values));
            Told told = inputChannels() == 3 ? null : Told.of(x, start + values, width, height);
            Pixels whole = Pixels.blank(width, height);
            int side = Math.min(greatestHeight, greatestWidth);
            int overlap = side >= 4 * TileGrid.ALIGNMENT ? TileGrid.ALIGNMENT : 0;
            TileGrid grid = new TileGrid(width, height, side, overlap, sizeMultiple());
            new TiledPass(grid, 1).run(tile, (part, tiles, h, w) -> evaluate(told == null ? part : told.beside(part, tiles.getFirst(), h, w), 1, h, w, t1, u1, y1),
                    Fields.into(whole), Progress.none(), "");
            System.arraycopy(whole.data(), 0, result, k * values, values);
        }
        return result;
    }

    /**
     * What a picture's coarser level gives.
     *
     * @param noise the plane of noise, three times
     */
    private record Told(Pixels coarse, Pixels noise) {
        static Told of(float[] x, int start, int width, int height) {
            int plane = width * height;
            float[] three = new float[3 * plane];
            for (int c = 0; c < 3; c++) {
                System.arraycopy(x, start + 3 * plane, three, c * plane, plane);
            }
            return new Told(new Pixels(width, height, Arrays.copyOfRange(x, start, start + 3 * plane)), new Pixels(width, height, three));
        }

        /** A tile of the picture followed by what is known of it. */
        float[] beside(float[] part, TileGrid.Tile tile, int height, int width) {
            int plane = height * width;
            float[] all = Arrays.copyOf(part, (3 + CoarseLevel.CHANNELS) * plane);
            float[] three = new float[3 * plane];
            coarse.read(tile.x(), tile.y(), width, height, all, 3 * plane);
            noise.read(tile.x(), tile.y(), width, height, three, 0);
            System.arraycopy(three, 0, all, 6 * plane, plane);
            return all;
        }
    }

    private synchronized void limit(TileTooLargeException e, int height, int width) {
        // The grid rounds tiles up to a multiple of its alignment, so a limit must be one to be kept.
        int side = Math.min(e.suggestedHeight(), e.suggestedWidth()) / TileGrid.ALIGNMENT * TileGrid.ALIGNMENT;
        if (side < TileGrid.ALIGNMENT || side >= Math.max(height, width)) {
            throw e;
        }
        greatestHeight = Math.min(greatestHeight, side);
        greatestWidth = Math.min(greatestWidth, side);
    }
}
