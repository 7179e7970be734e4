package studio.bcm.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import studio.bcm.UserException;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegCoefficients;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.image.jpeg.JpegSegments;
import studio.bcm.image.metadata.Metadata;

class JpegStripsTest {
    /** A picture whose last strip is one row, and whose sides are no multiples of an MCU. */
    private static final Picture PHOTO = Picture.of(TestPictures.photo(1003, 1025, 31));

    static Stream<Arguments> pictures() {
        Picture high = Picture.of(TestPictures.photo(43, 26001, 32));
        Picture wide = Picture.of(TestPictures.photo(26003, 41, 33));
        return Stream.of(
                arguments("4:4:4", PHOTO, 95, ChromaSampling.S444),
                arguments("4:2:2", PHOTO, 95, ChromaSampling.S422),
                arguments("4:2:0", PHOTO, 95, ChromaSampling.S420),
                arguments("4:1:1", PHOTO, 60, ChromaSampling.S411),
                arguments("4:4:0", PHOTO, 60, ChromaSampling.S440),
                arguments("grey", grey(PHOTO), 95, ChromaSampling.S420),
                arguments("quality 100", PHOTO, 100, ChromaSampling.S444),
                arguments("quality 1", PHOTO, 1, ChromaSampling.S420),
                arguments("high", high, 90, ChromaSampling.S420),
                arguments("wide", wide, 90, ChromaSampling.S420),
                arguments("wide 4:4:4", wide, 90, ChromaSampling.S444));
    }

    private static Picture grey(Picture picture) {
        PictureBuilder builder = new PictureBuilder(picture.width(), picture.height()).optGrey(true);
        builder.write(0, 0, picture.width(), picture.height(), picture.toPixels().data(), 0);
        return builder.build();
    }

    private static byte[] byOneEncoder(Picture picture, int quality, ChromaSampling sampling) throws IOException {
        return JpegEncoder.encode(AwtImages.opaque8(picture), quality, picture.isGrey() ? null : sampling, true);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void isWhatOneEncoderMakesOfTheWholePicture(String name, Picture picture, int quality, ChromaSampling sampling) throws IOException {
        byte[] whole = byOneEncoder(picture, quality, sampling);

        byte[] file = JpegEncoder.encode(picture, quality, sampling);

        Picture read = JpegEncoder.decode(file);
        assertThat(new JpegSegments(file).all()).extracting(JpegSegments.Segment::marker).contains(JpegSegments.DRI);
        assertThat(read.warnings()).isEmpty();
        assertSame(read.colour().bytes(), JpegEncoder.decode(whole).colour().bytes());
        assertSame(pixelsByJdk(file), pixelsByJdk(whole));
        assertSameCoefficients(JpegFacts.of(file).orElseThrow(), JpegFacts.of(whole).orElseThrow());
        assertThat(file.length).isLessThan((int) (1.003 * whole.length + 200));
    }

    /** Without two pictures as numbers in the message. */
    private static void assertSame(byte[] actual, byte[] expected) {
        assertThat(Arrays.mismatch(actual, expected)).as("first byte that differs").isEqualTo(-1);
    }

    private static byte[] pixelsByJdk(byte[] file) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }

    private static void assertSameCoefficients(JpegFacts actual, JpegFacts expected) {
        assertThat(actual.sampling()).isEqualTo(expected.sampling());
        JpegCoefficients is = actual.coefficients();
        JpegCoefficients should = expected.coefficients();
        assertThat(is.isComplete()).isTrue();
        for (int c = 0; c < expected.components().size(); c++) {
            assertThat(actual.components().get(c).steps()).isEqualTo(expected.components().get(c).steps());
            assertThat(Arrays.mismatch(is.plane(c).levels, should.plane(c).levels)).isEqualTo(-1);
        }
    }

    @Test
    void aSmallPictureIsEncodedAsAWhole() throws IOException {
        Picture small = Picture.of(TestPictures.photo(300, 200, 34));

        assertSame(JpegEncoder.encode(small, 95, ChromaSampling.S420), byOneEncoder(small, 95, ChromaSampling.S420));
    }

    @Test
    void sixteenBitsAreRoundedAsInAWhole() throws IOException {
        PictureBuilder builder = new PictureBuilder(PHOTO.width(), PHOTO.height()).optBits(16);
        float[] rgb = PHOTO.toPixels().data();
        Random random = new Random(35);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = Math.clamp(rgb[i] + random.nextFloat() / 255, -1, 1);
        }
        builder.write(0, 0, PHOTO.width(), PHOTO.height(), rgb, 0);
        Picture deep = builder.build();

        byte[] file = JpegEncoder.encode(deep, 95, ChromaSampling.S444);

        assertSame(JpegEncoder.decode(file).colour().bytes(),
                JpegEncoder.decode(byOneEncoder(deep, 95, ChromaSampling.S444)).colour().bytes());
    }

    @Test
    void metadataLieInItAsInASmallOne() {
        Metadata metadata = new Metadata(Optional.empty(), Optional.empty(), Optional.of("<x/>".getBytes()),
                Optional.of(ColourManagement.srgbProfile().getData()));

        byte[] file = JpegSegments.withMetadata(JpegEncoder.encode(PHOTO, 80, ChromaSampling.S420), metadata,
                new ArrayList<>());

        Picture read = JpegEncoder.decode(file);
        assertThat(read.metadata().xmp()).contains("<x/>".getBytes());
        assertThat(read.iccProfile()).hasValueSatisfying(profile -> assertThat(profile).isEqualTo(ColourManagement.srgbProfile().getData()));
        assertSame(read.colour().bytes(), JpegEncoder.decode(JpegEncoder.encode(PHOTO, 80, ChromaSampling.S420)).colour().bytes());
    }

    @Test
    void aStripThatFailsFailsTheWholeWithItsCause() {
        AtomicInteger strips = new AtomicInteger();
        IOException cause = new IOException("no room for this strip");

        assertThatThrownBy(() -> JpegStrips.encode(PHOTO, strip -> {
            if (strips.incrementAndGet() == 3) {
                throw cause;
            }
            return JpegEncoder.encode(strip, 80, ChromaSampling.S420, true);
        })).isSameAs(cause);
    }

    @Test
    void aStripOfDamagedDataFailsTheWhole() {
        assertThatThrownBy(() -> JpegStrips.encode(PHOTO, strip -> {
            byte[] file = JpegEncoder.encode(strip, 80, ChromaSampling.S420, true);
            int middle = file.length / 2;
            return strip.getHeight() == 1 ? Arrays.copyOf(file, middle) : file;
        })).isInstanceOf(IOException.class);
    }

    @Test
    void aPictureThatIsTooLongIsRefused() {
        Picture line = new PictureBuilder(65501, 20).build();

        assertThatThrownBy(() -> JpegEncoder.encode(line, 80, ChromaSampling.S444)).isInstanceOf(UserException.class);
    }
}
