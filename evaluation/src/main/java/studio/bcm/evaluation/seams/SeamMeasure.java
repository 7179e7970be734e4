package studio.bcm.evaluation.seams;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import studio.bcm.edit.tile.TileGrid;
import studio.bcm.image.Pixels;

/**
 * Whether tiles leave seams: the mean absolute step between neighbouring pixels across borders of tiles over that across other
 * lines, in pictures that were restored in tiles of one size.
 *
 * <p>A border is where a tile begins to count, where its neighbour ceases to, and the middle between the two. These lie where
 * the 8×8 blocks of a JPEG meet, and steps there are others than inside blocks, so that other lines are those at the same place
 * of 16×16 macroblocks, columns beside columns and rows beside rows.
 *
 * <p>One picture is not enough: in a restored gradient the steps of any two sets of so few lines differ by several percent, with
 * or without borders. So sums are taken over many pictures before they are divided, and the standard error says whether they
 * were enough: it falls with the root of their number, and to be distinguished from 2 % it has to be 0.5 % or less.
 */
public final class SeamMeasure {
    private static final int BLOCK = 8;
    private static final int MACROBLOCK = 16;
    /** The picture's own borders are no seams. */
    private static final int EDGE = 24;
    /** Steps of −1…1 in levels of 8 bits. */
    private static final double LEVELS = 127.5;

    private final int tileSize;
    private final int overlap;
    private final int sizeMultiple;
    private final List<Shares> plain = new ArrayList<>();
    private final List<Shares> corrected = new ArrayList<>();
    private double samples;

    /**
     * Absolute steps of a picture, summed along each line; those within {@value #EDGE} pixels of its borders are left out.
     *
     * @param columns for each column the sum of absolute differences to the column before, over rows and channels
     * @param rows    for each row likewise
     */
    public record Lines(double[] columns, double[] rows) {
        public static Lines of(Pixels picture) {
            int width = picture.width();
            int height = picture.height();
            float[] data = picture.data();
            double[] columns = new double[width];
            double[] rows = new double[height];
            for (int c = 0; c < 3; c++) {
                for (int y = EDGE; y < height - EDGE; y++) {
                    for (int x = EDGE; x < width - EDGE; x++) {
                        int at = (c * height + y) * width + x;
                        columns[x] += Math.abs(data[at] - data[at - 1]);
                        rows[y] += Math.abs(data[at] - data[at - width]);
                    }
                }
            }
            return new Lines(columns, rows);
        }
    }

    /**
     * What was found.
     *
     * @param pictures       that have borders of tiles
     * @param atBorders      mean absolute step across borders, in levels of 8 bits
     * @param elsewhere      mean absolute step across other lines, at the same places of macroblocks as often as borders
     * @param ratio          the one over the other; 1 is ideal
     * @param error          standard error of the ratio over pictures; null for one picture
     * @param corrected      the same ratio, of steps over those of the same lines in the pictures without tiles: what is in a
     *                       picture there does not count
     * @param correctedError standard error of that; null for one picture
     */
    public record Result(int pictures, double atBorders, double elsewhere, double ratio, @Nullable Double error, double corrected, @Nullable Double correctedError) {
    }

    /** Of one picture: the sum at borders, and what it would be if they were like other lines. */
    private record Shares(double found, double expected) {
    }

    /**
     * @param tileSize     side of a tile in pixels
     * @param overlap      over which neighbours are blended
     * @param sizeMultiple of the network, see {@link TileGrid}
     */
    public SeamMeasure(int tileSize, int overlap, int sizeMultiple) {
        this.tileSize = tileSize;
        this.overlap = overlap;
        this.sizeMultiple = sizeMultiple;
    }

