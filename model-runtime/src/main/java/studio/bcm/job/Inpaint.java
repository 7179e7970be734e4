package studio.bcm.job;

import java.util.function.ObjIntConsumer;
import studio.bcm.UserException;
import studio.bcm.edit.Inpainting;
import studio.bcm.edit.WorkRecord;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

/**
 * Fills the marked part of a picture.
 *
 * @param strength sigma of the first round; 0 for the usual one
 * @param rounds   of replacement, 1…40
 * @param feather  pixels over which fill and picture are blended, 0…64
 * @param seed     of all noise
 */
public record Inpaint(double strength, int rounds, int feather, long seed) {
    /**
     * What a picture marks: white is filled, black kept, grey blended.
     *
     * @return one value 0…1 for each pixel of the picture, row-major
     * @throws UserException if it is not of the picture's size
     */
    public static float[] mask(Picture marked, Picture picture) {
        if (marked.width() != picture.width() || marked.height() != picture.height()) {
            throw new UserException("The mask is " + marked.width() + "×" + marked.height() + ", the picture " + picture.width() + "×"
                    + picture.height() + ": they must be of one size.");
        }
        Pixels pixels = marked.toPixels();
        float[] fill = new float[picture.width() * picture.height()];
        for (int i = 0; i < fill.length; i++) {
            // The red of a grey picture is its grey.
            fill[i] = Math.clamp((pixels.data()[i] + 1) / 2, 0f, 1f);
        }
        return fill;
    }

    /**
     * Makes proposals, of the picture's depth and with its alpha and metadata.
     *
     * @param mask one value 0…1 for each pixel, row-major: 1 where to fill
     * @param each receives each proposal with its index, as soon as it is there
     * @throws UserException if nothing is marked
     */
    public WorkRecord run(EditModel model, Picture picture, float[] mask, int count, ObjIntConsumer<Picture> each, Progress progress) {
        Inpainting.Builder builder = Inpainting.builder().setFunction(model.function(progress)).optDefaults(model.defaults()).optSeed(seed)
                .optRounds(rounds).optFeather(feather);
        if (strength > 0) {
            builder.optStrength((float) strength);
        }
        return builder.build().run(picture, mask, count, (pixels, index) -> each.accept(picture.withPixels(pixels), index), progress);
    }
}
