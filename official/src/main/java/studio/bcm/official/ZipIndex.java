package studio.bcm.official;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the entries of a zip file lie, so that they can be mapped: {@link java.util.zip.ZipFile} gives no offsets. Stored
 * entries alone are known, which is what {@code torch.save} writes. PKWARE's APPNOTE, with zip64.
 */
final class ZipIndex {
    /**
     * One entry.
     *
     * @param content its bytes, mapped
     * @param crc32   that the directory states
     */
    record Entry(MemorySegment content, long crc32) {
    }

    private static final int MOST_ENTRIES = 1 << 18;
    private static final long LARGEST_DIRECTORY = 64L << 20;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int ZIP64_EXTRA = 1;
    private static final long IN_EXTRA = 0xffffffffL;
    private static final int ENCRYPTED = 1;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Refusal refusal;
    private final MemorySegment file;
    private final Map<String, Entry> entries = new HashMap<>();

    private ZipIndex(Refusal refusal, MemorySegment file) {
        this.refusal = refusal;
        this.file = file;
    }

    /** @throws studio.bcm.UserException saying what is wrong with the zip file */
    static Map<String, Entry> of(Refusal refusal, MemorySegment file) {
        ZipIndex index = new ZipIndex(refusal, file);
        index.read();
        return index.entries;
    }

    private void read() {
        long end = findEnd();
        long count = u16(end + 10);
        long bytes = u32(end + 12);
        long start = u32(end + 16);
        if ((count == 0xffff || bytes == IN_EXTRA || start == IN_EXTRA) && end >= LOCATOR_BYTES
                && file.get(INT, end - LOCATOR_BYTES) == LOCATOR_SIGNATURE) {
            long end64 = within(file.get(LONG, end - LOCATOR_BYTES + 8), END64_BYTES);
            if (file.get(INT, end64) != END64_SIGNATURE) {
                throw damaged();
            }
            count = file.get(LONG, end64 + 32);
            bytes = file.get(LONG, end64 + 40);
            start = file.get(LONG, end64 + 48);
        }
        within(start, bytes);
        if (count < 0 || count > MOST_ENTRIES || bytes > LARGEST_DIRECTORY) {
            throw refusal.because("it is said to hold " + Long.toUnsignedString(count) + " records in a directory of " + bytes + " bytes, which cannot be");
        }
        MemorySegment directory = file.asSlice(start, bytes);
        long at = 0;
        for (long i = 0; i < count; i++) {
            at = readEntry(directory, at);
        }
    }

    private long findEnd() {
        long least = Math.max(0, file.byteSize() - END_BYTES - LONGEST_COMMENT);
        for (long at = file.byteSize() - END_BYTES; at >= least; at--) {
            if (file.get(INT, at) == END_SIGNATURE) {
                return at;
            }
        }
        throw refusal.because("it is cut off: the end of its zip directory is missing");
    }

    private long readEntry(MemorySegment directory, long at) {
        if (at > directory.byteSize() - CENTRAL_BYTES || directory.get(INT, at) != CENTRAL_SIGNATURE) {
            throw damaged();
        }
        int flags = directory.get(SHORT, at + 8);
        int method = directory.get(SHORT, at + 10) & 0xffff;
        long crc32 = directory.get(INT, at + 16) & 0xffffffffL;
        int nameBytes = directory.get(SHORT, at + 28) & 0xffff;
        int extraBytes = directory.get(SHORT, at + 30) & 0xffff;
        int commentBytes = directory.get(SHORT, at + 32) & 0xffff;
        long next = at + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
        if (next > directory.byteSize()) {
            throw damaged();
        }
        String name = new String(directory.asSlice(at + CENTRAL_BYTES, nameBytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        // Zip64 keeps, in this order, those of the three that do not fit their 32-bit fields.
        long[] sizes = {directory.get(INT, at + 24) & IN_EXTRA, directory.get(INT, at + 20) & IN_EXTRA, directory.get(INT, at + 42) & IN_EXTRA};
        readZip64(directory.asSlice(at + CENTRAL_BYTES + nameBytes, extraBytes), sizes);
        if ((flags & ENCRYPTED) != 0) {
            throw refusal.because("its record " + Refusal.printable(name) + " is encrypted");
        }
        if (method != 0 || sizes[0] != sizes[1]) {
            throw refusal.because("its record " + Refusal.printable(name) + " is compressed, which torch.save never does; save it again with PyTorch");
        }
        if (entries.put(name, new Entry(content(sizes[2], sizes[0]), crc32)) != null) {
            throw refusal.because("it holds the record " + Refusal.printable(name) + " twice");
        }
        return next;
    }

    private void readZip64(MemorySegment extra, long[] sizes) {
        for (long at = 0; at + 4 <= extra.byteSize(); ) {
            int id = extra.get(SHORT, at) & 0xffff;
            long bytes = extra.get(SHORT, at + 2) & 0xffff;
            at += 4;
            if (at + bytes > extra.byteSize()) {
                throw damaged();
            }
            if (id == ZIP64_EXTRA) {
                long field = at;
                for (int i = 0; i < sizes.length; i++) {
                    if (sizes[i] == IN_EXTRA) {
                        if (field + Long.BYTES > at + bytes) {
                            throw damaged();
                        }
                        sizes[i] = extra.get(LONG, field);
                        field += Long.BYTES;
                    }
                }
                return;
            }
            at += bytes;
        }
    }

    private MemorySegment content(long localHeader, long size) {
        within(localHeader, LOCAL_BYTES);
        if (file.get(INT, localHeader) != LOCAL_SIGNATURE) {
            throw damaged();
        }
        long start = localHeader + LOCAL_BYTES + u16(localHeader + 26) + u16(localHeader + 28);
        return file.asSlice(within(start, size), size);
    }

    private long within(long start, long bytes) {
        if (start < 0 || bytes < 0 || start > file.byteSize() || bytes > file.byteSize() - start) {
            throw damaged();
        }
        return start;
    }

    private long u16(long at) {
        return file.get(SHORT, at) & 0xffff;
    }

    private long u32(long at) {
        return file.get(INT, at) & 0xffffffffL;
    }

    private RuntimeException damaged() {
        return refusal.because("its zip directory is damaged");
    }
}
