package studio.bcm.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.bcm.UserException;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegSegments;
import studio.bcm.image.metadata.ExifBlock;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.Orientation;
import studio.bcm.image.metadata.TestMetadata;
import studio.bcm.image.metadata.TiffTags;

/** The files that people have. */
class PictureReaderTest {
    private static final int W = 75;
    private static final int H = 52;
    private static final Pixels PHOTO = Picture.of(TestPictures.photo(W, H, 31)).toPixels();

    @TempDir
    Path folder;

    static Stream<Arguments> goodFiles() {
        byte[] jpeg = JpegEncoder.encode(PHOTO, 95, ChromaSampling.S444);
        return Stream.of(
                arguments("baseline.jpg", jpeg, 33.0),
                arguments("half.jpg", JpegEncoder.encode(PHOTO, 95, ChromaSampling.S422), 27.0),
                arguments("quarter.jpg", JpegEncoder.encode(PHOTO, 95, ChromaSampling.S420), 26.0),
                arguments("411.jpg", JpegEncoder.encode(PHOTO, 95, ChromaSampling.S411), 25.0),
                arguments("progressive.jpg", TestJpegs.encode(PHOTO, 95, ChromaSampling.S444, true, 0), 33.0),
                arguments("restarts.jpg", TestJpegs.encode(PHOTO, 95, ChromaSampling.S444, false, 2), 33.0),
                arguments("rgb.jpg", TestJpegs.raw(rgb(PHOTO), W, H, 3, 0), 32.0),
                arguments("cmyk.jpg", TestJpegs.raw(inks(PHOTO, false), W, H, 4, 0), 32.0),
                arguments("ycck.jpg", TestJpegs.raw(inks(PHOTO, true), W, H, 4, 2), 32.0),
                arguments("really-a-jpeg.png", jpeg, 33.0),
                arguments("ohne Endung ü", jpeg, 33.0),
                arguments("8bit.png", awt("png"), 90.0),
                arguments("lossless.webp", webp(true), 90.0),
                arguments("lossy.webp", webp(false), 25.0),
                arguments("really-a-png.jpg", awt("png"), 90.0),
                arguments("plain.bmp", awt("bmp"), 90.0),
                arguments("plain.tif", awt("tiff"), 90.0),
                arguments("animated.gif", awt("gif"), 20.0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodFiles")
    void readsWhatPeopleHave(String name, byte[] content, double psnr) throws IOException {
        Path file = Files.write(folder.resolve(name), content);

        Picture picture = PictureReader.read(file);

        assertThat(picture.width()).isEqualTo(W);
        assertThat(picture.height()).isEqualTo(H);
        assertThat(picture.isGrey()).isFalse();
        assertThat(picture.hasAlpha()).isFalse();
        assertThat(TestPictures.psnr(picture.toPixels(), PHOTO)).isGreaterThan(psnr);
        assertThat(picture.jpegFacts().isPresent()).isEqualTo(picture.sourceFormat().orElseThrow() == PictureFormat.JPEG);
    }

    @Test
    void readsGreyJpegAsGrey() throws IOException {
        Path file = Files.write(folder.resolve("grey.jpg"), TestJpegs.grey(PHOTO, 90, false));

        Picture picture = PictureReader.read(file);

        assertThat(picture.isGrey()).isTrue();
        float[] rgb = new float[3];
        picture.read(7, 9, 1, 1, rgb, 0);
        assertThat(rgb[0]).isEqualTo(rgb[1]).isEqualTo(rgb[2]);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4", "8"})
    void readsIndexedPngInItsColours(int bits) throws IOException {
        int size = 1 << bits;
        byte[] palette = new byte[4 * size];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (byte) (i * 53 + 10);
        }
        var model = new IndexColorModel(bits, size, palette, 0, true);
        BufferedImage image = new BufferedImage(W, H,
                bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, model);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                image.getRaster().setSample(x, y, 0, (x * 7 + y) % size);
            }
        }
        Path file = folder.resolve("indexed.png");
        ImageIO.write(image, "png", file.toFile());

        Picture picture = PictureReader.read(file);

        assertThat(picture.hasAlpha()).isTrue();
        for (int x = 0; x < W; x++) {
            int argb = image.getRGB(x, 3);
            assertThat(picture.colour().get(x, 3, 0)).isEqualTo(argb >> 16 & 255);
            assertThat(picture.colour().get(x, 3, 1)).isEqualTo(argb >> 8 & 255);
            assertThat(picture.colour().get(x, 3, 2)).isEqualTo(argb & 255);
            assertThat(picture.alpha().orElseThrow().get(x, 3, 0)).isEqualTo(argb >>> 24);
        }
    }

    @ParameterizedTest
    @EnumSource(Orientation.class)
    void appliesTheOrientationOnceAndForAll(Orientation orientation) throws IOException {
        byte[] jpeg = TestMetadata.withOrientation(JpegEncoder.encode(PHOTO, 95, ChromaSampling.S444), orientation.exif());
        Pixels stored = JpegEncoder.decode(JpegEncoder.encode(PHOTO, 95, ChromaSampling.S444)).toPixels();
        Path file = Files.write(folder.resolve("turned.jpg"), jpeg);

        Picture picture = PictureReader.read(file);

        boolean swapped = orientation.exif() >= 5;
        assertThat(picture.width()).isEqualTo(swapped ? H : W);
        // EXIF 2.32, table of tag 274: where row 0 and column 0 of the stored picture are to be seen.
        int[] corner = switch (orientation.exif()) {
            case 1, 5 -> new int[] {0, 0};
            case 2, 6 -> new int[] {picture.width() - 1, 0};
            case 3, 7 -> new int[] {picture.width() - 1, picture.height() - 1};
            default -> new int[] {0, picture.height() - 1};
        };
        float[] expected = new float[3];
        float[] actual = new float[3];
        stored.read(0, 0, 1, 1, expected, 0);
        picture.read(corner[0], corner[1], 1, 1, actual, 0);
        assertThat(actual).containsExactly(expected);
        // A step along the stored row is a step down for the swapped ones.
        stored.read(1, 0, 1, 1, expected, 0);
        int step = corner[swapped ? 1 : 0] == 0 ? 1 : -1;
        picture.read(corner[0] + (swapped ? 0 : step), corner[1] + (swapped ? step : 0), 1, 1, actual, 0);
        assertThat(actual).containsExactly(expected);

        for (String name : List.of("again.jpg", "again.png", "again.webp", "again.tif")) {
            Path again = folder.resolve(name);
            PictureWriter.builder().build().write(picture, again);
            Picture read = PictureReader.read(again);
            assertThat(read.width()).as(name).isEqualTo(picture.width());
            assertThat(read.metadata().exif().flatMap(ExifBlock::orientation)).as(name).contains(1);
            assertThat(TestPictures.psnr(read.toPixels(), picture.toPixels())).as(name).isGreaterThan(23);
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void readsWhatThereIsOfABrokenFileAndTells(boolean progressive) throws IOException {
        Pixels photo = TestPictures.photo(160, 160, 33);
        byte[] whole = TestJpegs.encode(photo, 80, ChromaSampling.S420, progressive, 0);
        Path file = Files.write(folder.resolve("broken.jpg"), Arrays.copyOf(whole, whole.length * 6 / 10));

        Picture picture = PictureReader.read(file);

        assertThat(picture.warnings()).singleElement().asString().startsWith("it breaks off")
                .contains(progressive ? "detail" : "of 160 rows are missing");
        float[] top = new float[3 * 160 * 32];
        float[] truth = new float[top.length];
        picture.read(0, 0, 160, 32, top, 0);
        JpegEncoder.decode(whole).read(0, 0, 160, 32, truth, 0);
        double worst = 0;
        for (int i = 0; i < top.length; i++) {
            worst = Math.max(worst, Math.abs(top[i] - truth[i]));
        }
        assertThat(worst).isLessThan(progressive ? 1.5 : 1e-6);
    }

    @Test
    void readsABrokenPngAsFarAsItGoes() throws IOException {
        byte[] whole = awt("png");
        Path file = Files.write(folder.resolve("broken.png"), Arrays.copyOf(whole, whole.length * 7 / 10));

        Picture picture = PictureReader.read(file);

        assertThat(picture.warnings()).singleElement().asString().contains("rows are missing");
        float[] top = new float[3 * W * 10];
        float[] truth = new float[top.length];
        picture.read(0, 0, W, 10, top, 0);
        PHOTO.read(0, 0, W, 10, truth, 0);
        assertThat(top).containsExactly(truth);
    }

    @Test
    void leavesJunkAtTheEndOut() throws IOException {
        byte[] jpeg = JpegEncoder.encode(PHOTO, 90, ChromaSampling.S420);
        Path file = Files.write(folder.resolve("junk.jpg"), Arrays.copyOf(jpeg, jpeg.length + 777));

        Picture picture = PictureReader.read(file);

        assertThat(picture.warnings()).containsExactly("the 777 bytes after the end of the picture were left out");
        assertThat(picture.colour().bytes()).isEqualTo(JpegEncoder.decode(jpeg).colour().bytes());
    }

    static Stream<Arguments> badFiles() {
        byte[] jpeg = JpegEncoder.encode(PHOTO, 90, ChromaSampling.S420);
        byte[] arithmetic = jpeg.clone();
        byte[] huge = jpeg.clone();
        JpegSegments.Segment frame = new JpegSegments(jpeg).frame().orElseThrow();
        arithmetic[frame.start() + 1] = (byte) 0xc9;
        Arrays.fill(huge, frame.body() + 1, frame.body() + 5, (byte) 0xfe);
        byte[] hugePng = awt("png");
        Arrays.fill(hugePng, 17, 20, (byte) 0x7f);
        Arrays.fill(hugePng, 21, 24, (byte) 0x7f);
        return Stream.of(
                arguments("empty.jpg", new byte[0], "is empty"),
                arguments("text.jpg", "Dear diary, this is no picture.".getBytes(), "is not a picture"),
                arguments("head.jpg", Arrays.copyOf(jpeg, 120), "breaks off before its first row"),
                arguments("arithmetic.jpg", arithmetic, "arithmetic-coded"),
                arguments("huge.jpg", huge, "states a size of 65278×65278"),
                arguments("huge.png", hugePng, "cannot be read|states a size"),
                arguments("head.png", Arrays.copyOf(awt("png"), 40), "cannot be read"),
                arguments("head.webp", Arrays.copyOf(webp(false), 40), "cannot be read"),
                arguments("head.tif", Arrays.copyOf(awt("tiff"), 30), "cannot be read"),
                arguments("noise.png", noise(), "cannot be read"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFiles")
    void refusesWhatIsNoPictureInOneSentence(String name, byte[] content, String reason) throws IOException {
        Path file = Files.write(folder.resolve(name), content);

        assertThatThrownBy(() -> PictureReader.read(file)).isInstanceOf(UserException.class)
                .hasMessageContaining(name).message().containsPattern(reason).doesNotContain("Exception")
                .doesNotContain("\n").endsWith(".");
    }

    @Test
    void refusesFoldersAndMissingAndUnreadableFiles() throws IOException {
        assertThatThrownBy(() -> PictureReader.read(folder)).isInstanceOf(UserException.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> PictureReader.read(folder.resolve("none.jpg"))).isInstanceOf(UserException.class)
                .hasMessageContaining("There is no file");
        Path locked = Files.write(folder.resolve("locked.jpg"), JpegEncoder.encode(PHOTO, 90, ChromaSampling.S420));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(locked)).as("permissions bind this user").isFalse();
        assertThatThrownBy(() -> PictureReader.read(locked)).isInstanceOf(UserException.class)
                .hasMessageContaining("may not be read");
    }

    @ParameterizedTest
    @CsvSource({"jpg", "png", "webp", "tif"})
    void carriesMetadataAndProfileFromFormatToFormat(String ending) {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        Metadata metadata = new Metadata(Optional.of(TestMetadata.exif(1, W, H)), Optional.of(TestMetadata.iptc()),
                Optional.of(TestMetadata.xmp(1)), Optional.of(profile));
        PictureBuilder builder = new PictureBuilder(W, H).optMetadata(metadata);
        builder.write(0, 0, W, H, PHOTO.data(), 0);
        Picture picture = builder.build();
        Path file = folder.resolve("with metadata." + ending);

        PictureWriter.builder().build().write(picture, file);
        Picture read = PictureReader.read(file);

        assertThat(read.iccProfile()).get().isEqualTo(profile);
        assertThat(read.metadata().xmp()).get().isEqualTo(TestMetadata.xmp(1));
        assertThat(read.metadata().exif().flatMap(ExifBlock::orientation)).contains(1);
        assertThat(TiffTags.ofExif(read.metadata().exif().orElseThrow()).orElseThrow().entries())
                .extracting(TiffTags.Entry::tag).contains(0x010f, TiffTags.EXIF_IFD);
        if (!ending.equals("webp")) {
            // WebP has no place for IPTC.
            assertThat(read.metadata().iptc()).get().isEqualTo(TestMetadata.iptc());
        }
        assertThat(TestPictures.psnr(read.toPixels(), PHOTO)).isGreaterThan(23);
    }

    @ParameterizedTest
    @CsvSource({"png,8", "png,16", "tif,8", "tif,16", "webp,8"})
    void carriesAlpha(String ending, int bits) {
        Picture picture = PictureRoundTripTest.random(21, 18, bits, false, true);
        Path file = folder.resolve("clear." + ending);

        PictureWriter.builder().optLossless(true).build().write(picture, file);
        Picture read = PictureReader.read(file);

        assertThat(read.alpha().orElseThrow().bytes()).isEqualTo(picture.alpha().orElseThrow().bytes());
        assertThat(read.alpha().orElseThrow().words()).isEqualTo(picture.alpha().orElseThrow().words());
        for (int i = 0; i < 21 * 18; i++) {
            // What WebP hides below clear pixels is not kept.
            if (!ending.equals("webp") || picture.alpha().orElseThrow().get(i % 21, i / 21, 0) > 0) {
                for (int c = 0; c < 3; c++) {
                    assertThat(read.colour().get(i % 21, i / 21, c)).isEqualTo(picture.colour().get(i % 21, i / 21, c));
                }
            }
        }
    }

    @Test
    void showsWideGamutOnAnSrgbScreen() {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        Pixels grey = Pixels.blank(4, 4);
        PictureBuilder builder = new PictureBuilder(4, 4)
                .optMetadata(Metadata.none().withIccProfile(Optional.of(profile)));
        builder.write(0, 0, 4, 4, grey.data(), 0);

        int shown = ColourManagement.toSrgb(builder.build()).getRGB(1, 1) & 255;

        // Linear 0.5 is 188 in sRGB (IEC 61966-2-1).
        assertThat(shown).isBetween(187, 189);
        assertThat(ColourManagement.toSrgb(Picture.of(grey)).getRGB(1, 1) & 255).isEqualTo(128);
    }

    private static byte[] rgb(Pixels photo) {
        return Picture.of(photo).colour().bytes();
    }

    /** Adobe's inverted CMYK without black, optionally with the first three as Y'CbCr. */
    private static byte[] inks(Pixels photo, boolean ycc) {
        byte[] rgb = rgb(photo);
        byte[] out = new byte[4 * W * H];
        for (int p = 0; p < W * H; p++) {
            double[] v = new double[3];
            for (int c = 0; c < 3; c++) {
                // Inverted ink is the light that is left; YCCK holds the light of the inverted inks.
                int light = rgb[3 * p + c] & 255;
                v[c] = ycc ? 255 - light : light;
            }
            double luma = 0.299 * v[0] + 0.587 * v[1] + 0.114 * v[2];
            double[] stored = ycc ? new double[] {luma, (v[2] - luma) / 1.772 + 128, (v[0] - luma) / 1.402 + 128} : v;
            for (int c = 0; c < 3; c++) {
                out[4 * p + c] = (byte) Math.clamp(Math.round(stored[c]), 0, 255);
            }
            out[4 * p + 3] = (byte) 255;
        }
        return out;
    }

    private static byte[] awt(String format) {
        BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_3BYTE_BGR);
        byte[] rgb = rgb(PHOTO);
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

    private static byte[] webp(boolean lossless) {
        try {
            Path file = Files.createTempFile("bcm", ".webp");
            PictureWriter.builder().optLossless(lossless).optOverwrite(true).build().write(Picture.of(PHOTO), file);
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] noise() {
        byte[] png = awt("png");
        for (int i = 33; i < png.length; i++) {
            png[i] = (byte) (i * 31 ^ i >> 3);
        }
        return png;
    }

    @Test
    void aFileThatChangesWhileItIsReadIsNoSuccess() throws Exception {
        Path file = folder.resolve("written.jpg");
        Files.write(file, JpegEncoder.encode(PHOTO, 90, ChromaSampling.S444));
        // What follows the picture is of no interest, but takes time to read.
        try (FileChannel tail = FileChannel.open(file, StandardOpenOption.APPEND)) {
            tail.write(ByteBuffer.allocate(8 << 20));
        }
        assertThat(PictureReader.read(file).width()).isPositive();
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
                while (!over.get()) {
                    channel.write(ByteBuffer.allocate(1));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            assertThatThrownBy(() -> {
                for (int i = 0; i < 100; i++) {
                    PictureReader.read(file);
                }
            }).isInstanceOf(UserException.class).hasMessage(file + " changed while it was read; try again when it is written.");
        } finally {
            over.set(true);
            writer.join();
        }
        // Cut off, grown, or written anew in the same size.
        long size = Files.size(file);
        FileTime written = Files.getLastModifiedTime(file);
        PictureReader.requireUnchanged(file, size, written, size);
        assertThatThrownBy(() -> PictureReader.requireUnchanged(file, size, written, size - 1)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> PictureReader.requireUnchanged(file, size + 1, written, size + 1)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> PictureReader.requireUnchanged(file, size, FileTime.fromMillis(1), size)).isInstanceOf(UserException.class);
    }
}
