package studio.bcm.edit.blend;

/** Soft borders of masks. */
public final class Feather {
    private Feather() {
    }

    /** The mask with a border outside it that falls smoothly from 1 to 0 within {@code radius} pixels. */
    public static float[] grown(float[] mask, int width, int height, int radius) {
        if (radius == 0) {
            return mask.clone();
        }
        float[] grown = mask.clone();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float most = mask[y * width + x];
                for (int j = -radius; j <= radius && most < 1; j++) {
                    for (int i = -radius; i <= radius; i++) {
                        int row = y + j;
                        int column = x + i;
                        if (row < 0 || row >= height || column < 0 || column >= width || mask[row * width + column] == 0) {
                            continue;
                        }
                        double distance = Math.hypot(i, j) / (radius + 1);
                        if (distance < 1) {
                            double fall = Math.cos(Math.PI / 2 * distance);
                            most = Math.max(most, (float) (mask[row * width + column] * fall * fall));
                        }
                    }
                }
                grown[y * width + x] = most;
            }
        }
        return grown;
    }
}
