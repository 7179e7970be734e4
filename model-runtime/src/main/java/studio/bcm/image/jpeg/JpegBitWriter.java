package studio.bcm.image.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes bits as entropy-coded data: a zero byte is stuffed in after each of ones. */
final class JpegBitWriter {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int length;
    private long buffer;
    private int count;

    /** @param expected about how many bytes there will be */
    JpegBitWriter(int expected) {
        bytes = new byte[expected + 16];
    }

    /** Appends the low {@code n} bits, 0…31, of a value that has no others. */
    void put(int value, int n) {
        buffer = buffer << n | value;
        count += n;
        if (count >= 32) {
            count -= 32;
            put((int) (buffer >>> count));
        }
    }

    private void put(int word) {
        if (bytes.length - length < 8) {
            bytes = Arrays.copyOf(bytes, bytes.length * 3 / 2 + 16);
        }
        if (!JpegBitReader.hasByteOfOnes(word)) {
            INTS.set(bytes, length, word);
            length += 4;
        } else {
            for (int shift = 24; shift >= 0; shift -= 8) {
                stuff(word >>> shift);
            }
        }
    }

    private void stuff(int value) {
        bytes[length++] = (byte) value;
        if ((value & 0xff) == 0xff) {
            bytes[length++] = 0;
        }
    }

    /** All that was written, filled up with ones to a whole byte. */
    byte[] finish() {
        int fill = -count & 7;
        put((1 << fill) - 1, fill);
        byte[] all = Arrays.copyOf(bytes, length + 2 * (count / 8));
        bytes = all;
        while (count > 0) {
            count -= 8;
            stuff((int) (buffer >>> count));
        }
        return Arrays.copyOf(all, length);
    }
}
