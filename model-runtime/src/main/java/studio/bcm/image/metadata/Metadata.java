package studio.bcm.image.metadata;

import java.util.List;
import java.util.Optional;

/**
 * What a picture's file says beside its pixels, as the bytes of the file, so that nothing is lost by reading and writing.
 *
 * @param exif       the EXIF block, a TIFF structure that begins with its byte order ("II*" or "MM"); empty if none
 * @param iptc Photoshop's image resources ("8BIM…"), which hold the IPTC-IIM record as resource 0x0404; empty if none
 * @param xmp        the XMP packet, UTF-8, extended XMP merged in; empty if none
 * @param iccProfile the ICC profile that the pixel values are meant in; empty means sRGB
 * @param resolution as the file states it outside of EXIF, or else in EXIF
 * @param texts      text chunks of PNG and comments of JPEG
 * @param pngColour PNG's own chunks about the meaning of the values (gAMA, cHRM, sRGB, cICP), which are written to PNG
 *                   again;
 *                   {@code iccProfile} says the same as far as a profile can
 */
public record Metadata(Optional<byte[]> exif, Optional<byte[]> iptc, Optional<byte[]> xmp, Optional<byte[]> iccProfile,
                       Optional<Resolution> resolution, List<PictureText> texts, List<PngChunks.Chunk> pngColour) {
    public Metadata {
        texts = List.copyOf(texts);
        pngColour = List.copyOf(pngColour);
    }

    /** The blocks that most formats have, and nothing else. */
    public Metadata(Optional<byte[]> exif, Optional<byte[]> iptc, Optional<byte[]> xmp, Optional<byte[]> iccProfile) {
        this(exif, iptc, xmp, iccProfile, exif.flatMap(ExifBlock::resolution), List.of(), List.of());
    }

    /** No metadata: an sRGB picture that nothing is known about. */
    public static Metadata none() {
        return new Metadata(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether nothing at all is known. */
    public boolean isEmpty() {
        return exif.isEmpty() && iptc.isEmpty() && xmp.isEmpty() && iccProfile.isEmpty() && resolution.isEmpty()
                && texts.isEmpty()
                && pngColour.isEmpty();
    }

    /** The same with another ICC profile, or with none: what PNG says about colours beside it is no longer so. */
    public Metadata withIccProfile(Optional<byte[]> profile) {
        return new Metadata(exif, iptc, xmp, profile, resolution, texts, List.of());
    }

    public Metadata withExif(Optional<byte[]> block) {
        return new Metadata(block, iptc, xmp, iccProfile, resolution, texts, pngColour);
    }

    public Metadata withIptc(Optional<byte[]> resources) {
        return new Metadata(exif, resources, xmp, iccProfile, resolution, texts, pngColour);
    }

    public Metadata withXmp(Optional<byte[]> packet) {
        return new Metadata(exif, iptc, packet, iccProfile, resolution, texts, pngColour);
    }

    public Metadata withResolution(Optional<Resolution> value) {
        return new Metadata(exif, iptc, xmp, iccProfile, value, texts, pngColour);
    }

    public Metadata withTexts(List<PictureText> value) {
        return new Metadata(exif, iptc, xmp, iccProfile, resolution, value, pngColour);
    }

    /** The same with PNG's colour chunks, which must say what the profile says. */
    Metadata withPngColour(List<PngChunks.Chunk> chunks) {
        return new Metadata(exif, iptc, xmp, iccProfile, resolution, texts, chunks);
    }

    /** How the stored pixels have to be turned: by EXIF, or by XMP where EXIF does not say. */
    public Orientation orientation() {
        return exif.flatMap(ExifBlock::orientation).or(() -> xmp.flatMap(XmpPacket::orientation))
                .map(Orientation::ofExif)
                .orElse(Orientation.UPRIGHT);
    }

    /**
     * The metadata of the picture once it is upright: the orientation reads 1 in EXIF and XMP, sides and resolutions
     * are exchanged
     * where the turn exchanged them, and a preview that would still lie on its side is left out.
     */
    public Metadata upright() {
        Orientation orientation = orientation();
        if (orientation == Orientation.UPRIGHT) {
            return withXmp(xmp.map(XmpPacket::upright));
        }
        boolean swaps = orientation.swapsSides();
        return new Metadata(exif.map(block -> ExifBlock.upright(block, swaps)), iptc, xmp.map(XmpPacket::upright),
                iccProfile,
                swaps ? resolution.map(Resolution::turned) : resolution, texts, pngColour);
    }

    /** The metadata of the same picture in another size: EXIF states that one; resolution in dots per inch and all else stay. */
    public Metadata resized(int width, int height) {
        return withExif(exif.map(block -> ExifBlock.resized(block, width, height)));
    }
}
