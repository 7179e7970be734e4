package studio.bcm.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegCarrier;
import studio.bcm.image.jpeg.JpegSegments;
import studio.bcm.image.metadata.ExifBlock;
import studio.bcm.image.metadata.ExifBlock.Tag;
import studio.bcm.image.metadata.IptcRecord;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.PictureText;
import studio.bcm.image.metadata.PngChunks;
import studio.bcm.image.metadata.Resolution;
import studio.bcm.image.metadata.TestMetadata;
import studio.bcm.image.metadata.TiffReader;
import studio.bcm.image.metadata.TiffTags;

/** What a file says beside its pixels survives, is converted or is told, from every format to every other. */
final class MetadataKeptTest {
    private static final int ARTIST = 0x013b;
    private static final Pixels PHOTO = TestPictures.photo(48, 32, 9);

    @TempDir
    private Path folder;

    private static Picture picture(Metadata metadata) {
        return new Picture(Picture.of(PHOTO).colour(), null, metadata, null, null, List.of());
    }

    private static Picture uniform(int value, Metadata metadata) {
        Samples colour = Samples.blank(16, 16, 3, 8);
        Arrays.fill(colour.bytes(), (byte) value);
        return new Picture(colour, null, metadata, null, null, List.of());
    }

    private Path write(Picture picture, String name, List<String> notes) {
        Path file = folder.resolve(name);
        notes.addAll(PictureWriter.builder().optOverwrite(true).build().write(picture, file));
        return file;
    }

    private Path write(Picture picture, String name) {
        return write(picture, name, new ArrayList<>());
    }

