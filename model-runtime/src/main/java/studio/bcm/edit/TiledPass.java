package studio.bcm.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import studio.bcm.image.PixelSink;
import studio.bcm.image.PixelSource;
import studio.bcm.task.Progress;

/**
 * Cuts a picture into tiles, has them worked on in batches and blends the results. Holds the rows of tiles in work and
 * nothing more, whatever the height of the picture.
 */
final class TiledPass {
    /** What is done to a batch of tiles. */
    @FunctionalInterface
    interface Work {
        /**
         * @param x      the tiles' pixels, {@code tiles.size()·3·height·width} values; may be changed
         * @param tiles  where they lie
         * @param height rows of a tile
         * @param width  columns of a tile
         * @return as many values as {@code x}
         */
        float[] apply(float[] x, List<TileGrid.Tile> tiles, int height, int width);
    }

    private final TileGrid grid;
    private final int batch;

    TiledPass(TileGrid grid, int batch) {
        this.grid = Objects.requireNonNull(grid);
        this.batch = batch;
    }

    /**
     * @param source   as large as the grid
     * @param sink     receives whole rows from top to bottom, in calls that cover the picture without gaps
     * @param message  what to tell as progress; the units are tiles
     */
    void run(PixelSource source, Work work, PixelSink sink, Progress progress, String message) {
        if (source.width() != grid.width() || source.height() != grid.height()) {
            throw new IllegalArgumentException("picture and grid differ in size");
        }
        int tileHeight = grid.tileHeight();
        int tileWidth = grid.tileWidth();
        int tileValues = Math.multiplyExact(3, Math.multiplyExact(tileHeight, tileWidth));
        int rowsAtOnce = Math.clamp(batch / grid.columns(), 1, grid.rows());
        Band band = new Band(sink);
        int done = 0;
        for (int first = 0; first < grid.rows(); first += rowsAtOnce) {
            List<TileGrid.Tile> tiles = new ArrayList<>();
            for (int row = first; row < Math.min(grid.rows(), first + rowsAtOnce); row++) {
                tiles.addAll(grid.tiles(row));
            }
            band.reach(Math.min(grid.height(), tiles.getLast().y() + tileHeight));
            for (int from = 0; from < tiles.size(); from += batch) {
                progress.checkCancelled();
                progress.report(done, grid.count(), message);
                List<TileGrid.Tile> some = tiles.subList(from, Math.min(tiles.size(), from + batch));
                float[] x = new float[Math.multiplyExact(some.size(), tileValues)];
                for (int i = 0; i < some.size(); i++) {
                    source.read(some.get(i).x(), some.get(i).y(), tileWidth, tileHeight, x, i * tileValues);
                }
                float[] result = work.apply(x, some, tileHeight, tileWidth);
                for (int i = 0; i < some.size(); i++) {
                    band.add(some.get(i), result, i * tileValues);
                }
                done += some.size();
            }
            band.finish(Math.min(grid.height(), grid.firstRowOf(first + rowsAtOnce)));
        }
        progress.report(done, grid.count(), message);
    }

    /** The rows of the picture that are being put together. */
    private final class Band {
        private final PixelSink sink;
        private final int width = grid.width();
        private int top;
        private int height;
        private float[] sum = new float[0];

        Band(PixelSink sink) {
            this.sink = sink;
        }

        /** Makes room for the rows down to {@code bottom}, exclusive. */
        void reach(int bottom) {
            int wanted = bottom - top;
            if (wanted <= height) {
                return;
            }
            float[] larger = new float[Math.multiplyExact(3, Math.multiplyExact(wanted, width))];
            for (int c = 0; c < 3; c++) {
                System.arraycopy(sum, c * height * width, larger, c * wanted * width, height * width);
            }
            sum = larger;
            height = wanted;
        }

        void add(TileGrid.Tile tile, float[] values, int offset) {
            float[] columns = grid.columnWeights(tile);
            float[] rows = grid.rowWeights(tile);
            int right = Math.min(tile.width(), width - tile.x());
            for (int c = 0; c < 3; c++) {
                for (int j = 0; j < tile.height(); j++) {
                    int y = tile.y() + j - top;
                    if (rows[j] == 0 || y >= height) {
                        continue;
                    }
                    int from = offset + (c * tile.height() + j) * tile.width();
                    int to = (c * height + y) * width + tile.x();
                    for (int i = 0; i < right; i++) {
                        sum[to + i] += rows[j] * columns[i] * values[from + i];
                    }
                }
            }
        }

        /** Hands over the rows above {@code bottom} and keeps the others. */
        void finish(int bottom) {
            int ready = bottom - top;
            if (ready <= 0) {
                return;
            }
            int kept = height - ready;
            float[] rest = new float[3 * kept * width];
            for (int c = 0; c < 3; c++) {
                System.arraycopy(sum, (c * height + ready) * width, rest, c * kept * width, kept * width);
                System.arraycopy(sum, c * height * width, sum, c * ready * width, ready * width);
            }
            sink.write(0, top, width, ready, sum, 0);
            sum = rest;
            height = kept;
            top = bottom;
        }
    }
}
