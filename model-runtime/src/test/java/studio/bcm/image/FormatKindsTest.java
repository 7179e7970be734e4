package studio.bcm.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.UserException;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegSegments;
import studio.bcm.image.metadata.Metadata;

/** Files of kinds that are decoded rightly or refused by name, and files that claim more than they hold. */
final class FormatKindsTest {
    private static final int W = 21;
    private static final int H = 11;

    @TempDir
    private Path folder;

    private static double shade(int x, int y, int c) {
        return (x * 37 + y * 11 + c * 53) % 101 / 100.0;
    }

    private static TestTiffs.Values shades(int bits, int format) {
        return (x, y, c) -> {
            double v = shade(x, y, c);
            if (format == 3) {
                return bits == 64 ? Double.doubleToLongBits(v) : bits == 32 ? Float.floatToIntBits((float) v)
                        : Float.floatToFloat16((float) v);
            }
            return Math.round(v * (Math.pow(2, bits) - 1));
        };
    }

    private static TestTiffs tiff(ByteOrder order, String kind, int bits, int format, boolean planar) {
        int samples = switch (kind) {
            case "rgb" -> 3;
            case "rgba", "cmyk" -> 4;
            case "grey-alpha" -> 2;
            default -> 1;
        };
        TestTiffs tiff = new TestTiffs(order, false).rowsPerStrip(4)
                .pixels(W, H, samples, bits, planar, shades(bits, format));
        tiff.shorts(262, switch (kind) {
            case "white-is-zero" -> 0;
            case "grey", "grey-alpha" -> 1;
            case "cmyk" -> 5;
            default -> 2;
        });
        if (samples == 2 || kind.equals("rgba")) {
            tiff.shorts(338, 2);
        }
        int[] formats = new int[samples];
        Arrays.fill(formats, format);
        return tiff.shorts(339, formats);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grey", "white-is-zero", "grey-alpha", "rgb", "rgba", "cmyk"})
    void everyLayoutOfTiffIsReadRightlyOrRefused(String kind) throws IOException {
        Path file = folder.resolve("layout.tif");
        int right = 0;
        for (int format : new int[] {1, 2, 3}) {
            for (int bits : format == 3 ? new int[] {16, 32, 64}
                    : new int[] {1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 14, 15, 16, 20, 24, 32}) {
                for (boolean planar : new boolean[] {false, true}) {
                    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
                        Files.write(file, tiff(order, kind, bits, format, planar).build());
                        String what = kind + " of " + bits + " bits, format " + format + ", planar " + planar + ", "
                                + order;
                        try {
                            Picture picture = PictureReader.read(file);
                            assertThat(kind.equals("cmyk") ? bits == 8 || bits == 16 : isRight(picture, kind, bits))
                                    .as(what).isTrue();
                            right++;
                        } catch (UserException e) {
                            assertThat(bits == 8 && format == 1 || bits == 16 && format == 1)
                                    .as(what + ": " + e.getMessage()).isFalse();
                        }
                    }
                }
            }
        }
        assertThat(right).isGreaterThanOrEqualTo(8);
    }

