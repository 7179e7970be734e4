package studio.bcm.edit.tile;

import java.util.List;
import studio.bcm.image.Pixels;

/**
 * Keeps the variance of noise where tiles that were carried upwards are blended. A weighted mean of independent noises
 * with weights w has Σw² of their variance; one of noises that agree with correlation ρ has Σw² + ρ(1 − Σw²). The noise,
 * i.e. what the carry added to the picture, is therefore divided by the root of that. ρ is measured where tiles overlap:
 * it is near 0 for tiles that draw their own noise and near 1 for tiles that find the same noise for the same picture.
 */
final class BlendedNoise {
    private final Pixels source;
    private final float[] columnSquares;
    private final float[] rowSquares;
    private final TileGrid grid;
    private double tileVariance;
    private double tileWeight;

    /** @param source the picture before the carry */
    BlendedNoise(TileGrid grid, Pixels source) {
        this.grid = grid;
        this.source = source;
        this.columnSquares = grid.squaredColumnWeights();
        this.rowSquares = grid.squaredRowWeights();
    }

    /** Takes note of the noise that single tiles have where they overlap others. */
    void observe(float[] before, float[] after, List<TileGrid.Tile> tiles) {
        int offset = 0;
        for (TileGrid.Tile tile : tiles) {
            float[] columns = grid.columnWeights(tile);
            float[] rows = grid.rowWeights(tile);
            for (int c = 0; c < 3; c++) {
                for (int j = 0; j < tile.height(); j++) {
                    for (int i = 0; i < tile.width(); i++, offset++) {
                        float weight = rows[j] * columns[i];
                        if (weight > 0 && weight < 1 && tile.x() + i < grid.width() && tile.y() + j < grid.height()) {
                            double added = after[offset] - before[offset];
                            tileVariance += weight * added * added;
                            tileWeight += weight;
                        }
                    }
                }
            }
        }
    }

    /** Restores the variance of the blended picture, in place. */
    void normalise(Pixels blended) {
        if (tileWeight == 0) {
            return;
        }
        double correlation = correlation(blended);
        int width = grid.width();
        int height = grid.height();
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                int row = (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    float squares = rowSquares[y] * columnSquares[x];
                    if (squares < 1) {
                        double shrunkBy = Math.sqrt(squares + correlation * (1 - squares));
                        float from = source.data()[row + x];
                        blended.data()[row + x] = (float) (from + (blended.data()[row + x] - from) / shrunkBy);
                    }
                }
            }
        }
    }

    private double correlation(Pixels blended) {
        double single = tileVariance / tileWeight;
        double seen = 0;
        double independent = 0;
        double common = 0;
        int width = grid.width();
        int height = grid.height();
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                int row = (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    float squares = rowSquares[y] * columnSquares[x];
                    if (squares < 1) {
                        double added = blended.data()[row + x] - source.data()[row + x];
                        seen += added * added;
                        independent += single * squares;
                        common += single * (1 - squares);
                    }
                }
            }
        }
        return common == 0 ? 1 : Math.clamp((seen - independent) / common, 0, 1);
    }
}
