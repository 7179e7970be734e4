package studio.bcm.ui.settings;

import studio.bcm.image.PictureFormat;
import studio.bcm.image.jpeg.ChromaSampling;

/**
 * How a picture is exported.
 *
 * @param quality  of JPEG and lossy WebP, 1…100
 * @param metadata whether camera data, place and words stay in the file; the colour profile always does
 * @param side     longest side in pixels, or 0 for the picture's own
 * @param pattern  of the file's name: {name} stands for the picture's, {page} for what was done
 */
public record ExportChoice(PictureFormat format, int quality, ChromaSampling sampling, boolean lossless, boolean metadata, int side,
        String pattern) {
    public static final ExportChoice STANDARD = new ExportChoice(PictureFormat.PNG, 95, ChromaSampling.S444, true, true, 0, "{name}-{page}");

    public ExportChoice {
        format = format == null ? PictureFormat.PNG : format;
        quality = Math.clamp(quality, 1, 100);
        sampling = sampling == null ? ChromaSampling.S444 : sampling;
        side = Math.max(0, side);
        pattern = pattern == null || pattern.isBlank() ? "{name}-{page}" : pattern;
    }

    public ExportChoice withFormat(PictureFormat v) {
        return new ExportChoice(v, quality, sampling, lossless, metadata, side, pattern);
    }

    public ExportChoice withQuality(int v) {
        return new ExportChoice(format, v, sampling, lossless, metadata, side, pattern);
    }

    public ExportChoice withSampling(ChromaSampling v) {
        return new ExportChoice(format, quality, v, lossless, metadata, side, pattern);
    }

    public ExportChoice withLossless(boolean v) {
        return new ExportChoice(format, quality, sampling, v, metadata, side, pattern);
    }

    public ExportChoice withMetadata(boolean v) {
        return new ExportChoice(format, quality, sampling, lossless, v, side, pattern);
    }

    public ExportChoice withSide(int v) {
        return new ExportChoice(format, quality, sampling, lossless, metadata, v, pattern);
    }

    public ExportChoice withPattern(String v) {
        return new ExportChoice(format, quality, sampling, lossless, metadata, side, v);
    }

    /** A name by the pattern, without an ending. */
    public String name(String picture, String page) {
        return pattern.replace("{name}", picture).replace("{page}", page).replaceAll("[/\\\\:*?\"<>|]", "_");
    }
}
