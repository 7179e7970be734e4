package studio.bcm.image.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directories of TIFF 6.0, which are also those of an EXIF block: turns those of a TIFF file's first picture into
 * blocks of
 * metadata, and blocks into directories again on writing.
 */
public final class TiffTags {
    public static final int EXIF_IFD = 0x8769;
    static final int GPS_IFD = 0x8825;
    static final int INTEROPERABILITY_IFD = 0xa005;
    public static final int XMP = 700;
    public static final int IPTC = 33723;
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
     * @param place where the value or the directory stood, 0 where the value was part of the entry
     * @param child the directory that it points to, or null
     */
    public record Entry(int tag, int type, int count, byte[] value, long place, @Nullable List<Entry> child) {
    }

    /** Entries and the byte order that their values are in. */
    public record Directory(ByteOrder order, List<Entry> entries) {
        /** The value of a tag as its bytes. */
        public Optional<byte[]> value(int tag) {
            return entries.stream().filter(e -> e.tag == tag && e.child == null).map(Entry::value).findFirst();
        }

        /** The values of an integer tag; none if it is missing or of another kind. */
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

        /** The first value of a tag of fractions; 0 where there is none. */
        double fraction(int tag) {
            byte[] value = entries.stream().filter(e -> e.tag == tag && (e.type == 5 || e.type == 10)).map(Entry::value)
                    .findFirst().orElse(null);
            if (value == null || value.length < 8) {
                return 0;
            }
            ByteBuffer in = ByteBuffer.wrap(value).order(order);
            long divisor = in.getInt(4) & 0xffffffffL;
            return divisor == 0 ? 0 : (double) (in.getInt(0) & 0xffffffffL) / divisor;
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
        Optional<byte[]> exif = described.isEmpty() ? Optional.empty()
                : Optional.of(block(directory.order, described, warnings));
        Optional<byte[]> resources = directory.value(PHOTOSHOP);
        Optional<byte[]> iptc = directory.value(IPTC).filter(record -> resources.filter(IptcRecord::isIn).isEmpty())
                .map(record -> IptcRecord.appended(resources, record)).or(() -> resources);
        return new Metadata(exif, iptc, directory.value(XMP), directory.value(ICC))
                .withResolution(resolution(directory));
    }

    /** The directory of an EXIF block; empty if it is damaged. */
    public static Optional<Directory> ofExif(byte[] block) {
        return TiffReader.ofExif(block);
    }

    /**
     * A block with these entries. Makers' notes stay at the place that they had, for many of them hold offsets that
     * count from
     * the beginning of the block; where that lies too far out for a block, they are moved, and that is reported.
     */
    static byte[] block(ByteOrder order, List<Entry> entries, List<String> warnings) {
        Optional<Entry> notes = all(entries).filter(e -> e.tag == MAKER_NOTE && e.value.length > 4 && e.place > 0)
                .findFirst();
        boolean farOut = notes.filter(e -> e.place > GREATEST_GAP).isPresent();
        if (farOut) {
            warnings.add("the camera maker's own notes had to be moved, which the maker's programs may not understand");
        }
        Entry fixed = farOut ? null : notes.orElse(null);
        byte[] tree = layOut(order, entries, HEADER, e -> e == fixed);
        if (fixed != null && HEADER + tree.length > fixed.place) {
            int behind = (int) fixed.place + fixed.value.length;
            tree = layOut(order, entries, behind + (behind & 1), e -> e == fixed);
            return assembled(order, behind + (behind & 1), tree, fixed);
        }
        return assembled(order, HEADER, tree, fixed);
    }

    private static byte[] assembled(ByteOrder order, int start, byte[] tree, Entry fixed) {
        int end = start + tree.length;
        ByteBuffer out = ByteBuffer.allocate(fixed == null ? end
                : Math.max(end, (int) fixed.place + fixed.value.length)).order(order);
        out.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M')).put(out.get(0)).putShort((short) 42)
                .putInt(start);
        out.put(start, tree);
        if (fixed != null) {
            out.put((int) fixed.place, fixed.value);
        }
        return out.array();
    }

    /** The resolution that a directory states. */
    static Optional<Resolution> resolution(Directory directory) {
        double x = directory.fraction(0x011a);
        double y = directory.fraction(0x011b);
        return switch ((int) directory.number(0x0128, 2)) {
            case 2 -> Resolution.of(x, y, true);
            case 3 -> Resolution.of(x * Resolution.CENTIMETRES, y * Resolution.CENTIMETRES, true);
            default -> Resolution.of(x, y, false);
        };
    }

    /** The entries without one of them, wherever it stands. */
    static List<Entry> without(List<Entry> entries, Entry dropped) {
        return entries.stream().filter(e -> e != dropped).map(e -> e.child == null ? e
                : new Entry(e.tag, e.type, e.count, e.value, e.place, without(e.child, dropped))).toList();
    }

    static Stream<Entry> all(List<Entry> entries) {
        return entries.stream().flatMap(e -> e.child == null ? Stream.of(e) : all(e.child));
    }

    /**
     * A directory with its values and children behind it, for the place {@code at} in its file.
     *
     * @param stays which entries' values and directories have their place already
     */
    public static byte[] layOut(ByteOrder order, List<Entry> entries, int at, Predicate<Entry> stays) {
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
            if (stays.test(entry)) {
                table.putInt((int) entry.place);
            } else if (entry.child != null) {
                table.putInt(place);
                behind.writeBytes(layOut(order, entry.child, place, stays));
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
