package studio.bcm.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Files of people who have other kinds of pictures than those that can be read: named in the message, rather than as no
 * picture.
 */
final class ForeignFormat {
    private static final List<String> HEIF = List.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1");

    private ForeignFormat() {
    }

    /** The kind with its article, by the first bytes of a file (16 are enough); empty for what is not known either. */
    static Optional<String> describe(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("ftyp", 4)) {
            return ofBrand(text.substring(8, Math.min(12, text.length())));
        }
        if (text.startsWith("\u00ff\n") || text.startsWith("JXL ", 4)) {
            return Optional.of("a JPEG XL picture");
        }
        if (text.startsWith("jP  ", 4) || text.startsWith("\u00ff\u004f\u00ff\u0051")) {
            return Optional.of("a JPEG 2000 picture");
        }
        if (text.startsWith("IIRO") || text.startsWith("IIRS") || text.startsWith("MMOR") || text.startsWith("IIU\0")
                || text.startsWith("FUJIFILMCCD-RAW") || text.startsWith("FOVb") || text.startsWith("\0MRM")) {
            return Optional.of("a raw camera file");
        }
        if (text.startsWith("8BPS")) {
            return Optional.of("a Photoshop document");
        }
        if (text.startsWith("gimp xcf")) {
            return Optional.of("a GIMP document");
        }
        if (text.startsWith("%PDF")) {
            return Optional.of("a PDF document");
        }
        if (text.startsWith("II\u00bc\u0001")) {
            return Optional.of("a JPEG XR picture");
        }
        return text.startsWith("v/1\u0001") ? Optional.of("an OpenEXR picture") : Optional.empty();
    }

    private static Optional<String> ofBrand(String brand) {
        if (brand.equals("avif") || brand.equals("avis")) {
            return Optional.of("an AVIF picture");
        }
        if (HEIF.contains(brand)) {
            return Optional.of("a HEIC picture");
        }
        return Optional.of(brand.equals("crx ") ? "a raw camera file" : "a video");
    }
}
