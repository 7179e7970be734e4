package studio.bcm.image.jpeg;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import studio.bcm.image.metadata.ExifBlock;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.PictureText;
import studio.bcm.image.metadata.Resolution;
import studio.bcm.image.metadata.XmpPacket;

/**
 * The markers of a JPEG file in order (ITU-T T.81, annex B). Bytes between segments that belong to none are skipped, and
 * reading ends at EOI or where the file does.
 */
public final class JpegSegments {
    static final int SOF0 = 0xc0;
    static final int SOF1 = 0xc1;
    static final int SOF2 = 0xc2;
    static final int SOF15 = 0xcf;
    /** Frame of ITU-T T.87. */
    static final int JPEG_LS = 0xf7;
    public static final int DHT = 0xc4;
    static final int JPG = 0xc8;
    static final int DAC = 0xcc;
    public static final int RST0 = 0xd0;
    static final int RST7 = 0xd7;
    public static final int SOI = 0xd8;
    public static final int EOI = 0xd9;
    public static final int SOS = 0xda;
    static final int DQT = 0xdb;
    public static final int DRI = 0xdd;
    static final int APP0 = 0xe0;
    static final int APP1 = 0xe1;
    static final int APP2 = 0xe2;
    static final int APP13 = 0xed;
    static final int APP14 = 0xee;
    static final int COM = 0xfe;

    private static final byte[] ID_EXIF = ascii("Exif\0\0");
    private static final byte[] ID_XMP = ascii("http://ns.adobe.com/xap/1.0/\0");
    private static final byte[] ID_XMP_EXTENSION = ascii("http://ns.adobe.com/xmp/extension/\0");
    private static final byte[] ID_ICC = ascii("ICC_PROFILE\0");
    private static final byte[] ID_PHOTOSHOP = ascii("Photoshop 3.0\0");
    private static final byte[] ID_JFIF = ascii("JFIF\0");
    private static final byte[] ID_ADOBE = ascii("Adobe");
    private static final int MAX_PAYLOAD = 65533;

    /**
     * One segment.
     *
     * @param marker second byte of the marker
     * @param start  where its 0xff stands
     * @param body   where its payload begins, after the length
     * @param end    first byte after the payload
     * @param next   first byte after the segment and, for SOS, after the entropy-coded data that follow it
     */
    public record Segment(int marker, int start, int body, int end, int next) {
        public boolean isFrame() {
            return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC
                    || marker == JPEG_LS;
        }
    }

    private final byte[] file;
    private final List<Segment> segments = new ArrayList<>();
    private final boolean complete;
    private final int end;

    public JpegSegments(byte[] file) {
        this.file = file;
        int at = 2;
        boolean ended = false;
        while (!ended) {
            int marker = nextMarker(at);
            if (marker < 0) {
                at = file.length;
                break;
            }
            int code = file[marker + 1] & 0xff;
            at = marker + 2;
            if (code == EOI) {
                ended = true;
            } else if (code != SOI && code != 1 && (code < RST0 || code > RST7)) {
                int length = at + 2 <= file.length ? u16(file, at) : 0;
                if (length < 2 || at + length > file.length) {
                    at = file.length;
                    break;
                }
                int bodyEnd = at + length;
                int next = code == SOS ? endOfEntropyData(bodyEnd) : bodyEnd;
                segments.add(new Segment(code, marker, at + 2, bodyEnd, next));
                at = next;
            }
        }
        complete = ended;
        end = at;
    }

    private int nextMarker(int from) {
        for (int i = from; i + 1 < file.length; i++) {
            if (file[i] == (byte) 0xff && file[i + 1] != 0 && file[i + 1] != (byte) 0xff) {
                return i;
            }
        }
        return -1;
    }

    private int endOfEntropyData(int from) {
        for (int i = from; i + 1 < file.length; i++) {
            if (file[i] == (byte) 0xff) {
                int code = file[i + 1] & 0xff;
                if (code != 0 && code != 0xff && (code < RST0 || code > RST7)) {
                    return i;
                }
            }
        }
        return file.length;
    }

