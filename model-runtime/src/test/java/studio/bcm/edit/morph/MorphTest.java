package studio.bcm.edit.morph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.image.Lanczos;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

class MorphTest {
    private static final int SIDE = 96;

    /** Blobs of many colours, so that every place can be told from its neighbours. */
    private static Pixels blobs(int width, int height, long seed) {
        Random random = new Random(seed);
        Pixels pixels = Pixels.blank(width, height);
        for (int k = 0; k < 40; k++) {
            double cx = random.nextDouble() * width;
            double cy = random.nextDouble() * height;
            double radius = (0.03 + 0.12 * random.nextDouble()) * Math.min(width, height);
            float[] colour = {random.nextFloat() * 2 - 1, random.nextFloat() * 2 - 1, random.nextFloat() * 2 - 1};
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double distance = Math.hypot(x - cx, y - cy) / radius;
                    float cover = (float) Math.clamp(2 - 2 * distance, 0, 1);
                    for (int c = 0; c < 3; c++) {
                        int i = (c * height + y) * width + x;
                        pixels.data()[i] += cover * (colour[c] - pixels.data()[i]);
                    }
                }
            }
        }
        return pixels;
    }

    private static Pixels plain(int width, int height, float r, float g, float b) {
        Pixels pixels = Pixels.blank(width, height);
        int n = width * height;
        for (int i = 0; i < n; i++) {
            pixels.data()[i] = r;
            pixels.data()[n + i] = g;
            pixels.data()[2 * n + i] = b;
        }
        return pixels;
    }

    private static PairMorph morph(Pixels a, Pixels b) {
        Alignment alignment = Aligner.builder().build().align(a, b, Correspondences.NONE, Progress.none());
        return PairMorph.builder().setPhotos(a, b).setAlignment(alignment).build();
    }

    /** The alignment with a picture that shows a part of A, of A's shape. */
    private static Alignment shown(int width, int height, double x, double y, double partWidth, double partHeight) {
        List<PointConstraint> corners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            double u = i % 2;
            double v = i / 2;
            corners.add(PointConstraint.of((x + u * partWidth) / width, (y + v * partHeight) / height, u, v, 1));
        }
        return alignment(width, height, new WarpField(Affine.similar(corners, width, height), 1, 1, new float[1], new float[1]));
    }

    private static Alignment alignment(int width, int height, WarpField field) {
        CropBox whole = new CropBox(0, 0, width, height);
        return new Alignment(whole, whole, width, height, field, List.of(), List.of(), 0, Correspondences.NONE);
    }

    @Test
    void aShiftedAndSmallerCopyIsFound() {
        Pixels a = blobs(SIDE, SIDE, 1);
        // B shows the part of A from 6, 4 on, 84 pixels wide and high.
        Pixels b = Lanczos.resample(a, 6, 4, 84, 84, SIDE, SIDE);
        Alignment found = Aligner.builder().build().align(a, b, Correspondences.NONE, Progress.none());
        double scale = SIDE / 84.0;
        double sum = 0;
        for (int y = 20; y <= 70; y += 10) {
            for (int x = 20; x <= 70; x += 10) {
                Place to = found.toB(x, y);
                sum += Math.hypot(to.x() - (x - 6) * scale, to.y() - (y - 4) * scale);
                Place back = found.toA(to.x(), to.y());
                assertThat(Math.hypot(back.x() - x, back.y() - y)).isLessThan(0.05);
            }
        }
        assertThat(sum / 36).isLessThan(0.5);
        assertThat(found.folds()).isZero();
    }

    @Test
    void theSamePhotoTwiceIsThatPhotoThroughout() {
        Pixels a = blobs(SIDE, 70, 2);
        PairMorph morph = morph(a, a);
        for (double position : new double[] {0.1, 0.5, 0.8}) {
            float[] frame = morph.frame(Moment.of(position), Progress.none()).data();
            for (int i = 0; i < frame.length; i++) {
                assertThat(frame[i]).isCloseTo(a.data()[i], within(2 / 255f));
            }
        }
    }

    @Test
    void endsAreThePhotosToTheBit() {
        Pixels a = blobs(SIDE, SIDE, 3);
        Pixels b = blobs(SIDE, SIDE, 4);
        PairMorph morph = morph(a, b);
        assertThat(morph.frame(Moment.of(0), Progress.none()).data()).isEqualTo(a.data());
        assertThat(morph.frame(Moment.of(1), Progress.none()).data()).isEqualTo(b.data());
        assertThat(morph.alignment().folds()).isZero();
    }

    @Test
    void pointsAndLinesMeetWithinAPixel() {
        Pixels a = blobs(SIDE, SIDE, 5);
        Pixels b = blobs(SIDE, SIDE, 6);
        PointPair pair = new PointPair(30, 40, 38, 36);
        LinePair line = new LinePair(List.of(new Place(10, 70), new Place(85, 70)), List.of(new Place(10, 78), new Place(48, 74), new Place(85, 78)));
        Correspondences known = new Correspondences(List.of(pair), List.of(line), List.of());
        Aligner aligner = Aligner.builder().build();
        Alignment fresh = aligner.align(a, b, known, Progress.none());
        Alignment again = aligner.again(aligner.align(a, b, Correspondences.NONE, Progress.none()), known, Progress.none());
        for (Alignment found : List.of(fresh, again)) {
            Place to = found.toB(30, 40);
            assertThat(Math.hypot(to.x() - 38, to.y() - 36)).isLessThan(1);
            for (double share = 0; share <= 1; share += 0.05) {
                Place from = LinePair.along(line.a(), share);
                Place there = found.toB(from.x(), from.y());
                Place wanted = LinePair.along(line.b(), share);
                assertThat(Math.hypot(there.x() - wanted.x(), there.y() - wanted.y())).isLessThan(1);
            }
            assertThat(found.folds()).isZero();
        }
    }

    @Test
    void crossedPointsDoNotFold() {
        Pixels a = blobs(SIDE, SIDE, 7);
        Correspondences crossed = new Correspondences(List.of(new PointPair(30, 48, 66, 48), new PointPair(66, 48, 30, 48)), List.of(), List.of());
        assertThat(Aligner.builder().build().align(a, blobs(SIDE, SIDE, 8), crossed, Progress.none()).folds()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,1", "1,1,50,40", "3,200,200,3", "64,48,48,64", "17,5,90,90", "15,300,40,40", "200,140,33,77"})
    void allSizesGiveFiniteFrames(int widthA, int heightA, int widthB, int heightB) {
        Pixels a = blobs(widthA, heightA, 9);
        PairMorph morph = morph(a, blobs(widthB, heightB, 10));
        Pixels frame = morph.frame(Moment.of(0.5), Progress.none());
        assertThat(frame.width()).isEqualTo(widthA);
        assertThat(frame.height()).isEqualTo(heightA);
        for (float value : frame.data()) {
            assertThat(value).isBetween(-1.6f, 1.6f);
        }
        assertThat(morph.frame(Moment.of(0), Progress.none()).data()).isEqualTo(a.data());
    }

    @Test
    void plainColoursGlide() {
        PairMorph morph = morph(plain(40, 40, -1, 0, 1), plain(40, 40, 1, 0, -1));
        float[] frame = morph.frame(Moment.of(0.25), Progress.none()).data();
        for (int i = 0; i < 1600; i++) {
            assertThat(frame[i]).isCloseTo(-0.5f, within(0.02f));
            assertThat(frame[1600 + i]).isCloseTo(0, within(0.02f));
        }
    }

    @Test
    void framesOfLargePicturesInBandsAreSeamless() {
        Pixels a = blobs(1100, 1040, 11);
        Pixels b = Lanczos.resample(a, 20, 10, 1045, 988, 1100, 1040);
        PairMorph morph = PairMorph.builder().setPhotos(a, b).setAlignment(shown(1100, 1040, 20, 10, 1045, 988)).build();
        Pixels[] aligned = morph.aligned(0.5);
        Pixels frame = morph.frame(Moment.of(0.5), Progress.none());
        double sum = 0;
        for (int y = 60; y < 980; y++) {
            double row = 0;
            for (int x = 60; x < 1040; x++) {
                int i = y * 1100 + x;
                row += Math.abs(frame.data()[i] - (aligned[0].data()[i] + aligned[1].data()[i]) / 2);
            }
            sum = Math.max(sum, row / 980);
        }
        assertThat(sum).isLessThan(0.05);
    }

    @Test
    void whatOnePhotoDoesNotReachIsTakenFromTheOther() {
        Pixels a = plain(SIDE, SIDE, -1, -1, -1);
        Pixels b = plain(SIDE, SIDE, 1, 1, 1);
        // A moves right by 24 pixels, so that its left border enters the frame.
        WarpField right = new WarpField(new Affine(0, 0, 0.125, 0, 0, 0), 1, 1, new float[1], new float[1]);
        Pixels frame = PairMorph.builder().setPhotos(a, b).setAlignment(alignment(SIDE, SIDE, right)).build().frame(new Moment(0.5, 0.01, 0.01), Progress.none());
        assertThat(frame.data()[48 * SIDE + 1]).isGreaterThan(0.5f);
        assertThat(frame.data()[48 * SIDE + 60]).isLessThan(-0.5f);
    }

    /** How much of B is in the detail of a part of a frame: 0 for A alone, 1 for B alone. */
    private static double shareOfB(Pixels a, Pixels b, Pixels frame, int left, int right) {
        double top = 0;
        double bottom = 0;
        for (int y = 5; y < SIDE - 5; y++) {
            for (int x = left; x < right; x++) {
                int i = y * SIDE + x;
                // Differences between neighbours are mostly detail, which is chosen; what is coarsest is mixed.
                double ofA = a.data()[i + 1] - a.data()[i];
                double difference = b.data()[i + 1] - b.data()[i] - ofA;
                top += difference * (frame.data()[i + 1] - frame.data()[i] - ofA);
                bottom += difference * difference;
            }
        }
        return top / bottom;
    }

    @Test
    void whatIsPaintedIsTakenFromTheOnePhotoForNearlyAllTheTime() {
        Pixels a = blobs(SIDE, SIDE, 12);
        Pixels b = blobs(SIDE, SIDE, 13);
        byte[] painted = new byte[12 * 12];
        for (int i = 0; i < painted.length; i++) {
            painted[i] = i % 12 < 6 ? TakeMask.A : TakeMask.B;
        }
        PairMorph morph = PairMorph.builder().setPhotos(a, b).setAlignment(alignment(SIDE, SIDE, WarpField.none())).optTake(new TakeMask(12, 12, painted)).build();
        for (double position : new double[] {0.2, 0.5, 0.8}) {
            Pixels frame = morph.frame(Moment.of(position), Progress.none());
            assertThat(shareOfB(a, b, frame, 5, 35)).isLessThan(0.3);
            assertThat(shareOfB(a, b, frame, 60, 90)).isGreaterThan(0.7);
        }
    }

    @Test
    void whatIsKeptApartIsNeverMixed() {
        Pixels a = blobs(SIDE, SIDE, 14);
        // The same things with less contrast: where nothing is said of them, they are mixed.
        Pixels b = Pixels.blank(SIDE, SIDE);
        for (int i = 0; i < b.data().length; i++) {
            b.data()[i] = 0.4f * a.data()[i];
        }
        byte[] apart = new byte[16];
        Arrays.fill(apart, TakeMask.APART);
        PairMorph.Builder builder = PairMorph.builder().setPhotos(a, b).setAlignment(alignment(SIDE, SIDE, WarpField.none()));
        int[] mixed = new int[2];
        for (int k = 0; k < 2; k++) {
            Pixels frame = (k == 0 ? builder : builder.optTake(new TakeMask(4, 4, apart))).build().frame(Moment.of(0.5), Progress.none());
            for (int x = 4; x + 8 <= SIDE - 4; x += 8) {
                double share = shareOfB(a, b, frame, x, x + 8);
                mixed[k] += share > 0.25 && share < 0.75 ? 1 : 0;
            }
        }
        assertThat(mixed[0]).isGreaterThanOrEqualTo(9);
        assertThat(mixed[1]).isLessThan(mixed[0]);
    }

    @Test
    void cutOutsStayCutOut() {
        Pixels a = blobs(SIDE, SIDE, 15);
        Pixels b = blobs(SIDE, SIDE, 16);
        Pixels discOfA = disc(40, 48, 25);
        Pixels discOfB = disc(56, 48, 25);
        PairMorph morph = PairMorph.builder().setPhotos(a, b).setAlignment(alignment(SIDE, SIDE, WarpField.none())).optOpacity(discOfA, discOfB).build();
        assertThat(morph.opacity(Moment.of(0)).orElseThrow()).isEqualTo(Arrays.copyOf(discOfA.data(), SIDE * SIDE));
        assertThat(morph.opacity(Moment.of(1)).orElseThrow()).isEqualTo(Arrays.copyOf(discOfB.data(), SIDE * SIDE));
        float[] middle = morph.opacity(Moment.of(0.5)).orElseThrow();
        int graded = 0;
        for (int i = 0; i < middle.length; i++) {
            boolean inBoth = discOfA.data()[i] == 1 && discOfB.data()[i] == 1;
            boolean inNone = discOfA.data()[i] == -1 && discOfB.data()[i] == -1;
            assertThat(middle[i]).isBetween(inBoth ? 0.99f : -1f, inNone ? -0.99f : 1f);
            graded += Math.abs(middle[i]) < 0.9f ? 1 : 0;
        }
        // Chosen, not mixed: hardly anything is half clear.
        assertThat(graded).isLessThan(SIDE * SIDE / 20);
        assertThat(morph.preview(48).opacity(Moment.of(0.5)).orElseThrow()).hasSize(48 * 48);
    }

    private static Pixels disc(int cx, int cy, int radius) {
        Pixels pixels = plain(SIDE, SIDE, -1, -1, -1);
        for (int i = 0; i < pixels.data().length; i++) {
            int k = i % (SIDE * SIDE);
            if (Math.hypot(k % SIDE - cx, k / SIDE - cy) < radius) {
                pixels.data()[i] = 1;
            }
        }
        return pixels;
    }
}
