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
    /** Finds common colours. */
    public static CommonColours of(List<Picture> given) {
        // What lies below clear pixels is not meant to be seen.
        List<Picture> pictures = given.stream().map(Picture::onWhite).toList();
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
        PictureBuilder builder = new PictureBuilder(pixels.width(), pixels.height()).optMetadata(metadata);
        builder.write(0, 0, pixels.width(), pixels.height(), pixels.data(), 0);
        return builder.build();
    }
}
