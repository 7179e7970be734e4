package studio.bcm.edit.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.edit.Samples;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;

class StrengthEstimatorTest {
    @ParameterizedTest
    @CsvSource({"10,S444", "10,S420", "30,S420", "60,S444", "75,S422", "90,S420", "95,S444"})
    void isNearTheTrueDeviation(int quality, ChromaSampling sampling) {
        Pixels original = Samples.photoLike(256, 192);
        Picture jpeg = JpegEncoder.decode(JpegEncoder.encode(original, quality, sampling));
        StrengthEstimator estimator = new StrengthEstimator(Quantisation.of(jpeg.jpegFacts().orElseThrow()).orElseThrow());
        Pixels decoded = jpeg.toPixels();
        double actual = Math.sqrt(Samples.meanSquare(original, decoded));
        float estimate = estimator.deviation(decoded.data(), 0, 192, 256);
        assertThat((double) estimate).isCloseTo(actual, Percentage.withPercentage(30));
    }

    @Test
    void coarserTablesMeanMoreDeviation() {
        Pixels original = Samples.photoLike(192, 128);
        double before = Double.MAX_VALUE;
        for (int quality : new int[] {5, 15, 40, 70, 90, 98}) {
            Picture jpeg = JpegEncoder.decode(JpegEncoder.encode(original, quality, ChromaSampling.S420));
            StrengthEstimator estimator = new StrengthEstimator(Quantisation.of(jpeg.jpegFacts().orElseThrow()).orElseThrow());
            double estimate = estimator.deviation(jpeg.toPixels().data(), 0, 128, 192);
            assertThat(estimate).isLessThan(before);
            before = estimate;
        }
    }

    @ParameterizedTest
    @CsvSource({"0.3,1", "5,1", "5,20", "12,3"})
    void laplaceMomentsAgreeWithDraws(double step, double width) {
        Random random = new Random(1);
        double zeroed = 0;
        int zeros = 0;
        double kept = 0;
        int others = 0;
        for (int i = 0; i < 400_000; i++) {
            double value = -width * Math.log(1 - random.nextDouble());
            long level = Math.round(value / step);
            if (level == 0) {
                zeroed += value * value;
                zeros++;
            } else {
                kept += (value - level * step) * (value - level * step);
                others++;
            }
        }
        assertThat(QuantisationLoss.zeroed(step / 2, width)).isCloseTo(zeroed / zeros, Percentage.withPercentage(3));
        assertThat(QuantisationLoss.kept(step, width)).isCloseTo(kept / others, Percentage.withPercentage(6));
    }

    @Test
    void aTurnedPictureIsEstimatedAsTheUprightOne() {
        Pixels original = Samples.photoLike(184, 120);
        Picture jpeg = JpegEncoder.decode(JpegEncoder.encode(original, 20, ChromaSampling.S420));
        Quantisation file = Quantisation.of(jpeg.jpegFacts().orElseThrow()).orElseThrow();
        Pixels upright = jpeg.toPixels();
        Pixels mirrored = Samples.picture(184, 120, (c, x, y) -> upright.data()[(c * 120 + y) * 184 + 183 - x]);
        Quantisation turned = new Quantisation(file.steps(), false, 2, 2, 184 % 16, 0);
        float straight = new StrengthEstimator(file).deviation(upright.data(), 0, 120, 184);
        float mirror = new StrengthEstimator(turned).deviation(mirrored.data(), 0, 120, 184);
        assertThat((double) mirror).isCloseTo(straight, Offset.offset(0.03 * straight));
    }
}
