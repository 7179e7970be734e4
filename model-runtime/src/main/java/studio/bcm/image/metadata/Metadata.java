package studio.bcm.image.metadata;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a picture's file says beside its pixels, as the bytes of the file, so that nothing is lost by reading and writing.
 *
 * @param exif        the EXIF block, a TIFF structure that begins with its byte order ("II*" or "MM"); empty if none
 * @param iptc        Photoshop's image resources ("8BIM…"), which hold the IPTC-IIM record as resource 0x0404; empty if none
 * @param xmp         the XMP packet, UTF-8; empty if none
 * @param xmpExtended extended XMP in parts as JPEG carries it (each with its GUID, length and offset in front)
 * @param iccProfile  the ICC profile that the pixel values are meant in; empty means sRGB
 */
public record Metadata(Optional<byte[]> exif, Optional<byte[]> iptc, Optional<byte[]> xmp, List<byte[]> xmpExtended,
                       Optional<byte[]> iccProfile) {
    private static final Pattern XMP_ORIENTATION =
            Pattern.compile("(?<head>tiff:Orientation\\s*(?:=\\s*[\"']|>\\s*))[2-8](?=\\s*[\"'<])");

    public Metadata {
        xmpExtended = List.copyOf(xmpExtended);
    }

    /** No metadata: an sRGB picture that nothing is known about. */
    public static Metadata none() {
        return new Metadata(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    /** Whether nothing at all is known. */
    public boolean isEmpty() {
        return exif.isEmpty() && iptc.isEmpty() && xmp.isEmpty() && xmpExtended.isEmpty() && iccProfile.isEmpty();
    }

    /** The same with another ICC profile, or with none. */
    public Metadata withIccProfile(Optional<byte[]> profile) {
        return new Metadata(exif, iptc, xmp, xmpExtended, profile);
    }

    /** How the stored pixels have to be turned, by EXIF. */
    public Orientation orientation() {
        return exif.flatMap(ExifBlock::orientation).map(Orientation::ofExif).orElse(Orientation.UPRIGHT);
    }

    /**
     * The metadata of the picture once it is upright: the orientation reads 1 in EXIF and XMP, sides are exchanged where the
     * turn exchanged them, and a preview that would still lie on its side is left out.
     */
    public Metadata upright() {
        Orientation orientation = orientation();
        Optional<byte[]> turned = orientation == Orientation.UPRIGHT
                ? exif : exif.map(block -> ExifBlock.upright(block, orientation.swapsSides()));
        return new Metadata(turned, iptc, xmp.map(Metadata::uprightXmp), xmpExtended, iccProfile);
    }

    /** The metadata of the same picture in another size: EXIF states that one; resolution in dots per inch and all else stay. */
    public Metadata resized(int width, int height) {
        return new Metadata(exif.map(block -> ExifBlock.resized(block, width, height)), iptc, xmp, xmpExtended, iccProfile);
    }

    private static byte[] uprightXmp(byte[] packet) {
        String text = new String(packet, StandardCharsets.ISO_8859_1);
        String upright = XMP_ORIENTATION.matcher(text).replaceAll("${head}1");
        return upright.equals(text) ? packet : upright.getBytes(StandardCharsets.ISO_8859_1);
    }
}
