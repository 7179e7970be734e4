package studio.bcm.edit;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.edit.tile.FieldRunner;
import studio.bcm.edit.tile.TileGrid;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

/** The mean absolute step from pixel to pixel is the same across the borders of tiles as elsewhere. */
class SeamTest {
    /** What zero padding does to a network: near the border of a tile it sees less, and pulls towards grey. */
    private static final class BorderBlind extends GaussianFunction {
        @Override
        public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
            float[] out = super.evaluate(x, n, height, width, t, u, y);
            for (int i = 0; i < out.length; i++) {
                int column = i % width;
                int row = i / width % height;
                int distance = Math.min(Math.min(column, width - 1 - column), Math.min(row, height - 1 - row));
                out[i] *= (float) (1 - 0.02 * Math.exp(-distance / 2.0));
            }
            return out;
        }
    }

    @ParameterizedTest
    @CsvSource({"64,16", "96,16", "128,16", "128,32", "192,32", "256,16", "256,64", "400,16"})
    void noSeamsOnAGradientOrAPhoto(int tile, int overlap) {
        for (GaussianFunction function : new GaussianFunction[] {new GaussianFunction(), new BorderBlind()}) {
            for (Pixels picture : new Pixels[] {Samples.gradient(640, 560), Samples.scene(640, 560, 3)}) {
                FieldRunner runner = new FieldRunner(function, new Tiling(tile, overlap, 4));
                Pixels result = runner.carry(picture, 0.2f, 0.002f, Progress.none(), "");
                TileGrid grid = new TileGrid(640, 560, tile, overlap, 8);
                double here = ratio(result, picture, grid);
                assertThat(here).as(function.getClass().getSimpleName() + ", tiles of " + tile).isCloseTo(1, Offset.offset(0.02));
            }
        }
    }

    /**
     * Mean step where tiles meet over mean step elsewhere, both relative to the steps of the input at the same place, so that
     * what is in the picture there does not count.
     */
    private static double ratio(Pixels result, Pixels input, TileGrid grid) {
        boolean[] border = new boolean[grid.width()];
        for (int column = 0; column + 1 < grid.columns(); column++) {
            TileGrid.Tile left = grid.tiles(0).get(column);
            TileGrid.Tile right = grid.tiles(0).get(column + 1);
            border[grid.seamColumns()[column]] = true;
            border[right.x()] = true;
            border[Math.min(grid.width() - 1, left.x() + left.width())] = true;
        }
        double[][] sums = new double[2][2];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < grid.height(); y++) {
                for (int x = 16; x < grid.width() - 16; x++) {
                    int at = (c * grid.height() + y) * grid.width() + x;
                    int where = border[x] ? 1 : 0;
                    sums[where][0] += Math.abs(result.data()[at] - result.data()[at - 1]);
                    sums[where][1] += Math.abs(input.data()[at] - input.data()[at - 1]);
                }
            }
        }
        return sums[1][0] / sums[1][1] / (sums[0][0] / sums[0][1]);
    }
}
