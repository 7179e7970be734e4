package studio.bcm.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The kinds of picture files, all of which are read and written. */
public enum PictureFormat {
    JPEG("JPEG", "jpg", "jpeg", "jpe", "jfif"),
    PNG("PNG", "png"),
    WEBP("WebP", "webp"),
    TIFF("TIFF", "tif", "tiff"),
    BMP("BMP", "bmp", "dib"),
    GIF("GIF", "gif");

    private static final Set<String> FOREIGN_ENDINGS =
            Set.of("heic", "heif", "avif", "jxl", "jp2", "psd", "xcf", "pdf", "svg", "exr", "dng",
            "ico", "mp4", "zip");

    private final String title;
    private final List<String> endings;

    PictureFormat(String title, String... endings) {
        this.title = title;
        this.endings = List.of(endings);
    }

    /** The name as users write it, such as "WebP". */
    public String title() {
        return title;
    }

    /** The usual ending of a file's name, without the dot. */
    public String extension() {
        return endings.getFirst();
    }

    /** The format that a file's name asks for; empty for other endings and for none. */
    public static Optional<PictureFormat> ofName(Path file) {
        Path name = file.getFileName();
        String text = name == null ? "" : name.toString();
        return ofEnding(text.substring(text.lastIndexOf('.') + 1));
    }

    /** Whether a file's name promises a kind of picture or document that is not written here. */
    public static boolean isForeign(Path file) {
        Path name = file.getFileName();
        String text = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
        return text.contains(".") && FOREIGN_ENDINGS.contains(text.substring(text.lastIndexOf('.') + 1));
    }

    /** The format that a file's content shows; empty if it is none of these or cannot be read. */
    public static Optional<PictureFormat> ofContent(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return ofMagic(in.readNBytes(16));
        } catch (IOException e) {
            // Reading the picture will say why.
            return Optional.empty();
        }
    }

    /** The format of an ending or name such as "jpg", "jpeg" or "png", in any case. */
    public static Optional<PictureFormat> ofEnding(String ending) {
        String wanted = ending.toLowerCase(Locale.ROOT);
        for (PictureFormat format : values()) {
            if (format.endings.contains(wanted)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** The format that a file's first bytes (12 are enough) show, whatever its name. */
    static Optional<PictureFormat> ofMagic(byte[] head) {
        if (starts(head, 0xff, 0xd8)) {
            return Optional.of(JPEG);
        }
        if (starts(head, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return Optional.of(PNG);
        }
        if (starts(head, 'R', 'I', 'F', 'F') && head.length >= 12
                && head[8] == 'W' && head[9] == 'E' && head[10] == 'B' && head[11] == 'P') {
            return Optional.of(WEBP);
        }
        if (starts(head, 'I', 'I', 42, 0) || starts(head, 'M', 'M', 0, 42)
                || starts(head, 'I', 'I', 43, 0) || starts(head, 'M', 'M', 0, 43)) {
            return Optional.of(TIFF);
        }
        if (starts(head, 'G', 'I', 'F', '8')) {
            return Optional.of(GIF);
        }
        if (starts(head, 'B', 'M')) {
            return Optional.of(BMP);
        }
        return Optional.empty();
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
