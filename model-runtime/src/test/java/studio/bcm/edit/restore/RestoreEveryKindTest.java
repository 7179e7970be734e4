package studio.bcm.edit.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import studio.bcm.UserException;
import studio.bcm.edit.Restoration;
import studio.bcm.image.ColourManagement;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureRoundTripTest;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.Pixels;
import studio.bcm.image.TestJpegs;
import studio.bcm.image.TestPictures;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegSegments;
import studio.bcm.image.metadata.ExifBlock;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.TestMetadata;
import studio.bcm.model.GaussianModel;
import studio.bcm.task.Progress;

/** Every kind of file that people have, read, restored, written and read again. */
class RestoreEveryKindTest {
    private static final int W = 101;
    private static final int H = 77;
    private static final Pixels PHOTO = Picture.of(TestPictures.photo(W, H, 51)).toPixels();

    @TempDir
    Path folder;

    /** Name, content, whether the result is held to the file's coefficients, part of the remark that is expected. */
    static Stream<Arguments> files() {
        byte[] jpeg = JpegEncoder.encode(PHOTO, 20, ChromaSampling.S420);
        return Stream.of(
                arguments("baseline 420.jpg", jpeg, true, ""),
                arguments("progressive 420.jpg", TestJpegs.encode(PHOTO, 20, ChromaSampling.S420, true, 0), true, ""),
                arguments("baseline 422.jpg", JpegEncoder.encode(PHOTO, 20, ChromaSampling.S422), true, ""),
                arguments("progressive 422.jpg", TestJpegs.encode(PHOTO, 20, ChromaSampling.S422, true, 0), true, ""),
                arguments("baseline 444.jpg", JpegEncoder.encode(PHOTO, 20, ChromaSampling.S444), true, ""),
                arguments("progressive 444.jpg", TestJpegs.encode(PHOTO, 20, ChromaSampling.S444, true, 0), true, ""),
                arguments("baseline 411.jpg", JpegEncoder.encode(PHOTO, 20, ChromaSampling.S411), true, ""),
                arguments("restarts.jpg", TestJpegs.encode(PHOTO, 20, ChromaSampling.S420, false, 2), true, ""),
                arguments("grey.jpg", TestJpegs.grey(PHOTO, 20, false), true, ""),
                arguments("progressive grey.jpg", TestJpegs.grey(PHOTO, 20, true), true, ""),
                arguments("rgb.jpg", TestJpegs.raw(interleaved(false), W, H, 3, 0), true, ""),
                arguments("cmyk.jpg", TestJpegs.raw(interleaved(true), W, H, 4, 0), false, "inks are converted"),
                arguments("ycck.jpg", TestJpegs.raw(interleaved(true), W, H, 4, 2), false, "inks are converted"),
                arguments("truncated.jpg", Arrays.copyOf(jpeg, jpeg.length * 6 / 10), true, "breaks off"),
                arguments("truncated progressive.jpg", truncated(TestJpegs.encode(PHOTO, 20, ChromaSampling.S420, true, 0)), true, "breaks off"),
                arguments("junk at the end.jpg", Arrays.copyOf(jpeg, jpeg.length + 500), true, "bytes after the end"),
                arguments("8 bit.png", png(8, false), false, ""),
                arguments("8 bit with alpha.png", png(8, true), false, ""),
                arguments("16 bit.png", png(16, false), false, ""),
                arguments("16 bit with alpha.png", png(16, true), false, ""),
                arguments("photo.webp", written("webp"), false, ""),
                arguments("photo.tif", written("tif"), false, ""),
                arguments("photo.bmp", awt("bmp"), false, ""),
                arguments("photo.gif", awt("gif"), false, ""));
    }

    private static byte[] truncated(byte[] file) {
        return Arrays.copyOf(file, file.length * 6 / 10);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void comesOutRestoredWithNothingElseLost(String name, byte[] content, boolean faithful, String remark) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        Picture read = PictureReader.read(file);
        // A stated strength restores those too that show no traces of compression.
        Restoration.Result result = Restoration.builder().setFunction(new GaussianModel()).optStrength(0.1f).build().run(read, Progress.none());
        Path out = folder.resolve("out.png");
        PictureWriter.builder().build().write(result.picture(), out);
        Picture restored = PictureReader.read(out);

        assertThat(restored.width()).isEqualTo(W);
        assertThat(restored.height()).isEqualTo(H);
        assertThat(restored.bits()).isEqualTo(read.bits());
        assertThat(restored.isGrey()).isEqualTo(read.isGrey());
        assertThat(restored.hasAlpha()).isEqualTo(read.hasAlpha()).isEqualTo(name.contains("alpha"));
        if (read.hasAlpha()) {
            assertThat(restored.alpha().orElseThrow().bytes()).isEqualTo(read.alpha().orElseThrow().bytes());
            assertThat(restored.alpha().orElseThrow().words()).isEqualTo(read.alpha().orElseThrow().words());
        }
        assertThat(result.isFaithful()).isEqualTo(faithful);
        double change = TestPictures.psnr(restored.toPixels(), read.toPixels());
        assertThat(change).as("restored, and still the same photo").isBetween(20.0, 70.0);
        if (faithful) {
            FaithfulProjection.Deviation deviation = new FaithfulProjection(read.jpegFacts().orElseThrow().coefficients(), 8).deviation(restored);
            assertThat(deviation.examined()).isPositive();
            assertThat(deviation.largest()).isLessThan(FaithfulProjection.WORST_ROUNDING);
            assertThat(deviation.outside()).isLessThanOrEqualTo(deviation.examined() / 1000);
        }
        if (remark.isEmpty()) {
            assertThat(read.warnings()).isEmpty();
        } else {
            assertThat(read.warnings()).singleElement().asString().contains(remark);
        }
    }

