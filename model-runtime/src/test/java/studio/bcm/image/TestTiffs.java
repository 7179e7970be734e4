package studio.bcm.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Uncompressed TIFF files of any layout, one directory in front of its values and pixels. */
final class TestTiffs {
    static final int BYTE = 1;
    static final int ASCII = 2;
    static final int SHORT = 3;
    static final int LONG = 4;
    static final int UNDEFINED = 7;

    /** The value of a sample, as its bits. */
    interface Values {
        long at(int x, int y, int channel);
    }

    private record Field(int tag, int type, int count, byte[] value) {
    }

    private final ByteOrder order;
    private final boolean big;
    private final List<Field> fields = new ArrayList<>();
    private byte[] pixels = new byte[0];
    private int planes = 1;
    private int height;
    private int rowBytes;
    private int rowsPerStrip = Integer.MAX_VALUE;

    TestTiffs(ByteOrder order, boolean big) {
        this.order = order;
        this.big = big;
    }

    TestTiffs shorts(int tag, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(order);
        Arrays.stream(values).forEach(v -> buffer.putShort((short) v));
        return field(tag, SHORT, values.length, buffer.array());
    }

    TestTiffs longs(int tag, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(order);
        Arrays.stream(values).forEach(buffer::putInt);
        return field(tag, LONG, values.length, buffer.array());
    }

    TestTiffs field(int tag, int type, int count, byte[] value) {
        fields.add(new Field(tag, type, count, value));
        return this;
    }

    /** Rows of a strip; all of them unless set. */
    TestTiffs rowsPerStrip(int rows) {
        rowsPerStrip = rows;
        return this;
    }

    /** The tags of the layout and the pixels, MSB first within bytes, rows padded to bytes. */
    TestTiffs pixels(int width, int rows, int samples, int bits, boolean planar, Values values) {
        height = rows;
        shorts(256, width).shorts(257, height).shorts(259, 1).shorts(277, samples)
                .longs(278, Math.min(rowsPerStrip, height)).shorts(284, planar ? 2 : 1);
        int[] depths = new int[samples];
        Arrays.fill(depths, bits);
        shorts(258, depths);
        planes = planar ? samples : 1;
        int perRow = planar ? 1 : samples;
        rowBytes = (width * perRow * bits + 7) / 8;
        pixels = new byte[rowBytes * height * planes];
        for (int plane = 0; plane < planes; plane++) {
            for (int y = 0; y < height; y++) {
                long bit = 8L * rowBytes * (plane * height + y);
                for (int x = 0; x < width; x++) {
                    for (int c = 0; c < perRow; c++, bit += bits) {
                        put(bit, bits, values.at(x, y, planar ? plane : c));
                    }
                }
            }
        }
        return this;
    }

    private void put(long at, int bits, long value) {
        if (bits % 8 == 0) {
            for (int i = 0; i < bits / 8; i++) {
                int shift = order == ByteOrder.BIG_ENDIAN ? bits - 8 - 8 * i : 8 * i;
                pixels[(int) (at / 8) + i] = (byte) (value >>> shift);
            }
        } else {
            for (int i = 0; i < bits; i++) {
                int bit = (int) (value >>> bits - 1 - i & 1);
                pixels[(int) ((at + i) / 8)] |= (byte) (bit << 7 - (at + i) % 8);
            }
        }
    }

    byte[] build() {
        int perStrip = Math.min(rowsPerStrip, height);
        int perPlane = Math.ceilDiv(height, perStrip);
        int[] starts = new int[planes * perPlane];
        int[] counts = new int[starts.length];
        for (int i = 0; i < starts.length; i++) {
            int row = i % perPlane * perStrip;
            starts[i] = (i / perPlane * height + row) * rowBytes;
            counts[i] = Math.min(perStrip, height - row) * rowBytes;
        }
        longs(279, counts);
        longs(273, starts);
        fields.sort(Comparator.comparingInt(Field::tag));
        int room = big ? 8 : 4;
        int entry = big ? 20 : 12;
        int head = big ? 16 : 8;
        int at = head + (big ? 8 : 2) + entry * fields.size() + room;
        int end = at + fields.stream().mapToInt(f -> f.value.length > room ? f.value.length + (f.value.length & 1) : 0)
                .sum();
        ByteBuffer file = ByteBuffer.allocate(end + pixels.length).order(order);
        file.put((byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I')).put(file.get(0)).putShort((short) (big ? 43 : 42));
        if (big) {
            file.putShort((short) 8).putShort((short) 0).putLong(16).putLong(fields.size());
        } else {
            file.putInt(8).putShort((short) fields.size());
        }
        for (Field f : fields) {
            byte[] value = f.value;
            if (f.tag == 273) {
                ByteBuffer offsets = ByteBuffer.allocate(4 * starts.length).order(order);
                for (int start : starts) {
                    offsets.putInt(end + start);
                }
                value = offsets.array();
            }
            file.putShort((short) f.tag).putShort((short) f.type);
            if (big) {
                file.putLong(f.count);
            } else {
                file.putInt(f.count);
            }
            if (value.length <= room) {
                file.put(Arrays.copyOf(value, room));
            } else {
                if (big) {
                    file.putLong(at);
                } else {
                    file.putInt(at);
                }
                System.arraycopy(value, 0, file.array(), at, value.length);
                at += value.length + (value.length & 1);
            }
        }
        System.arraycopy(pixels, 0, file.array(), end, pixels.length);
        return file.array();
    }
}
