package studio.bcm.image.metadata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The metadata chunks of PNG (eXIf, iCCP, iTXt with XMP, and the "Raw profile type" text that carries IPTC). */
public final class PngChunks {
    private static final int MAX_CHUNK = 64 << 20;
    private static final String XMP_KEYWORD = "XML:com.adobe.xmp";
    private static final String RAW_IPTC = "Raw profile type iptc";
    private static final String RAW_8BIM = "Raw profile type 8bim";

    /** A chunk's four letters and its data. */
    public record Chunk(String type, byte[] data) {
    }

    private PngChunks() {
    }

    public static Metadata read(Path file) throws IOException {
        Optional<byte[]> exif = Optional.empty();
        Optional<byte[]> icc = Optional.empty();
        Optional<byte[]> xmp = Optional.empty();
        Optional<byte[]> iptc = Optional.empty();
        for (Chunk chunk : interesting(file)) {
            switch (chunk.type) {
                case "eXIf" -> exif = Optional.of(chunk.data);
                case "iCCP" -> icc = icc.or(() -> inflateAfterText(chunk.data, 0));
                case "iTXt" -> xmp = xmp.or(() -> xmp(chunk.data));
                case "zTXt", "tEXt" -> iptc = iptc.or(() -> rawProfile(chunk));
                default -> throw new IllegalStateException(chunk.type);
            }
        }
        return new Metadata(exif, iptc, xmp, List.of(), icc);
    }

    private static List<Chunk> interesting(Path file) throws IOException {
        List<Chunk> found = new ArrayList<>();
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long at = 8;
            ByteBuffer head = ByteBuffer.allocate(8);
            while (at + 12 <= channel.size()) {
                head.clear();
                readFully(channel.position(at), head);
                long length = head.getInt(0) & 0xffffffffL;
                String type = new String(head.array(), 4, 4, StandardCharsets.US_ASCII);
                boolean wanted = List.of("eXIf", "iCCP", "iTXt", "zTXt", "tEXt").contains(type);
                if (wanted && length <= MAX_CHUNK && at + 12 + length <= channel.size()) {
                    ByteBuffer data = ByteBuffer.allocate((int) length);
                    readFully(channel, data);
                    found.add(new Chunk(type, data.array()));
                }
                at += 12 + length;
            }
        }
        return found;
    }

    private static void readFully(SeekableByteChannel channel, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) {
                throw new IOException("the file has become shorter while it was read");
            }
        }
    }

    private static int endOfText(byte[] data, int from) {
        int i = from;
        while (i < data.length && data[i] != 0) {
            i++;
        }
        return i;
    }

    private static String keyword(byte[] data) {
        return new String(data, 0, endOfText(data, 0), StandardCharsets.ISO_8859_1);
    }

    private static Optional<byte[]> inflateAfterText(byte[] data, int from) {
        int start = endOfText(data, from) + 2;
        return start >= data.length ? Optional.empty() : inflate(data, start);
    }

    private static Optional<byte[]> inflate(byte[] data, int from) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(data, from, data.length - from);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[8192];
            while (!inflater.finished() && out.size() < MAX_CHUNK) {
                int n = inflater.inflate(part);
                if (n == 0) {
                    return Optional.empty();
                }
                out.write(part, 0, n);
            }
            return Optional.of(out.toByteArray());
        } catch (DataFormatException e) {
            // A damaged block of metadata must not keep anybody from the pixels.
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }

    private static Optional<byte[]> xmp(byte[] data) {
        if (!keyword(data).equals(XMP_KEYWORD)) {
            return Optional.empty();
        }
        int flag = XMP_KEYWORD.length() + 1;
        if (flag + 2 >= data.length) {
            return Optional.empty();
        }
        int text = endOfText(data, endOfText(data, flag + 2) + 1) + 1;
        if (text > data.length) {
            return Optional.empty();
        }
        return data[flag] == 1 ? inflate(data, text)
                : Optional.of(Arrays.copyOfRange(data, text, data.length));
    }

    private static Optional<byte[]> rawProfile(Chunk chunk) {
        String keyword = keyword(chunk.data);
        if (!keyword.equals(RAW_IPTC) && !keyword.equals(RAW_8BIM)) {
            return Optional.empty();
        }
        Optional<byte[]> text = chunk.type.equals("zTXt") ? inflateAfterText(chunk.data, 0)
                : Optional.of(Arrays.copyOfRange(chunk.data, keyword.length() + 1, chunk.data.length));
        return text.flatMap(bytes -> {
            String[] parts = new String(bytes, StandardCharsets.ISO_8859_1).strip().split("\\s+", 3);
            try {
                return parts.length == 3
                        ? Optional.of(HexFormat.of().parseHex(parts[2].replaceAll("\\s", ""))) : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    /** The chunks that carry metadata, to be put between IHDR and IDAT. */
    public static List<Chunk> of(Metadata metadata) {
        List<Chunk> chunks = new ArrayList<>();
        metadata.iccProfile().ifPresent(p -> chunks.add(new Chunk("iCCP", join(ascii("ICC profile\0\0"), deflate(p)))));
        metadata.exif().ifPresent(block -> chunks.add(new Chunk("eXIf", block)));
        metadata.xmp().ifPresent(packet -> chunks.add(new Chunk("iTXt", join(ascii(XMP_KEYWORD + "\0\0\0\0\0"), packet))));
        metadata.iptc().ifPresent(block -> {
            StringBuilder text = new StringBuilder("\niptc\n%8d\n".formatted(block.length));
            String hex = HexFormat.of().formatHex(block);
            for (int i = 0; i < hex.length(); i += 72) {
                text.append(hex, i, Math.min(hex.length(), i + 72)).append('\n');
            }
            chunks.add(new Chunk("zTXt", join(ascii(RAW_IPTC + "\0\0"), deflate(ascii(text.toString())))));
        });
        return chunks;
    }

    private static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[8192];
            while (!deflater.finished()) {
                out.write(part, 0, deflater.deflate(part));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }
}
