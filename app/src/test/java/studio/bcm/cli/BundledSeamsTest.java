package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.device.DeviceChoice;
import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.Restoration;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.evaluation.seams.SeamMeasure;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.model.Model;
import studio.bcm.model.Pack;
import studio.bcm.task.Progress;

/** No seams with the pack that is shipped: steps at the borders of tiles are like those elsewhere. */
@Tag("slow")
class BundledSeamsTest {
    private static final int OVERLAP = 16;
    private static final int EDGE = 24;
    /** What JPEG leaves has that period, and borders of tiles lie there. */
    private static final int BLOCK = 8;
    /** Flat and wide, for many borders: the steps at one differ by 4 % from those at the next. */
    private static final int GRADIENT_WIDTH = 2304;
    private static final int GRADIENT_HEIGHT = 144;

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
        Pixels shade = Pixels.blank(GRADIENT_WIDTH, GRADIENT_HEIGHT);
        for (int i = 0; i < shade.data().length; i++) {
            int c = i / (GRADIENT_WIDTH * GRADIENT_HEIGHT);
            shade.data()[i] = upAndDown((i % GRADIENT_WIDTH + (c + 1) * (i / GRADIENT_WIDTH % GRADIENT_HEIGHT) * 0.4f) / 170);
        }
        gradient = JpegEncoder.decode(JpegEncoder.encode(shade, 30, ChromaSampling.S420));
        photo = JpegEncoder.decode(JpegEncoder.encode(PictureReader.read(root.resolve("assets/samples/lake-day.png")).toPixels(), 20, ChromaSampling.S420));
        wholeGradient = restored(gradient, new Tiling(GRADIENT_WIDTH, OVERLAP, 1));
        wholePhoto = restored(photo, new Tiling(512, OVERLAP, 1));
    }

    /** Steps of 0.75 grey levels a pixel: of many more pixels than there are levels, so that rounding is not what is measured. */
    private static float upAndDown(float way) {
        float height = way % 3.6f;
        return height < 1.8f ? height - 0.9f : 2.7f - height;
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Pixels restored(Picture picture, Tiling tiling) {
        return Restoration.builder().setFunction(model).optDefaults(defaults).optTiling(tiling).build()
                .run(picture, Progress.none()).picture().toPixels();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 96, 128, 192, 256, 288})
    void stepsAtTheBordersOfTilesAreLikeThoseElsewhere(int tile) {
        Tiling tiling = new Tiling(tile, OVERLAP, 4);
        SeamMeasure seams = new SeamMeasure(tile, OVERLAP, model.sizeMultiple());
        seams.add(SeamMeasure.Lines.of(restored(photo, tiling)), SeamMeasure.Lines.of(wholePhoto));
        double onThePhoto = seams.result().corrected();
        double onTheGradient = jump(restored(gradient, tiling), wholeGradient, seams.borders(GRADIENT_WIDTH));
        System.getLogger(getClass().getName()).log(System.Logger.Level.INFO, "tiles of {0}: {1} on a photo, {2} on a gradient", tile, onThePhoto, onTheGradient);
        assertThat(onThePhoto).isCloseTo(1, within(0.02));
        assertThat(onTheGradient).isCloseTo(0, within(0.02));
    }

    /**
     * How much further the picture jumps at borders between tiles than at other columns, over the mean step: the jump is the
     * difference to the picture without tiles in the mean of a whole column. Absolute steps of single pixels, as on a photo, differ
     * by 5 % between any two sets of so many columns of a restored gradient, whether tiles meet there or not: {@code evaluate seams}
     * compares those of many gradients.
     */
    private static double jump(Pixels tiled, Pixels whole, Set<Integer> borders) {
        double[] jumps = new double[2];
        int[] columns = new int[2];
        double steps = 0;
        for (int c = 0; c < 3; c++) {
            for (int x = EDGE; x < whole.width() - EDGE; x++) {
                double sum = 0;
                for (int y = EDGE; y < whole.height() - EDGE; y++) {
                    int at = (c * whole.height() + y) * whole.width() + x;
                    double step = whole.data()[at] - whole.data()[at - 1];
                    sum += tiled.data()[at] - tiled.data()[at - 1] - step;
                    steps += Math.abs(step) / (whole.width() - 2 * EDGE) / 3;
                }
                if (x % BLOCK == 0) {
                    int where = borders.contains(x) ? 1 : 0;
                    jumps[where] += Math.abs(sum);
                    columns[where]++;
                }
            }
        }
        return (jumps[1] / columns[1] - jumps[0] / columns[0]) / steps;
    }
}
