package studio.bcm.image;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.image.metadata.Metadata;

/**
 * A picture as its file holds it: 8 or 16 bits a channel, grey or RGB, with alpha kept apart and the file's metadata. It is
 * upright (the EXIF orientation has been applied) and immutable; 100 megapixels of 8-bit RGB cost 300 MB.
 *
 * <p>Pixel values are those of the file, in the colours of its ICC profile where it has one and of sRGB otherwise. Files
 * that are not RGB or grey (CMYK, YCCK, Lab) are converted to sRGB on reading.
 */
public final class Picture implements PixelSource {
    private final Samples colour;
    private final Samples alpha;
    private final Metadata metadata;
    private final PictureFormat sourceFormat;
    private final JpegFacts jpegFacts;
    private final List<String> warnings;

    Picture(Samples colour, Samples alpha, Metadata metadata, PictureFormat sourceFormat, JpegFacts jpegFacts,
            List<String> warnings) {
        this.colour = Objects.requireNonNull(colour);
        this.alpha = alpha;
        this.metadata = Objects.requireNonNull(metadata);
        this.sourceFormat = sourceFormat;
        this.jpegFacts = jpegFacts;
        this.warnings = List.copyOf(warnings);
        if (alpha != null && (alpha.channels() != 1 || alpha.width() != colour.width()
                || alpha.height() != colour.height())) {
            throw new IllegalArgumentException("the alpha channel has another size than the picture");
        }
    }

    /** An sRGB picture of 8 bits with these pixels, rounded to nearest. */
    public static Picture of(Pixels pixels) {
        PictureBuilder builder = new PictureBuilder(pixels.width(), pixels.height());
        builder.write(0, 0, pixels.width(), pixels.height(), pixels.data(), 0);
        return builder.build();
    }

    @Override
    public int width() {
        return colour.width();
    }

    @Override
    public int height() {
        return colour.height();
    }

    /** Bits a channel as stored: 8 or 16. */
    public int bits() {
        return colour.bits();
    }

    /** Whether the file holds grey only: its red, green and blue are read as equal, and it is written as grey again. */
    public boolean isGrey() {
        return colour.channels() == 1;
    }

    /** Whether there is an alpha channel. */
    public boolean hasAlpha() {
        return alpha != null;
    }

    @Override
    public void read(int x, int y, int w, int h, float[] into, int offset) {
        colour.read(x, y, w, h, 3, into, offset);
    }

    /** What the file says beside its pixels; orientation reads 1 there. */
    public Metadata metadata() {
        return metadata;
    }

    /** The ICC profile that the values are meant in; empty means sRGB. */
    public Optional<byte[]> iccProfile() {
        return metadata.iccProfile();
    }

    /** The kind of file that it was read from; empty if it was made in memory. */
    public Optional<PictureFormat> sourceFormat() {
        return Optional.ofNullable(sourceFormat);
    }

    /** What the file says about its JPEG compression; empty if it was not read from a JPEG file. */
    public Optional<JpegFacts> jpegFacts() {
        return Optional.ofNullable(jpegFacts);
    }

    /** Sentences for the user about what is wrong with the file, such as missing rows; usually empty. */
    public List<String> warnings() {
        return warnings;
    }

    /** All pixels as floats; a copy. */
    public Pixels toPixels() {
        Pixels pixels = Pixels.blank(width(), height());
        read(0, 0, width(), height(), pixels.data(), 0);
        return pixels;
    }

    /**
     * A picture of the same depth, alpha and metadata with other pixels, rounded to nearest. It carries no
     * {@link #jpegFacts}, since these describe the pixels that were replaced.
     *
     * @throws IllegalArgumentException if the size differs
     */
    public Picture withPixels(Pixels pixels) {
        if (pixels.width() != width() || pixels.height() != height()) {
            throw new IllegalArgumentException("the pixels have another size than the picture");
        }
        PictureBuilder builder = PictureBuilder.like(this);
        builder.write(0, 0, width(), height(), pixels.data(), 0);
        return builder.build();
    }

    public Samples colour() {
        return colour;
    }

    /** For formats without transparency: laid on white, as paper is. Itself if it has no alpha. */
    public Picture onWhite() {
        return alpha == null ? this : new Picture(AlphaBlend.onWhite(colour, alpha), null, metadata, sourceFormat, null,
                warnings);
    }

    /** Opaque, with the colours that lie beside them below clear parts. Itself if it has no alpha. */
    Picture filled() {
        return alpha == null ? this : new Picture(ClearParts.filled(colour, alpha), null, metadata, sourceFormat, null, warnings);
    }

    /** The opacity as a grey picture, −1 (clear) … 1 (opaque); empty if it has no alpha. */
    public Optional<PixelSource> opacity() {
        return alpha().map(a -> new Picture(a, null, Metadata.none(), null, null, List.of()));
    }

    /** With white below what is wholly clear, where a format would keep it; itself if it has no alpha. */
    Picture withoutHidden() {
        return alpha == null ? this : new Picture(AlphaBlend.withoutHidden(colour, alpha), alpha, metadata,
                sourceFormat, null, warnings);
    }

    public Optional<Samples> alpha() {
        return Optional.ofNullable(alpha);
    }
}
