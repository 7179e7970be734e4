package studio.bcm.image.jpeg;

import java.util.Arrays;

/** A Huffman table: codes of up to nine bits by look-up, longer ones by comparing with the largest of each length. */
final class HuffmanTable {
    static final int LOOK = 9;

    /** length·256 + symbol, or 0. */
    final short[] look = new short[1 << LOOK];
    final int[] maxCode = new int[18];
    final int[] offset = new int[17];
    final byte[] symbols;

    /** Reads the tables of a segment into their places 0…3; ends at the first that is damaged. */
    static void readAll(byte[] file, JpegSegments.Segment segment, HuffmanTable[] dc, HuffmanTable[] ac) {
        int at = segment.body();
        while (at + 17 <= segment.end()) {
            int id = file[at] & 0xff;
            int count = 0;
            for (int i = 1; i <= 16; i++) {
                count += file[at + i] & 0xff;
            }
            if (at + 17 + count > segment.end() || count > 256) {
                return;
            }
            (id >> 4 == 0 ? dc : ac)[id & 3] = new HuffmanTable(file, at + 1, at + 17);
            at += 17 + count;
        }
    }

    private HuffmanTable(byte[] data, int counts, int values) {
        int total = 0;
        for (int i = 0; i < 16; i++) {
            total += data[counts + i] & 0xff;
        }
        symbols = Arrays.copyOfRange(data, values, values + total);
        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++) {
            int n = data[counts + length - 1] & 0xff;
            offset[length] = index - code;
            for (int i = 0; i < n; i++, code++, index++) {
                if (length <= LOOK) {
                    int first = code << LOOK - length;
                    int last = Math.min(look.length, first + (1 << LOOK - length));
                    for (int entry = first; entry < last; entry++) {
                        look[entry] = (short) (length << 8 | symbols[index] & 0xff);
                    }
                }
            }
            maxCode[length] = n == 0 ? -1 : code - 1;
            code <<= 1;
        }
        maxCode[17] = Integer.MAX_VALUE;
    }
}
