package studio.bcm.image.jpeg;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/**
 * The quantisation tables of ITU-T T.81 annex K scaled as libjpeg's {@code jpeg_set_quality} does, in row-major order
 * (index 8·v + u for vertical frequency v and horizontal frequency u).
 */
public final class JpegTables {
    private static final int[] LUMA = {
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
    private static final int[] CHROMA = {
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
        47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};
    /** Row-major index of each place in zigzag order. */
    private static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
        55, 62, 63};

    private JpegTables() {
    }

    /** The segment DHT, marker and all, with the Huffman tables of annex K.3, which frames of Motion JPEG leave out. */
    static byte[] standardHuffman() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        put(body, 0x00, JPEGHuffmanTable.StdDCLuminance);
        put(body, 0x01, JPEGHuffmanTable.StdDCChrominance);
        put(body, 0x10, JPEGHuffmanTable.StdACLuminance);
        put(body, 0x11, JPEGHuffmanTable.StdACChrominance);
        ByteBuffer segment = ByteBuffer.allocate(4 + body.size());
        segment.put((byte) 0xff).put((byte) JpegSegments.DHT).putShort((short) (2 + body.size()))
                .put(body.toByteArray());
        return segment.array();
    }

    private static void put(ByteArrayOutputStream out, int place, JPEGHuffmanTable table) {
        out.write(place);
        short[] lengths = table.getLengths();
        for (int i = 0; i < 16; i++) {
            out.write(i < lengths.length ? lengths[i] : 0);
        }
        for (short value : table.getValues()) {
            out.write(value);
        }
    }

    static int zigzag(int k) {
        return ZIGZAG[k];
    }

    /** @param quality 1…100 */
    public static int[] luma(int quality) {
        return scaled(LUMA, quality);
    }

    /** @param quality 1…100 */
    public static int[] chroma(int quality) {
        return scaled(CHROMA, quality);
    }

    private static int[] scaled(int[] base, int quality) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("JPEG quality goes from 1 to 100, not " + quality);
        }
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        int[] table = new int[64];
        for (int i = 0; i < 64; i++) {
            table[i] = Math.clamp((base[i] * percent + 50) / 100, 1, 255);
        }
        return table;
    }
}
