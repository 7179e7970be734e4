package studio.bcm.edit.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileGridTest {
    @ParameterizedTest
    @CsvSource({"1,1,64,16,8", "64,64,64,16,8", "65,64,64,16,8", "512,512,128,32,8", "500,333,128,16,16", "4000,37,256,32,8",
        "1023,767,96,16,8", "130,130,64,0,8"})
    void weightsSumToOneAtEveryPixel(int width, int height, int tile, int overlap, int multiple) {
        requirePartitionOfUnity(new TileGrid(width, height, tile, overlap, multiple));
    }

    @Test
    void weightsSumToOneWhateverTheSizes() {
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            int tile = 64 + 16 * random.nextInt(12);
            int overlap = 16 * random.nextInt(tile / 64 + 1);
            requirePartitionOfUnity(new TileGrid(1 + random.nextInt(700), 1 + random.nextInt(500), tile, overlap,
                    random.nextBoolean() ? 8 : 16, random.nextBoolean()));
        }
    }

    private static void requirePartitionOfUnity(TileGrid grid) {
        float[] sum = new float[grid.width() * grid.height()];
        for (TileGrid.Tile tile : grid.tiles()) {
            assertThat(tile.x() % TileGrid.ALIGNMENT).isZero();
            assertThat(tile.y() % TileGrid.ALIGNMENT).isZero();
            float[] columns = grid.columnWeights(tile);
            float[] rows = grid.rowWeights(tile);
            for (int y = tile.y(); y < Math.min(grid.height(), tile.y() + tile.height()); y++) {
                for (int x = tile.x(); x < Math.min(grid.width(), tile.x() + tile.width()); x++) {
                    float weight = rows[y - tile.y()] * columns[x - tile.x()];
                    assertThat(weight).isBetween(0f, 1f);
                    sum[y * grid.width() + x] += weight;
                }
            }
        }
        for (float value : sum) {
            assertThat(value).isBetween(1 - 1e-5f, 1 + 1e-5f);
        }
    }

    @Test
    void sidesAreMultiplesOfWhatTheNetworkTakes() {
        TileGrid grid = new TileGrid(1000, 90, 200, 20, 24);
        assertThat(grid.tileWidth() % 24).isZero();
        assertThat(grid.tileHeight()).isEqualTo(96);
    }

    @Test
    void neighboursShareAtLeastTheOverlap() {
        TileGrid grid = new TileGrid(3001, 64, 160, 32, 8);
        var tiles = grid.tiles();
        for (int i = 1; i < tiles.size(); i++) {
            assertThat(tiles.get(i - 1).x() + tiles.get(i - 1).width() - tiles.get(i).x()).isGreaterThanOrEqualTo(32);
        }
        assertThat(tiles.getLast().x() + tiles.getLast().width()).isBetween(3001, 3001 + 16);
    }

    @Test
    void fittedTilesShareTheOverlapAndLittleMore() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            int width = 289 + random.nextInt(8000);
            TileGrid grid = new TileGrid(width, 64, 288, 16, 8, true);
            var tiles = grid.tiles();
            assertThat(grid.tileWidth()).isLessThanOrEqualTo(288);
            for (int k = 1; k < tiles.size(); k++) {
                assertThat(tiles.get(k - 1).x() + grid.tileWidth() - tiles.get(k).x()).isGreaterThanOrEqualTo(16);
            }
            // Sides are multiples of 16, so at most so much of each tile is in vain.
            assertThat(tiles.size() * grid.tileWidth()).isLessThanOrEqualTo(width + (tiles.size() - 1) * 16 + tiles.size() * 16);
        }
        assertThat(new TileGrid(512, 512, 288, 16, 8, true).tileWidth()).isEqualTo(272);
    }

    @Test
    void refusesOverlapsThatWouldLetThreeTilesMeet() {
        assertThatThrownBy(() -> new TileGrid(500, 500, 64, 32, 8)).isInstanceOf(IllegalArgumentException.class);
    }
}
