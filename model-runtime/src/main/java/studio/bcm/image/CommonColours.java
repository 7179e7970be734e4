package studio.bcm.image;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import studio.bcm.image.metadata.Metadata;

/**
 * Pictures brought to colours that mean the same, so that they can be mixed: as they are where all have the same ICC
 * profile, else in sRGB.
 *
 * @param sources  one for each picture, in order
 * @param metadata of pictures mixed from them: the profile they share, or none for sRGB
 */
public record CommonColours(List<PixelSource> sources, Metadata metadata) {
    /** Finds common colours, with clear parts on white. */
    public static CommonColours of(List<Picture> given) {
        // What lies below clear pixels is not meant to be seen.
        return common(given.stream().map(Picture::onWhite).toList());
    }

    /** Finds common colours, those of clear parts being the ones beside them: for pictures that keep their opacity apart. */
    public static CommonColours ofCutOuts(List<Picture> given) {
        return common(given.stream().map(Picture::filled).toList());
    }

    private static CommonColours common(List<Picture> pictures) {
        Optional<byte[]> first = pictures.getFirst().iccProfile();
        boolean same = pictures.stream().allMatch(p -> Arrays.equals(p.iccProfile().orElse(null), first.orElse(null)));
        if (same) {
            return new CommonColours(List.copyOf(pictures), Metadata.none().withIccProfile(first));
        }
        return new CommonColours(pictures.stream().map(CommonColours::srgb).toList(), Metadata.none());
    }

    /** The picture as it looks on an sRGB screen. */
    public static PixelSource srgb(Picture picture) {
        return picture.iccProfile().isEmpty() ? picture : new ScreenPixels(ColourManagement.toSrgb(picture));
    }

    /** An 8-bit picture with these pixels in the common colours, rounded to nearest. */
    public Picture picture(Pixels pixels) {
        return picture(pixels, Optional.empty());
    }

    /**
     * The same with an opacity.
     *
     * @param opacity height·width values, −1 (clear) … 1 (opaque), row-major; empty for an opaque picture
     */
    public Picture picture(Pixels pixels, Optional<float[]> opacity) {
        PictureBuilder builder = new PictureBuilder(pixels.width(), pixels.height()).optMetadata(metadata);
        opacity.ifPresent(builder::optOpacity);
        builder.write(0, 0, pixels.width(), pixels.height(), pixels.data(), 0);
        return builder.build();
    }
}
