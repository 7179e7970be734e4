package studio.bcm.edit.restore;

import java.util.Arrays;
import studio.bcm.route.NoiseField;

/**
 * Puts back what the least error leaves out: it is the mean over all pictures that a JPEG may have come from, and detail that
 * differs among them cancels. What there is of detail is raised, and noise is added in proportion to it, nearly grey as the
 * grain of photos is, so that what is smooth stays smooth. The model is to carry the result down from {@link #LEVEL} after.
 */
public final class FineTexture {
    /** Noise level that the model is given: less than what is added where it is most, so that it shapes it and leaves it. */
    public static final float LEVEL = 0.02f;
    /** Factor less one on detail at full strength. */
    private static final float RAISED = 0.27f;
    /** Noise over local contrast at full strength. */
    private static final float NOISE = 0.78f;
    /** Of that, what all channels share and what is each channel's own. */
    private static final float COMMON = 0.7f;
    private static final float OWN = 0.2f;
    /** Detail is what differs from the mean of (2·2+1)². */
    private static final int DETAIL_RADIUS = 2;
    private static final int CONTRAST_RADIUS = 4;

    private final int width;
    private final int height;

    public FineTexture(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /**
     * Works on a tile in place.
     *
     * @param x      planar RGB
     * @param offset of its first value
     * @param share  0…1
     * @param left   column of the tile in the picture, for the noise
     * @param top    row of the tile in the picture
     */
    public void add(float[] x, int offset, float share, NoiseField noise, int left, int top) {
        int plane = width * height;
        float[][] detail = new float[3][];
        float[] contrast = new float[plane];
        for (int c = 0; c < 3; c++) {
            float[] values = Arrays.copyOfRange(x, offset + c * plane, offset + (c + 1) * plane);
            detail[c] = boxMean(values, DETAIL_RADIUS);
            for (int i = 0; i < plane; i++) {
                detail[c][i] = values[i] - detail[c][i];
            }
        }
        for (int i = 0; i < plane; i++) {
            // The mean of roots makes little of a single edge before something smooth, and much of texture everywhere.
            contrast[i] = (float) Math.sqrt(Math.abs(0.299f * detail[0][i] + 0.587f * detail[1][i] + 0.114f * detail[2][i]));
        }
        contrast = boxMean(contrast, CONTRAST_RADIUS);
        float[] grain = new float[3 * plane];
        noise.fill(left, top, width, height, grain, 0);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < plane; i++) {
                // Green's grain is all channels' common one.
                float z = COMMON * grain[plane + i] + OWN * grain[(c == 1 ? 0 : c) * plane + i];
                x[offset + c * plane + i] += share * (RAISED * detail[c][i] + NOISE * contrast[i] * contrast[i] * z);
            }
        }
    }

    /** Mean over a square around each value, of what of it lies within the tile. */
    private float[] boxMean(float[] values, int radius) {
        float[] across = new float[values.length];
        for (int y = 0; y < height; y++) {
            mean(values, y * width, 1, width, radius, across);
        }
        float[] both = new float[values.length];
        for (int x = 0; x < width; x++) {
            mean(across, x, width, height, radius, both);
        }
        return both;
    }

    private static void mean(float[] from, int start, int stride, int count, int radius, float[] into) {
        double sum = 0;
        int low = 0;
        int high = 0;
        for (int i = 0; i < count; i++) {
            for (; high < Math.min(count, i + radius + 1); high++) {
                sum += from[start + high * stride];
            }
            for (; low < i - radius; low++) {
                sum -= from[start + low * stride];
            }
            into[start + i * stride] = (float) (sum / (high - low));
        }
    }
}
