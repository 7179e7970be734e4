package studio.bcm.edit.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PixelSink;
import studio.bcm.image.Pixels;
import studio.bcm.image.TestJpegs;
import studio.bcm.image.TestPictures;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegCoefficients;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.image.metadata.Orientation;
import studio.bcm.image.metadata.TestMetadata;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class FaithfulProjectionTest {
    @ParameterizedTest
    @CsvSource({"S420,5", "S420,10", "S420,30", "S420,75", "S420,95", "S420,100", "S444,10", "S444,50", "S444,95", "S422,20",
        "S422,80", "S411,30", "S440,60"})
    void everyCoefficientEndsInItsInterval(ChromaSampling sampling, int quality) {
        Pixels photo = TestPictures.photo(96, 64, quality);
        byte[] file = JpegEncoder.encode(photo, quality, sampling);
        JpegFacts facts = JpegFacts.of(file).orElseThrow();
        Pixels restored = blurred(JpegEncoder.decode(file).toPixels());
        for (int i = 0; i < restored.data().length; i++) {
            restored.data()[i] *= 0.6f;
        }

        Picture faithful = project(facts, restored);

        double[] excess = excess(faithful, facts);
        Arrays.sort(excess);
        assertThat(excess[excess.length - 1]).isLessThan(1.0);
        long outside = Arrays.stream(excess).filter(e -> e > FaithfulProjection.ROUNDING_TOLERANCE).count();
        assertThat(outside).isLessThanOrEqualTo(excess.length / 5000);
        // What came in did contradict the file, so that this was not idle.
        double[] before = excess(Picture.of(restored), facts);
        assertThat(Arrays.stream(before).max().orElseThrow()).isGreaterThan(1.0);
        FaithfulProjection.Deviation told = new FaithfulProjection(facts.coefficients(), 8).deviation(faithful);
        assertThat(told.largest()).isCloseTo(excess[excess.length - 1], within(0.01));
    }

    @ParameterizedTest
    @CsvSource({"S420,10", "S420,60", "S444,20", "S422,40"})
    void neverMovesAwayFromTheOriginal(ChromaSampling sampling, int quality) {
        Pixels photo = TestPictures.photo(128, 96, 7);
        byte[] file = JpegEncoder.encode(photo, quality, sampling);
        JpegFacts facts = JpegFacts.of(file).orElseThrow();
        Pixels restored = blurred(JpegEncoder.decode(file).toPixels());

        Pixels faithful = project(facts, restored).toPixels();

        assertThat(TestPictures.psnr(faithful, photo)).isGreaterThan(TestPictures.psnr(restored, photo));
        Pixels original = project(facts, photo).toPixels();
        assertThat(TestPictures.psnr(original, photo)).isGreaterThan(48);
    }

    @ParameterizedTest
    @CsvSource({"S420,99,71", "S444,77,65", "S411,33,17", "S420,7,5", "S420,97,33"})
    void sizesThatFillNoWholeBlockAgreeToo(ChromaSampling sampling, int w, int h) {
        Pixels photo = TestPictures.photo(w, h, 11);
        byte[] file = JpegEncoder.encode(photo, 40, sampling);
        JpegFacts facts = JpegFacts.of(file).orElseThrow();

        Picture faithful = project(facts, blurred(JpegEncoder.decode(file).toPixels()));

        FaithfulProjection.Deviation deviation = new FaithfulProjection(facts.coefficients(), 8).deviation(faithful);
        assertThat(deviation.largest()).isLessThan(1.0);
    }

    @Test
    void unroundedResultsHoldTheIntervalsThemselves() {
        Pixels photo = TestPictures.photo(64, 64, 12);
        JpegFacts facts = JpegFacts.of(JpegEncoder.encode(photo, 30, ChromaSampling.S420)).orElseThrow();
        FaithfulProjection projection = new FaithfulProjection(facts.coefficients(), 16);
        Pixels out = Pixels.blank(64, 64);
        PixelSink sink = sink(out);

        projection.project(blurred(photo), sink, Progress.none());

        assertThat(projection.deviation(out).largest()).isLessThan(2 * FaithfulProjection.FLOAT_TOLERANCE);
        assertThat(projection.deviation(out).outside()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Orientation.class)
    void worksInTheUprightGeometryWhateverTheOrientation(Orientation orientation) {
        Pixels photo = TestPictures.photo(53, 37, 13);
        byte[] plain = JpegEncoder.encode(photo, 30, ChromaSampling.S420);
        byte[] file = TestMetadata.withOrientation(plain, orientation.exif());
        Picture picture = JpegEncoder.decode(file);
        JpegFacts facts = picture.jpegFacts().orElseThrow();
        assertThat(facts.orientation()).isEqualTo(orientation);
        FaithfulProjection projection = new FaithfulProjection(facts.coefficients(), 8);
        assertThat(projection.deviation(picture).examined()).isPositive();
        Pixels restored = blurred(picture.toPixels());
        assertThat(projection.deviation(restored).largest()).isGreaterThan(2);

        Pixels out = Pixels.blank(picture.width(), picture.height());
        projection.project(restored, sink(out), Progress.none());

        assertThat(projection.deviation(out).largest()).isLessThan(1.0);
        FaithfulProjection.Region region = projection.aligned(new FaithfulProjection.Region(18, 9, 5, 8));
        float[] part = new float[3 * region.width() * region.height()];
        restored.read(region.x(), region.y(), region.width(), region.height(), part, 0);
        projection.project(region, part, 0);
        float[] same = new float[part.length];
        out.read(region.x(), region.y(), region.width(), region.height(), same, 0);
        assertThat(part).containsExactly(same);
    }

    @Test
    void leavesWhatTheFileDoesNotTellAlone() {
        byte[] whole = JpegEncoder.encode(TestPictures.photo(64, 64, 14), 50, ChromaSampling.S444);
        JpegFacts facts = JpegFacts.of(Arrays.copyOf(whole, whole.length / 2)).orElseThrow();
        JpegCoefficients coefficients = facts.coefficients();
        int rows = coefficients.readableRows();
        assertThat(rows).isBetween(8, 48);
        Picture restored = Picture.of(TestPictures.photo(64, 64, 15));

        Picture faithful = project(facts, restored.toPixels());

        for (int y = rows; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                assertThat(faithful.colour().get(x, y, 1)).isEqualTo(restored.colour().get(x, y, 1));
            }
        }
        assertThat(faithful.colour().get(3, 3, 1)).isNotEqualTo(restored.colour().get(3, 3, 1));
    }

    @Test
    void keepsGreyGrey() {
        Pixels photo = TestPictures.photo(48, 48, 16);
        JpegFacts facts = JpegFacts.of(TestJpegs.grey(photo, 30, true)).orElseThrow();

        Picture faithful = project(facts, photo);

        assertThat(faithful.colour().isGrey()).isTrue();
        assertThat(new FaithfulProjection(facts.coefficients(), 8).deviation(faithful).largest())
                .isLessThan(1.0);
    }

    @Test
    void stopsWhenCancelled() {
        Pixels photo = TestPictures.photo(48, 48, 16);
        JpegFacts facts = JpegFacts.of(JpegEncoder.encode(photo, 30, ChromaSampling.S420)).orElseThrow();
        assertThatThrownBy(() -> new FaithfulProjection(facts.coefficients(), 8)
                .project(photo, new PictureBuilder(48, 48), RecordedProgress.cancelled())).isInstanceOf(CancelledException.class);
    }

    @ParameterizedTest
    @CsvSource({"S420,60", "S444,60", "S422,80", "S420,90"})
    void coloursOutsideRgbAreMetAsFarAsTheyCanBe(ChromaSampling sampling, int quality) {
        Pixels photo = TestPictures.photo(128, 96, 17);
        byte[] file = JpegEncoder.encode(photo, quality, sampling);
        withStrongerChroma(file, 2);
        Pixels original = withStrongerChroma(photo, 2);
        JpegFacts facts = JpegFacts.of(file).orElseThrow();
        Pixels decoded = JpegEncoder.decode(file).toPixels();
        Pixels restored = mean(original, decoded);

        Pixels faithful = project(facts, restored).toPixels();

        assertThat(shareAtBounds(decoded)).isGreaterThan(0.1);
        assertThat(TestPictures.psnr(faithful, original)).isGreaterThan(TestPictures.psnr(decoded, original) + 3)
                .isGreaterThan(TestPictures.psnr(restored, original) - 0.3);
        assertThat(checker(faithful)).isLessThan(1.05 * checker(restored));
    }

    @Test
    void whatIsInsideRgbHoldsItsIntervalsBesideColoursOutside() {
        Pixels photo = TestPictures.photo(128, 96, 18);
        byte[] file = JpegEncoder.encode(photo, 70, ChromaSampling.S420);
        withStrongerChroma(file, 2);
        JpegFacts facts = JpegFacts.of(file).orElseThrow();
        FaithfulProjection projection = new FaithfulProjection(facts.coefficients(), 16);
        Pixels original = withStrongerChroma(photo, 2);
        Pixels out = Pixels.blank(128, 96);

        projection.project(blurred(original), sink(out), Progress.none());

        float[] block = new float[3 * 16 * 16];
        int inside = 0;
        for (int y = 0; y < 96; y += 16) {
            for (int x = 0; x < 128; x += 16) {
                out.read(x, y, 16, 16, block, 0);
                boolean atBounds = false;
                for (float v : block) {
                    atBounds |= Math.abs(v) > 0.999f;
                }
                if (!atBounds) {
                    inside++;
                    float[] again = block.clone();
                    projection.project(new FaithfulProjection.Region(x, y, 16, 16), again, 0);
                    assertThat(again).containsExactly(block, Offset.offset(0.002f));
                }
            }
        }
        assertThat(inside).isBetween(3, 44);
    }

    /** Multiplies the steps of chroma, and with them the colours that the file states. */
    private static void withStrongerChroma(byte[] file, int factor) {
        for (int i = 2; (file[i + 1] & 0xff) != 0xda; i += 2 + ((file[i + 2] & 0xff) << 8 | file[i + 3] & 0xff)) {
            if ((file[i + 1] & 0xff) == 0xdb && file[i + 4] == 1) {
                for (int k = 0; k < 64; k++) {
                    file[i + 5 + k] = (byte) Math.min(255, (file[i + 5 + k] & 0xff) * factor);
                }
            }
        }
    }

    private static Pixels withStrongerChroma(Pixels photo, double factor) {
        Pixels out = Pixels.blank(photo.width(), photo.height());
        int plane = photo.width() * photo.height();
        for (int i = 0; i < plane; i++) {
            float luma = 0.299f * photo.data()[i] + 0.587f * photo.data()[plane + i] + 0.114f * photo.data()[2 * plane + i];
            for (int c = 0; c < 3; c++) {
                out.data()[c * plane + i] = (float) Math.clamp(luma + factor * (photo.data()[c * plane + i] - luma), -1, 1);
            }
        }
        return out;
    }

    private static Pixels mean(Pixels a, Pixels b) {
        Pixels mean = Pixels.blank(a.width(), a.height());
        for (int i = 0; i < mean.data().length; i++) {
            mean.data()[i] = (a.data()[i] + b.data()[i]) / 2;
        }
        return mean;
    }

    private static double shareAtBounds(Pixels picture) {
        int n = 0;
        for (float v : picture.data()) {
            n += Math.abs(v) >= 1 ? 1 : 0;
        }
        return n / (double) picture.data().length;
    }

    /** Energy of the finest checker. */
    private static double checker(Pixels p) {
        double sum = 0;
        for (int row = 0; row < 3 * p.height(); row += 2) {
            for (int x = 0; x < p.width(); x += 2) {
                int at = row * p.width() + x;
                double d = p.data()[at] - p.data()[at + 1] - p.data()[at + p.width()] + p.data()[at + p.width() + 1];
                sum += d * d;
            }
        }
        return sum;
    }

    private static Picture project(JpegFacts facts, Pixels restored) {
        PictureBuilder builder = new PictureBuilder(restored.width(), restored.height());
        new FaithfulProjection(facts.coefficients(), 8).project(restored, builder, Progress.none());
        return builder.build();
    }

    private static PixelSink sink(Pixels out) {
        return (x, y, w, h, from, offset) -> {
            for (int c = 0; c < 3; c++) {
                for (int j = 0; j < h; j++) {
                    System.arraycopy(from, offset + (c * h + j) * w, out.data(), (c * out.height() + y + j) * out.width() + x, w);
                }
            }
        };
    }

    /** A restoration that is too smooth: the mean of 3×3. */
    private static Pixels blurred(Pixels photo) {
        Pixels out = Pixels.blank(photo.width(), photo.height());
        float[] patch = new float[27];
        for (int y = 0; y < photo.height(); y++) {
            for (int x = 0; x < photo.width(); x++) {
                photo.read(x - 1, y - 1, 3, 3, patch, 0);
                for (int c = 0; c < 3; c++) {
                    float sum = 0;
                    for (int i = 0; i < 9; i++) {
                        sum += patch[9 * c + i];
                    }
                    out.data()[(c * photo.height() + y) * photo.width() + x] = sum / 9;
                }
            }
        }
        return out;
    }

    /** Distances from the intervals, straight from the definitions of JFIF and T.81; whole MCUs only. */
    private static double[] excess(Picture picture, JpegFacts facts) {
        JpegCoefficients file = facts.coefficients();
        double[] distances = new double[3 * picture.width() * picture.height()];
        int n = 0;
        for (int c = 0; c < 3; c++) {
            JpegFacts.Component component = facts.components().get(c);
            int fx = facts.sampling().orElseThrow().horizontal() / component.horizontal();
            int fy = facts.sampling().orElseThrow().vertical() / component.vertical();
            for (int by = 0; by < picture.height() / fy / 8; by++) {
                for (int bx = 0; bx < picture.width() / fx / 8; bx++) {
                    double[] samples = new double[64];
                    for (int i = 0; i < 64; i++) {
                        samples[i] = sample(picture, c, bx * 8 + i % 8, by * 8 + i / 8, fx, fy);
                    }
                    for (int k = 0; k < 64; k++) {
                        double level = coefficient(samples, k % 8, k / 8) / component.steps()[k];
                        double distance = Math.abs(level - file.level(c, bx, by, k)) - 0.5;
                        distances[n++] = Math.max(0, distance * component.steps()[k]);
                    }
                }
            }
        }
        return Arrays.copyOf(distances, n);
    }

    private static double sample(Picture picture, int c, int x, int y, int fx, int fy) {
        double sum = 0;
        for (int j = 0; j < fy; j++) {
            for (int i = 0; i < fx; i++) {
                int r = picture.colour().get(x * fx + i, y * fy + j, 0);
                int g = picture.colour().get(x * fx + i, y * fy + j, 1);
                int b = picture.colour().get(x * fx + i, y * fy + j, 2);
                double luma = 0.299 * r + 0.587 * g + 0.114 * b;
                sum += c == 0 ? luma - 128 : c == 1 ? (b - luma) / 1.772 : (r - luma) / 1.402;
            }
        }
        return sum / (fx * fy);
    }

    private static double coefficient(double[] samples, int u, int v) {
        double sum = 0;
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                sum += samples[8 * y + x] * Math.cos((2 * x + 1) * u * Math.PI / 16)
                        * Math.cos((2 * y + 1) * v * Math.PI / 16);
            }
        }
        double root = Math.sqrt(0.5);
        return sum / 4 * (u == 0 ? root : 1) * (v == 0 ? root : 1);
    }
}
