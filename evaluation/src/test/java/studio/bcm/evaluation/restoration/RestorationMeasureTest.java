package studio.bcm.evaluation.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.evaluation.photo.ClassChoice;
import studio.bcm.evaluation.photo.Degradation;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.task.Progress;

class RestorationMeasureTest {
    @TempDir
    Path dir;

    private EvaluationPhotos photos;

    @BeforeEach
    void write() throws Exception {
        Random random = new Random(1);
        for (int k = 0; k < 2; k++) {
            BufferedImage image = new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < 48 * 40; i++) {
                int v = 100 + (i % 48 < 20 + k ? 80 : 0) + random.nextInt(20);
                image.setRGB(i % 48, i / 48, v << 16 | v / 2 << 8 | 255 - v);
            }
            ImageIO.write(image, "png", dir.resolve(k + ".png").toFile());
        }
        photos = EvaluationPhotos.list(dir, 0);
    }

    @Test
    void leavingThePhotoAloneGainsNothingAndShiftsNothing() {
        RestorationMeasure measure = new RestorationMeasure((input, strength, p) -> input.toPixels(), List.of());
        List<Degradation> all = new ArrayList<>(Degradation.published());
        all.addAll(Degradation.nearlyClean());
        all.addAll(Degradation.blind());
        all.addAll(Degradation.samplings());
        all.addAll(Degradation.scaled());
        List<RestorationMeasure.Row> rows = measure.measure(photos, all, Progress.none());
        assertThat(rows).hasSize(all.size());
        for (RestorationMeasure.Row row : rows) {
            assertThat(row.gain()).as(row.degradation()).isZero();
            assertThat(row.greatestShift()).isZero();
            assertThat(row.restored()).isEqualTo(row.plain());
            assertThat(row.behindBest()).isNull();
        }
        assertThat(rows.get(10).plain().psnrRgb()).as("never compressed").isInfinite();
    }

    @Test
    void aChangedPhotoThatWasCleanCountsAsHarm() {
        RestorationMeasure measure = new RestorationMeasure((input, strength, p) -> brighter(input, 4), List.of());
        RestorationMeasure.Row row = measure.measure(photos, List.of(new Degradation.None()), Progress.none()).getFirst();
        assertThat(row.leastGain()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(row.meanShift().get(0)).isCloseTo(4, within(0.1));
    }

    private static Pixels brighter(Picture input, int steps) {
        Pixels p = input.toPixels();
        for (int i = 0; i < p.data().length; i++) {
            p.data()[i] += steps / 127.5f;
        }
        return p;
    }

    @Test
    void theAutomaticChoiceIsComparedWithTheBestFixedOneOfEachPhoto() {
        // Fixed strengths are as good as they are weak; the automatic choice is as good as the worse of them.
        RestorationMeasure measure = new RestorationMeasure((input, strength, p) -> brighter(input, strength == 0.1f ? 1 : 3), List.of(0.1f, 0.3f));
        RestorationMeasure.Row row = measure.measure(photos, List.of(new Degradation.None()), Progress.none()).getFirst();
        assertThat(row.fixedGains()).hasSize(2);
        RestorationMeasure.Row jpeg = measure.measure(photos, Degradation.qualities(90), Progress.none()).getFirst();
        assertThat(jpeg.fixedGains().get(0.1f)).isGreaterThan(jpeg.fixedGains().get(0.3f));
        // Leaving a photo alone counts as a fixed strength too.
        double behind = jpeg.photos().stream().mapToDouble(p -> Math.max(0, p.fixedGains().get(0.1f)) - p.gain()).average().orElseThrow();
        assertThat(jpeg.behindBest()).isCloseTo(behind, within(1e-9)).isPositive();
    }

    @Test
    void theBestFixedStrengthIsSearchedBetweenThoseOfTheGridToo() {
        // 0.2 is best, halfway between 0.1 and 0.4.
        RestorationMeasure measure = new RestorationMeasure((input, strength, p) -> brighter(input, strength == 0 ? 2 : Math.abs(strength - 0.2f) < 0.001 ? 0 : 4),
                List.of(0.1f, 0.4f));
        RestorationMeasure.Row row = measure.measure(photos, Degradation.qualities(90), Progress.none()).getFirst();
        assertThat(row.photos()).allSatisfy(photo -> assertThat(photo.bestStrength()).isEqualTo(0.2f));
        assertThat(row.photos()).allSatisfy(photo -> assertThat(photo.bestFixed()).isCloseTo(0, within(1e-9)));
        assertThat(row.behindBest()).isCloseTo(-row.gain(), within(1e-9)).isPositive();
        assertThat(row.mostBehind()).isGreaterThanOrEqualTo(row.behindBest());
    }

    @Test
    void lossOfColourIsToldApartFromLossOfLuma() {
        RestorationMeasure measure = new RestorationMeasure((input, strength, p) -> {
            Pixels pixels = input.toPixels();
            int plane = pixels.width() * pixels.height();
            for (int i = 0; i < plane; i++) {
                // Moves blue difference alone: the luma of (−0.344, +0.186) on green and blue is none.
                pixels.data()[plane + i] -= 0.0344f;
                pixels.data()[2 * plane + i] += 0.1772f;
            }
            return pixels;
        }, List.of());
        RestorationMeasure.Row row = measure.measure(photos, Degradation.qualities(50), Progress.none()).getFirst();
        assertThat(row.gainCb()).isLessThan(-3);
        assertThat(row.gainY()).isCloseTo(0, within(0.3));
        assertThat(row.gainCr()).isCloseTo(0, within(0.3));
    }

    @Test
    void aimsTellWhatWasMissed() {
        RestorationMeasure exact = new RestorationMeasure((input, strength, p) -> input.toPixels(), List.of(0.1f));
        RestorationMeasure brighter = new RestorationMeasure((input, strength, p) -> brighter(input, 2), List.of());
        List<RestorationMeasure.Row> main = exact.measure(photos, Degradation.qualities(40), Progress.none());
        List<RestorationAims.Aim> idle = RestorationAims.of(main, exact.measure(photos, List.of(new Degradation.None()), Progress.none()), null, null, null, null);
        assertThat(idle).extracting(RestorationAims.Aim::met).containsExactly(false, true, false, true, true);
        List<RestorationAims.Aim> harmful = RestorationAims.of(null, brighter.measure(photos, List.of(new Degradation.None()), Progress.none()), null, null, null, null);
        assertThat(harmful).singleElement().satisfies(aim -> assertThat(aim.met()).isFalse());
    }

    @Test
    void scaledPhotosAreComparedWithTheScaledOriginal() {
        Pixels clean = EvaluationPhotos.list(dir, 1).crops(40, 1, 0, ClassChoice.none(), Progress.none()).pictures(0, 1).getFirst();
        Degradation.Pair half = new Degradation.Scaled(90, 0.5, 0).apply(clean);
        assertThat(half.input().width()).isEqualTo(20);
        assertThat(half.input().jpegFacts()).isEmpty();
        assertThat(Metrics.compare(half.original(), half.input()).psnrRgb()).isGreaterThan(28);
        assertThat(new Degradation.Scaled(20, 1.5, 75).apply(clean).input().jpegFacts().orElseThrow().quality()).isEqualTo(75);
        Degradation.Pair exact = new Degradation.ScaledClean(0.75).apply(clean);
        assertThat(Metrics.compare(exact.original(), exact.input()).psnrRgb()).isInfinite();
    }

    @Test
    void croppedAndTwiceCompressedPhotosAreComparedWithTheSamePartOfTheOriginal() {
        Pixels clean = EvaluationPhotos.list(dir, 1).crops(40, 1, 0, ClassChoice.none(), Progress.none()).pictures(0, 1).getFirst();
        Degradation.Pair pair = new Degradation.SavedAgain(95, 3, 5).apply(clean);
        assertThat(pair.original().width()).isEqualTo(37);
        assertThat(pair.original().data()[0]).isEqualTo(clean.data()[5 * 40 + 3]);
        assertThat(pair.input().jpegFacts()).isEmpty();
        assertThat(Metrics.compare(pair.original(), pair.input()).psnrRgb()).isGreaterThan(28);
        Degradation.Pair twice = new Degradation.Twice(20, 4, 4, 75).apply(clean);
        assertThat(twice.input().jpegFacts().orElseThrow().quality()).isEqualTo(75);
        assertThat(Metrics.compare(twice.original(), twice.input()).psnrRgb())
                .isLessThan(Metrics.compare(clean, new Degradation.Jpeg(75, ChromaSampling.S420).apply(clean).input()).psnrRgb());
    }
}
