package studio.bcm.edit.restore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.image.TestPictures;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegTables;

class BlockinessTest {
    @ParameterizedTest
    @CsvSource({"10,3,5,S420", "20,0,0,S420", "30,7,1,S444", "50,1,7,S420", "75,4,4,S422", "90,6,2,S420"})
    void findsGridAndQualityOfACroppedPicture(int quality, int left, int top, ChromaSampling sampling) {
        Pixels photo = JpegEncoder.decode(JpegEncoder.encode(TestPictures.photo(256, 200, 21), quality, sampling)).toPixels();

        Blockiness.Estimate estimate = Blockiness.estimate(crop(photo, left, top)).orElseThrow();

        assertThat(estimate.offsetX()).isEqualTo((8 - left) % 8);
        assertThat(estimate.offsetY()).isEqualTo((8 - top) % 8);
        assertThat(estimate.quality()).isBetween(quality - 1, quality + 1);
        assertThat(estimate.lumaSteps()[1]).isEqualTo(JpegTables.luma(quality)[1]);
    }

    @Test
    void findsTheEarlierGridOfADoublyCompressedPicture() {
        Pixels first = JpegEncoder.decode(
                JpegEncoder.encode(TestPictures.photo(400, 300, 22), 30, ChromaSampling.S420)).toPixels();
        Picture second = JpegEncoder.decode(JpegEncoder.encode(crop(first, 3, 2), 90, ChromaSampling.S444));

        Blockiness.Estimate estimate = Blockiness.estimateEarlier(second, second.jpegFacts().orElseThrow()).orElseThrow();

        assertThat(estimate.offsetX()).isEqualTo(5);
        assertThat(estimate.offsetY()).isEqualTo(6);
        assertThat(estimate.quality()).isBetween(27, 33);
    }

    @Test
    void findsNoEarlierGridOfAPictureCompressedOnce() {
        Picture once = JpegEncoder.decode(JpegEncoder.encode(TestPictures.photo(400, 300, 24), 60, ChromaSampling.S420));

        assertThat(Blockiness.estimateEarlier(once, once.jpegFacts().orElseThrow())).isEmpty();
    }

    @Test
    void findsNothingWhereNothingWasCompressed() {
        assertThat(Blockiness.estimate(Picture.of(TestPictures.photo(256, 200, 23)))).isEmpty();
        assertThat(Blockiness.estimate(Pixels.blank(300, 300))).isEmpty();
        assertThat(Blockiness.estimate(Pixels.blank(5, 9))).isEmpty();
        Pixels ramp = Pixels.blank(256, 256);
        for (int i = 0; i < ramp.data().length; i++) {
            ramp.data()[i] = i % 256 / 128f - 1;
        }
        assertThat(Blockiness.estimate(Picture.of(ramp))).isEmpty();
    }

    private static Pixels crop(Pixels photo, int left, int top) {
        Pixels out = Pixels.blank(photo.width() - left, photo.height() - top);
        photo.read(left, top, out.width(), out.height(), out.data(), 0);
        return out;
    }
}
