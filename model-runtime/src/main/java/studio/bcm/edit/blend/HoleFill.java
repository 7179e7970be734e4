package studio.bcm.edit.blend;

import studio.bcm.image.Pixels;

/**
 * A smooth first guess for masked pixels: what is known around the hole is averaged to ever coarser levels, and holes are
 * filled from the coarser one (push-pull, Gortler et al., The lumigraph, 1996).
 */
public final class HoleFill {
    private HoleFill() {
    }

    /** The picture with pixels replaced to the share that the mask says. */
    public static Pixels smooth(Pixels picture, float[] mask) {
        int width = picture.width();
        int height = picture.height();
        float[] weights = new float[mask.length];
        for (int i = 0; i < mask.length; i++) {
            weights[i] = 1 - mask[i];
        }
        Pixels result = new Pixels(width, height, picture.data().clone());
        int plane = width * height;
        for (int c = 0; c < 3; c++) {
            float[] values = new float[plane];
            System.arraycopy(picture.data(), c * plane, values, 0, plane);
            System.arraycopy(filled(values, weights, width, height), 0, result.data(), c * plane, plane);
        }
        return result;
    }

    private static float[] filled(float[] values, float[] weights, int width, int height) {
        if (width == 1 && height == 1) {
            return values;
        }
        int w = (width + 1) / 2;
        int h = (height + 1) / 2;
        float[] coarse = new float[w * h];
        float[] coarseWeights = new float[w * h];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                float sum = 0;
                float weight = 0;
                for (int j = 2 * y; j < Math.min(height, 2 * y + 2); j++) {
                    for (int i = 2 * x; i < Math.min(width, 2 * x + 2); i++) {
                        sum += weights[j * width + i] * values[j * width + i];
                        weight += weights[j * width + i];
                    }
                }
                coarse[y * w + x] = weight == 0 ? 0 : sum / weight;
                coarseWeights[y * w + x] = Math.min(1, weight);
            }
        }
        float[] below = filled(coarse, coarseWeights, w, h);
        float[] result = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float weight = weights[y * width + x];
                result[y * width + x] = weight * values[y * width + x] + (1 - weight) * between(below, w, h, x / 2.0 - 0.25, y / 2.0 - 0.25);
            }
        }
        return result;
    }

    private static float between(float[] values, int width, int height, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        float across = (float) (x - left);
        float down = (float) (y - top);
        float upper = at(values, width, height, left, top) * (1 - across) + at(values, width, height, left + 1, top) * across;
        float lower = at(values, width, height, left, top + 1) * (1 - across) + at(values, width, height, left + 1, top + 1) * across;
        return upper * (1 - down) + lower * down;
    }

    private static float at(float[] values, int width, int height, int x, int y) {
        return values[Math.clamp(y, 0, height - 1) * width + Math.clamp(x, 0, width - 1)];
    }
}
