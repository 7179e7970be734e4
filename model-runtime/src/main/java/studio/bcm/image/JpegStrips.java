package studio.bcm.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import studio.bcm.image.jpeg.HuffmanCode;
import studio.bcm.image.jpeg.JpegScan;
import studio.bcm.image.jpeg.JpegSegments;

/**
 * Encodes a large picture as JPEG on all processors: strips of whole rows of MCUs, each by an encoder of its own, are joined to
 * one scan with a restart marker between any two (ITU-T T.81, B.2.1 and E.1.4). At a restart the prediction of DC begins anew,
 * as it does at the beginning of a file, so the coefficients are those of the picture encoded as a whole. Whatever Huffman codes
 * the encoders take, all strips are coded again with the best codes for the sum of them.
 *
 * <p>The strips depend on the picture's size alone, so the same picture gives the same bytes on any machine.
 */
final class JpegStrips {
    /** Encodes a strip as a file of its own: baseline, one scan, the same steps and sampling for all strips. */
    @FunctionalInterface
    interface StripEncoder {
        byte[] encode(BufferedImage strip) throws IOException;
    }

    /** Enough for a thread to be worth it, and few enough for even shares. */
    private static final int PIXELS_OF_STRIP = 1 << 17;
    /** Highest MCU of the usual samplings. */
    private static final int ROWS_OF_UNIT = 16;

    private final Picture picture;
    private final StripEncoder encoder;
    private final int rows;
    private final int count;

    private JpegStrips(Picture picture, StripEncoder encoder) {
        this.picture = picture;
        this.encoder = encoder;
        rows = Math.max(1, PIXELS_OF_STRIP / picture.width() / ROWS_OF_UNIT) * ROWS_OF_UNIT;
        count = Math.ceilDiv(picture.height(), rows);
    }

    /**
     * The file, without the picture's metadata and alpha.
     *
     * @param encoder used by several threads at once
     * @throws IOException of the encoder, if it fails at a strip
     */
    static byte[] encode(Picture picture, StripEncoder encoder) throws IOException {
        return new JpegStrips(picture, encoder).encode();
    }

    private byte[] encode() throws IOException {
        JpegScan[] scans = new JpegScan[count];
        long[][][] counts = new long[count][][];
        forStrips(i -> {
            scans[i] = new JpegScan(encoder.encode(AwtImages.opaque8(picture, i * rows, Math.min(rows, picture.height() - i * rows))));
            counts[i] = scans[i].counts();
        });
        JpegScan first = scans[0];
        HuffmanCode[] codes = codes(counts);
        byte[][] data = new byte[count][];
        forStrips(i -> {
            data[i] = scans[i].recoded(codes);
            scans[i] = null;
        });
        return joined(first, codes, data);
    }

    @FunctionalInterface
    private interface StripWork {
        void apply(int strip) throws IOException;
    }

    private void forStrips(StripWork work) throws IOException {
        try {
            IntStream.range(0, count).parallel().forEach(i -> {
                try {
                    work.apply(i);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static HuffmanCode[] codes(long[][][] counts) {
        HuffmanCode[] codes = new HuffmanCode[JpegScan.TABLES];
        for (int table = 0; table < codes.length; table++) {
            long[] sum = new long[256];
            for (long[][] ofStrip : counts) {
                for (int symbol = 0; symbol < sum.length; symbol++) {
                    sum[symbol] += ofStrip[table][symbol];
                }
            }
            codes[table] = new HuffmanCode(sum);
        }
        return codes;
    }

    private byte[] joined(JpegScan first, HuffmanCode[] codes, byte[][] data) {
        byte[] header = header(first, codes);
        int size = header.length;
        for (byte[] part : data) {
            size = Math.addExact(size, part.length + 2);
        }
        byte[] file = Arrays.copyOf(header, size);
        int at = header.length;
        for (int i = 0; i < data.length; i++) {
            System.arraycopy(data[i], 0, file, at, data[i].length);
            at += data[i].length;
            data[i] = null;
            file[at++] = (byte) 0xff;
            file[at++] = (byte) (i == data.length - 1 ? JpegSegments.EOI : JpegSegments.RST0 + (i & 7));
        }
        return file;
    }

    /** The header of the first strip's file with another height and other Huffman tables. */
    private byte[] header(JpegScan first, HuffmanCode[] codes) {
        JpegSegments segments = first.segments();
        byte[] file = segments.file();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        marker(out, JpegSegments.SOI);
        for (JpegSegments.Segment segment : segments.all()) {
            if (segment.marker() == JpegSegments.SOS) {
                writeTables(out, codes);
                marker(out, JpegSegments.DRI);
                u16(out, 4);
                u16(out, first.units());
                out.write(file, segment.start(), segment.end() - segment.start());
            } else if (segment.isFrame()) {
                out.write(file, segment.start(), segment.body() + 1 - segment.start());
                u16(out, picture.height());
                out.write(file, segment.body() + 3, segment.end() - segment.body() - 3);
            } else if (segment.marker() != JpegSegments.DHT) {
                out.write(file, segment.start(), segment.end() - segment.start());
            }
        }
        return out.toByteArray();
    }

    private static void writeTables(ByteArrayOutputStream out, HuffmanCode[] codes) {
        for (int table = 0; table < codes.length; table++) {
            byte[] definition = codes[table].definition();
            if (definition.length > 16) {
                marker(out, JpegSegments.DHT);
                u16(out, 3 + definition.length);
                out.write(table / 4 << 4 | table % 4);
                out.writeBytes(definition);
            }
        }
    }

    private static void marker(ByteArrayOutputStream out, int code) {
        out.write(0xff);
        out.write(code);
    }

    private static void u16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
