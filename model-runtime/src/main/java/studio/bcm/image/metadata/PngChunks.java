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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The metadata chunks of PNG: eXIf, iCCP, iTXt with XMP, the "Raw profile type" texts that carry IPTC and older EXIF,
 * pHYs, texts,
 * and the chunks about colour.
 */
public final class PngChunks {
    private static final int MAX_CHUNK = 64 << 20;
    /** Bytes that all compressed chunks of a file may grow to. */
    private static final int MAX_INFLATED = 64 << 20;
    private static final String XMP_KEYWORD = "XML:com.adobe.xmp";
    private static final String RAW_PROFILE = "Raw profile type ";
    private static final String RAW_IPTC = RAW_PROFILE + "iptc";
    private static final byte[] EXIF_HEAD = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] XMP_HEAD = "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> COLOUR = Set.of("gAMA", "cHRM", "sRGB", "cICP", "mDCV", "cLLI");
    private static final Set<String> WANTED = Set.of("IHDR", "eXIf", "iCCP", "iTXt", "zTXt", "tEXt", "pHYs", "acTL",
            "gAMA", "cHRM",
            "sRGB", "cICP", "mDCV", "cLLI");

    /**
     * A chunk.
     *
     * @param type its four letters
     * @param data without length and checksum
     */
    public record Chunk(String type, byte[] data) {
    }

    private final List<String> warnings;
    private final List<PictureText> texts = new ArrayList<>();
    private final Map<String, byte[]> profiles = new HashMap<>();
    private int inflated;

    private PngChunks(List<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * The metadata of a file.
     *
     * @param warnings takes what the user should know about them
     */
    public static Metadata read(Path file, List<String> warnings) throws IOException {
        return new PngChunks(warnings).metadata(wanted(file));
    }

    private Metadata metadata(List<Chunk> chunks) {
        Map<String, byte[]> first = new HashMap<>();
        List<Chunk> colour = new ArrayList<>();
        Optional<byte[]> icc = Optional.empty();
        for (Chunk chunk : chunks) {
            boolean isFirst = first.putIfAbsent(chunk.type, chunk.data) == null;
            if (COLOUR.contains(chunk.type) && isFirst) {
                colour.add(chunk);
            }
            switch (chunk.type) {
                case "iCCP" -> icc = icc.or(() -> inflateAfterText(chunk.data, 0));
                case "iTXt", "zTXt", "tEXt" -> text(chunk);
                default -> {
                    // Looked up by its type below.
                }
            }
        }
        boolean grey = first.containsKey("IHDR") && first.get("IHDR").length > 9 && (first.get("IHDR")[9] & 3) == 0;
        // A damaged iCCP says something else than the chunks that stand in for it in old programs; so does nothing.
        Optional<byte[]> profile = first.containsKey("iCCP")
                && !first.containsKey("cICP") ? icc : PngColour.profile(first, grey, warnings);
        byte[] frames = first.get("acTL");
        if (frames != null && frames.length == 8 && ByteBuffer.wrap(frames).getInt() > 1) {
            warnings.add("it is animated with " + ByteBuffer.wrap(frames).getInt()
                    + " frames; the first picture was read");
        }
        Optional<byte[]> exif = Optional.ofNullable(first.get("eXIf"))
                .or(() -> Optional.ofNullable(profiles.get("exif")))
                .map(block -> after(block, EXIF_HEAD));
        Metadata metadata = new Metadata(exif, Optional.ofNullable(profiles.get("iptc")),
                Optional.ofNullable(profiles.get("xmp")), profile);
        return metadata.withResolution(resolution(first.get("pHYs")).or(metadata::resolution)).withTexts(texts)
                .withPngColour(colour);
    }

    private static Optional<Resolution> resolution(byte[] chunk) {
        if (chunk == null || chunk.length != 9) {
            return Optional.empty();
        }
        long x = ByteBuffer.wrap(chunk).getInt(0) & 0xffffffffL;
        long y = ByteBuffer.wrap(chunk).getInt(4) & 0xffffffffL;
        return chunk[8] == 1 ? Resolution.ofMetres(x, y) : Resolution.of(x, y, false);
    }

    private static byte[] after(byte[] block, byte[] head) {
        return block.length >= head.length && Arrays.equals(block, 0, head.length, head, 0, head.length)
                ? Arrays.copyOfRange(block, head.length, block.length) : block;
    }

    private static List<Chunk> wanted(Path file) throws IOException {
        List<Chunk> found = new ArrayList<>();
        long room = MAX_CHUNK;
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long at = 8;
            ByteBuffer head = ByteBuffer.allocate(8);
            while (at + 12 <= channel.size()) {
                head.clear();
                readFully(channel.position(at), head);
                long length = head.getInt(0) & 0xffffffffL;
                String type = new String(head.array(), 4, 4, StandardCharsets.US_ASCII);
                if (WANTED.contains(type) && length <= room && at + 12 + length <= channel.size()) {
                    ByteBuffer data = ByteBuffer.allocate((int) length);
                    readFully(channel, data);
                    found.add(new Chunk(type, data.array()));
                    room -= length;
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

    private Optional<byte[]> inflateAfterText(byte[] data, int from) {
        int start = endOfText(data, from) + 2;
        return start >= data.length ? Optional.empty() : inflate(data, start);
    }

    private Optional<byte[]> inflate(byte[] data, int from) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(data, from, data.length - from);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[8192];
            while (!inflater.finished()) {
                int n = inflater.inflate(part);
                inflated += n;
                if (n == 0 || inflated > MAX_INFLATED) {
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

    private void text(Chunk chunk) {
        String keyword = keyword(chunk.data);
        boolean international = chunk.type.equals("iTXt");
        Optional<byte[]> content = switch (chunk.type) {
            case "zTXt" -> inflateAfterText(chunk.data, 0);
            case "iTXt" -> international(chunk.data, keyword.length() + 1);
            default -> Optional.of(Arrays.copyOfRange(chunk.data, Math.min(chunk.data.length, keyword.length() + 1),
                    chunk.data.length));
        };
        if (content.isEmpty()) {
            return;
        }
        if (keyword.equals(XMP_KEYWORD)) {
            profiles.putIfAbsent("xmp", content.get());
        } else if (keyword.startsWith(RAW_PROFILE)) {
            hex(content.get()).ifPresent(profile -> rawProfile(keyword.substring(RAW_PROFILE.length())
                    .toLowerCase(Locale.ROOT), profile));
        } else {
            texts.add(new PictureText(keyword, new String(content.get(), international ? StandardCharsets.UTF_8
                    : StandardCharsets.ISO_8859_1),
                    Optional.of(chunk)));
        }
    }

    private Optional<byte[]> international(byte[] data, int flag) {
        if (flag + 2 >= data.length) {
            return Optional.empty();
        }
        int text = endOfText(data, endOfText(data, flag + 2) + 1) + 1;
        if (text > data.length) {
            return Optional.empty();
        }
        return data[flag] == 1 ? inflate(data, text) : Optional.of(Arrays.copyOfRange(data, text, data.length));
    }

    /** As ImageMagick and others put blocks into PNG; "APP1" may be EXIF or XMP. */
    private void rawProfile(String kind, byte[] profile) {
        byte[] packet = after(profile, XMP_HEAD);
        switch (kind) {
            case "exif", "app1" -> profiles.putIfAbsent(packet == profile ? "exif" : "xmp", packet);
            case "xmp" -> profiles.putIfAbsent("xmp", packet);
            case "iptc", "8bim" -> profiles.putIfAbsent("iptc", profile);
            default -> {
                // Profiles of other kinds mean nothing here.
            }
        }
    }

    /** The bytes behind the name and the length of a raw profile, both as text. */
    private static Optional<byte[]> hex(byte[] text) {
        int at = 0;
        for (int word = 0; word < 2; word++) {
            while (at < text.length && text[at] <= ' ') {
                at++;
            }
            while (at < text.length && text[at] > ' ') {
                at++;
            }
        }
        byte[] out = new byte[(text.length - at + 1) / 2];
        int digits = 0;
        for (; at < text.length; at++) {
            if (text[at] > ' ') {
                int digit = Character.digit(text[at], 16);
                if (digit < 0) {
                    return Optional.empty();
                }
                out[digits / 2] |= (byte) (digits % 2 == 0 ? digit << 4 : digit);
                digits++;
            }
        }
        return digits == 0 || digits % 2 != 0 ? Optional.empty() : Optional.of(Arrays.copyOf(out, digits / 2));
    }

    /** The chunks that carry metadata, to be put between IHDR and IDAT. */
    public static List<Chunk> of(Metadata metadata) {
        List<Chunk> chunks = new ArrayList<>();
        // A profile that was made of the colour chunks is not written beside them.
        boolean saidByChunks = metadata.pngColour().stream()
                .anyMatch(c -> Set.of("gAMA", "cHRM", "sRGB", "cICP").contains(c.type));
        chunks.addAll(metadata.pngColour());
        metadata.iccProfile().filter(p -> !saidByChunks || !isMade(p))
                .ifPresent(p -> chunks.add(new Chunk("iCCP", join(ascii("ICC profile\0\0"), deflate(p)))));
        metadata.resolution().ifPresent(r -> chunks.add(new Chunk("pHYs", physical(r))));
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
        metadata.texts().forEach(text -> chunks.add(text.chunk().orElseGet(() -> chunk(text))));
        return chunks;
    }

    private static boolean isMade(byte[] profile) {
        return new String(profile, StandardCharsets.ISO_8859_1).contains(PngColour.DESCRIPTION);
    }

    private static byte[] physical(Resolution resolution) {
        ByteBuffer out = ByteBuffer.allocate(9);
        if (resolution.absolute()) {
            out.putInt(resolution.horizontalPerMetre()).putInt(resolution.verticalPerMetre()).put((byte) 1);
        } else {
            out.putInt((int) Math.round(resolution.horizontal())).putInt((int) Math.round(resolution.vertical()))
                    .put((byte) 0);
        }
        return out.array();
    }

    private static Chunk chunk(PictureText text) {
        if (StandardCharsets.ISO_8859_1.newEncoder().canEncode(text.value())) {
            return new Chunk("tEXt", join(ascii(text.keyword() + "\0"), ascii(text.value())));
        }
        return new Chunk("iTXt", join(ascii(text.keyword() + "\0\0\0\0\0"), text.value()
                .getBytes(StandardCharsets.UTF_8)));
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
