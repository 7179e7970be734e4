package studio.bcm.image.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directories of TIFF 6.0, which are also those of an EXIF block: turns those of a TIFF file's first picture into blocks of
 * metadata, and blocks into directories again on writing.
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
    private static final int MAKER_NOTE = 0x927c;
    private static final int HEADER = 8;
    /** Beyond this no block is padded for the sake of the place of maker's notes: it would not fit into a JPEG file. */
    private static final int GREATEST_GAP = 60_000;
    /** Tags of the picture's own directory that describe it and do not lay out its pixels. */
    private static final Set<Integer> DESCRIPTIVE = Set.of(0x010e, 0x010f, 0x0110, ORIENTATION, 0x011a, 0x011b, 0x0128, 0x0131,
            0x0132, 0x013b, 0x013c, 0x8298, 0x4746, 0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f, EXIF_IFD, GPS_IFD);

    /**
     * One entry.
     *
     * @param value the bytes of all its values, in the byte order of the file; empty for a directory
     * @param place where the value stood, 0 where it was part of the entry
     * @param child the directory that it points to, or null
     */
    public record Entry(int tag, int type, int count, byte[] value, long place, List<Entry> child) {
    }

    /** Entries and the byte order that their values are in. */
    public record Directory(ByteOrder order, List<Entry> entries) {
        /** The value of a tag as its bytes. */
        public Optional<byte[]> value(int tag) {
            return entries.stream().filter(e -> e.tag == tag && e.child == null).map(Entry::value).findFirst();
        }

        /** The values of a tag of whole numbers; none if it is missing or of another kind. */
        public long[] numbers(int tag) {
            Optional<Entry> found = entries.stream().filter(e -> e.tag == tag && e.child == null).findFirst();
            if (found.isEmpty()) {
                return new long[0];
            }
            ByteBuffer in = ByteBuffer.wrap(found.get().value).order(order);
            int size = switch (found.get().type) {
                case 1, 6, 7 -> 1;
                case 3, 8 -> 2;
                case 4, 9, 13 -> 4;
                case 16, 17, 18 -> 8;
                default -> 0;
            };
            long[] numbers = new long[size == 0 ? 0 : in.capacity() / size];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = switch (size) {
                    case 1 -> in.get() & 0xff;
                    case 2 -> in.getShort() & 0xffff;
                    case 4 -> in.getInt() & 0xffffffffL;
                    default -> in.getLong();
                };
            }
            return numbers;
        }

        /** The first number of a tag, or what to take where there is none. */
        public long number(int tag, long otherwise) {
            long[] numbers = numbers(tag);
            return numbers.length == 0 ? otherwise : numbers[0];
        }

        public boolean isLittleEndian() {
            return order == ByteOrder.LITTLE_ENDIAN;
        }

        public boolean has(int tag) {
            return entries.stream().anyMatch(e -> e.tag == tag);
        }
    }

    private TiffTags() {
    }

    /**
     * The metadata of a file's first picture.
     *
     * @param warnings takes what the user should know about them
     */
    public static Metadata metadata(Directory directory, List<String> warnings) {
        List<Entry> described = directory.entries.stream().filter(e -> DESCRIPTIVE.contains(e.tag)).toList();
        Optional<byte[]> exif = described.isEmpty() ? Optional.empty() : Optional.of(block(directory.order, described, warnings));
        return new Metadata(exif, directory.value(PHOTOSHOP), directory.value(XMP), List.of(), directory.value(ICC));
    }

    /** The directory of an EXIF block; empty if it is damaged. */
    public static Optional<Directory> ofExif(byte[] block) {
        return TiffReader.ofExif(block);
    }

    /**
     * A block with these entries. Makers' notes stay at the place that they had, for many of them hold offsets that count from
     * the beginning of the block; where that lies too far out for a block, they are moved, and that is told.
     */
    static byte[] block(ByteOrder order, List<Entry> entries, List<String> warnings) {
        Optional<Entry> notes = all(entries).filter(e -> e.tag == MAKER_NOTE && e.value.length > 4 && e.place > 0).findFirst();
        boolean farOut = notes.filter(e -> e.place > GREATEST_GAP).isPresent();
        if (farOut) {
            warnings.add("the camera maker's own notes had to be moved, which the maker's programs may not understand");
        }
        Entry fixed = farOut ? null : notes.orElse(null);
        byte[] tree = layOut(order, entries, HEADER, fixed);
        if (fixed != null && HEADER + tree.length > fixed.place) {
            int behind = (int) fixed.place + fixed.value.length;
            tree = layOut(order, entries, behind + (behind & 1), fixed);
            return assembled(order, behind + (behind & 1), tree, fixed);
        }
        return assembled(order, HEADER, tree, fixed);
    }

    private static byte[] assembled(ByteOrder order, int start, byte[] tree, Entry fixed) {
        int end = start + tree.length;
        ByteBuffer out = ByteBuffer.allocate(fixed == null ? end : Math.max(end, (int) fixed.place + fixed.value.length)).order(order);
        out.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M')).put(out.get(0)).putShort((short) 42).putInt(start);
        out.put(start, tree);
        if (fixed != null) {
            out.put((int) fixed.place, fixed.value);
        }
        return out.array();
    }

    private static Stream<Entry> all(List<Entry> entries) {
        return entries.stream().flatMap(e -> e.child == null ? Stream.of(e) : all(e.child));
    }

    /**
     * A directory with its values and children behind it, for the place {@code at} in its file.
     *
     * @param fixed an entry whose value has a place already, or null
     */
    static byte[] layOut(ByteOrder order, List<Entry> entries, int at, Entry fixed) {
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
            if (entry == fixed) {
                table.putInt((int) entry.place);
            } else if (entry.child != null) {
                table.putInt(place);
                behind.writeBytes(layOut(order, entry.child, place, fixed));
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
