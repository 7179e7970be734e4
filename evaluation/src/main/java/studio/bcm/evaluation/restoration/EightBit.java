package studio.bcm.evaluation.restoration;

import studio.bcm.image.PixelSource;
import studio.bcm.image.Quantum;

/**
 * A picture rounded to 8 bits a channel, as a file would keep it: metrics measure what users get.
 *
 * @param width  columns
 * @param height rows
 * @param planes red, green and blue, each row-major, each value 0…255 as an unsigned byte
 */
record EightBit(int width, int height, byte[][] planes) {
    private static final int BAND = 64;

    /** Rounds and clamps planar RGB in −1…1, a band of rows at a time. */
    static EightBit of(PixelSource picture) {
        int w = picture.width();
        int h = picture.height();
        byte[][] planes = new byte[3][Math.multiplyExact(w, h)];
        float[] band = new float[3 * w * Math.min(BAND, h)];
        for (int y = 0; y < h; y += BAND) {
            int rows = Math.min(BAND, h - y);
            picture.read(0, y, w, rows, band, 0);
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < rows * w; i++) {
                    planes[c][y * w + i] = (byte) Quantum.level(band[c * rows * w + i]);
                }
            }
        }
        return new EightBit(w, h, planes);
    }

    int at(int channel, int index) {
        return planes[channel][index] & 0xff;
    }

    /** Mean of a channel, 0…255. */
    double mean(int channel) {
        long sum = 0;
        for (byte b : planes[channel]) {
            sum += b & 0xff;
        }
        return (double) sum / planes[channel].length;
    }

    /** BT.601 luma over the full range, 0…255. */
    double luma(int index) {
        return 0.299 * at(0, index) + 0.587 * at(1, index) + 0.114 * at(2, index);
    }
}
