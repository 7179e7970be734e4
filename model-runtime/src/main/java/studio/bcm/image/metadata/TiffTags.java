package studio.bcm.image.metadata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directories of TIFF 6.0, which are also those of an EXIF block: reads the metadata of a TIFF file's first picture as
 * raw blocks, and turns them into directories again on writing.
 */
public final class TiffTags {
    public static final int EXIF_IFD = 0x8769;
    static final int GPS_IFD = 0x8825;
    static final int INTEROPERABILITY_IFD = 0xa005;
    public static final int XMP = 700;
    static final int IPTC = 33723;
    public static final int PHOTOSHOP = 34377;
    public static final int ICC = 34675;
    private static final int ORIENTATION = 0x0112;
    private static final int LONG = 4;
    private static final int[] TYPE_SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
    private static final long MAX_VALUE = 64L << 20;
    /** Tags of the picture's own directory that describe it and do not lay out its pixels. */
    private static final Set<Integer> DESCRIPTIVE = Set.of(0x010e, 0x010f, 0x0110, ORIENTATION, 0x011a, 0x011b, 0x0128, 0x0131,
            0x0132, 0x013b, 0x013c, 0x8298, 0x4746, 0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f, EXIF_IFD, GPS_IFD);

    /**
     * One entry.
     *
     * @param value the bytes of all its values, in the byte order of the file; empty for a directory
     * @param child the directory that it points to, or null
     */
    public record Entry(int tag, int type, int count, byte[] value, List<Entry> child) {
    }

    /** Reads bytes at a place; null if they are not all there. */
    private interface Bytes {
        byte[] at(long position, int length) throws IOException;
    }

    /** Entries and the byte order that their values are in. */
    public record Directory(ByteOrder order, List<Entry> entries) {
    }

    private TiffTags() {
    }

    public static Metadata read(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            Optional<Directory> directory = directory((position, length) -> {
                ByteBuffer into = ByteBuffer.allocate(length);
                if (position < 0 || position + length > channel.size()) {
                    return null;
                }
                channel.position(position);
                while (into.hasRemaining() && channel.read(into) >= 0) {
                    // Until all has come; the size was checked.
                }
                return into.array();
            });
            return directory.map(TiffTags::metadata).orElseGet(Metadata::none);
        }
    }

    /** The directory of an EXIF block; empty if it is damaged. */
    public static Optional<Directory> ofExif(byte[] block) {
        try {
            return directory((position, length) -> position < 0 || position + length > block.length ? null
                    : Arrays.copyOfRange(block, (int) position, (int) position + length));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory does not fail", e);
        }
    }

    private static Metadata metadata(Directory directory) {
        List<Entry> described = directory.entries.stream().filter(e -> DESCRIPTIVE.contains(e.tag)).toList();
        Optional<byte[]> exif = described.isEmpty() ? Optional.empty() : Optional.of(block(directory.order, described));
        return new Metadata(exif, value(directory, PHOTOSHOP), value(directory, XMP), List.of(), value(directory, ICC));
    }

    private static Optional<byte[]> value(Directory directory, int tag) {
        return directory.entries.stream().filter(e -> e.tag == tag).map(Entry::value).findFirst();
    }

    private static Optional<Directory> directory(Bytes bytes) throws IOException {
        byte[] head = bytes.at(0, 8);
        if (head == null) {
            return Optional.empty();
        }
        ByteOrder order = head[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer buffer = ByteBuffer.wrap(head).order(order);
        if (buffer.getShort(2) != 42) {
            return Optional.empty();
        }
        return Optional.of(new Directory(order, entries(bytes, order, buffer.getInt(4) & 0xffffffffL, 0)));
    }

    private static List<Entry> entries(Bytes bytes, ByteOrder order, long at, int depth) throws IOException {
        List<Entry> entries = new ArrayList<>();
        byte[] number = bytes.at(at, 2);
        int count = number == null ? 0 : ByteBuffer.wrap(number).order(order).getShort(0) & 0xffff;
        for (int i = 0; i < count; i++) {
            byte[] raw = bytes.at(at + 2 + 12L * i, 12);
            if (raw == null) {
                break;
            }
            ByteBuffer entry = ByteBuffer.wrap(raw).order(order);
            int tag = entry.getShort(0) & 0xffff;
            int type = entry.getShort(2) & 0xffff;
            long values = entry.getInt(4) & 0xffffffffL;
            long size = type < TYPE_SIZES.length ? TYPE_SIZES[type] * values : 0;
            if (size == 0 || size > MAX_VALUE) {
                continue;
            }
            boolean pointer = tag == EXIF_IFD || tag == GPS_IFD || tag == INTEROPERABILITY_IFD;
            if (pointer && depth < 3) {
                List<Entry> child = entries(bytes, order, entry.getInt(8) & 0xffffffffL, depth + 1);
                entries.add(new Entry(tag, LONG, 1, new byte[0], child));
            } else {
                byte[] value = size <= 4 ? Arrays.copyOfRange(raw, 8, 8 + (int) size)
                        : bytes.at(entry.getInt(8) & 0xffffffffL, (int) size);
                if (value != null) {
                    entries.add(new Entry(tag, type, (int) values, value, null));
                }
            }
        }
        return entries;
    }

    private static byte[] block(ByteOrder order, List<Entry> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(8).order(order);
        head.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M')).put(head.get(0)).putShort((short) 42).putInt(8);
        out.writeBytes(head.array());
        out.writeBytes(layOut(order, entries, 8));
        return out.toByteArray();
    }

    /** A directory with its values and children behind it, for the place {@code at} in its file. */
    private static byte[] layOut(ByteOrder order, List<Entry> entries, int at) {
        List<Entry> sorted = entries.stream().sorted(Comparator.comparingInt(Entry::tag)).toList();
        int tableSize = 2 + 12 * sorted.size() + 4;
        ByteBuffer table = ByteBuffer.allocate(tableSize).order(order);
        ByteArrayOutputStream behind = new ByteArrayOutputStream();
        table.putShort((short) sorted.size());
        for (Entry entry : sorted) {
            table.putShort((short) entry.tag).putShort((short) entry.type).putInt(entry.count);
            if ((behind.size() & 1) != 0) {
                behind.write(0);
            }
            int place = at + tableSize + behind.size();
            if (entry.child != null) {
                table.putInt(place);
                behind.writeBytes(layOut(order, entry.child, place));
            } else if (entry.value.length <= 4) {
                table.put(Arrays.copyOf(entry.value, 4));
            } else {
                table.putInt(place);
                behind.writeBytes(entry.value);
            }
        }
        table.putInt(0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(table.array());
        out.writeBytes(behind.toByteArray());
        return out.toByteArray();
    }
}
