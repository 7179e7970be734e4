package studio.bcm.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.UserException;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegSegments;

/** Unusual and damaged JPEG data: read where they can be, named where not, and never passed over in silence. */
final class JpegKindsTest {
    private static final Pixels PHOTO = TestPictures.photo(96, 80, 3);

    /** With the standard Huffman tables, as encoders in cameras write them. */
    private static byte[] plain() {
        return TestJpegs.encode(PHOTO, 60, ChromaSampling.S422, false, 1000);
    }

    private static Picture read(byte[] file) {
        return PictureReader.readJpeg(file, "it.jpg");
    }

    private static JpegSegments.Segment segment(JpegSegments segments, int marker) {
        return segments.all().stream().filter(s -> s.marker() == marker).findFirst().orElseThrow();
    }

    private static byte[] without(byte[] file, int marker) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, 2);
        JpegSegments segments = new JpegSegments(file);
        segments.all().stream().filter(s -> s.marker() != marker)
                .forEach(s -> out.write(file, s.start(), s.next() - s.start()));
        out.write(0xff);
        out.write(JpegSegments.EOI);
        return out.toByteArray();
    }

    private static void requireSame(Picture a, Picture b) {
        assertThat(a.toPixels().data()).isEqualTo(b.toPixels().data());
        assertThat(a.jpegFacts().orElseThrow().coefficients().isComplete()).isTrue();
    }

    @Test
    void aFrameOfMotionJpegHasTheStandardTables() {
        byte[] frame = without(plain(), JpegSegments.DHT);
        assertThat(new JpegSegments(frame).hasHuffmanTables()).isFalse();
        requireSame(read(frame), read(plain()));
        assertThat(read(frame).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "0,0,0", "1,2,2", "3,3,1"})
    void componentsMayShareANumber(int y, int cb, int cr) {
        byte[] file = plain();
        JpegSegments segments = new JpegSegments(file);
        int frame = segments.frame().orElseThrow().body() + 6;
        int scan = segment(segments, JpegSegments.SOS).body() + 1;
        int[] ids = {y, cb, cr};
        for (int c = 0; c < 3; c++) {
            file[frame + 3 * c] = (byte) ids[c];
            file[scan + 2 * c] = (byte) ids[c];
        }
        requireSame(read(file), read(plain()));
    }

    private static int firstOfData(byte[] file) {
        return segment(new JpegSegments(file), JpegSegments.SOS).end();
    }

    private static int lastScan(byte[] file) {
        return new JpegSegments(file).all().stream().filter(s -> s.marker() == JpegSegments.SOS).toList().getLast()
                .start();
    }

    private static byte[] ended(byte[] file, int length) {
        byte[] cut = Arrays.copyOf(file, length + 2);
        cut[length] = (byte) 0xff;
        cut[length + 1] = (byte) JpegSegments.EOI;
        return cut;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void missingRowsAreToldAlsoWhereTheFileHasAnEnd(boolean progressive) {
        byte[] file = TestJpegs.encode(PHOTO, 60, ChromaSampling.S420, progressive, 0);
        int from = firstOfData(file);
        int middle = progressive ? lastScan(file) : (from + file.length) / 2;
        String what = progressive ? "fine detail is missing" : "of 80 rows";
        assertThat(read(ended(file, middle)).warnings()).singleElement().asString().contains("it is damaged", what);
        assertThat(read(Arrays.copyOf(file, middle)).warnings()).singleElement().asString()
                .contains("it breaks off", what);
        assertThat(read(file).warnings()).isEmpty();
    }

    @Test
    void aHoleIsTold() {
        byte[] file = TestJpegs.encode(PHOTO, 60, ChromaSampling.S444, false, 0);
        int from = (firstOfData(file) + file.length) / 2;
        Arrays.fill(file, from, Math.min(file.length - 40, from + 400), (byte) 0);
        assertThat(read(file).warnings()).singleElement().asString().contains("it is damaged");
    }

    @Test
    void blocksLostBetweenRestartMarkersAreCounted() {
        byte[] file = TestJpegs.encode(PHOTO, 60, ChromaSampling.S444, false, 4);
        int from = (firstOfData(file) + file.length) / 2;
        Arrays.fill(file, from, from + 30, (byte) 0x55);
        assertThat(read(file).warnings()).singleElement().asString().contains("it is damaged");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileWithoutAnyPixelIsRefused(boolean withEnd) {
        for (boolean progressive : new boolean[] {true, false}) {
            byte[] file = TestJpegs.encode(PHOTO, 60, ChromaSampling.S420, progressive, 0);
            int from = firstOfData(file);
            byte[] cut = withEnd ? ended(file, from) : Arrays.copyOf(file, from);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(UserException.class)
                    .hasMessageMatching(".*(none of its pixels|before its first pixels).*");
        }
    }

    @ParameterizedTest
    @CsvSource({"195, a lossless JPEG", "197, a hierarchical JPEG", "201, an arithmetic-coded JPEG",
            "202, an arithmetic-coded JPEG",
        "203, an arithmetic-coded lossless JPEG", "205, an arithmetic-coded hierarchical JPEG",
        "247, a JPEG-LS picture"})
    void whatCannotBeReadIsNamed(int marker, String kind) {
        byte[] file = plain();
        JpegSegments.Segment frame = new JpegSegments(file).frame().orElseThrow();
        file[frame.start() + 1] = (byte) marker;
        // No predictor of lossless JPEG has the number that stands here.
        file[segment(new JpegSegments(file), JpegSegments.SOS).end() - 3] = 99;
        assertThatThrownBy(() -> read(file)).isInstanceOf(UserException.class)
                .hasMessage("it.jpg is " + kind + ", which cannot be read.");
    }

    @Test
    void twelveBitsAreNamed() {
        byte[] file = plain();
        JpegSegments.Segment frame = new JpegSegments(file).frame().orElseThrow();
        file[frame.start() + 1] = (byte) 0xc1;
        file[frame.body()] = 12;
        assertThatThrownBy(() -> read(file)).isInstanceOf(UserException.class)
                .hasMessage("it.jpg is a JPEG of 12 bits a channel, which cannot be read.");
    }

    @Test
    void losslessJpegIsReadExactly() {
        Samples grey = new PictureBuilder(40, 24).optGrey(true).build().colour();
        for (int i = 0; i < grey.bytes().length; i++) {
            grey.bytes()[i] = (byte) (i * 7 % 61 + 3 * (i / 40));
        }
        Picture picture = read(lossless(grey));
        assertThat(picture.width()).isEqualTo(40);
        for (int y = 0; y < 24; y++) {
            for (int x = 0; x < 40; x++) {
                assertThat(picture.colour().get(x, y, 0)).isEqualTo(grey.get(x, y, 0));
            }
        }
    }

    /** ITU-T T.81, annex H: predictor 1, all nine categories with codes of four bits. */
    private static byte[] lossless(Samples grey) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {-1, (byte) 0xd8, -1, (byte) 0xc3, 0, 11, 8, 0, (byte) grey.height(), 0,
                (byte) grey.width(), 1, 1, 0x11, 0});
        out.writeBytes(new byte[] {-1, (byte) 0xc4, 0, 28, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2,
                3, 4, 5, 6, 7, 8});
        out.writeBytes(new byte[] {-1, (byte) 0xda, 0, 8, 1, 1, 0, 1, 0, 0});
        StringBuilder bits = new StringBuilder();
        for (int y = 0; y < grey.height(); y++) {
            for (int x = 0; x < grey.width(); x++) {
                int prediction = x > 0 ? grey.get(x - 1, y, 0) : y > 0 ? grey.get(0, y - 1, 0) : 128;
                int difference = grey.get(x, y, 0) - prediction;
                int size = 32 - Integer.numberOfLeadingZeros(Math.abs(difference));
                append(bits, size, 4);
                append(bits, difference < 0 ? difference - 1 : difference, size);
            }
        }
        while (bits.length() % 8 != 0) {
            bits.append('1');
        }
        for (int i = 0; i < bits.length(); i += 8) {
            int value = Integer.parseInt(bits.substring(i, i + 8), 2);
            out.write(value);
            if (value == 255) {
                out.write(0);
            }
        }
        out.writeBytes(new byte[] {-1, (byte) 0xd9});
        return out.toByteArray();
    }

    private static void append(StringBuilder bits, int value, int size) {
        for (int bit = size - 1; bit >= 0; bit--) {
            bits.append(value >> bit & 1);
        }
    }
}