    /** From one format to another, without what the writer says. */
    private Picture through(Path file, String name) {
        return PictureReader.read(write(PictureReader.read(file), name));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** A PNG with chunks behind IHDR, type and data in turn. */
    private Path png(Picture picture, String name, Object... chunks) throws IOException {
        byte[] file = Files.readAllBytes(write(picture, name));
        byte[] out = Arrays.copyOf(file, 33);
        for (int i = 0; i < chunks.length; i += 2) {
            byte[] data = (byte[]) chunks[i + 1];
            byte[] body = join(ascii((String) chunks[i]), data);
            CRC32 crc = new CRC32();
            crc.update(body);
            out = join(out, ByteBuffer.allocate(4).putInt(data.length).array(), body, ByteBuffer.allocate(4)
                    .putInt((int) crc.getValue()).array());
        }
        return Files.write(folder.resolve(name), join(out, Arrays.copyOfRange(file, 33, file.length)));
    }

    private static List<PngChunks.Chunk> chunks(Path png) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(png));
        List<PngChunks.Chunk> found = new ArrayList<>();
        for (int at = 8; at < in.capacity(); at += 12 + in.getInt(at)) {
            byte[] data = new byte[in.getInt(at)];
            in.get(at + 8, data);
            found.add(new PngChunks.Chunk(new String(in.array(), at + 4, 4, StandardCharsets.US_ASCII), data));
        }
        return found;
    }

    private static int shown(Picture picture) {
        return ColourManagement.toSrgb(picture).getRGB(5, 5) & 255;
    }

    @Test
    void aCutOutLiesOnWhiteWhereThereIsNoTransparency() {
        Samples colour = Samples.blank(16, 16, 3, 8);
        Samples alpha = Samples.blank(16, 16, 1, 8);
        for (int i = 0; i < 128; i++) {
            alpha.bytes()[i] = (byte) 255;
        }
        Picture cutOut = new Picture(colour, alpha, Metadata.none(), null, null, List.of());
        for (String ending : List.of("jpg", "bmp")) {
            List<String> notes = new ArrayList<>();
            Picture read = PictureReader.read(write(cutOut, "cut." + ending, notes));
            assertThat(read.colour().get(3, 3, 1)).as(ending).isLessThan(8);
            assertThat(read.colour().get(3, 13, 1)).as(ending).isGreaterThan(247);
            assertThat(notes).singleElement().asString().contains("became white");
        }
        Samples hidden = PictureReader.read(write(cutOut, "cut.webp")).colour();
        assertThat(hidden.get(3, 14, 0)).isGreaterThan(200);
        List<String> ofGif = new ArrayList<>();
        Picture gif = PictureReader.read(write(cutOut, "cut.gif", ofGif));
        assertThat(ofGif).isEmpty();
        assertThat(gif.alpha().orElseThrow().get(3, 14, 0)).isZero();
        assertThat(gif.alpha().orElseThrow().get(3, 2, 0)).isEqualTo(255);
    }

    @Test
    void gammaOfPngIsHonouredKeptAndConverted() throws IOException {
        byte[] linear = ByteBuffer.allocate(4).putInt(100_000).array();
        Path file = png(uniform(128, Metadata.none()), "linear.png", "gAMA", linear);
        Picture picture = PictureReader.read(file);
        assertThat(picture.colour().get(5, 5, 0)).isEqualTo(128);
        assertThat(shown(picture)).isCloseTo(188, within(2));
        Path again = write(picture, "again.png");
        assertThat(chunks(again)).anySatisfy(c -> {
            assertThat(c.type()).isEqualTo("gAMA");
            assertThat(c.data()).isEqualTo(linear);
        }).noneMatch(c -> c.type().equals("iCCP"));
        for (String ending : List.of("jpg", "tif", "webp")) {
            Picture other = through(file, "linear." + ending);
            assertThat(other.iccProfile()).as(ending).isPresent();
            assertThat(shown(other)).as(ending).isCloseTo(188, within(4));
        }
        assertThat(PictureReader.read(write(picture, "linear.bmp")).colour().get(5, 5, 0)).isCloseTo(188, within(2));
    }

    @Test
    void primariesOfPngAreHonouredAndKept() throws IOException {
        ByteBuffer p3 = ByteBuffer.allocate(32);
        for (int v : new int[] {31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000}) {
            p3.putInt(v);
        }
        Samples colour = Samples.blank(16, 16, 3, 8);
        for (int i = 0; i < 256; i++) {
            colour.bytes()[3 * i] = (byte) 180;
            colour.bytes()[3 * i + 1] = 100;
            colour.bytes()[3 * i + 2] = 100;
        }
        Picture plain = new Picture(colour, null, Metadata.none(), null, null, List.of());
        byte[] gamma = ByteBuffer.allocate(4).putInt(45_455).array();
        Path file = png(plain, "p3.png", "gAMA", gamma, "cHRM", p3.array());
        int argb = ColourManagement.toSrgb(PictureReader.read(file)).getRGB(5, 5);
        assertThat(argb >> 16 & 255).isGreaterThan(186);
        assertThat(argb >> 8 & 255).isLessThan(98);
        assertThat(chunks(write(PictureReader.read(file), "p3-again.png")))
                .anySatisfy(c -> assertThat(c.data()).isEqualTo(p3.array()));
        Picture coded = PictureReader.read(png(plain, "cicp.png", "cICP", new byte[] {12, 13, 0, 1}, "gAMA", gamma));
        assertThat(ColourManagement.toSrgb(coded).getRGB(5, 5) >> 16 & 255).isGreaterThan(186);
        assertThat(PictureReader.read(png(plain, "srgb.png", "sRGB", new byte[1], "gAMA", gamma)).iccProfile())
                .isEmpty();
        assertThat(PictureReader.read(png(plain, "usual.png", "gAMA", gamma)).iccProfile()).isEmpty();
        assertThat(PictureReader.read(png(plain, "pq.png", "cICP", new byte[] {9, 16, 0, 1})).warnings())
                .singleElement().asString()
                .contains("high dynamic range");
    }

    @Test
    void textsOfPngAreKeptConvertedOrTold() throws IOException {
        Path file = png(picture(Metadata.none()), "text.png", "tEXt", ascii("parameters\0a cat"), "iTXt",
                join(ascii("Title\0\0\0de\0\0"), "Ü".getBytes(StandardCharsets.UTF_8)), "tEXt", ascii("Author\0Jane"),
                "zTXt",
                join(ascii("Comment\0\0"), deflated(ascii("Rome"))), "tIME", new byte[7]);
        Picture picture = PictureReader.read(file);
        List<PngChunks.Chunk> kept = chunks(write(picture, "text-again.png"));
        for (PngChunks.Chunk chunk : chunks(file)) {
            if (chunk.type().endsWith("Xt")) {
                assertThat(kept).anySatisfy(c -> assertThat(c.data()).isEqualTo(chunk.data()));
            }
        }
        List<String> notes = new ArrayList<>();
        Metadata jpeg = PictureReader.read(write(picture, "text.jpg", notes)).metadata();
        assertThat(notes).containsExactly("its text parameters was left out: JPEG has no place for that");
        assertThat(jpeg.texts()).singleElement().satisfies(t -> assertThat(t.value()).isEqualTo("Rome"));
        assertThat(value(jpeg, ARTIST)).isEqualTo("Jane");
        assertThat(value(PictureReader.read(write(picture, "text.tif")).metadata(), 0x010e)).isEqualTo("Rome");
    }

    private static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater();
        deflater.setInput(data);
        deflater.finish();
        byte[] out = new byte[data.length + 64];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    private static String value(Metadata metadata, int tag) {
        byte[] value = TiffTags.ofExif(metadata.exif().orElseThrow()).orElseThrow().value(tag).orElseThrow();
        return new String(value, 0, value.length - 1, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exif", "APP1"})
    void exifInRawProfilesTurnsThePicture(String kind) throws IOException {
        byte[] block = join(ascii("Exif\0\0"), TestMetadata.exif(6, 48, 32));
        byte[] text = ascii("\n" + kind + "\n    " + block.length + "\n" + HexFormat.of().formatHex(block)
                .replaceAll("(.{72})", "$1\n") + "\n");
        Path file = png(picture(Metadata.none()), "raw.png", "zTXt",
                join(ascii("Raw profile type " + kind + "\0\0"), deflated(text)));
        Picture read = PictureReader.read(file);
        assertThat(read.width()).isEqualTo(32);
        assertThat(read.metadata().exif().flatMap(ExifBlock::orientation)).contains(1);
    }

    @Test
    void furtherFramesOfPngAreTold() throws IOException {
        Path file = png(picture(Metadata.none()), "apng.png", "acTL", ByteBuffer.allocate(8).putInt(4).putInt(0)
                .array());
        assertThat(PictureReader.read(file).warnings())
                .containsExactly("it is animated with 4 frames; the first picture was read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "tif", "webp"})
    void resolutionSurvivesEveryWay(String from) {
        for (double[] dpi : new double[][] {{300, 300}, {72, 72}, {254, 127}, {118.11 * 2.54, 118.11 * 2.54}}) {
            Metadata metadata = Metadata.none().withResolution(Resolution.of(dpi[0], dpi[1], true));
            Path file = write(picture(metadata), "dpi." + from);
            for (String to : List.of("jpg", "png", "tif", "webp")) {
                Resolution kept = through(file, "dpi-again." + to).metadata().resolution().orElseThrow();
                assertThat(kept.absolute()).isTrue();
                assertThat(kept.horizontal()).as(from + " to " + to).isCloseTo(dpi[0], within(0.6));
                assertThat(kept.vertical()).as(from + " to " + to).isCloseTo(dpi[1], within(0.6));
            }
        }
    }

    @Test
    void resolutionInCentimetresIsUnderstoodAndBmpHasItToo() throws IOException {
        byte[] jpeg = JpegEncoder.encode(PHOTO, 80, ChromaSampling.S444);
        jpeg[13] = 2;
        ByteBuffer.wrap(jpeg).putShort(14, (short) 100).putShort(16, (short) 100);
        Picture picture = PictureReader.read(Files.write(folder.resolve("cm.jpg"), jpeg));
        assertThat(picture.metadata().resolution()).contains(new Resolution(254, 254, true));
        byte[] bmp = Files.readAllBytes(write(picture, "cm.bmp"));
        assertThat(ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).getInt(38)).isEqualTo(10_000);
    }

    @Test
    void aTurnedPictureHasTurnedResolution() {
        Metadata metadata = new Metadata(Optional.of(TestMetadata.exif(6, 48, 32)), Optional.empty(), Optional.empty(),
                Optional.empty())
                .withResolution(Resolution.of(300, 150, true));
        Resolution turned = PictureReader.read(write(picture(metadata), "turned.jpg")).metadata().resolution()
                .orElseThrow();
        assertThat(turned.horizontal()).isEqualTo(150);
    }

    @Test
    void commentsOfJpegAreKept() {
        Path file = write(picture(Metadata.none().withTexts(List.of(PictureText.comment("Großmutter, Rom 1964")))),
                "comment.jpg");
        for (String to : List.of("jpg", "png")) {
            assertThat(through(file, "comment-again." + to).metadata().texts()).singleElement()
                    .satisfies(t -> assertThat(t.value()).isEqualTo("Großmutter, Rom 1964"));
        }
        assertThat(value(through(file, "comment.webp").metadata(), 0x010e)).isEqualTo("Großmutter, Rom 1964");
    }

    @Test
    void orientationInXmpAloneTurns() {
        Metadata metadata = new Metadata(Optional.empty(), Optional.empty(), Optional.of(TestMetadata.xmp(6)),
                Optional.empty());
        Picture read = PictureReader.read(write(picture(metadata), "xmp.jpg"));
        assertThat(read.width()).isEqualTo(32);
        assertThat(read.metadata().xmp()).get().isEqualTo(TestMetadata.xmp(1));
        assertThat(read.jpegFacts().orElseThrow().orientation().exif()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"true, II", "true, MM", "false, II", "false, MM"})
    void bigTiffSaysAllThatTiffSays(boolean big, String order) throws IOException {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] record = Arrays.copyOfRange(TestMetadata.iptc(), 12, 20);
        byte[] tiff = new TestTiffs(order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN, big)
                .rowsPerStrip(5)
                .pixels(21, 11, 3, 8, false, (x, y, c) -> x * 10 + c).shorts(262, 2).shorts(274, 6)
                .field(ARTIST, TestTiffs.ASCII, 5, ascii("Jane\0"))
                .field(TiffTags.ICC, TestTiffs.UNDEFINED, profile.length, profile)
                .field(TiffTags.IPTC, TestTiffs.UNDEFINED, record.length, record)
                .build();
        Picture read = PictureReader.read(Files.write(folder.resolve("big.tif"), tiff));
        assertThat(read.width()).isEqualTo(11);
        assertThat(read.iccProfile()).get().isEqualTo(profile);
        assertThat(value(read.metadata(), ARTIST)).isEqualTo("Jane");
        assertThat(read.metadata().iptc().flatMap(IptcRecord::of)).get().isEqualTo(record);
        for (String to : List.of("jpg", "png", "tif")) {
            assertThat(PictureReader.read(write(read, "big." + to)).metadata().iptc()).as(to).get()
                    .isEqualTo(TestMetadata.iptc());
        }
    }

    @Test
    void exifThatIsTooLargeForJpegLosesItsLargestValue() {
        byte[] exif = ExifBlock.with(Optional.of(TestMetadata.exif(1, 48, 32)),
                List.of(new Tag(ARTIST, "Jane"), new Tag(0x9c9c, new byte[80_000])));
        Picture picture = picture(new Metadata(Optional.of(exif), Optional.empty(), Optional.empty(),
                Optional.empty()));
        List<String> notes = new ArrayList<>();
        Metadata kept = PictureReader.read(write(picture, "large.jpg", notes)).metadata();
        assertThat(value(kept, ARTIST)).isEqualTo("Jane");
        assertThat(notes).containsExactly(
                "its EXIF is too large for JPEG: the tag 0x9c9c, of 80000 bytes, was left out");
        notes.clear();
        assertThat(PictureReader.read(write(picture, "large.png", notes)).metadata().exif()).get().isEqualTo(exif);
        assertThat(notes).isEmpty();
    }

    @Test
    void exifOfSeveralSegmentsIsJoined() throws IOException {
        byte[] exif = ExifBlock.with(Optional.of(TestMetadata.exif(1, 48, 32)),
                List.of(new Tag(0x9c9c, new byte[80_000]), new Tag(ARTIST, "Jane")));
        byte[] jpeg = JpegEncoder.encode(PHOTO, 80, ChromaSampling.S444);
        int cut = 65_000;
        byte[] file = TestJpegs.insert(TestJpegs.insert(jpeg, 20, segment(exif, cut, exif.length)), 20,
                segment(exif, 0, cut));
        assertThat(PictureReader.read(Files.write(folder.resolve("two.jpg"), file)).metadata().exif()).get()
                .isEqualTo(exif);
    }

    private static byte[] segment(byte[] exif, int from, int to) {
        return join(new byte[] {-1, (byte) 0xe1}, ByteBuffer.allocate(2).putShort((short) (8 + to - from)).array(),
                ascii("Exif\0\0"),
                Arrays.copyOfRange(exif, from, to));
    }

    @Test
    void largeXmpIsDividedForJpegAndWholeElsewhere() {
        String packet = "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta "
                + "xmlns:x='adobe:ns:meta/'><rdf:RDF "
                + "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
                + "xmlns:dc='http://purl.org/dc/elements/1.1/' "
                + "xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
                        + "xmp:Rating='4'><dc:format>image/jpeg</dc:format><dc:source>" + "large ".repeat(30_000)
                + "</dc:source></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";
        Picture picture = picture(new Metadata(Optional.empty(), Optional.empty(),
                Optional.of(packet.getBytes(StandardCharsets.UTF_8)), Optional.empty()));
        List<String> notes = new ArrayList<>();
        Path jpeg = write(picture, "xmp.jpg", notes);
        assertThat(notes).isEmpty();
        for (String to : List.of("jpg", "png", "tif", "webp")) {
            String kept = new String(through(jpeg, "xmp-again." + to).metadata().xmp().orElseThrow(),
                    StandardCharsets.UTF_8);
            assertThat(kept).as(to).contains("xmp:Rating=\"4\"", "image/jpeg", "large ".repeat(30_000))
                    .doesNotContain("HasExtendedXMP");
        }
    }

    @Test
    void makersNotesStayAtTheirPlace() throws IOException {
        byte[] note = new byte[200];
        Arrays.fill(note, (byte) 0x4d);
        ByteBuffer b = ByteBuffer.allocate(600).order(ByteOrder.LITTLE_ENDIAN);
        b.put(ascii("II*\0")).putInt(8).putShort((short) 1);
        b.putShort((short) 0x8769).putShort((short) 4).putInt(1).putInt(100).putInt(0).position(100);
        b.putShort((short) 2);
        b.putShort((short) 0x9286).putShort((short) 7).putInt(150).putInt(140);
        b.putShort((short) 0x927c).putShort((short) 7).putInt(200).putInt(321).putInt(0);
        b.put(321, note);
        Picture picture = picture(new Metadata(Optional.of(b.array()), Optional.empty(), Optional.empty(),
                Optional.empty())
                .withTexts(List.of(new PictureText("Author", "Jane", Optional.empty()))));
        Path tiff = write(picture, "note.tif");
        assertThat(Arrays.copyOfRange(Files.readAllBytes(tiff), 321, 521)).isEqualTo(note);
        for (String to : List.of("jpg", "webp", "png", "tif")) {
            byte[] exif = through(tiff, "note-again." + to).metadata().exif().orElseThrow();
            assertThat(Arrays.copyOfRange(exif, 321, 521)).as(to).isEqualTo(note);
        }
        assertThat(TiffReader.read(tiff).orElseThrow().first().value(ARTIST)).get().isEqualTo(ascii("Jane\0"));
    }

    @Test
    void aGreyProfileIsNotPutIntoWebp() {
        Picture grey = new Picture(Samples.blank(16, 16, 1, 8), null, Metadata.none().withIccProfile(
                Optional.of(ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData())), null, null, List.of());
        List<String> notes = new ArrayList<>();
        assertThat(PictureReader.read(write(grey, "grey.webp", notes)).iccProfile()).isEmpty();
        assertThat(notes).containsExactly("its grey colour profile was left out: WebP holds RGB");
        assertThat(PictureReader.read(write(grey, "grey.png")).iccProfile()).isPresent();
    }

    @Test
    void whatIsDroppedIsNoLongerClaimed() throws IOException {
        byte[] xmp = ("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
                + "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
                + "xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' "
                        + "xmlns:Container='http://ns.google.com/photos/1.0/container/' "
                + "xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/' "
                        + "GCamera:MotionPhoto='1' "
                + "hdrgm:Version='1.0' "
                + "dc:format='image/jpeg'><Container:Directory><rdf:Seq><rdf:li/></rdf:Seq></Container:Directory>"
                + "</rdf:Description></rdf:RDF></x:xmpmeta>").getBytes(StandardCharsets.UTF_8);
        byte[] jpeg = JpegSegments.withMetadata(JpegEncoder.encode(PHOTO, 80, ChromaSampling.S444),
                new Metadata(Optional.empty(), Optional.empty(), Optional.of(xmp), Optional.empty()),
                new ArrayList<>());
        byte[] video = join(new byte[] {0, 0, 0, 24}, ascii("ftypmp42"), new byte[100]);
        Picture read = PictureReader.read(Files.write(folder.resolve("motion.jpg"), join(jpeg, video)));
        assertThat(read.warnings()).containsExactly("it is a motion photo: its video was left out",
                "its gain map, for screens of high dynamic range, was left out");
        assertThat(new String(read.metadata().xmp().orElseThrow(), StandardCharsets.UTF_8)).contains("image/jpeg")
                .doesNotContain("MotionPhoto").doesNotContain("Directory").doesNotContain("Version");
    }

    @Test
    void videosAndFurtherPicturesAreCarriedOver() {
        byte[] further = JpegEncoder.encode(TestPictures.photo(16, 16, 2), 60, ChromaSampling.S444);
        byte[] plain = JpegEncoder.encode(PHOTO, 40, ChromaSampling.S420);
        byte[] xmp = ("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
                + "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
                + "<rdf:Description xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' "
                        + "GCamera:MotionPhoto='1'/></rdf:RDF>"
                + "</x:xmpmeta>").getBytes(StandardCharsets.UTF_8);
        byte[] primary = JpegSegments.withMetadata(plain,
                new Metadata(Optional.empty(), Optional.empty(), Optional.of(xmp), Optional.empty()),
                new ArrayList<>());
        int directory = 8 + 82;
        int end = primary.length + directory;
        ByteBuffer mpf = ByteBuffer.allocate(directory).putShort((short) 0xffe2).putShort((short) (directory - 2))
                .put(ascii("MPF\0"));
        mpf.put(ascii("MM\0*")).putInt(8).putShort((short) 1).putShort((short) 0xb002).putShort((short) 7).putInt(32)
                .putInt(26);
        mpf.position(8 + 26).putInt(0x20030000).putInt(end).putInt(0).putInt(0);
        mpf.putInt(0).putInt(further.length).putInt(end - 28).putInt(0);
        byte[] original = join(TestJpegs.insert(primary, 20, mpf.array()), further, ascii("a video"));
        byte[] result = JpegEncoder.encode(PHOTO, 95, ChromaSampling.S444);
        byte[] carried = JpegCarrier.carried(original, result).orElseThrow();
        JpegSegments segments = new JpegSegments(carried);
        int newEnd = carried.length - segments.trailingBytes();
        assertThat(Arrays.copyOfRange(carried, newEnd, carried.length)).isEqualTo(join(further, ascii("a video")));
        assertThat(segments.metadata().xmp()).get().isEqualTo(xmp);
        assertThat(PictureReader.readJpeg(carried, "carried").toPixels().data())
                .isEqualTo(PictureReader.readJpeg(result, "result").toPixels().data());
        int at = new String(carried, StandardCharsets.ISO_8859_1).indexOf("MPF\0") + 4;
        ByteBuffer moved = ByteBuffer.wrap(carried);
        assertThat(moved.getInt(at + 26 + 4)).isEqualTo(newEnd);
        assertThat(at + moved.getInt(at + 26 + 16 + 8)).isEqualTo(newEnd);
    }

    @Test
    void bmpAndGifAreWrittenAsSuchAndTellWhatTheyCannotHold() throws IOException {
        Picture picture = picture(new Metadata(Optional.of(TestMetadata.exif(1, 48, 32)), Optional.empty(),
                Optional.of(TestMetadata.xmp(1)), Optional.empty()));
        for (String ending : List.of("bmp", "gif")) {
            List<String> notes = new ArrayList<>();
            Path file = write(picture, "flat." + ending, notes);
            assertThat(PictureFormat.ofContent(file)).contains(PictureFormat.ofEnding(ending).orElseThrow());
            assertThat(notes).singleElement().asString().startsWith("its EXIF, XMP had to be left out");
            assertThat(TestPictures.psnr(PictureReader.read(file).toPixels(), picture.toPixels()))
                    .isGreaterThan(ending.equals("bmp") ? 90 : 25);
        }
    }

    @Test
    void aGifOfFewColoursKeepsThemExactly() {
        Samples colour = Samples.blank(64, 64, 3, 8);
        for (int i = 0; i < 64 * 64; i++) {
            colour.bytes()[3 * i] = (byte) (i % 16);
            colour.bytes()[3 * i + 1] = (byte) (i / 64 % 16);
            colour.bytes()[3 * i + 2] = 7;
        }
        Picture picture = new Picture(colour, null, Metadata.none(), null, null, List.of());
        assertThat(PictureReader.read(write(picture, "few.gif")).colour().bytes()).isEqualTo(colour.bytes());
    }
}
