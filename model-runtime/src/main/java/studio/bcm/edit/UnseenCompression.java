package studio.bcm.edit;

import studio.bcm.image.PixelSource;
import studio.bcm.model.TraceFunction;

/** Compression that left no grid, as the network that looks for its traces sees it in samples of a picture. */
final class UnseenCompression {
    /** A picture up to this side is looked at as a whole. */
    private static final int WHOLE_SIDE = 768;
    /** Of larger ones, so many places each way. */
    private static final int PLACES = 3;
    private static final int PLACE_SIDE = 256;
    private static final int SMALLEST_SIDE = 64;
    /** Evidence that no photo without compression has. */
    private static final float LEAST_LOGIT = Float.parseFloat(System.getProperty("tr.logit", "3"));

    private UnseenCompression() {
    }

    /** Whether a picture shows traces of a compression; false for pictures with a side below 64 pixels, which tell too little. */
    static boolean isSeen(PixelSource picture) {
        return evidence(picture) > LEAST_LOGIT;
    }

    static float evidence(PixelSource picture) {
        int width = picture.width();
        int height = picture.height();
        if (Math.min(width, height) < SMALLEST_SIDE) {
            return Float.NEGATIVE_INFINITY;
        }
        if (Math.max(width, height) <= WHOLE_SIDE) {
            float[] whole = new float[3 * width * height];
            picture.read(0, 0, width, height, whole, 0);
            return TraceFunction.shared().look(whole, 1, height, width)[0].logit();
        }
        int w = Math.min(PLACE_SIDE, width);
        int h = Math.min(PLACE_SIDE, height);
        float[] places = new float[PLACES * PLACES * 3 * w * h];
        for (int i = 0; i < PLACES * PLACES; i++) {
            picture.read((width - w) * (i % PLACES) / (PLACES - 1), (height - h) * (i / PLACES) / (PLACES - 1), w, h, places, i * 3 * w * h);
        }
        float sum = 0;
        for (TraceFunction.Seen seen : TraceFunction.shared().look(places, PLACES * PLACES, h, w)) {
            sum += seen.logit();
        }
        return sum / (PLACES * PLACES);
    }
}
