package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.device.DeviceChoice;
import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.Restoration;
import studio.bcm.edit.TileGrid;
import studio.bcm.edit.Tiling;
import studio.bcm.image.ChromaSampling;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PictureReader;
import studio.bcm.image.Pixels;
import studio.bcm.model.Model;
import studio.bcm.model.Pack;
import studio.bcm.task.Progress;

/** No seams with the pack that is shipped: steps at the borders of tiles are like those elsewhere. */
@Tag("slow")
class BundledSeamsTest {
    private static final int WIDTH = 288;
    private static final int HEIGHT = 208;
    private static final int OVERLAP = 16;
    private static final int EDGE = 24;

    private static Model model;
    private static EditDefaults defaults;
    private static Picture gradient;
    private static Picture photo;
    private static Pixels wholeGradient;
    private static Pixels wholePhoto;

    @BeforeAll
    static void restoreInOnePiece() {
        Path root = Path.of("").toAbsolutePath().getParent();
        Pack pack = Pack.open(root.resolve("assets/models/photo-64.bcm"));
        model = Model.load(pack, DeviceChoice.CPU);
        defaults = EditDefaults.of(pack.manifest());
        Pixels shade = Pixels.blank(WIDTH, HEIGHT);
        Pixels part = Pixels.blank(WIDTH, HEIGHT);
        PictureReader.read(root.resolve("assets/samples/lake-day.png")).read(150, 20, WIDTH, HEIGHT, part.data(), 0);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < WIDTH * HEIGHT; i++) {
                shade.data()[c * WIDTH * HEIGHT + i] = (i % WIDTH + (c + 1) * (i / WIDTH) * 0.4f) / 340f - 0.9f;
            }
        }
        // 16 bits: rounding to 8 would make steps of none and of one, whatever the network does.
        PictureBuilder builder = new PictureBuilder(WIDTH, HEIGHT).optBits(16);
        builder.write(0, 0, WIDTH, HEIGHT, shade.data(), 0);
        gradient = builder.build();
        photo = JpegEncoder.decode(JpegEncoder.encode(part, 20, ChromaSampling.S420));
        wholeGradient = restored(gradient, new Tiling(512, OVERLAP, 1));
        wholePhoto = restored(photo, new Tiling(512, OVERLAP, 1));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Pixels restored(Picture picture, Tiling tiling) {
        return Restoration.builder().setFunction(model).optDefaults(defaults).optTiling(tiling).optStrength(0.08f).build().run(picture, Progress.none()).picture().toPixels();
    }

    @ParameterizedTest
    @CsvSource({"64", "96", "128", "192", "256"})
    void stepsAtTheBordersOfTilesAreLikeThoseElsewhere(int tile) {
        assertThat(excess(restored(photo, new Tiling(tile, OVERLAP, 4)), wholePhoto, tile)).isCloseTo(1, within(0.02));
    }

    /** A grey level in ten pixels is what no eye sees; on a picture that is smooth everywhere it is a few per cent of a step. */
    @ParameterizedTest
    @CsvSource({"64", "128", "192"})
    void onAGradientNoBorderShows(int tile) {
        assertThat(excess(restored(gradient, new Tiling(tile, OVERLAP, 4)), wholeGradient, tile)).isCloseTo(1, within(0.1));
    }

    /**
     * Mean absolute step at the borders over that elsewhere, each over that of the same places in a picture without tiles: what is in
     * the picture there does not count.
     */
    private static double excess(Pixels tiled, Pixels whole, int tile) {
        TileGrid grid = new TileGrid(WIDTH, HEIGHT, tile, OVERLAP, model.sizeMultiple());
        List<TileGrid.Tile> tiles = grid.tiles();
        Set<Integer> columns = new HashSet<>();
        Set<Integer> rows = new HashSet<>();
        for (TileGrid.Tile t : tiles) {
            columns.addAll(List.of(t.x(), t.x() + t.width(), t.x() + OVERLAP / 2, t.x() + t.width() - OVERLAP / 2));
            rows.addAll(List.of(t.y(), t.y() + t.height(), t.y() + OVERLAP / 2, t.y() + t.height() - OVERLAP / 2));
        }
        double[][] sums = new double[2][2];
        for (int c = 0; c < 3; c++) {
            // The picture's own borders are no seams.
            for (int y = EDGE; y < HEIGHT - EDGE; y++) {
                for (int x = EDGE; x < WIDTH - EDGE; x++) {
                    int at = (c * HEIGHT + y) * WIDTH + x;
                    add(sums, columns.contains(x), tiled, whole, at, 1);
                    add(sums, rows.contains(y), tiled, whole, at, WIDTH);
                }
            }
        }
        return sums[1][0] / sums[1][1] / (sums[0][0] / sums[0][1]);
    }

    private static void add(double[][] sums, boolean atBorder, Pixels tiled, Pixels whole, int at, int back) {
        double[] sum = sums[atBorder ? 1 : 0];
        sum[0] += Math.abs(tiled.data()[at] - tiled.data()[at - back]);
        sum[1] += Math.abs(whole.data()[at] - whole.data()[at - back]);
    }
}
