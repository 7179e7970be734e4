package studio.bcm.edit.restore;

import java.util.HashSet;
import java.util.Set;
import studio.bcm.image.PixelSource;

/**
 * Pictures that no JPEG decoder made, whatever their pixels repeat: of few colours, such as pixel art, text screens, dithered and
 * palette pictures, or of black and white with soft edges, such as halftones and screentones. The ringing around each edge of a
 * decoded JPEG takes hundreds of colours, and dozens of greys in the plainest drawing.
 */
final class FewColours {
    /** A palette of 8 bits. */
    private static final int MOST_COLOURS = 256;
    private static final int MOST_GREYS = 32;
    /** Of a small picture a decoded JPEG has no more than this part of its pixels in colours of their own. */
    private static final int PIXELS_FOR_EACH = 32;
    /** Shares of pure black and of pure white, and of both, from which a grey picture is black and white with soft edges. */
    private static final double LEAST_OF_EACH = 0.08;
    private static final double LEAST_OF_BOTH = 0.4;

    private FewColours() {
    }

    /** Whether the picture has no more colours than a palette, or no more greys than a few. */
    static boolean areIn(PixelSource picture) {
        int width = picture.width();
        long pixels = (long) width * picture.height();
        int mostColours = (int) Math.clamp(pixels / PIXELS_FOR_EACH, 2, MOST_COLOURS);
        Set<Long> colours = new HashSet<>();
        boolean isGrey = true;
        float[] row = new float[3 * width];
        for (int y = 0; y < picture.height(); y++) {
            picture.read(0, y, width, 1, row, 0);
            for (int x = 0; x < width; x++) {
                isGrey &= row[x] == row[width + x] && row[x] == row[2 * width + x];
                colours.add(colour(row[x], row[width + x], row[2 * width + x]));
            }
            if (colours.size() > mostColours) {
                return false;
            }
        }
        return colours.size() <= (isGrey ? Math.min(mostColours, MOST_GREYS) : mostColours);
    }

    /** In steps of 16 bits. */
    private static long colour(float r, float g, float b) {
        return (step(r) << 16 | step(g)) << 16 | step(b);
    }

    private static long step(float v) {
        return Math.clamp(Math.round((v + 1) * 32767.5f), 0, 65535);
    }

    /** Whether a grey picture is black and white with soft edges between them. */
    static boolean areBlackAndWhiteIn(PixelSource picture) {
        int width = picture.width();
        long black = 0;
        long white = 0;
        float[] row = new float[3 * width];
        for (int y = 0; y < picture.height(); y++) {
            picture.read(0, y, width, 1, row, 0);
            for (int x = 0; x < width; x++) {
                if (row[x] != row[width + x] || row[x] != row[2 * width + x]) {
                    return false;
                }
                black += row[x] <= -1 ? 1 : 0;
                white += row[x] >= 1 ? 1 : 0;
            }
        }
        double pixels = (double) width * picture.height();
        return Math.min(black, white) > LEAST_OF_EACH * pixels && black + white > LEAST_OF_BOTH * pixels;
    }
}
