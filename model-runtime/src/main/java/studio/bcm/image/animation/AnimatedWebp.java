package studio.bcm.image.animation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Puts pictures that libwebp has compressed into one animated WebP file (WebP Container Specification,
 * RFC 9649, section 2.7.1). The libraries that this program has write single pictures only.
 */
public final class AnimatedWebp {
    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;
    private static final byte ANIMATION = 0x02;
    private static final byte ALPHA = 0x10;
    private static final byte REPLACE_WHAT_IS_BELOW = 0x02;

    private final OutputStream out;
    private long written;

    public AnimatedWebp(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes all but the size of the file, which is known only at the end.
     *
     * @param width   of all pictures, 1…16383
     * @param repeats whether it repeats for ever; else it is shown once
     */
    public void begin(int width, int height, boolean repeats) throws IOException {
        ByteBuffer b = buffer(RIFF_HEADER + CHUNK_HEADER + 10 + CHUNK_HEADER + 6);
        name(b, "RIFF").putInt(0);
        name(b, "WEBP");
        name(b, "VP8X").putInt(10).put((byte) (ANIMATION | ALPHA)).put(new byte[3]);
        threeBytes(b, width - 1);
        threeBytes(b, height - 1);
        // No background; 0 repetitions have no end.
        name(b, "ANIM").putInt(6).putInt(0).putShort((short) (repeats ? 0 : 1));
        write(b.array());
    }

    /**
     * Adds a picture.
     *
     * @param webp   a file with that one picture
     * @param millis it is shown
     */
    public void add(byte[] webp, int width, int height, int millis) throws IOException {
        byte[] image = image(webp);
        ByteBuffer b = buffer(CHUNK_HEADER + FRAME_HEADER);
        name(b, "ANMF").putInt(FRAME_HEADER + image.length);
        threeBytes(b, 0);
        threeBytes(b, 0);
        threeBytes(b, width - 1);
        threeBytes(b, height - 1);
        threeBytes(b, millis);
        b.put(REPLACE_WHAT_IS_BELOW);
        write(b.array());
        write(image);
    }

    /** What the header's field for the size must hold: everything behind that field. */
    public long size() {
        return written - CHUNK_HEADER;
    }

    /** The chunks that make up the picture itself, without those for metadata and profile. */
    private static byte[] image(byte[] webp) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).position(RIFF_HEADER);
        ByteBuffer image = buffer(webp.length);
        while (in.remaining() >= CHUNK_HEADER) {
            int start = in.position();
            byte[] name = new byte[4];
            in.get(name);
            int length = in.getInt();
            int end = in.position() + length + (length & 1);
            if (length < 0 || end > webp.length) {
                throw new IOException("a compressed picture is cut off");
            }
            switch (new String(name, StandardCharsets.US_ASCII)) {
                case "ALPH", "VP8 ", "VP8L" -> image.put(webp, start, end - start);
                default -> { }
            }
            in.position(end);
        }
        byte[] chunks = new byte[image.position()];
        image.flip().get(chunks);
        return chunks;
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer name(ByteBuffer b, String name) {
        return b.put(name.getBytes(StandardCharsets.US_ASCII));
    }

    private static void threeBytes(ByteBuffer b, int value) {
        b.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        written += bytes.length;
    }
}