    @Test
    void anArithmeticCodedJpegIsRefusedInASentence() throws IOException {
        byte[] jpeg = JpegEncoder.encode(PHOTO, 20, ChromaSampling.S420);
        jpeg[new JpegSegments(jpeg).frame().orElseThrow().start() + 1] = (byte) 0xc9;
        Path file = Files.write(folder.resolve("arithmetic.jpg"), jpeg);
        assertThatThrownBy(() -> PictureReader.read(file)).isInstanceOf(UserException.class)
                .hasMessage(file + " is an arithmetic-coded JPEG, which cannot be read.");
    }

    static Stream<Arguments> formats() {
        return Stream.of("png", "jpg", "webp", "tif").flatMap(ending -> Stream.of(1, 6, 8).map(orientation -> arguments(ending, orientation)));
    }

    /** A turned wide-gamut JPEG with all metadata, restored into every format. */
    @ParameterizedTest(name = "{0}, orientation {1}")
    @MethodSource("formats")
    void metadataProfileAndOrientationComeThrough(String ending, int orientation) throws IOException {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] jpeg = JpegSegments.withMetadata(JpegEncoder.encode(PHOTO, 40, ChromaSampling.S420), new Metadata(
                Optional.of(TestMetadata.exif(orientation, W, H)), Optional.of(TestMetadata.iptc()),
                Optional.of(TestMetadata.xmp(orientation)),
                Optional.of(profile)), new ArrayList<>());
        Picture read = PictureReader.read(Files.write(folder.resolve("in.jpg"), jpeg));
        Picture restored = Restoration.builder().setFunction(new GaussianModel()).build().run(read, Progress.none()).picture();
        Path out = folder.resolve("out." + ending);
        PictureWriter.builder().build().write(restored, out);

        Picture again = PictureReader.read(out);
        boolean turned = orientation >= 5;
        assertThat(again.width()).isEqualTo(turned ? H : W);
        assertThat(again.height()).isEqualTo(turned ? W : H);
        assertThat(TestPictures.psnr(again.toPixels(), read.toPixels())).as("turned once").isGreaterThan(22);
        assertThat(again.metadata().exif().flatMap(ExifBlock::orientation)).contains(1);
        assertThat(again.metadata().xmp()).get().isEqualTo(TestMetadata.xmp(1));
        assertThat(again.iccProfile()).get().isEqualTo(profile);
        if (!ending.equals("webp")) {
            // WebP has no place for IPTC.
            assertThat(again.metadata().iptc()).get().isEqualTo(TestMetadata.iptc());
        }
        int grey = ColourManagement.toSrgb(again).getRGB(20, 20) >> 8 & 255;
        int before = ColourManagement.toSrgb(read).getRGB(20, 20) >> 8 & 255;
        assertThat((double) grey).as("looks the same on a screen").isCloseTo(before, within(30.0));
    }

    private static byte[] interleaved(boolean withBlack) {
        byte[] rgb = Picture.of(PHOTO).colour().bytes();
        int bands = withBlack ? 4 : 3;
        byte[] out = new byte[bands * W * H];
        for (int p = 0; p < W * H; p++) {
            System.arraycopy(rgb, 3 * p, out, bands * p, 3);
            if (withBlack) {
                out[4 * p + 3] = (byte) 230;
            }
        }
        return out;
    }

    private static byte[] png(int bits, boolean alpha) {
        Picture base = PictureRoundTripTest.random(W, H, bits, false, alpha);
        return bytes(base.withPixels(PHOTO), "png");
    }

    private static byte[] written(String ending) {
        return bytes(Picture.of(PHOTO), ending);
    }

    private static byte[] bytes(Picture picture, String ending) {
        try {
            Path file = Files.createTempFile("bcm", "." + ending);
            PictureWriter.builder().optOverwrite(true).build().write(picture, file);
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] awt(String format) {
        BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_3BYTE_BGR);
        byte[] rgb = Picture.of(PHOTO).colour().bytes();
        for (int p = 0; p < W * H; p++) {
            image.setRGB(p % W, p / W, (rgb[3 * p] & 255) << 16 | (rgb[3 * p + 1] & 255) << 8 | rgb[3 * p + 2] & 255);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            assertThat(ImageIO.write(image, format, out)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
