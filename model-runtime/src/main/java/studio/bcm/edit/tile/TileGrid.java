package studio.bcm.edit.tile;

import java.util.ArrayList;
import java.util.List;

/**
 * How a picture is covered by overlapping tiles of one size, and with which weight each tile counts at each pixel. The
 * weights are separable raised-cosine windows and sum to one at every pixel (a partition of unity).
 *
 * <p>Tiles start at multiples of {@value #ALIGNMENT} pixels, so that the 8×8 blocks and 16×16 macroblocks of a JPEG lie
 * alike in every tile. A tile may reach past the right and lower border; {@link studio.bcm.image.PixelSource} fills that
 * part by reflection. A picture that fits into one tile gets one tile of just its size.
 */
public final class TileGrid {
    /** What tile offsets are multiples of: the size of a JPEG macroblock with 4:2:0 sampling. */
    public static final int ALIGNMENT = 16;

    /**
     * One tile.
     *
     * @param x left column in the picture, a multiple of {@link #ALIGNMENT}
     * @param y top row in the picture, a multiple of {@link #ALIGNMENT}
     * @param width columns, the same for all tiles of a grid
     * @param height rows, the same for all tiles of a grid
     * @param column index of the tile from the left
     * @param row index of the tile from the top
     */
    public record Tile(int x, int y, int width, int height, int column, int row) {
    }

    private final int width;
    private final int height;
    private final Axis horizontal;
    private final Axis vertical;

    /** As the other, with tiles of just the wanted size. */
    public TileGrid(int width, int height, int tileSize, int overlap, int sizeMultiple) {
        this(width, height, tileSize, overlap, sizeMultiple, false);
    }

    /**
     * @param width columns of the picture
     * @param height rows of the picture
     * @param tileSize wanted side of a tile, rounded up to a multiple of 16 and of {@code sizeMultiple}
     * @param overlap least overlap of neighbours, rounded up to a multiple of 16; at most a quarter of a tile
     * @param sizeMultiple what the sides of a tile must be multiples of, see
     *                     {@link studio.bcm.model.ConsistencyFunction#sizeMultiple()}
     * @param fitted whether the sides are made smaller where as many tiles still cover the picture
     */
    public TileGrid(int width, int height, int tileSize, int overlap, int sizeMultiple, boolean fitted) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("no picture: " + width + "×" + height);
        }
        if (sizeMultiple < 1) {
            throw new IllegalArgumentException("size multiple " + sizeMultiple);
        }
        int step = leastCommonMultiple(ALIGNMENT, sizeMultiple);
        int side = roundUp(Math.max(1, tileSize), step);
        int shared = roundUp(Math.max(0, overlap), step);
        if (4L * shared > side) {
            throw new IllegalArgumentException("overlap " + overlap + " is more than a quarter of the tile size " + side);
        }
        this.width = width;
        this.height = height;
        this.horizontal = new Axis(width, side, shared, step, sizeMultiple, fitted);
        this.vertical = new Axis(height, side, shared, step, sizeMultiple, fitted);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public int tileWidth() {
        return horizontal.length;
    }

    public int tileHeight() {
        return vertical.length;
    }

    public int columns() {
        return horizontal.offsets.length;
    }

    public int rows() {
        return vertical.offsets.length;
    }

    public int count() {
        return columns() * rows();
    }

    /** All tiles, row by row from the top, each row from the left. */
    public List<Tile> tiles() {
        List<Tile> all = new ArrayList<>(count());
        for (int row = 0; row < rows(); row++) {
            all.addAll(tiles(row));
        }
        return all;
    }

    /** The tiles of one row, from the left. */
    public List<Tile> tiles(int row) {
        List<Tile> tiles = new ArrayList<>(columns());
        for (int column = 0; column < columns(); column++) {
            tiles.add(new Tile(horizontal.offsets[column], vertical.offsets[row], tileWidth(), tileHeight(), column, row));
        }
        return tiles;
    }

    /** Weight 0…1 of a tile's columns; the weight of a pixel is the product of its column's and its row's. */
    float[] columnWeights(Tile tile) {
        return horizontal.weights[tile.column()];
    }

    /** Weight 0…1 of a tile's rows. */
    float[] rowWeights(Tile tile) {
        return vertical.weights[tile.row()];
    }

    /** First picture row to which the tiles of this row contribute; the picture's height for a row past the last. */
    int firstRowOf(int row) {
        return row >= rows() ? height : vertical.firstUsed[row];
    }

    /** Sum over the tiles of the squared weights at each column, 0.5…1 where neighbours blend and 1 elsewhere. */
    float[] squaredColumnWeights() {
        return horizontal.sumOfSquares(width);
    }

    /** Sum over the tiles of the squared weights at each row. */
    float[] squaredRowWeights() {
        return vertical.sumOfSquares(height);
    }

    /** Picture columns at the middle of the seams between neighbouring tiles. */
    public int[] seamColumns() {
        return horizontal.seams;
    }

    public static int roundUp(int value, int multiple) {
        return Math.multiplyExact(Math.ceilDiv(value, multiple), multiple);
    }

    private static int leastCommonMultiple(int a, int b) {
        int x = a;
        int y = b;
        while (y != 0) {
            int rest = x % y;
            x = y;
            y = rest;
        }
        return a / x * b;
    }

    private static final class Axis {
        final int length;
        final int[] offsets;
        final int[] seams;
        final int[] firstUsed;
        final float[][] weights;

        Axis(int size, int side, int overlap, int step, int multiple, boolean fitted) {
            if (size <= side) {
                length = roundUp(size, multiple);
                offsets = new int[] {0};
            } else {
                int count = 1 + Math.ceilDiv(Math.ceilDiv(size, step) - side / step, (side - overlap) / step);
                length = fitted ? roundUp(Math.ceilDiv(size + (count - 1) * overlap, count), step) : side;
                int room = Math.ceilDiv(size, step) - length / step;
                offsets = new int[count];
                for (int i = 0; i < count; i++) {
                    offsets[i] = (int) ((long) i * room / (count - 1)) * step;
                }
            }
            int count = offsets.length;
            seams = new int[count - 1];
            firstUsed = new int[count];
            weights = new float[count][length];
            for (int i = 0; i + 1 < count; i++) {
                seams[i] = (offsets[i + 1] + offsets[i] + length) / 2;
            }
            for (int i = 0; i < count; i++) {
                // Evenly spread tiles often share more than the overlap asked for. The blend stays that narrow, in the
                // middle of what they share: the rest serves both as context.
                firstUsed[i] = i == 0 ? 0 : seams[i - 1] - overlap / 2;
                for (int k = 0; k < length; k++) {
                    int position = offsets[i] + k;
                    double rise = i == 0 ? 1 : ramp(position - seams[i - 1], overlap);
                    double fall = i == count - 1 ? 0 : ramp(position - seams[i], overlap);
                    weights[i][k] = (float) (rise - fall);
                }
            }
        }

        private static double ramp(int fromMiddle, int overlap) {
            if (overlap == 0) {
                return fromMiddle < 0 ? 0 : 1;
            }
            double fraction = Math.clamp((fromMiddle + 0.5) / overlap + 0.5, 0, 1);
            double sine = Math.sin(Math.PI / 2 * fraction);
            return sine * sine;
        }

        float[] sumOfSquares(int size) {
            float[] sum = new float[size];
            for (int i = 0; i < offsets.length; i++) {
                for (int k = 0; k < length && offsets[i] + k < size; k++) {
                    sum[offsets[i] + k] += weights[i][k] * weights[i][k];
                }
            }
            return sum;
        }
    }
}
