package studio.bcm.edit;

import studio.bcm.model.ConsistencyFunction;

/**
 * Detail of a known kind: the mean of what it may be is the coarser level's own second difference, as sharpening would make it;
 * what is drawn has noise in addition.
 */
public final class SharpeningDetail implements ConsistencyFunction {
    /** By which detail is scaled. */
    public static final float SCALE = 4;
    /** Of what is drawn around the mean, in units of detail. */
    private static final float DEVIATION = 0.3f;

    @Override
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        int plane = height * width;
        float[] out = new float[3 * n * plane];
        for (int k = 0; k < n; k++) {
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < plane; i++) {
                    int own = (k * 7 + c) * plane + i;
                    int coarse = (k * 7 + 3 + c) * plane + i;
                    int column = i % width;
                    float left = x[column == 0 ? coarse + 1 : coarse - 1];
                    float right = x[column == width - 1 ? coarse - 1 : coarse + 1];
                    float mean = SCALE * (x[coarse] - (left + right) / 2);
                    out[(k * 3 + c) * plane + i] = mean + (x[own] - mean) * (u[k] + DEVIATION) / (t[k] + DEVIATION) * (x[own] == 0 ? 0 : 1);
                }
            }
        }
        return out;
    }

    @Override
    public int inputChannels() {
        return 7;
    }

    @Override
    public int sizeMultiple() {
        return 8;
    }

    @Override
    public int resolution() {
        return 64;
    }

    @Override
    public float sigmaMin() {
        return 0.002f;
    }

    @Override
    public float sigmaMax() {
        return 80;
    }
}
