package studio.bcm.image.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads bits of entropy-coded data, without the stuffed zero bytes; past its end it delivers zeros and remembers it. */
final class JpegBitReader {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] file;
    private final int end;
    private int at;
    private long buffer;
    private int count;
    private int padded;

    JpegBitReader(byte[] file, int from, int end) {
        this.file = file;
        this.at = from;
        this.end = end;
    }

    /** A byte of ones keeps its highest bit and loses it when one is added to it. */
    static boolean hasByteOfOnes(int word) {
        return (word & ~(word + 0x01010101) & 0x80808080) != 0;
    }

    private void fill() {
        if (count <= 32 && at + 4 <= end) {
            int word = (int) INTS.get(file, at);
            if (!hasByteOfOnes(word)) {
                buffer = buffer << 32 | word & 0xffffffffL;
                count += 32;
                at += 4;
                return;
            }
        }
        while (count <= 48) {
            int value = 0;
            if (at >= end) {
                padded += 8;
            } else {
                value = file[at] & 0xff;
                if (value != 0xff) {
                    at++;
                } else if (at + 1 < end && file[at + 1] == 0) {
                    at += 2;
                } else {
                    value = 0;
                    padded += 8;
                }
            }
            buffer = buffer << 8 | value;
            count += 8;
        }
    }

    /** Whether bits have been used that are not in the data. */
    boolean isOverrun() {
        return padded > count;
    }

    /** Whole bytes that are left before the end, without those that fill up to a marker. */
    int unreadBytes() {
        int last = end;
        while (last > at && file[last - 1] == (byte) 0xff) {
            last--;
        }
        return last - at + Math.max(0, count - padded) / 8;
    }

    int read(int n) {
        if (n == 0) {
            return 0;
        }
        if (count < n) {
            fill();
        }
        count -= n;
        return (int) (buffer >>> count) & (1 << n) - 1;
    }

    int receiveExtend(int size) {
        if (size == 0) {
            return 0;
        }
        int value = read(size);
        return value < 1 << size - 1 ? value - (1 << size) + 1 : value;
    }

    /** @return the symbol, or −1 for a code that is none */
    int decode(HuffmanTable table) {
        if (count < 16) {
            fill();
        }
        int entry = table.look[(int) (buffer >>> count - HuffmanTable.LOOK) & (1 << HuffmanTable.LOOK) - 1];
        if (entry != 0) {
            count -= entry >> 8;
            return entry & 0xff;
        }
        int length = HuffmanTable.LOOK + 1;
        while (length <= 16) {
            int code = (int) (buffer >>> count - length) & (1 << length) - 1;
            if (code <= table.maxCode[length]) {
                int index = table.offset[length] + code;
                if (index < 0 || index >= table.symbols.length) {
                    return -1;
                }
                count -= length;
                return table.symbols[index] & 0xff;
            }
            length++;
        }
        return -1;
    }

    /** Goes behind the next restart marker. @return its number 0…7, or −1 if there is none */
    int skipToRestart() {
        buffer = 0;
        count = 0;
        padded = 0;
        while (at + 1 < end) {
            if (file[at] == (byte) 0xff) {
                int code = file[at + 1] & 0xff;
                if (code >= JpegSegments.RST0 && code <= JpegSegments.RST7) {
                    at += 2;
                    return code - JpegSegments.RST0;
                }
            }
            at++;
        }
        return -1;
    }
}
