package studio.bcm.edit.tile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import studio.bcm.image.PixelSink;
import studio.bcm.image.PixelSource;
import studio.bcm.task.Progress;

/**
 * Cuts a picture into tiles, has them worked on in batches and blends the results. Holds the rows of tiles in work and
 * nothing more, whatever the height of the picture.
 */
public final class TiledPass {
    /** What is done to a batch of tiles. */
    @FunctionalInterface
    public interface Work {
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
    private final int atOnce;

    public TiledPass(TileGrid grid, int batch) {
        this(grid, batch, 1);
    }

    /**
     * @param atOnce batches that are worked on at once, each by a thread of its own if there are several; finished ones are
     *               blended and passed on meanwhile
     */
    public TiledPass(TileGrid grid, int batch, int atOnce) {
        this.grid = Objects.requireNonNull(grid);
        this.batch = batch;
        this.atOnce = atOnce;
    }

    /**
     * @param source   as large as the grid; read by several threads
     * @param sink     receives whole rows from top to bottom, in calls that cover the picture without gaps
     * @param message  the progress message; the units are tiles
     */
    public void run(PixelSource source, Work work, PixelSink sink, Progress progress, String message) {
        if (source.width() != grid.width() || source.height() != grid.height()) {
            throw new IllegalArgumentException("picture and grid differ in size");
        }
        List<Batch> batches = batches();
        if (atOnce == 1 || batches.size() == 1) {
            run(batches, b -> CompletableFuture.completedFuture(evaluate(source, work, b)), 1, sink, progress, message);
            return;
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            // Closing waits for what is under way, also after a failure: nobody may close the model before.
            run(batches, b -> CompletableFuture.supplyAsync(() -> evaluate(source, work, b), threads), atOnce, sink, progress, message);
        }
    }

    /**
     * Tiles that are evaluated together.
     *
     * @param bottom   row down to which the tiles of its rows reach
     * @param finished row above which the picture is finished with this batch
     */
    private record Batch(List<TileGrid.Tile> tiles, int bottom, int finished) {
    }

    private List<Batch> batches() {
        List<TileGrid.Tile> tiles = grid.tiles();
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < tiles.size(); from += batch) {
            List<TileGrid.Tile> some = tiles.subList(from, Math.min(tiles.size(), from + batch));
            int bottom = Math.min(grid.height(), some.getLast().y() + grid.tileHeight());
            boolean endsRow = some.getLast().column() == grid.columns() - 1;
            batches.add(new Batch(some, bottom, grid.firstRowOf(some.getLast().row() + (endsRow ? 1 : 0))));
        }
        return batches;
    }

    private float[] evaluate(PixelSource source, Work work, Batch b) {
        int tileHeight = grid.tileHeight();
        int tileWidth = grid.tileWidth();
        int tileValues = Math.multiplyExact(3, Math.multiplyExact(tileHeight, tileWidth));
        float[] x = new float[Math.multiplyExact(b.tiles.size(), tileValues)];
        IntStream.range(0, b.tiles.size()).parallel().forEach(i ->
                source.read(b.tiles.get(i).x(), b.tiles.get(i).y(), tileWidth, tileHeight, x, i * tileValues));
        return work.apply(x, b.tiles, tileHeight, tileWidth);
    }

    private void run(List<Batch> batches, Function<Batch, CompletableFuture<float[]>> start, int ahead, PixelSink sink, Progress progress,
            String message) {
        Band band = new Band(sink);
        Deque<CompletableFuture<float[]>> underWay = new ArrayDeque<>();
        int started = 0;
        int done = 0;
        for (Batch b : batches) {
            progress.checkCancelled();
            progress.report(done, grid.count(), message);
            while (started < batches.size() && underWay.size() < ahead) {
                underWay.add(start.apply(batches.get(started++)));
            }
            float[] result = result(underWay.remove());
            if (ahead > 1 && started < batches.size()) {
                underWay.add(start.apply(batches.get(started++)));
            }
            band.reach(b.bottom);
            band.add(b.tiles, result);
            done += b.tiles.size();
            band.finish(b.finished);
        }
        progress.report(done, grid.count(), message);
    }

    /** What work on another thread gave; its failure as it was thrown there. */
    public static <T> T result(CompletableFuture<T> work) {
        try {
            return work.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    /** The rows of the picture that are being put together. */
    private final class Band {
        private final PixelSink sink;
        private final int width = grid.width();
        private int top;
        /** From {@code top} on, each a row of red, one of green and one of blue. */
        private final List<float[]> rows = new ArrayList<>();
        /** Rows of zeros. */
        private final Deque<float[]> idle = new ArrayDeque<>();
        /** What was handed over last. */
        private float[] finished = new float[0];

        Band(PixelSink sink) {
            this.sink = sink;
        }

        /** Makes room for the rows down to {@code bottom}, exclusive. */
        void reach(int bottom) {
            while (top + rows.size() < bottom) {
                rows.add(idle.isEmpty() ? new float[3 * width] : idle.pop());
            }
        }

        /** Adds the tiles in their order to each row, on all processors. */
        void add(List<TileGrid.Tile> tiles, float[] values) {
            IntStream.range(0, rows.size()).parallel().forEach(row -> {
                int offset = 0;
                for (TileGrid.Tile tile : tiles) {
                    int j = top + row - tile.y();
                    if (j >= 0 && j < tile.height()) {
                        add(tile, j, values, offset, rows.get(row));
                    }
                    offset += values.length / tiles.size();
                }
            });
        }

        private void add(TileGrid.Tile tile, int j, float[] values, int offset, float[] row) {
            float weight = grid.rowWeights(tile)[j];
            if (weight == 0) {
                return;
            }
            float[] columns = grid.columnWeights(tile);
            int right = Math.min(tile.width(), width - tile.x());
            for (int c = 0; c < 3; c++) {
                int from = offset + (c * tile.height() + j) * tile.width();
                int to = c * width + tile.x();
                for (int i = 0; i < right; i++) {
                    row[to + i] += weight * columns[i] * values[from + i];
                }
            }
        }

        /** Hands over the rows above {@code bottom} and keeps the others. */
        void finish(int bottom) {
            int ready = bottom - top;
            if (ready <= 0) {
                return;
            }
            int values = Math.multiplyExact(3, Math.multiplyExact(ready, width));
            if (finished.length < values) {
                finished = new float[values];
            }
            IntStream.range(0, ready).parallel().forEach(row -> {
                for (int c = 0; c < 3; c++) {
                    System.arraycopy(rows.get(row), c * width, finished, (c * ready + row) * width, width);
                }
                Arrays.fill(rows.get(row), 0);
            });
            idle.addAll(rows.subList(0, ready));
            rows.subList(0, ready).clear();
            sink.write(0, top, width, ready, finished, 0);
            top = bottom;
        }
    }
}