    /**
     * Adds a picture; one that fits into a tile adds nothing.
     *
     * @param tiled restored in tiles of this size, not fitted
     * @param whole the same picture, restored in one piece
     */
    public void add(Lines tiled, Lines whole) {
        int width = tiled.columns.length;
        int height = tiled.rows.length;
        if (whole.columns.length != width || whole.rows.length != height) {
            throw new IllegalArgumentException("pictures of different sizes");
        }
        Set<Integer> columns = borders(width);
        Set<Integer> rows = borders(height);
        Sums sums = new Sums();
        for (int place = 0; place < MACROBLOCK; place += BLOCK) {
            sums.add(tiled.columns, whole.columns, columns, place, 3 * (height - 2 * EDGE));
            sums.add(tiled.rows, whole.rows, rows, place, 3 * (width - 2 * EDGE));
        }
        if (sums.samples > 0) {
            samples += sums.samples;
            plain.add(new Shares(sums.found, sums.expected));
            corrected.add(new Shares(sums.found, sums.expectedOfWhole));
        }
    }

    /** @throws IllegalStateException when no picture had a border */
    public Result result() {
        if (plain.isEmpty()) {
            throw new IllegalStateException("no picture has a border between tiles of " + tileSize);
        }
        return new Result(plain.size(), LEVELS * sum(plain, Shares::found) / samples, LEVELS * sum(plain, Shares::expected) / samples,
                ratio(plain), error(plain), ratio(corrected), error(corrected));
    }

    public boolean isEmpty() {
        return plain.isEmpty();
    }

    /** Borders along one side of a picture of that many pixels: the first pixel behind each. */
    public Set<Integer> borders(int size) {
        TileGrid grid = new TileGrid(size, size, tileSize, overlap, sizeMultiple);
        List<TileGrid.Tile> tiles = grid.tiles(0);
        int half = TileGrid.ALIGNMENT * Math.ceilDiv(overlap, TileGrid.ALIGNMENT) / 2;
        Set<Integer> borders = new HashSet<>();
        for (int i = 1; i < tiles.size(); i++) {
            // Neighbours may share more than the overlap: they are blended in the middle of what they share.
            int middle = (tiles.get(i).x() + tiles.get(i - 1).x() + grid.tileWidth()) / 2;
            borders.addAll(List.of(middle - half, middle, middle + half));
        }
        return borders;
    }

    private static double ratio(List<Shares> pictures) {
        return sum(pictures, Shares::found) / sum(pictures, Shares::expected);
    }

    /** Of a ratio of sums, to first order: by how much each picture's sum differs from what the ratio of all foretells. */
    private static Double error(List<Shares> pictures) {
        int n = pictures.size();
        if (n == 1) {
            return null;
        }
        double ratio = ratio(pictures);
        double squares = sum(pictures, s -> Math.pow(s.found - ratio * s.expected, 2));
        return Math.sqrt(squares * n / (n - 1)) / sum(pictures, Shares::expected);
    }

    private static double sum(List<Shares> pictures, ToDoubleFunction<Shares> of) {
        return pictures.stream().mapToDouble(of).sum();
    }

    /** Of one picture. */
    private static final class Sums {
        private double found;
        private double expected;
        private double expectedOfWhole;
        private double samples;

        /**
         * Adds the lines of one direction at one place of macroblocks, which are like each other but for borders.
         *
         * @param length steps along a line
         */
        void add(double[] tiled, double[] whole, Set<Integer> borders, int place, int length) {
            double[] steps = new double[2];
            double[] stepsOfWhole = new double[2];
            int[] lines = new int[2];
            for (int i = Math.ceilDiv(EDGE - place, MACROBLOCK) * MACROBLOCK + place; i < tiled.length - EDGE; i += MACROBLOCK) {
                int where = borders.contains(i) ? 1 : 0;
                steps[where] += tiled[i];
                stepsOfWhole[where] += whole[i];
                lines[where]++;
            }
            if (lines[0] > 0 && lines[1] > 0 && stepsOfWhole[0] > 0) {
                found += steps[1];
                expected += steps[0] * lines[1] / lines[0];
                expectedOfWhole += steps[0] * stepsOfWhole[1] / stepsOfWhole[0];
                samples += (double) length * lines[1];
            }
        }
    }
}