    private static boolean isRight(Picture picture, String kind, int bits) {
        double tolerance = 0.003 + (bits < 8 ? 0.5 / (Math.pow(2, bits) - 1) : 0);
        int colours = kind.startsWith("rgb") ? 3 : 1;
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                for (int c = 0; c < colours; c++) {
                    double expected = kind.equals("white-is-zero") ? 1 - shade(x, y, c) : shade(x, y, c);
                    Samples s = picture.colour();
                    if (Math.abs(s.get(x, y, s.channels() == 1 ? 0 : c) / (s.bits() == 8 ? 255.0
                            : 65535.0) - expected) > tolerance) {
                        return false;
                    }
                }
                if (kind.endsWith("a") && picture.alpha().filter(a ->
                        Math.abs(a.get8(0) / 255.0 - shade(0, 0, colours)) < tolerance + 0.003).isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({"dng-version, 50706, 1", "filter-array, 262, 32803", "linear-raw, 262, 34892"})
    void rawCameraFilesAreRefused(String name, int tag, int value) throws IOException {
        TestTiffs tiff = new TestTiffs(ByteOrder.LITTLE_ENDIAN, false).pixels(W, H, 1, 8, false, shades(8, 1))
                .shorts(tag, value);
        if (tag != 262) {
            tiff.shorts(262, 1);
        }
        Path file = Files.write(folder.resolve(name + ".tif"), tiff.build());
        assertThatThrownBy(() -> PictureReader.read(file)).isInstanceOf(UserException.class)
                .hasMessageContaining("raw camera file");
    }

    @Test
    void aPreviewIsNotTakenForThePicture() throws IOException {
        byte[] preview = new TestTiffs(ByteOrder.LITTLE_ENDIAN, false).pixels(W, H, 1, 8, false, shades(8, 1))
                .shorts(262, 1).longs(254, 1)
                .longs(330, 8).build();
        Path file = Files.write(folder.resolve("preview.tif"), preview);
        assertThatThrownBy(() -> PictureReader.read(file)).isInstanceOf(UserException.class)
                .hasMessageContaining("small preview");
        Path nef = Files.write(folder.resolve("photo.NEF"), new TestTiffs(ByteOrder.BIG_ENDIAN, false)
                .pixels(W, H, 1, 8, false, shades(8, 1))
                .shorts(262, 1).field(271, TestTiffs.ASCII, 6, "NIKON\0".getBytes(StandardCharsets.US_ASCII)).build());
        assertThatThrownBy(() -> PictureReader.read(nef)).isInstanceOf(UserException.class)
                .hasMessageContaining("raw camera file");
    }

    @ParameterizedTest
    @CsvSource({"....ftypheic....., a HEIC picture", "....ftypmif1....., a HEIC picture",
            "....ftypavif....., an AVIF picture",
        "....ftypcrx ....., a raw camera file", "....ftypisom....., a video", "8BPS............, a Photoshop document",
        "FUJIFILMCCD-RAW ., a raw camera file", "%PDF-1.7........, a PDF document",
        "IIRO............, a raw camera file"})
    void foreignKindsAreNamed(String head, String kind) throws IOException {
        Path file = Files.writeString(folder.resolve("foreign.jpg"), head, StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> PictureReader.read(file)).isInstanceOf(UserException.class)
                .hasMessageContaining("is " + kind + ", which cannot be read");
    }

    @Test
    void jpegXlIsNamedInBothItsForms() throws IOException {
        Path stream = Files.write(folder.resolve("a.jxl"), new byte[] {-1, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        Path box = Files.write(folder.resolve("b.jxl"),
                new byte[] {0, 0, 0, 12, 'J', 'X', 'L', ' ', 13, 10, (byte) 0x87, 10});
        for (Path file : new Path[] {stream, box}) {
            assertThatThrownBy(() -> PictureReader.read(file)).isInstanceOf(UserException.class)
                    .hasMessageContaining("is a JPEG XL picture");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void directoriesInACircleEnd(boolean big) throws IOException {
        byte[] file = new TestTiffs(ByteOrder.LITTLE_ENDIAN, big).pixels(W, H, 1, 8, false, shades(8, 1)).shorts(262, 1)
                .build();
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (big) {
            buffer.putLong(24 + 20 * (int) buffer.getLong(16), 16);
        } else {
            buffer.putInt(10 + 12 * buffer.getShort(8), 8);
        }
        Path path = Files.write(folder.resolve("circle.tif"), file);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThat(PictureReader.read(path).width())
                .isEqualTo(W));
    }

    @Test
    void sizesThatAFileCannotHoldAreRefusedBeforeMemoryIsTaken() throws IOException {
        byte[] tiff = new TestTiffs(ByteOrder.LITTLE_ENDIAN, false).pixels(W, H, 1, 8, false, shades(8, 1))
                .shorts(262, 1).build();
        ByteBuffer buffer = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < buffer.getShort(8); i++) {
            int entry = 10 + 12 * i;
            if (buffer.getShort(entry) == 256 || buffer.getShort(entry) == 257) {
                buffer.putInt(entry + 8, 24_000);
            }
        }
        byte[] webp = new byte[64];
        ByteBuffer riff = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
        riff.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(56)
                .put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(44);
        riff.put((byte) 0x2f).putInt(16_382 | 16_382 << 14);
        byte[] jpeg = TestJpegs.encode(TestPictures.photo(64, 64, 1), 50, ChromaSampling.S420, true, 0);
        int frame = new JpegSegments(jpeg).frame().orElseThrow().body();
        ByteBuffer.wrap(jpeg).putShort(frame + 1, (short) 20_000).putShort(frame + 3, (short) 20_000);
        byte[][] files = {tiff, webp, jpeg};
        for (int i = 0; i < files.length; i++) {
            Path file = Files.write(folder.resolve("claim-" + i), files[i]);
            assertThatThrownBy(() -> PictureReader.read(file)).isInstanceOf(UserException.class)
                    .hasMessageContaining("states a size of");
        }
    }

    @Test
    void framesOfGifLieOnTheirScreen() throws IOException {
        Path file = folder.resolve("screen.gif");
        ImageWriter writer = ImageIoPlugins.jdkWriter(PictureFormat.GIF);
        try (FileImageOutputStream out = new FileImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_BYTE_INDEXED);
            image.setRGB(0, 0, 0xffff0000);
            IIOMetadata frame = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
            IIOMetadataNode root = (IIOMetadataNode) frame.getAsTree("javax_imageio_gif_image_1.0");
            IIOMetadataNode descriptor = (IIOMetadataNode) root.getElementsByTagName("ImageDescriptor").item(0);
            descriptor.setAttribute("imageLeftPosition", "3");
            descriptor.setAttribute("imageTopPosition", "5");
            frame.setFromTree("javax_imageio_gif_image_1.0", root);
            IIOMetadata stream = writer.getDefaultStreamMetadata(null);
            IIOMetadataNode tree = (IIOMetadataNode) stream.getAsTree("javax_imageio_gif_stream_1.0");
            IIOMetadataNode screen = (IIOMetadataNode) tree.getElementsByTagName("LogicalScreenDescriptor").item(0);
            screen.setAttribute("logicalScreenWidth", "20");
            screen.setAttribute("logicalScreenHeight", "15");
            stream.setFromTree("javax_imageio_gif_stream_1.0", tree);
            writer.write(stream, new IIOImage(image, null, frame), null);
        }
        Picture picture = PictureReader.read(file);
        assertThat(picture.width()).isEqualTo(20);
        assertThat(picture.height()).isEqualTo(15);
        Samples alpha = picture.alpha().orElseThrow();
        assertThat(alpha.get(2, 5, 0)).isZero();
        assertThat(alpha.get(3, 5, 0)).isEqualTo(255);
        assertThat(alpha.get(10, 10, 0)).isEqualTo(255);
        assertThat(alpha.get(11, 10, 0)).isZero();
        assertThat(picture.colour().get(3, 5, 0)).isEqualTo(255);
    }

    @Test
    void greyWithAlphaBecomesWebp() {
        Samples grey = Samples.blank(12, 8, 1, 8);
        Samples alpha = Samples.blank(12, 8, 1, 8);
        for (int i = 0; i < 96; i++) {
            grey.bytes()[i] = (byte) (2 * i);
            alpha.bytes()[i] = (byte) (255 - i);
        }
        Path file = folder.resolve("ga.webp");
        PictureWriter.builder().optLossless(true).build().write(new Picture(grey, alpha, Metadata.none(), null, null,
                List.of()), file);
        Picture read = PictureReader.read(file);
        for (int i = 0; i < 96; i++) {
            assertThat(read.colour().get(i % 12, i / 12, 1)).isEqualTo(2 * i);
            assertThat(read.alpha().orElseThrow().get(i % 12, i / 12, 0)).isEqualTo(255 - i);
        }
    }

    @Test
    void aDamagedProfileInWebpIsLeftOut() {
        Path file = folder.resolve("profile.webp");
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        Arrays.fill(profile, 140, profile.length, (byte) 0x7f);
        Metadata metadata = Metadata.none().withIccProfile(Optional.of(profile));
        Picture photo = Picture.of(TestPictures.photo(32, 24, 5));
        PictureWriter.builder().build().write(new Picture(photo.colour(), null, metadata, null, null, List.of()), file);
        assertThat(PictureReader.read(file).width()).isEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWholeOfADamagedTiffIsRead(boolean tiled) throws IOException {
        BufferedImage image = new BufferedImage(96, 64, BufferedImage.TYPE_3BYTE_BGR);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 96 * 64; i++) {
            image.setRGB(i % 96, i / 96, random.nextInt(1 << 24));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // That of the JDK: others write no tiles.
        ImageWriter writer = StreamSupport.stream(((Iterable<ImageWriter>) () -> ImageIO.getImageWritersByFormatName("tiff")).spliterator(), false)
                .filter(w -> w.getClass().getName().startsWith("com.sun.")).findFirst().orElseThrow();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType("Deflate");
            param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
            param.setTiling(tiled ? 32 : 96, 16, 0, 0);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        byte[] file = out.toByteArray();
        Arrays.fill(file, file.length * 2 / 5, file.length * 2 / 5 + 300, (byte) 0xff);
        Picture read = PictureReader.read(Files.write(folder.resolve("damaged.tif"), file));
        assertThat(read.warnings()).containsExactly("it is damaged: 16 of 64 rows cannot be read");
        Pixels whole = PictureReader.read(Files.write(folder.resolve("whole.tif"), out.toByteArray())).toPixels();
        Pixels there = read.toPixels();
        for (int c = 0; c < 3; c++) {
            for (int y : new int[] {0, 15, 32, 63}) {
                int at = (c * 64 + y) * 96;
                assertThat(Arrays.copyOfRange(there.data(), at, at + 96)).as("row %s", y).isEqualTo(Arrays.copyOfRange(whole.data(), at, at + 96));
            }
        }
        byte[] nothing = out.toByteArray();
        Arrays.fill(nothing, 200, nothing.length - 200, (byte) 0xff);
        Path file2 = Files.write(folder.resolve("nothing.tif"), nothing);
        assertThatThrownBy(() -> PictureReader.read(file2)).isInstanceOf(UserException.class);
    }
}
