package studio.bcm.image.metadata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import studio.bcm.image.metadata.TiffTags.Directory;
import studio.bcm.image.metadata.TiffTags.Entry;

/**
 * Reads the directories of TIFF 6.0, of BigTIFF and of EXIF blocks. Directories that point at themselves or at each
 * other, and
 * values that claim more than the file holds, end the reading there: what it takes is bounded by the size of the file.
 */
public final class TiffReader {
    private static final int LONG = 4;
    private static final int[] TYPE_SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    private static final long MAX_VALUE = 64L << 20;
    private static final int MAX_DEPTH = 3;
    private static final int MAX_DIRECTORIES = 65_536;
    private static final int SUB_IFDS = 330;

    /** Reads bytes at a place; null if they are not all there. */
    private interface Bytes {
        byte[] at(long position, int length) throws IOException;
    }

    private final Bytes bytes;
    private final ByteOrder order;
    private final boolean big;
    private final long first;
    /** Bytes of values and entries that may still be read: files that say the same over and over are cut short. */
    private long budget;

    private TiffReader(Bytes bytes, ByteOrder order, boolean big, long first, long size) {
        this.bytes = bytes;
        this.order = order;
        this.big = big;
        this.first = first;
        this.budget = 2 * size + (1 << 16);
    }

    /**
     * What a TIFF file says.
     *
     * @param first    directory of its first picture
     * @param children the further directories that the first one points to (SubIFDs)
     * @param count    number of pictures in the file's chain
     */
    public record Content(Directory first, List<Directory> children, int count) {
    }

    /** The directories of a file; empty if it has none that can be read. */
    public static Optional<Content> read(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long size = channel.size();
            Optional<TiffReader> reader = open((position, length) -> {
                if (position < 0 || position + length > size) {
                    return null;
                }
                ByteBuffer into = ByteBuffer.allocate(length);
                channel.position(position);
                while (into.hasRemaining() && channel.read(into) >= 0) {
                    // Until all has come; the size was checked.
                }
                return into.array();
            }, size);
            return reader.isEmpty() ? Optional.empty() : Optional.of(reader.get().content());
        }
    }

    /** The first directory of an EXIF block; empty if it is damaged. */
    public static Optional<Directory> ofExif(byte[] block) {
        try {
            Optional<TiffReader> reader = open((position, length) -> position < 0
                    || position + length > block.length ? null
                    : Arrays.copyOfRange(block, (int) position, (int) position + length), block.length);
            return reader.isEmpty() ? Optional.empty() : Optional.of(reader.get().directory(reader.get().first));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory does not fail", e);
        }
    }

    private static Optional<TiffReader> open(Bytes bytes, long size) throws IOException {
        byte[] head = bytes.at(0, 8);
        if (head == null || head[0] != head[1] || head[0] != 'I' && head[0] != 'M') {
            return Optional.empty();
        }
        ByteOrder order = head[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer buffer = ByteBuffer.wrap(head).order(order);
        if (buffer.getShort(2) == 42) {
            return Optional.of(new TiffReader(bytes, order, false, buffer.getInt(4) & 0xffffffffL, size));
        }
        byte[] rest = bytes.at(8, 8);
        boolean isBig = buffer.getShort(2) == 43 && buffer.getShort(4) == 8 && rest != null;
        return isBig ? Optional.of(new TiffReader(bytes, order, true, ByteBuffer.wrap(rest).order(order).getLong(),
                size))
                : Optional.empty();
    }

    private Content content() throws IOException {
        Directory directory = directory(first);
        List<Directory> children = new ArrayList<>();
        for (long place : directory.numbers(SUB_IFDS)) {
            if (children.size() < 16) {
                children.add(directory(place));
            }
        }
        Set<Long> seen = new HashSet<>();
        long at = first;
        while (at > 0 && seen.size() < MAX_DIRECTORIES && seen.add(at)) {
            at = next(at);
        }
        return new Content(directory, children, Math.max(1, seen.size()));
    }

    private Directory directory(long at) throws IOException {
        return new Directory(order, entries(at, 0));
    }

    private long count(long at) throws IOException {
        byte[] number = bytes.at(at, big ? 8 : 2);
        if (number == null) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.wrap(number).order(order);
        return big ? Math.clamp(buffer.getLong(0), 0, 65_536) : buffer.getShort(0) & 0xffff;
    }

    /** Where the directory after the one at a place stands; 0 if there is none. */
    private long next(long at) throws IOException {
        byte[] pointer = bytes.at(at + (big ? 8 : 2) + (big ? 20 : 12) * count(at), big ? 8 : 4);
        if (pointer == null) {
            return 0;
        }
        long place = pointer(ByteBuffer.wrap(pointer).order(order), 0);
        return bytes.at(place, big ? 8 : 2) == null ? 0 : place;
    }

    private long pointer(ByteBuffer buffer, int at) {
        return big ? buffer.getLong(at) : buffer.getInt(at) & 0xffffffffL;
    }

    private List<Entry> entries(long at, int depth) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long count = count(at);
        int length = big ? 20 : 12;
        int room = big ? 8 : 4;
        for (int i = 0; i < count; i++) {
            byte[] raw = bytes.at(at + (big ? 8 : 2) + (long) length * i, length);
            budget -= length;
            if (raw == null || budget < 0) {
                break;
            }
            ByteBuffer entry = ByteBuffer.wrap(raw).order(order);
            int tag = entry.getShort(0) & 0xffff;
            int type = entry.getShort(2) & 0xffff;
            long values = pointer(entry, 4);
            long size = type < TYPE_SIZES.length && values >= 0 && values <= MAX_VALUE ? TYPE_SIZES[type] * values : 0;
            if (size == 0 || size > MAX_VALUE) {
                continue;
            }
            long place = size <= room ? 0 : pointer(entry, length - room);
            boolean leads = tag == TiffTags.EXIF_IFD || tag == TiffTags.GPS_IFD || tag == TiffTags.INTEROPERABILITY_IFD;
            if (leads && depth < MAX_DEPTH) {
                long child = TYPE_SIZES[type] == 8 ? entry.getLong(length - room)
                        : entry.getInt(length - room) & 0xffffffffL;
                entries.add(new Entry(tag, LONG, 1, new byte[0], child, entries(child, depth + 1)));
                continue;
            }
            budget -= size;
            byte[] value = size <= room ? Arrays.copyOfRange(raw, length - room, length - room + (int) size)
                    : budget < 0 ? null : bytes.at(place, (int) size);
            if (value != null) {
                entries.add(new Entry(tag, type, (int) values, value, place, null));
            }
        }
        return entries;
    }
}
