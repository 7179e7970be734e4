package studio.bcm.edit.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.edit.Samples;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class TiledPassTest {
    @ParameterizedTest
    @CsvSource({"300,200,64,16,1,1", "300,200,96,16,5,1", "257,301,128,32,40,1", "40,500,64,0,3,1", "512,64,64,16,2,1", "300,500,64,16,3,2",
        "300,500,64,16,1,3", "300,500,64,16,40,2"})
    void givesBackWhatTheTilesSay(int width, int height, int tile, int overlap, int batch, int atOnce) {
        Pixels picture = Samples.scene(width, height, 3);
        Pixels seen = Pixels.blank(width, height);
        AtomicInteger next = new AtomicInteger();
        new TiledPass(new TileGrid(width, height, tile, overlap, 8), batch, atOnce).run(picture, (x, tiles, h, w) -> x,
                (x, y, w, h, values, offset) -> {
                    assertThat(y).isEqualTo(next.getAndAdd(h));
                    for (int c = 0; c < 3; c++) {
                        System.arraycopy(values, offset + c * h * w, seen.data(), (c * height + y) * width, h * w);
                    }
                }, Progress.none(), "");
        assertThat(next.get()).isEqualTo(height);
        for (int i = 0; i < seen.data().length; i++) {
            assertThat(seen.data()[i]).isCloseTo(picture.data()[i], Offset.offset(1e-5f));
        }
    }

    /** Every tile is off by an amount of its own: the worst that a network could do. */
    @ParameterizedTest
    @CsvSource({"64,16", "96,16", "128,32", "256,64"})
    void stepsAcrossSeamsAreThoseOfTheBlend(int tile, int overlap) {
        int width = 600;
        int height = 400;
        TileGrid grid = new TileGrid(width, height, tile, overlap, 8);
        Pixels picture = Samples.gradient(width, height);
        Pixels result = Pixels.blank(width, height);
        new TiledPass(grid, 4).run(picture, (x, tiles, h, w) -> {
            for (int k = 0; k < tiles.size(); k++) {
                float off = 0.02f * ((tiles.get(k).column() + tiles.get(k).row()) % 2 == 0 ? 1 : -1);
                for (int i = k * 3 * h * w; i < (k + 1) * 3 * h * w; i++) {
                    x[i] += off;
                }
            }
            return x;
        }, (x, y, w, h, values, offset) -> {
            for (int c = 0; c < 3; c++) {
                System.arraycopy(values, offset + c * h * w, result.data(), (c * height + y) * width, h * w);
            }
        }, Progress.none(), "");
        double slope = 1.6 / (width + 0.9 * height);
        // A raised cosine of that height has no greater step than π/2 of its mean slope.
        double greatest = slope + 0.04 / overlap * Math.PI / 2 + 1e-5;
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 1; x < width; x++) {
                    int at = (c * height + y) * width + x;
                    assertThat((double) Math.abs(result.data()[at] - result.data()[at - 1])).isLessThan(greatest);
                }
            }
        }
    }

    /** Sums of blended tiles are rounded, so they must be made in one order, whatever works on them. */
    @ParameterizedTest
    @CsvSource({"5,1", "40,1", "3,2", "16,3"})
    void theSameValuesToTheBitInBatchesOfAnySize(int batch, int atOnce) {
        assertThat(Arrays.mismatch(blended(batch, atOnce), blended(1, 1))).as("first value that differs").isEqualTo(-1);
    }

    private static float[] blended(int batch, int atOnce) {
        Pixels picture = Samples.scene(501, 403, 5);
        Pixels result = Pixels.blank(501, 403);
        new TiledPass(new TileGrid(501, 403, 96, 16, 8), batch, atOnce).run(picture, (x, tiles, h, w) -> {
            for (int i = 0; i < x.length; i++) {
                TileGrid.Tile tile = tiles.get(i / (3 * h * w));
                x[i] *= 0.7f + 0.1f * tile.column() + 0.03f * tile.row();
            }
            return x;
        }, Fields.into(result), Progress.none(), "");
        return result.data();
    }

    @Test
    void holdsTheRowsInWorkAndNotThePicture() {
        int width = 512;
        int height = 60_000;
        AtomicInteger mostRows = new AtomicInteger();
        AtomicInteger rows = new AtomicInteger();
        PixelSource endless = new PixelSource() {
            @Override
            public int width() {
                return width;
            }

            @Override
            public int height() {
                return height;
            }

            @Override
            public void read(int x, int y, int w, int h, float[] into, int offset) {
                assertThat(h).isLessThanOrEqualTo(128);
                Arrays.fill(into, offset, offset + 3 * w * h, y / (float) height);
            }
        };
        new TiledPass(new TileGrid(width, height, 128, 16, 8), 4).run(endless, (x, tiles, h, w) -> x,
                (x, y, w, h, values, offset) -> {
                    assertThat(values.length).isLessThanOrEqualTo(3 * width * 2 * 128);
                    mostRows.accumulateAndGet(h, Math::max);
                    rows.addAndGet(h);
                }, Progress.none(), "");
        assertThat(rows.get()).isEqualTo(height);
        assertThat(mostRows.get()).isLessThanOrEqualTo(128);
    }

    @Test
    void batchesAtOnceAreInWorkTogetherAndTheirFailureEndsThePassOnceAllAreThrough() {
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicInteger inWork = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        assertThatThrownBy(() -> new TiledPass(new TileGrid(600, 600, 128, 16, 8), 2, 2).run(Samples.gradient(600, 600),
                (x, tiles, h, w) -> {
                    inWork.incrementAndGet();
                    try {
                        if (begun.incrementAndGet() <= 2) {
                            both.await(10, TimeUnit.SECONDS);
                        }
                        if (tiles.getFirst().row() == 0 && tiles.getFirst().column() == 0) {
                            throw new IllegalStateException("this tile fails");
                        }
                        Thread.sleep(50);
                    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                        throw new AssertionError(e);
                    } finally {
                        inWork.decrementAndGet();
                    }
                    return x;
                }, (x, y, w, h, values, offset) -> {
                }, Progress.none(), "")).isInstanceOf(IllegalStateException.class).hasMessage("this tile fails");
        assertThat(inWork.get()).isZero();
    }

    @Test
    void stopsBetweenBatches() {
        AtomicInteger batches = new AtomicInteger();
        Progress stopAfterTwo = RecordedProgress.cancelledWhen(() -> batches.get() >= 2);
        assertThatThrownBy(() -> new TiledPass(new TileGrid(600, 600, 128, 16, 8), 2).run(Samples.gradient(600, 600),
                (x, tiles, h, w) -> {
                    batches.incrementAndGet();
                    return x;
                }, (x, y, w, h, values, offset) -> {
                }, stopAfterTwo, "")).isInstanceOf(CancelledException.class);
        assertThat(batches.get()).isEqualTo(2);
    }
}
