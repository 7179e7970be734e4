package studio.bcm.image.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The few places of an EXIF block that depend on how the pixels lie. They are changed in place, since moving anything would
 * break the offsets inside makers' notes.
 */
public final class ExifBlock {
    private static final int TAG_ORIENTATION = 0x0112;
    private static final int TAG_EXIF_IFD = 0x8769;
    private static final int TAG_PIXEL_X = 0xa002;
    private static final int TAG_PIXEL_Y = 0xa003;
    private static final int TAG_X_RESOLUTION = 0x011a;
    private static final int TAG_Y_RESOLUTION = 0x011b;
    private static final int TYPE_BYTE = 1;
    private static final int TYPE_ASCII = 2;
    private static final int TYPE_SHORT = 3;
    private static final int TYPE_RATIONAL = 5;
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
            if (swapSides) {
                swapValues(buffer, find(buffer, ifd, TAG_X_RESOLUTION), find(buffer, ifd, TAG_Y_RESOLUTION));
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

    /** Exchanges what two entries of a rational number point to. */
    private static void swapValues(ByteBuffer buffer, int a, int b) {
        if (a >= 0 && b >= 0 && buffer.getShort(a + 2) == TYPE_RATIONAL && buffer.getShort(b + 2) == TYPE_RATIONAL) {
            int place = buffer.getInt(a + 8);
            buffer.putInt(a + 8, buffer.getInt(b + 8));
            buffer.putInt(b + 8, place);
        }
    }

    /** The resolution that a block states; empty if there is none or the block is damaged. */
    static Optional<Resolution> resolution(byte[] block) {
        return TiffTags.ofExif(block).flatMap(TiffTags::resolution);
    }

    /** A value to be put into a block: text, a whole number below 65536 (Integer), a fraction (Double) or bytes. */
    public record Tag(int number, Object value) {
    }

    /** Whether a block's first directory has a tag. */
    public static boolean has(byte[] block, int tag) {
        return open(block).filter(buffer -> find(buffer, firstIfd(buffer), tag) >= 0).isPresent();
    }

    /**
     * A block with further tags in its first directory, or with others in their place. All else stays at its place: the
     * new
     * directory is put behind the block's end.
     *
     * @param block empty, or damaged, for one that has these tags alone
     */
    public static byte[] with(Optional<byte[]> block, List<Tag> tags) {
        Optional<ByteBuffer> opened = block.flatMap(ExifBlock::open)
                .filter(buffer -> count(buffer, firstIfd(buffer)) > 0
                && firstIfd(buffer) + 6 + ENTRY * count(buffer, firstIfd(buffer)) <= buffer.limit());
        if (opened.isEmpty()) {
            return TiffTags.block(ByteOrder.BIG_ENDIAN, tags.stream().map(tag -> entry(tag, ByteOrder.BIG_ENDIAN))
                    .toList(), new ArrayList<>());
        }
        ByteBuffer old = opened.get();
        ByteOrder order = old.order();
        int ifd = firstIfd(old);
        int count = count(old, ifd);
        TreeMap<Integer, byte[]> entries = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int at = ifd + 2 + ENTRY * i;
            entries.putIfAbsent(old.getShort(at) & 0xffff, Arrays.copyOfRange(old.array(), at, at + ENTRY));
        }
        tags.forEach(tag -> entries.put(tag.number, new byte[ENTRY]));
        int start = old.limit() + (old.limit() & 1);
        int values = start + 6 + ENTRY * entries.size();
        ByteArrayOutputStream behind = new ByteArrayOutputStream();
        for (Tag tag : tags) {
            TiffTags.Entry entry = entry(tag, order);
            ByteBuffer raw = ByteBuffer.wrap(entries.get(tag.number)).order(order).putShort((short) entry.tag())
                    .putShort((short) entry.type())
                    .putInt(entry.count());
            if (entry.value().length <= 4) {
                raw.put(entry.value());
            } else {
                raw.putInt(values + behind.size());
                behind.writeBytes(entry.value());
                behind.write(new byte[1], 0, entry.value().length & 1);
            }
        }
        ByteBuffer out = ByteBuffer.allocate(values + behind.size()).order(order);
        out.put(old.array()).putInt(4, start).position(start);
        out.putShort((short) entries.size());
        entries.values().forEach(out::put);
        out.putInt(old.getInt(ifd + 2 + ENTRY * count)).put(behind.toByteArray());
        return out.array();
    }

    /** The tags as entries of a directory in that byte order. */
    public static List<TiffTags.Entry> entries(List<Tag> tags, ByteOrder order) {
        return tags.stream().map(tag -> entry(tag, order)).toList();
    }

    private static TiffTags.Entry entry(Tag tag, ByteOrder order) {
        return switch (tag.value) {
            case String text -> {
                byte[] value = (text + "\0").getBytes(StandardCharsets.UTF_8);
                yield new TiffTags.Entry(tag.number, TYPE_ASCII, value.length, value, 0, null);
            }
            case Integer number -> new TiffTags.Entry(tag.number, TYPE_SHORT, 1,
                    ByteBuffer.allocate(2).order(order).putShort(number.shortValue()).array(), 0, null);
            case Double fraction -> {
                int parts = fraction == Math.rint(fraction) ? 1 : 1000;
                yield new TiffTags.Entry(tag.number, TYPE_RATIONAL, 1, ByteBuffer.allocate(8).order(order)
                        .putInt((int) Math.round(fraction * parts)).putInt(parts).array(), 0, null);
            }
            case byte[] value -> new TiffTags.Entry(tag.number, TYPE_BYTE, value.length, value, 0, null);
            default -> throw new IllegalArgumentException("no tag holds " + tag.value);
        };
    }

    /**
     * A block of at most so many bytes: without its preview, and without its largest values where that is not enough.
     *
     * @param notes takes what was left out
     * @return empty if the block is too large and damaged
     */
    public static Optional<byte[]> fitted(byte[] block, int room, List<String> notes) {
        if (block.length <= room) {
            return Optional.of(block);
        }
        Optional<TiffTags.Directory> directory = TiffTags.ofExif(block).filter(d -> !d.entries().isEmpty());
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        List<TiffTags.Entry> entries = directory.get().entries();
        byte[] smaller = TiffTags.block(directory.get().order(), entries, notes);
        while (smaller.length > room) {
            Optional<TiffTags.Entry> largest = TiffTags.all(entries)
                    .max(Comparator.comparingInt(e -> e.value().length));
            if (largest.isEmpty()) {
                return Optional.empty();
            }
            entries = TiffTags.without(entries, largest.get());
            notes.add("its EXIF is too large for JPEG: %s, of %d bytes, was left out".formatted(
                    name(largest.get().tag()), largest.get().value().length));
            smaller = TiffTags.block(directory.get().order(), entries, new ArrayList<>());
        }
        return Optional.of(smaller);
    }

    private static String name(int tag) {
        return switch (tag) {
            case 0x927c -> "the maker's notes";
            case 0x9286 -> "the user's comment";
            case 0x010e -> "the description";
            case 0x02bc -> "the XMP inside";
            default -> "the tag 0x%04x".formatted(tag);
        };
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
