package studio.bcm.ui.settings;

import io.soabase.recordbuilder.core.RecordBuilder;
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
@RecordBuilder
public record ExportChoice(PictureFormat format, int quality, ChromaSampling sampling, boolean lossless, boolean metadata, int side,
        String pattern) implements ExportChoiceBuilder.With {
    public static final ExportChoice STANDARD = new ExportChoice(PictureFormat.PNG, 95, ChromaSampling.S444, true, true, 0, "{name}-{page}");

    public ExportChoice {
        format = format == null ? PictureFormat.PNG : format;
        quality = Math.clamp(quality, 1, 100);
        sampling = sampling == null ? ChromaSampling.S444 : sampling;
        side = Math.max(0, side);
        pattern = pattern == null || pattern.isBlank() ? "{name}-{page}" : pattern;
    }

    /** A name by the pattern, without an ending. */
    public String name(String picture, String page) {
        return pattern.replace("{name}", picture).replace("{page}", page).replaceAll("[/\\\\:*?\"<>|]", "_");
    }
}
