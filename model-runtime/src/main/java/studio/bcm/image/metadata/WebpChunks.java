package studio.bcm.image.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The RIFF chunks of WebP that carry metadata: ICCP, EXIF and XMP. */
public final class WebpChunks {
    private static final int FLAG_ICC = 0x20;
    private static final int FLAG_ALPHA = 0x10;
    private static final int FLAG_EXIF = 0x08;
    private static final int FLAG_XMP = 0x04;
    private static final byte[] EXIF_PREFIX = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private WebpChunks() {
    }

    /** The first chunk of each name; stops where the file breaks off. */
    private static Map<String, byte[]> chunks(byte[] file) {
        Map<String, byte[]> chunks = new LinkedHashMap<>();
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int at = 12;
        while (at + 8 <= file.length) {
            String name = new String(file, at, 4, StandardCharsets.US_ASCII);
            long length = buffer.getInt(at + 4) & 0xffffffffL;
            if (at + 8 + length > file.length) {
                break;
            }
            chunks.putIfAbsent(name, Arrays.copyOfRange(file, at + 8, at + 8 + (int) length));
            at += 8 + (int) length + (int) (length & 1);
        }
        return chunks;
    }

    public static Metadata read(byte[] file) {
        Map<String, byte[]> chunks = chunks(file);
        Optional<byte[]> exif = Optional.ofNullable(chunks.get("EXIF"))
                .map(block -> block.length > 6 && Arrays.equals(block, 0, 6, EXIF_PREFIX, 0, 6)
                        ? Arrays.copyOfRange(block, 6, block.length) : block);
        return new Metadata(exif, Optional.empty(), Optional.ofNullable(chunks.get("XMP ")),
                Optional.ofNullable(chunks.get("ICCP")));
    }

    /** The file without its metadata: the decoder fails over damaged ones, although it has no use for them. */
    public static byte[] withoutMetadata(byte[] file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int at = Math.min(12, file.length);
        out.write(file, 0, at);
        boolean dropped = false;
        while (at + 8 <= file.length) {
            String name = new String(file, at, 4, StandardCharsets.US_ASCII);
            long end = at + 8L + (buffer.getInt(at + 4) & 0xffffffffL);
            int next = (int) Math.min(file.length, end + (end & 1));
            if (List.of("ICCP", "EXIF", "XMP ").contains(name)) {
                dropped = true;
            } else {
                out.write(file, at, next - at);
            }
            at = next;
        }
        if (!dropped) {
            return file;
        }
        byte[] plain = out.toByteArray();
        ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN).putInt(4, plain.length - 8);
        if (plain.length > 20 && new String(plain, 12, 4, StandardCharsets.US_ASCII).equals("VP8X")) {
            plain[20] &= (byte) ~(FLAG_ICC | FLAG_EXIF | FLAG_XMP);
        }
        return plain;
    }

    public static boolean isAnimated(byte[] file) {
        return file.length > 20 && new String(file, 12, 4, StandardCharsets.US_ASCII).equals("VP8X") && (file[20] & 2) != 0;
    }

    /**
     * A WebP file with metadata put in, in the extended layout that these need.
     *
     * @param encoded a file that carries none of it
     */
    public static byte[] withMetadata(byte[] encoded, Metadata metadata, int width, int height, boolean alpha) {
        if (metadata.exif().isEmpty() && metadata.xmp().isEmpty() && metadata.iccProfile().isEmpty()) {
            return encoded;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(encoded.length + 100_000);
        ByteBuffer header = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) ((metadata.iccProfile().isPresent() ? FLAG_ICC : 0) | (alpha ? FLAG_ALPHA : 0)
                | (metadata.exif().isPresent() ? FLAG_EXIF : 0) | (metadata.xmp().isPresent() ? FLAG_XMP : 0)));
        header.put(new byte[3]);
        putThreeBytes(header, width - 1);
        putThreeBytes(header, height - 1);
        writeChunk(body, "VP8X", header.array());
        metadata.iccProfile().ifPresent(profile -> writeChunk(body, "ICCP", profile));
        chunks(encoded).forEach((name, data) -> {
            if (List.of("ALPH", "VP8 ", "VP8L").contains(name)) {
                writeChunk(body, name, data);
            }
        });
        metadata.exif().ifPresent(block -> writeChunk(body, "EXIF", block));
        metadata.xmp().ifPresent(packet -> writeChunk(body, "XMP ", packet));
        ByteBuffer file = ByteBuffer.allocate(12 + body.size()).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(4 + body.size());
        file.put("WEBP".getBytes(StandardCharsets.US_ASCII)).put(body.toByteArray());
        return file.array();
    }

    private static void putThreeBytes(ByteBuffer buffer, int value) {
        buffer.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }

    private static void writeChunk(ByteArrayOutputStream out, String name, byte[] data) {
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(data.length).array());
        out.writeBytes(data);
        if ((data.length & 1) != 0) {
            out.write(0);
        }
    }
}
