package studio.bcm.edit.noise;

import studio.bcm.image.Pixels;

/**
 * A picture carried up to a noise level: what an inversion makes and a generation turns back into a picture.
 *
 * @param values        in units of sigma, so that pure noise has unit variance; may be a little larger than the picture,
 *                      since the network wants sizes that are multiples
 * @param sigma         the noise level
 * @param seed          of the start noise it was made with
 * @param pictureWidth  columns of the picture
 * @param pictureHeight rows of the picture
 */
public record Noise(Pixels values, float sigma, long seed, int pictureWidth, int pictureHeight) {
    public Noise {
        if (!(sigma > 0) || !Float.isFinite(sigma)) {
            throw new IllegalArgumentException("sigma " + sigma);
        }
        if (pictureWidth < 1 || pictureHeight < 1 || pictureWidth > values.width() || pictureHeight > values.height()) {
            throw new IllegalArgumentException("a picture of " + pictureWidth + "×" + pictureHeight + " in noise of "
                    + values.width() + "×" + values.height());
        }
    }

    /** Noise of a picture at level sigma, given in picture units. */
    public static Noise ofLevel(Pixels picture, float sigma, long seed, int pictureWidth, int pictureHeight) {
        return new Noise(scaled(picture, 1 / sigma), sigma, seed, pictureWidth, pictureHeight);
    }

    /** The values in picture units: what the network takes as input at level sigma. */
    public Pixels atLevel() {
        return scaled(values, sigma);
    }

    private static Pixels scaled(Pixels pixels, float factor) {
        float[] data = pixels.data().clone();
        for (int i = 0; i < data.length; i++) {
            data[i] *= factor;
        }
        return new Pixels(pixels.width(), pixels.height(), data);
    }
}