    static int u16(byte[] data, int at) {
        return (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
    }

    public byte[] file() {
        return file;
    }

    public List<Segment> all() {
        return segments;
    }

    /** Whether the file goes on to its end marker. */
    boolean isComplete() {
        return complete;
    }

    /** Number of bytes after the end marker, which belong to no picture or to further ones. */
    public int trailingBytes() {
        return file.length - end;
    }

    /** The frame header; empty if the file breaks off before it. */
    public Optional<Segment> frame() {
        return segments.stream().filter(Segment::isFrame).findFirst();
    }

    public boolean hasScan() {
        return segments.stream().anyMatch(s -> s.marker == SOS);
    }

    /** Whether there is any Huffman table: frames of Motion JPEG rely on the standard ones. */
    public boolean hasHuffmanTables() {
        return segments.stream().anyMatch(s -> s.marker == DHT);
    }

    boolean hasJfif() {
        return first(APP0, ID_JFIF).isPresent();
    }

    /** The colour transform of the Adobe marker (0 none, 1 YCbCr, 2 YCCK); empty without that marker. */
    Optional<Integer> adobeTransform() {
        return first(APP14, ID_ADOBE).filter(s -> s.end - s.body >= 12).map(s -> file[s.body + 11] & 0xff);
    }

    public Metadata metadata() {
        List<byte[]> extended = new ArrayList<>();
        List<PictureText> comments = new ArrayList<>();
        ByteArrayOutputStream exif = new ByteArrayOutputStream();
        ByteArrayOutputStream photoshop = new ByteArrayOutputStream();
        for (Segment s : segments) {
            if (has(s, APP1, ID_XMP_EXTENSION)) {
                extended.add(after(s, ID_XMP_EXTENSION));
            } else if (has(s, APP13, ID_PHOTOSHOP)) {
                photoshop.writeBytes(after(s, ID_PHOTOSHOP));
            } else if (has(s, APP1, ID_EXIF)) {
                // Blocks above 64 kB go on in further segments, which do not begin as a block does.
                byte[] part = after(s, ID_EXIF);
                if (exif.size() == 0 || !beginsBlock(part)) {
                    exif.writeBytes(part);
                }
            } else if (s.marker == COM) {
                comments.add(PictureText.comment(text(Arrays.copyOfRange(file, s.body, s.end))));
            }
        }
        Optional<byte[]> xmp = first(APP1, ID_XMP).map(s -> after(s, ID_XMP)).map(main -> extended.isEmpty() ? main
                : XmpPacket.merged(main, extended).orElseGet(() -> XmpPacket.withoutPointer(main)));
        Metadata metadata = new Metadata(exif.size() == 0 ? Optional.empty() : Optional.of(exif.toByteArray()),
                photoshop.size() == 0 ? Optional.empty() : Optional.of(photoshop.toByteArray()), xmp, iccProfile());
        return metadata.withTexts(comments).withResolution(resolution().or(metadata::resolution));
    }

    private static boolean beginsBlock(byte[] part) {
        return part.length > 3 && (part[0] == 'I' && part[1] == 'I' && part[2] == 42 || part[0] == 'M'
                && part[1] == 'M' && part[3] == 42);
    }

    /** UTF-8 where it is that, else Latin-1. */
    private static String text(byte[] comment) {
        int length = comment.length;
        while (length > 0 && comment[length - 1] == 0) {
            length--;
        }
        String text = new String(comment, 0, length, StandardCharsets.UTF_8);
        return text.indexOf('\ufffd') < 0 ? text : new String(comment, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** As JFIF's segment states it. */
    private Optional<Resolution> resolution() {
        return first(APP0, ID_JFIF).filter(s -> s.end - s.body >= 12).flatMap(s -> {
            int x = u16(file, s.body + 8);
            int y = u16(file, s.body + 10);
            return switch (file[s.body + 7]) {
                case 1 -> Resolution.of(x, y, true);
                case 2 -> Resolution.of(x * Resolution.CENTIMETRES, y * Resolution.CENTIMETRES, true);
                default -> Resolution.of(x, y, false);
            };
        });
    }

    private Optional<byte[]> iccProfile() {
        Segment[] parts = new Segment[256];
        for (Segment s : segments) {
            if (has(s, APP2, ID_ICC) && s.end - s.body > ID_ICC.length + 2) {
                parts[file[s.body + ID_ICC.length] & 0xff] = s;
            }
        }
        ByteArrayOutputStream profile = new ByteArrayOutputStream();
        for (Segment s : parts) {
            if (s != null) {
                int from = s.body + ID_ICC.length + 2;
                profile.write(file, from, s.end - from);
            }
        }
        return profile.size() == 0 ? Optional.empty() : Optional.of(profile.toByteArray());
    }

    /** The first segment of a marker whose payload begins so. */
    Optional<Segment> segment(int marker, byte[] id) {
        return first(marker, id);
    }

    /** Whether a segment holds XMP or a part of extended XMP. */
    boolean isXmp(Segment segment) {
        return has(segment, APP1, ID_XMP) || has(segment, APP1, ID_XMP_EXTENSION);
    }

    /** Writes a packet, with extended XMP where it is too large for one segment. @return whether it fits */
    static boolean writeXmp(ByteArrayOutputStream out, byte[] packet) {
        Optional<XmpPacket.Divided> divided = XmpPacket.divided(packet, MAX_PAYLOAD - ID_XMP.length);
        divided.ifPresent(parts -> {
            writeSegment(out, APP1, ID_XMP, parts.main(), 0, parts.main().length);
            parts.extended().forEach(part -> writeSegment(out, APP1, ID_XMP_EXTENSION, part, 0, part.length));
        });
        return divided.isPresent();
    }

    private Optional<Segment> first(int marker, byte[] id) {
        return segments.stream().filter(s -> has(s, marker, id)).findFirst();
    }

    private boolean has(Segment s, int marker, byte[] id) {
        return s.marker == marker && s.end - s.body >= id.length
                && Arrays.equals(file, s.body, s.body + id.length, id, 0, id.length);
    }

    private byte[] after(Segment s, byte[] id) {
        return Arrays.copyOfRange(file, s.body + id.length, s.end);
    }

    /**
     * The file without all that is not needed to decode it, since decoders stumble over damaged or contradicting application
     * segments; with Huffman tables, with different numbers for all components, and closed with EOI.
     */
    public byte[] decodable() {
        byte[] tables = hasHuffmanTables() ? new byte[0] : JpegTables.standardHuffman();
        int size = 4 + tables.length;
        for (Segment s : segments) {
            size += isNeeded(s) ? s.next - s.start : 0;
        }
        byte[] out = new byte[size];
        out[0] = (byte) 0xff;
        out[1] = (byte) SOI;
        System.arraycopy(tables, 0, out, 2, tables.length);
        int at = 2 + tables.length;
        JpegScanComponents scans = new JpegScanComponents(this);
        for (Segment s : segments) {
            if (isNeeded(s)) {
                System.arraycopy(file, s.start, out, at, s.next - s.start);
                scans.renumber(s, out, at + s.body - s.start);
                at += s.next - s.start;
            }
        }
        out[at] = (byte) 0xff;
        out[at + 1] = (byte) EOI;
        return out;
    }

    private static boolean isNeeded(Segment s) {
        return s.isFrame() || s.marker == DHT || s.marker == DQT || s.marker == DRI || s.marker == SOS;
    }

    /** Bytes of an EXIF block that a JPEG file takes. */
    static final int EXIF_ROOM = MAX_PAYLOAD - 6;

    /**
     * A JPEG file with metadata put in after its JFIF segment, which takes the resolution.
     *
     * @param encoded a JPEG file that carries none of it
     * @param notes   takes what does not fit into JPEG's segments and was left out
     */
    public static byte[] withMetadata(byte[] encoded, Metadata metadata, List<String> notes) {
        if (metadata.isEmpty()) {
            return encoded;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length + 100_000);
        int at = 2;
        if (u16(encoded, 2) == 0xff00 + APP0) {
            at += 2 + u16(encoded, 4);
            byte[] head = Arrays.copyOf(encoded, at);
            metadata.resolution().filter(r -> head.length >= 18).ifPresent(r -> putResolution(head, r));
            out.writeBytes(head);
        } else {
            out.write(encoded, 0, at);
        }
        metadata.exif().ifPresent(block -> ExifBlock.fitted(block, EXIF_ROOM, notes).ifPresentOrElse(
                fitted -> writeSegment(out, APP1, ID_EXIF, fitted, 0, fitted.length),
                () -> notes.add("its EXIF was left out: it is damaged and too large for JPEG")));
        metadata.xmp().filter(packet -> !writeXmp(out, packet)).ifPresent(packet ->
                notes.add("its XMP was left out: it is damaged and too large for JPEG"));
        metadata.iptc().ifPresent(block -> {
            int room = MAX_PAYLOAD - ID_PHOTOSHOP.length;
            for (int from = 0; from < block.length; from += room) {
                writeSegment(out, APP13, ID_PHOTOSHOP, block, from, Math.min(room, block.length - from));
            }
        });
        metadata.iccProfile().ifPresent(profile -> {
            int room = MAX_PAYLOAD - ID_ICC.length - 2;
            int parts = (profile.length + room - 1) / room;
            if (parts > 255) {
                notes.add("its colour profile was left out: it is too large for JPEG");
            }
            for (int i = 0; i < parts && parts < 256; i++) {
                byte[] id = Arrays.copyOf(ID_ICC, ID_ICC.length + 2);
                id[ID_ICC.length] = (byte) (i + 1);
                id[ID_ICC.length + 1] = (byte) parts;
                writeSegment(out, APP2, id, profile, i * room, Math.min(room, profile.length - i * room));
            }
        });
        for (PictureText text : metadata.texts()) {
            byte[] comment = text.value().getBytes(StandardCharsets.UTF_8);
            if (text.keyword().equals(PictureText.COMMENT) && comment.length > 0) {
                writeSegment(out, COM, new byte[0], comment, 0, Math.min(MAX_PAYLOAD, comment.length));
            }
        }
        out.write(encoded, at, encoded.length - at);
        return out.toByteArray();
    }

    private static void putResolution(byte[] head, Resolution resolution) {
        double x = resolution.horizontal();
        double y = resolution.vertical();
        boolean inches = isWhole(x) && isWhole(y) || !isWhole(x / Resolution.CENTIMETRES)
                || !isWhole(y / Resolution.CENTIMETRES);
        head[13] = (byte) (!resolution.absolute() ? 0 : inches ? 1 : 2);
        double scale = resolution.absolute() && !inches ? 1 / Resolution.CENTIMETRES : 1;
        ByteBuffer.wrap(head).putShort(14, (short) Math.clamp(Math.round(x * scale), 1, 65_535))
                .putShort(16, (short) Math.clamp(Math.round(y * scale), 1, 65_535));
    }

    private static boolean isWhole(double value) {
        return Math.abs(value - Math.rint(value)) < 0.001;
    }

    private static void writeSegment(ByteArrayOutputStream out, int marker, byte[] id, byte[] data, int from, int length) {
        int total = 2 + id.length + length;
        if (total > 65535) {
            return;
        }
        out.write(0xff);
        out.write(marker);
        out.write(total >> 8);
        out.write(total);
        out.writeBytes(id);
        out.write(data, from, length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
