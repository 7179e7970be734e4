package studio.bcm.model;

import java.util.Arrays;

/**
 * What a network of a detail level is given: the next coarser level of the pyramid, doubled by bicubic interpolation, and for each
 * pixel how much noise is in it. Such a network carries what is finer: the difference between a picture and its doubled coarser
 * level (a band of a Laplacian pyramid, Burt and Adelson 1983; for generation Denton et al., arXiv 1506.05751), times
 * {@link Manifest.Detail#scale()}, so that it deviates as pictures do. This noise is what cascaded diffusion calls conditioning
 * augmentation (Ho et al., arXiv 2106.15282), as a map of levels (Zhang et al., arXiv 1710.04026).
 */
public final class CoarseLevel {
    /** Planes: red, green and blue in −1…1, then the deviation of the noise in them, in units of {@link #NOISE_UNIT}. */
    public static final int CHANNELS = 4;

    /** Name of the graph's input. */
    public static final String INPUT = "coarse";

    /** Deviation on −1…1 that the plane of noise says 1 for. */
    public static final float NOISE_UNIT = 0.1f;

    private CoarseLevel() {
    }

    /**
     * The input of a function: pictures, each followed by its coarser level.
     *
     * @param x      n·3·height·width values
     * @param coarse the doubled coarser levels, as many values
     * @param noise  deviation of the noise in them, on −1…1
     * @return n·(3+{@value #CHANNELS})·height·width values
     */
    public static float[] beside(float[] x, float[] coarse, int n, float noise) {
        int values = x.length / n;
        int all = values / 3 * (3 + CHANNELS);
        float[] input = new float[n * all];
        for (int k = 0; k < n; k++) {
            System.arraycopy(x, k * values, input, k * all, values);
            System.arraycopy(coarse, k * values, input, k * all + values, values);
            Arrays.fill(input, k * all + 2 * values, (k + 1) * all, noise / NOISE_UNIT);
        }
        return input;
    }
}
