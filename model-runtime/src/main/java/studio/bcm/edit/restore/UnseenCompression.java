package studio.bcm.edit.restore;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import studio.bcm.image.PixelSource;
import studio.bcm.model.TraceFunction;
import studio.bcm.model.TraceFunction.Seen;

/**
 * Compression before a picture was scaled, which left neither tables nor a grid of 8 pixels: found by the blurred grid of another
 * period ({@link ScaledGrid}) and by a network that knows such traces ({@link TraceFunction}), which also estimates how strong it was.
 */
public final class UnseenCompression {
    /** A picture up to this side is looked at as a whole. */
    private static final int WHOLE_SIDE = 768;
    /** Of larger ones, so many places each way. */
    private static final int PLACES = 3;
    private static final int PLACE_SIDE = 256;
    /** Smaller pictures show too little. */
    private static final int SMALLEST_SIDE = 96;
    /** Evidence that is enough alone: of 250 photos without compression, as they are and scaled, none has more than 2.05. */
    private static final float ENOUGH = 2.1f;
    /** Evidence without which what looks like a scaled grid is something else; scaled JPEGs of quality 20 and 40 have more than 0. */
    private static final float LEAST_BESIDE_GRID = -1;
    /** Photos have up to 0.63 of their pixels like their neighbours, if they were of quality 20; screenshots and drawings have more. */
    private static final double MOST_FLAT = 0.7;
    /** Share of squares in other squares' shape; in photos hardly any is, however they were saved and scaled. */
    private static final double MOST_REPEATED = 0.5;
    private static final int SQUARE = 8;
    private static final int TILES_AT_ONCE = 4;

    private UnseenCompression() {
    }

    /**
     * Whether a picture, not one of {@link FewColours}, shows traces of such a compression.
     *
     * @param isJpeg whether it was read from a JPEG file, whose own compression the network cannot tell from an earlier one
     */
    static boolean isSeen(PixelSource picture, boolean isJpeg) {
        if (isJpeg) {
            return ScaledGrid.isSeen(picture, true);
        }
        if (Math.min(picture.width(), picture.height()) < SMALLEST_SIDE) {
            return false;
        }
        float evidence = evidence(picture);
        return (evidence > ENOUGH || evidence > LEAST_BESIDE_GRID && ScaledGrid.isSeen(picture, false)) && !isDrawn(picture)
                && !FewColours.areBlackAndWhiteIn(picture);
    }

    /** Natural logarithm of the odds for a compression. */
    private static float evidence(PixelSource picture) {
        int width = picture.width();
        int height = picture.height();
        if (Math.max(width, height) <= WHOLE_SIDE) {
            float[] whole = new float[3 * width * height];
            picture.read(0, 0, width, height, whole, 0);
            return TraceFunction.shared().look(whole, 1, height, width)[0].logit();
        }
        int w = Math.min(PLACE_SIDE, width);
        int h = Math.min(PLACE_SIDE, height);
        int places = PLACES * PLACES;
        float[] pixels = new float[places * 3 * w * h];
        for (int i = 0; i < places; i++) {
            picture.read((width - w) * (i % PLACES) / (PLACES - 1), (height - h) * (i / PLACES) / (PLACES - 1), w, h, pixels, i * 3 * w * h);
        }
        return (float) Arrays.stream(TraceFunction.shared().look(pixels, places, h, w)).mapToDouble(Seen::logit).average().orElseThrow();
    }

    /** Whether the picture's middle is flat, or of few shapes: ramps, and what is drawn from equal tiles. */
    private static boolean isDrawn(PixelSource picture) {
        int width = Math.min(WHOLE_SIDE, picture.width());
        int height = Math.min(WHOLE_SIDE, picture.height());
        float[] rgb = new float[3 * width * height];
        picture.read((picture.width() - width) / 2, (picture.height() - height) / 2, width, height, rgb, 0);
        return flatShare(rgb, width, height) >= MOST_FLAT || repeatedShare(rgb, width, height) > MOST_REPEATED;
    }

    /** Share of pixels that are like those to the right and below. */
    private static double flatShare(float[] rgb, int width, int height) {
        int flat = 0;
        for (int y = 0; y < height - 1; y++) {
            for (int x = 0; x < width - 1; x++) {
                boolean same = true;
                for (int at = y * width + x; same && at < rgb.length; at += width * height) {
                    same = rgb[at] == rgb[at + 1] && rgb[at] == rgb[at + width];
                }
                flat += same ? 1 : 0;
            }
        }
        return flat / (double) ((width - 1) * (height - 1));
    }

    /** Share of the squares with something in them that are like another one but for their colour. */
    private static double repeatedShare(float[] rgb, int width, int height) {
        Set<Integer> shapes = new HashSet<>();
        int squares = 0;
        for (int y = 0; y + SQUARE <= height; y += SQUARE) {
            for (int x = 0; x + SQUARE <= width; x += SQUARE) {
                int shape = shape(rgb, y * width + x, width, width * height);
                if (shape != 0) {
                    squares++;
                    shapes.add(shape);
                }
            }
        }
        return squares == 0 ? 0 : 1 - shapes.size() / (double) squares;
    }

    /** The same for squares that differ in colour alone; 0 for plain ones. */
    private static int shape(float[] rgb, int at, int width, int plane) {
        int hash = 0;
        for (int from = at; from < rgb.length; from += plane) {
            for (int i = 0; i < SQUARE * SQUARE; i++) {
                hash = 31 * hash + Math.round(127.5f * (rgb[from + i / SQUARE * width + i % SQUARE] - rgb[from]));
            }
        }
        return hash;
    }

    /**
     * Expected deviations of rectangles from their originals.
     *
     * @param x planar RGB of n rectangles, one after the other
     * @return root mean square over red, green and blue of each, in units of the −1…1 range
     */
    public static float[] deviations(float[] x, int n, int height, int width) {
        float[] deviations = new float[n];
        int values = 3 * height * width;
        for (int from = 0; from < n; from += TILES_AT_ONCE) {
            int to = Math.min(n, from + TILES_AT_ONCE);
            Seen[] seen = TraceFunction.shared().look(Arrays.copyOfRange(x, from * values, to * values), to - from, height, width);
            for (int k = from; k < to; k++) {
                deviations[k] = seen[k - from].deviation();
            }
        }
        return deviations;
    }
}
