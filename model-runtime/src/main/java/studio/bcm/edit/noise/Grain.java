package studio.bcm.edit.noise;

import studio.bcm.image.Pixels;
import studio.bcm.route.NoiseField;

/** The seeded noise of {@link NoiseField} over whole pictures. Each use within an operation draws from a stream of its own. */
public final class Grain {
    private Grain() {
    }

    /** Unit normal noise. */
    public static Pixels unit(int width, int height, long seed, int stream) {
        Pixels noise = Pixels.blank(width, height);
        new NoiseField(seed, stream).fill(0, 0, width, height, noise.data(), 0);
        return noise;
    }

    /** Adds noise of deviation sigma in place. */
    public static void add(Pixels to, float sigma, long seed, int stream) {
        new NoiseField(seed, stream).add(sigma, 0, 0, to.width(), to.height(), to.data(), 0);
    }
}
