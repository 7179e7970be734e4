package studio.bcm.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.image.JpegDecoder;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.TestJpegs;
import studio.bcm.image.TestPictures;

class JpegCoefficientsTest {
    @ParameterizedTest
    @CsvSource({
        "S444,false,0,90,128,96", "S444,false,0,20,101,67", "S444,true,0,75,101,67", "S422,false,0,75,101,67",
        "S422,true,0,40,101,67", "S420,false,0,75,101,67", "S420,true,0,75,101,67", "S420,true,0,10,33,17",
        "S411,false,0,75,101,67", "S440,false,0,75,101,67", "S420,false,3,75,101,67", "S444,false,1,75,64,64",
        "S420,false,0,98,7,5", "S420,true,0,100,100,40"})
    void givesThePixelsOfTheReferenceDecoder(ChromaSampling sampling, boolean progressive, int restart, int quality, int w,
            int h) throws Exception {
        byte[] file = TestJpegs.encode(TestPictures.photo(w, h, 3), quality, sampling, progressive, restart);
        JpegFacts facts = JpegFacts.of(file).orElseThrow();
        assertThat(facts.isProgressive()).isEqualTo(progressive);
        assertThat(facts.sampling()).contains(sampling);

        JpegCoefficients coefficients = facts.coefficients();

        assertThat(coefficients.isComplete()).isTrue();
        assertThat(coefficients.readableRows()).isEqualTo(h);
        assertThat(coefficients.damagedBlocks()).isZero();
        byte[] expected = JpegDecoder.rawComponents(facts);
        // Luma is never upsampled: it must be the reference's to within the rounding of its whole-number IDCT.
        assertThat(largestDifference(plane(coefficients, 0), expected, facts, 0)).isLessThanOrEqualTo(1.01);
        if (sampling == ChromaSampling.S444) {
            assertThat(largestDifference(plane(coefficients, 1), expected, facts, 1)).isLessThanOrEqualTo(1.01);
            assertThat(largestDifference(plane(coefficients, 2), expected, facts, 2)).isLessThanOrEqualTo(1.01);
        } else {
            // Upsampling interpolates, so every value lies between those of neighbouring samples.
            for (int c = 1; c <= 2; c++) {
                assertWithinNeighbours(coefficients, expected, facts, c);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void readsGrey(boolean progressive) throws Exception {
        byte[] file = TestJpegs.grey(TestPictures.photo(45, 29, 4), 60, progressive);
        JpegFacts facts = JpegFacts.of(file).orElseThrow();

        JpegCoefficients coefficients = facts.coefficients();

        assertThat(facts.colourTransform()).isEqualTo(JpegFacts.ColourTransform.GREY);
        assertThat(facts.quality()).isEqualTo(60);
        assertThat(largestDifference(plane(coefficients, 0), JpegDecoder.rawComponents(facts), facts, 0))
                .isLessThanOrEqualTo(1.01);
    }

    @Test
    void tellsHowFarABrokenFileGoes() {
        byte[] whole = TestJpegs.encode(TestPictures.photo(160, 160, 5), 75, ChromaSampling.S420, false, 0);
        List<Integer> rows = new ArrayList<>();
        JpegCoefficients complete = JpegFacts.of(whole).orElseThrow().coefficients();
        for (int percent : new int[] {35, 50, 70, 90}) {
            byte[] part = Arrays.copyOf(whole, whole.length * percent / 100);

            JpegCoefficients coefficients = JpegFacts.of(part).orElseThrow().coefficients();

            assertThat(coefficients.isComplete()).isFalse();
            int known = coefficients.readableRows();
            rows.add(known);
            assertThat(known % 16).isZero();
            for (int y = 0; y < known / 8; y++) {
                for (int k = 0; k < 64; k++) {
                    assertThat(coefficients.level(0, 3, y, k)).isEqualTo(complete.level(0, 3, y, k));
                }
            }
            assertThat(coefficients.lowest(0, 0, 19, 5)).isEqualTo(Integer.MIN_VALUE);
            assertThat(coefficients.highest(0, 0, 19, 5)).isEqualTo(Integer.MAX_VALUE);
        }
        assertThat(rows).isSorted();
        assertThat(rows.getLast()).isBetween(112, 160);
    }

    @Test
    void boundsContainTheTruthInABrokenProgressiveFile() {
        byte[] whole = TestJpegs.encode(TestPictures.photo(96, 96, 6), 85, ChromaSampling.S420, true, 0);
        JpegCoefficients complete = JpegFacts.of(whole).orElseThrow().coefficients();
        int tighter = 0;
        for (int percent = 20; percent < 100; percent += 7) {
            JpegCoefficients part =
                    JpegFacts.of(Arrays.copyOf(whole, whole.length * percent / 100)).orElseThrow().coefficients();
            assertThat(part.isComplete()).isFalse();
            for (int c = 0; c < 3; c++) {
                for (int y = 0; y < complete.usedHigh(c); y++) {
                    for (int x = 0; x < complete.usedWide(c); x++) {
                        for (int k = 0; k < 64; k++) {
                            int truth = complete.level(c, x, y, k);
                            int low = part.lowest(c, x, y, k);
                            int high = part.highest(c, x, y, k);
                            assertThat(truth).isBetween(low, high);
                            tighter += low > Integer.MIN_VALUE && low < high ? 1 : 0;
                        }
                    }
                }
            }
        }
        assertThat(tighter).isPositive();
    }

    @Test
    void goesOnAtTheNextRestartMarkerAfterDamage() {
        byte[] file = TestJpegs.encode(TestPictures.photo(160, 96, 7), 75, ChromaSampling.S444, false, 20);
        JpegCoefficients complete = JpegFacts.of(file).orElseThrow().coefficients();
        JpegSegments segments = new JpegSegments(file);
        JpegSegments.Segment scan = segments.all().getLast();
        assertThat(scan.marker()).isEqualTo(JpegSegments.SOS);
        byte[] broken = file.clone();
        int middle = (scan.end() + scan.next()) / 2;
        Arrays.fill(broken, middle, middle + 40, (byte) 0xfe);

        JpegCoefficients coefficients = JpegFacts.of(broken).orElseThrow().coefficients();

        assertThat(coefficients.damagedBlocks()).isBetween(1, 3 * 20 * 3);
        for (int k = 0; k < 64; k++) {
            assertThat(coefficients.level(1, 7, 11, k)).isEqualTo(complete.level(1, 7, 11, k));
        }
    }

    @ParameterizedTest
    @CsvSource({"5", "10", "33", "50", "75", "90", "97", "100"})
    void estimatesTheQualityOfTablesThatAreNotStandard(int quality) {
        byte[] file = JpegEncoder.encode(TestPictures.photo(40, 40, 8), quality, ChromaSampling.S420);
        JpegSegments.Segment table = new JpegSegments(file).all().stream().filter(s -> s.marker() == JpegSegments.DQT)
                .findFirst().orElseThrow();
        for (int k = 0; k < 64; k++) {
            int step = file[table.body() + 1 + k] & 255;
            file[table.body() + 1 + k] = (byte) Math.clamp(step + (k % 3 - 1) * step / 10, 1, 255);
        }

        JpegFacts facts = JpegFacts.of(file).orElseThrow();

        assertThat(facts.quality()).isBetween(quality - 2, quality + 2);
        assertThat(facts.hasStandardTables()).isEqualTo(quality >= 97);
    }

    private static float[] plane(JpegCoefficients coefficients, int c) {
        int wide = coefficients.blocksWide(c);
        int high = coefficients.blocksHigh(c);
        float[] plane = new float[64 * wide * high];
        int[] steps = coefficients.facts().components().get(c).steps();
        float[] block = new float[64];
        for (int by = 0; by < high; by++) {
            for (int bx = 0; bx < wide; bx++) {
                for (int k = 0; k < 64; k++) {
                    block[k] = coefficients.level(c, bx, by, k) * steps[k];
                }
                Dct8.inverse(block, 0);
                for (int k = 0; k < 64; k++) {
                    plane[(by * 8 + k / 8) * wide * 8 + bx * 8 + k % 8] = Math.clamp(block[k] + 128, 0f, 255f);
                }
            }
        }
        return plane;
    }

    private static double largestDifference(float[] plane, byte[] expected, JpegFacts facts, int c) {
        int n = facts.components().size();
        int stride = plane.length / (JpegCoefficients.ceilDiv(facts.height(), 8 * facts.maxVertical())
                * 8 * (n == 1 ? 1 : facts.components().get(c).vertical()));
        double largest = 0;
        for (int y = 0; y < facts.height(); y++) {
            for (int x = 0; x < facts.width(); x++) {
                largest = Math.max(largest,
                        Math.abs(plane[y * stride + x] - (expected[(y * facts.width() + x) * n + c] & 255)));
            }
        }
        return largest;
    }

    private static void assertWithinNeighbours(JpegCoefficients coefficients, byte[] expected, JpegFacts facts, int c) {
        float[] plane = plane(coefficients, c);
        int stride = coefficients.blocksWide(c) * 8;
        int rows = coefficients.blocksHigh(c) * 8;
        int fx = facts.maxHorizontal() / facts.components().get(c).horizontal();
        int fy = facts.maxVertical() / facts.components().get(c).vertical();
        for (int y = 0; y < facts.height(); y++) {
            for (int x = 0; x < facts.width(); x++) {
                float low = 255;
                float high = 0;
                for (int j = -1; j <= 1; j++) {
                    for (int i = -1; i <= 1; i++) {
                        float v = plane[Math.clamp(y / fy + j, 0, rows - 1) * stride + Math.clamp(x / fx + i, 0, stride - 1)];
                        low = Math.min(low, v);
                        high = Math.max(high, v);
                    }
                }
                assertThat((float) (expected[(y * facts.width() + x) * 3 + c] & 255)).isBetween(low - 1.01f, high + 1.01f);
            }
        }
    }
}
