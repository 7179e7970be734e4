package studio.bcm.edit.restore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Lanczos;
import studio.bcm.image.Picture;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.image.TestPictures;
import studio.bcm.image.jpeg.ChromaSampling;

class ScaledGridTest {
    private static final Pixels PHOTO = Picture.of(TestPictures.photo(512, 448, 41)).toPixels();

    private static Pixels scaled(PixelSource picture, double scale) {
        return Picture.of(Lanczos.resample(picture, 0, 0, picture.width(), picture.height(), (int) (picture.width() * scale),
                (int) (picture.height() * scale))).toPixels();
    }

    @ParameterizedTest
    @CsvSource({"20,0.75", "40,0.75", "20,0.5", "20,1.5", "40,1.5", "75,1.5", "40,2", "40,0.8"})
    void aJpegThatWasScaledIsSeen(int quality, double scale) {
        Picture jpeg = JpegEncoder.decode(JpegEncoder.encode(PHOTO, quality, ChromaSampling.S420));
        assertThat(ScaledGrid.isSeen(scaled(jpeg, scale), false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.5, 0.6, 0.75, 0.9, 1.25, 1.5, 2, 3})
    void aPhotoThatWasScaledOnlyIsNot(double scale) {
        assertThat(ScaledGrid.isSeen(scaled(PHOTO, scale), false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 40, 90})
    void theOwnGridOfAJpegIsNoTraceOfScaling(int quality) {
        assertThat(ScaledGrid.isSeen(JpegEncoder.decode(JpegEncoder.encode(PHOTO, quality, ChromaSampling.S420)), true)).isFalse();
    }

    @Test
    void itIsSeenThroughALaterCompression() {
        Pixels small = scaled(JpegEncoder.decode(JpegEncoder.encode(PHOTO, 20, ChromaSampling.S420)), 0.75);
        assertThat(ScaledGrid.isSeen(JpegEncoder.decode(JpegEncoder.encode(small, 90, ChromaSampling.S420)), true)).isTrue();
    }

    @Test
    void smallPicturesTellNothing() {
        assertThat(ScaledGrid.isSeen(TestPictures.photo(90, 200, 1), false)).isFalse();
    }
}
