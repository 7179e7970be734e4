package studio.bcm.image.jpeg;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.Orientation;
import studio.bcm.image.metadata.XmpPacket;

/**
 * Carries what lies behind the picture of a JPEG file (videos of motion photos, gain maps, further pictures) over to
 * another
 * file of the same picture: the bytes as they are, what XMP says about them, and the directory of the Multi-Picture
 * Format
 * (CIPA DC-007), whose sizes and offsets are those of the new file.
 */
public final class JpegCarrier {
    private static final byte[] ID_MPF = "MPF\0".getBytes(StandardCharsets.US_ASCII);
    private static final int NUMBER_OF_ENTRIES = 0xb002;
    private static final int ENTRY = 12;
    private static final int PICTURE = 16;

    private JpegCarrier() {
    }

    /**
     * The result with what lies behind the original's picture.
     *
     * @param original JPEG file
     * @param result   JPEG file of the same picture, upright, without anything behind it
     * @return empty if there is nothing to carry, or the original had to be turned, which a gain map would have to be
     *         as well
     */
    public static Optional<byte[]> carried(byte[] original, byte[] result) {
        JpegSegments from = new JpegSegments(original);
        JpegSegments to = new JpegSegments(result);
        Metadata metadata = from.metadata();
        boolean nothing = !from.isComplete() || from.trailingBytes() == 0 || !to.isComplete();
        if (nothing || metadata.orientation() != Orientation.UPRIGHT) {
            return Optional.empty();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(original.length + result.length);
        out.write(result, 0, 2);
        int at = 2;
        for (JpegSegments.Segment segment : to.all()) {
            boolean application = segment.marker() >= JpegSegments.APP0 && segment.marker() <= JpegSegments.APP14;
            if (!application && segment.marker() != JpegSegments.COM) {
                break;
            }
            if (!to.isXmp(segment)) {
                out.write(result, segment.start(), segment.next() - segment.start());
            }
            at = segment.next();
        }
        metadata.xmp().map(XmpPacket::upright).ifPresent(packet -> JpegSegments.writeXmp(out, packet));
        Optional<JpegSegments.Segment> directory = from.segment(JpegSegments.APP2, ID_MPF);
        int oldEnd = original.length - from.trailingBytes();
        int directorySize = directory.map(s -> s.next() - s.start()).orElse(0);
        int newEnd = out.size() + directorySize + result.length - to.trailingBytes() - at;
        directory.ifPresent(s -> out.writeBytes(moved(original, s, oldEnd, newEnd, out.size())));
        out.write(result, at, result.length - to.trailingBytes() - at);
        out.write(original, oldEnd, original.length - oldEnd);
        return Optional.of(out.toByteArray());
    }

    /** The directory for its new place; as it was if it is damaged. */
    private static byte[] moved(byte[] file, JpegSegments.Segment segment, int oldEnd, int newEnd, int newStart) {
        byte[] copy = Arrays.copyOfRange(file, segment.start(), segment.next());
        int base = 4 + ID_MPF.length;
        ByteBuffer buffer = ByteBuffer.wrap(copy).order(copy.length > base
                && copy[base] == 'I' ? ByteOrder.LITTLE_ENDIAN
                : ByteOrder.BIG_ENDIAN);
        int oldBase = segment.start() + base;
        int newBase = newStart + base;
        if (copy.length < base + 10) {
            return copy;
        }
        int directory = base + buffer.getInt(base + 4);
        int count = directory >= base && directory + 2 <= copy.length ? buffer.getShort(directory) & 0xffff : 0;
        for (int i = 0; i < count && directory + 2 + ENTRY * (i + 1) <= copy.length; i++) {
            int entry = directory + 2 + ENTRY * i;
            if ((buffer.getShort(entry) & 0xffff) != NUMBER_OF_ENTRIES) {
                continue;
            }
            int pictures = buffer.getInt(entry + 4) / PICTURE;
            int place = base + buffer.getInt(entry + 8);
            for (int k = 0; k < pictures && place >= base && place + PICTURE * (k + 1) <= copy.length; k++) {
                int picture = place + PICTURE * k;
                int offset = buffer.getInt(picture + 8);
                if (offset == 0) {
                    buffer.putInt(picture + 4, newEnd);
                } else {
                    buffer.putInt(picture + 8, oldBase + offset - oldEnd + newEnd - newBase);
                }
            }
        }
        return copy;
    }
}
