package studio.bcm.reliability;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Damages files: the same seed, the same damage. */
final class Mutation {
    private static final int[] TELLING = {0, 1, 2, 0x7f, 0x80, 0xfe, 0xff};
    private static final int[] TELLING_WORDS = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffff, 0x10000, 0x7fff, 0x3fffffff};
    private static final int PNG_HEAD = 8;

    private final SplittableRandom random;

    Mutation(long seed) {
        random = new SplittableRandom(seed);
    }

    /** @param other another file, of which a part may be put in */
    byte[] of(byte[] sound, byte[] other) throws IOException {
        if (sound[0] == 'P' && sound[1] == 'K' && random.nextInt(2) == 0) {
            return entriesOf(sound);
        }
        byte[] bytes = sound.clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            bytes = once(bytes, other);
        }
        return bytes.length > PNG_HEAD && (bytes[0] & 0xff) == 0x89 && random.nextInt(4) > 0 ? withPngSums(bytes) : bytes;
    }

    private byte[] once(byte[] bytes, byte[] other) {
        if (bytes.length < 8) {
            return bytes;
        }
        // Headers are read more closely than pixels are.
        int at = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : random.nextInt(Math.min(bytes.length, 700));
        int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(9)));
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) TELLING[random.nextInt(TELLING.length)];
            case 2, 3 -> {
                int word = TELLING_WORDS[random.nextInt(TELLING_WORDS.length)];
                for (int i = 0; i < 4 && at + i < bytes.length; i++) {
                    bytes[at + i] = (byte) (word >> 8 * (random.nextBoolean() ? i : 3 - i));
                }
            }
            case 4 -> Arrays.fill(bytes, at, at + length, (byte) TELLING[random.nextInt(TELLING.length)]);
            case 5 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 6 -> {
                return joined(bytes, at, new byte[0], at + length);
            }
            case 7 -> {
                return joined(bytes, at, Arrays.copyOfRange(bytes, at, at + length), at);
            }
            default -> {
                int from = random.nextInt(other.length);
                return joined(bytes, at, Arrays.copyOfRange(other, from, Math.min(other.length, from + length)), at);
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] bytes, int to, byte[] middle, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, to);
        out.writeBytes(middle);
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }

    /** With the sums of chunks as they should be, so that what is in them is read. */
    private static byte[] withPngSums(byte[] png) {
        ByteBuffer buffer = ByteBuffer.wrap(png);
        int at = PNG_HEAD;
        while (at + 12 <= png.length) {
            int length = buffer.getInt(at);
            if (length < 0 || length > png.length - at - 12) {
                break;
            }
            CRC32 sum = new CRC32();
            sum.update(png, at + 4, length + 4);
            buffer.putInt(at + 8 + length, (int) sum.getValue());
            at += 12 + length;
        }
        return png;
    }

    /** A sound archive with damaged files or names in it. */
    private byte[] entriesOf(byte[] archive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive)); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                String name = entry.getName();
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> {
                        if (content.length > 0) {
                            content = once(once(content, content), content);
                        }
                    }
                    case 3 -> name = random.nextBoolean() ? "../../" + name : name + "\0:x";
                    default -> {
                        // As it is.
                    }
                }
                zip.putNextEntry(new ZipEntry(name));
                zip.write(content);
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }
}
