package studio.bcm.evaluation.photo;

import java.util.Arrays;

/**
 * A decoded photo.
 *
 * @param rgb   height·width·3 bytes, row-major, interleaved
 * @param label its class, or {@link #NO_CLASS}
 */
public record Photo(int width, int height, byte[] rgb, int label) {
    public static final int NO_CLASS = -1;

    public Photo(int width, int height, byte[] rgb) {
        this(width, height, rgb, NO_CLASS);
    }

    /** Exact area average to a smaller or equal size. */
    public Photo shrunk(int toWidth, int toHeight) {
        if (toWidth == width && toHeight == height) {
            return this;
        }
        float[] columns = new float[height * toWidth * 3];
        double stepX = (double) width / toWidth;
        for (int i = 0; i < toWidth; i++) {
            double left = i * stepX;
            double right = Math.min(width, left + stepX);
            for (int k = (int) left; k < right; k++) {
                float share = (float) ((Math.min(k + 1, right) - Math.max(k, left)) / stepX);
                for (int j = 0; j < height; j++) {
                    int from = (j * width + k) * 3;
                    int to = (j * toWidth + i) * 3;
                    for (int c = 0; c < 3; c++) {
                        columns[to + c] += share * (rgb[from + c] & 0xff);
                    }
                }
            }
        }
        byte[] out = new byte[toWidth * toHeight * 3];
        double stepY = (double) height / toHeight;
        float[] row = new float[toWidth * 3];
        for (int j = 0; j < toHeight; j++) {
            Arrays.fill(row, 0);
            double top = j * stepY;
            double bottom = Math.min(height, top + stepY);
            for (int k = (int) top; k < bottom; k++) {
                float share = (float) ((Math.min(k + 1, bottom) - Math.max(k, top)) / stepY);
                for (int i = 0; i < row.length; i++) {
                    row[i] += share * columns[k * toWidth * 3 + i];
                }
            }
            for (int i = 0; i < row.length; i++) {
                out[j * toWidth * 3 + i] = (byte) Math.round(Math.min(255, row[i]));
            }
        }
        return new Photo(toWidth, toHeight, out, label);
    }
}
