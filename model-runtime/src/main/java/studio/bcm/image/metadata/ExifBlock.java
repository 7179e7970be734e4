package studio.bcm.image.metadata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The few places of an EXIF block that depend on how the pixels lie. They are changed in place, since moving anything would
 * break the offsets inside makers' notes.
 */
public final class ExifBlock {
    private static final int TAG_ORIENTATION = 0x0112;
    private static final int TAG_EXIF_IFD = 0x8769;
    private static final int TAG_PIXEL_X = 0xa002;
    private static final int TAG_PIXEL_Y = 0xa003;
    private static final int TYPE_SHORT = 3;
    private static final int ENTRY = 12;

    private ExifBlock() {
    }

    /** The value of the tag Orientation; empty if there is none or the block is damaged. */
    public static Optional<Integer> orientation(byte[] block) {
        return open(block).flatMap(buffer -> {
            int entry = find(buffer, firstIfd(buffer), TAG_ORIENTATION);
            return entry < 0 ? Optional.empty() : Optional.of((int) readNumber(buffer, entry));
        });
    }

    /**
     * A copy with Orientation 1, without the preview picture, and with the stated sides exchanged if {@code swapSides}.
     */
    static byte[] upright(byte[] block, boolean swapSides) {
        byte[] copy = block.clone();
        open(copy).ifPresent(buffer -> {
            int ifd = firstIfd(buffer);
            int orientation = find(buffer, ifd, TAG_ORIENTATION);
            if (orientation >= 0) {
                writeNumber(buffer, orientation, 1);
            }
            int next = ifd + 2 + ENTRY * count(buffer, ifd);
            if (next + 4 <= copy.length) {
                buffer.putInt(next, 0);
            }
            int pointer = find(buffer, ifd, TAG_EXIF_IFD);
            if (swapSides && pointer >= 0) {
                int sub = (int) readNumber(buffer, pointer);
                int x = find(buffer, sub, TAG_PIXEL_X);
                int y = find(buffer, sub, TAG_PIXEL_Y);
                if (x >= 0 && y >= 0) {
                    long width = readNumber(buffer, x);
                    writeNumber(buffer, x, readNumber(buffer, y));
                    writeNumber(buffer, y, width);
                }
            }
        });
        return copy;
    }

    /** A copy that states another size of the picture, where it states one. */
    static byte[] resized(byte[] block, int width, int height) {
        byte[] copy = block.clone();
        open(copy).ifPresent(buffer -> {
            int pointer = find(buffer, firstIfd(buffer), TAG_EXIF_IFD);
            if (pointer >= 0) {
                int sub = (int) readNumber(buffer, pointer);
                int x = find(buffer, sub, TAG_PIXEL_X);
                int y = find(buffer, sub, TAG_PIXEL_Y);
                if (x >= 0 && y >= 0) {
                    writeNumber(buffer, x, width);
                    writeNumber(buffer, y, height);
                }
            }
        });
        return copy;
    }

    private static Optional<ByteBuffer> open(byte[] block) {
        if (block.length < 14) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(block);
        if (block[0] == 'I' && block[1] == 'I') {
            buffer.order(ByteOrder.LITTLE_ENDIAN);
        } else if (block[0] != 'M' || block[1] != 'M') {
            return Optional.empty();
        }
        return buffer.getShort(2) == 42 ? Optional.of(buffer) : Optional.empty();
    }

    private static int firstIfd(ByteBuffer buffer) {
        return buffer.getInt(4);
    }

    private static int count(ByteBuffer buffer, int ifd) {
        return ifd < 8 || ifd > buffer.limit() - 2 ? 0 : buffer.getShort(ifd) & 0xffff;
    }

    /** Where the entry of a tag begins; −1 if there is none. */
    private static int find(ByteBuffer buffer, int ifd, int tag) {
        int count = count(buffer, ifd);
        for (int i = 0; i < count; i++) {
            int entry = ifd + 2 + ENTRY * i;
            if (entry + ENTRY > buffer.limit()) {
                return -1;
            }
            if ((buffer.getShort(entry) & 0xffff) == tag) {
                return entry;
            }
        }
        return -1;
    }

    private static long readNumber(ByteBuffer buffer, int entry) {
        return buffer.getShort(entry + 2) == TYPE_SHORT
                ? buffer.getShort(entry + 8) & 0xffff : buffer.getInt(entry + 8) & 0xffffffffL;
    }

    private static void writeNumber(ByteBuffer buffer, int entry, long value) {
        if (buffer.getShort(entry + 2) == TYPE_SHORT) {
            buffer.putShort(entry + 8, (short) value);
        } else {
            buffer.putInt(entry + 8, (int) value);
        }
    }
}
