package studio.bcm.edit.morph;

/**
 * The part of a photo that fills the frame of a morph, in the photo's pixels; need not be whole, and the top left corner of
 * the photo is at 0, 0.
 */
public record CropBox(double x, double y, double width, double height) {
    public CropBox {
        if (!(width > 0 && height > 0)) {
            throw new IllegalArgumentException("a crop box of " + width + "×" + height);
        }
    }

    /** The largest centred part of a photo that has the aspect of a frame. */
    public static CropBox centred(int photoWidth, int photoHeight, int frameWidth, int frameHeight) {
        double scale = Math.min((double) photoWidth / frameWidth, (double) photoHeight / frameHeight);
        double width = frameWidth * scale;
        double height = frameHeight * scale;
        return new CropBox((photoWidth - width) / 2, (photoHeight - height) / 2, width, height);
    }
}
