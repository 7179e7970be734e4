package studio.bcm.edit.morph;

import studio.bcm.image.PixelSource;

/** Fetches the pixels of a frame from a photo, by cubic interpolation, in tiles that need only their part of the photo. */
final class FrameWarp {
    /** Side of a tile of the frame. */
    private static final int TILE = 64;
    private static final int STEPS = 256;
    private static final float[] KERNEL = kernel();

    private final PixelSource photo;
    private final CropBox crop;
    private final int frameWidth;
    private final int frameHeight;

    /**
     * Relates a photo to a frame.
     *
     * @param crop the part of the photo that fills the frame
     */
    FrameWarp(PixelSource photo, CropBox crop, int frameWidth, int frameHeight) {
        this.photo = photo;
        this.crop = crop;
        this.frameWidth = frameWidth;
        this.frameHeight = frameHeight;
    }

    /** The four weights of Keys' cubic convolution (a = −0.6) at each fraction of a pixel. */
    private static float[] kernel() {
        double a = -0.6;
        float[] weights = new float[4 * (STEPS + 1)];
        for (int i = 0; i <= STEPS; i++) {
            double t = (double) i / STEPS;
            weights[4 * i] = (float) outer(1 + t, a);
            weights[4 * i + 1] = (float) inner(t, a);
            weights[4 * i + 2] = (float) inner(1 - t, a);
            weights[4 * i + 3] = (float) outer(2 - t, a);
        }
        return weights;
    }

    private static double inner(double t, double a) {
        return (a + 2) * t * t * t - (a + 3) * t * t + 1;
    }

    private static double outer(double t, double a) {
        return a * (t * t * t - 5 * t * t + 8 * t - 4);
    }

    /**
     * Fetches rows of the frame.
     *
     * @param shiftX displacement from each pixel of these rows to its place in the photo, in pixels of the frame
     * @param top    first row
     * @return red, green and blue of the rows
     */
    Plane[] rows(float[] shiftX, float[] shiftY, int top, int height) {
        Plane[] result = {Plane.blank(frameWidth, height), Plane.blank(frameWidth, height), Plane.blank(frameWidth, height)};
        int across = Math.ceilDiv(frameWidth, TILE);
        int down = Math.ceilDiv(height, TILE);
        Rows.run(across * down, TILE * TILE, (from, to) -> {
            for (int tile = from; tile < to; tile++) {
                tile(shiftX, shiftY, top, height, tile % across * TILE, tile / across * TILE, result);
            }
        });
        return result;
    }

    private void tile(float[] shiftX, float[] shiftY, int top, int height, int left, int above, Plane[] result) {
        double scaleX = crop.width() / frameWidth;
        double scaleY = crop.height() / frameHeight;
        int columns = Math.min(TILE, frameWidth - left);
        int rows = Math.min(TILE, height - above);
        float[] px = new float[columns * rows];
        float[] py = new float[columns * rows];
        float leastX = Float.MAX_VALUE;
        float leastY = Float.MAX_VALUE;
        float mostX = -Float.MAX_VALUE;
        float mostY = -Float.MAX_VALUE;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                int from = (above + y) * frameWidth + left + x;
                int i = y * columns + x;
                px[i] = (float) (crop.x() + (left + x + 0.5 + shiftX[from]) * scaleX - 0.5);
                py[i] = (float) (crop.y() + (top + above + y + 0.5 + shiftY[from]) * scaleY - 0.5);
                leastX = Math.min(leastX, px[i]);
                leastY = Math.min(leastY, py[i]);
                mostX = Math.max(mostX, px[i]);
                mostY = Math.max(mostY, py[i]);
            }
        }
        int x0 = (int) Math.floor(leastX) - 1;
        int y0 = (int) Math.floor(leastY) - 1;
        int width = (int) Math.floor(mostX) + 3 - x0;
        int tall = (int) Math.floor(mostY) + 3 - y0;
        float[] part = new float[3 * width * tall];
        photo.read(x0, y0, width, tall, part, 0);
        int plane = width * tall;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                int i = y * columns + x;
                int out = (above + y) * frameWidth + left + x;
                int column = (int) Math.floor(px[i]);
                int row = (int) Math.floor(py[i]);
                int kx = 4 * (int) ((px[i] - column) * STEPS + 0.5f);
                int ky = 4 * (int) ((py[i] - row) * STEPS + 0.5f);
                int at = (row - 1 - y0) * width + column - 1 - x0;
                float wx0 = KERNEL[kx];
                float wx1 = KERNEL[kx + 1];
                float wx2 = KERNEL[kx + 2];
                float wx3 = KERNEL[kx + 3];
                for (int c = 0; c < 3; c++) {
                    int k = at + c * plane;
                    float sum = 0;
                    for (int j = 0; j < 4; j++) {
                        sum += KERNEL[ky + j] * (wx0 * part[k] + wx1 * part[k + 1] + wx2 * part[k + 2] + wx3 * part[k + 3]);
                        k += width;
                    }
                    result[c].data()[out] = sum;
                }
            }
        }
    }
}
