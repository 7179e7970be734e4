package studio.bcm.ui.image;

/**
 * How often each level occurs in a picture of the screen.
 *
 * @param red   256 counts
 * @param green 256 counts
 * @param blue  256 counts
 */
public record Histogram(int[] red, int[] green, int[] blue) {
    private static final int LEVELS = 256;

    /** Of a whole picture; its opacity is passed over. */
    public static Histogram of(Raster raster) {
        Histogram histogram = new Histogram(new int[LEVELS], new int[LEVELS], new int[LEVELS]);
        for (int p : raster.argb()) {
            histogram.red[p >> 16 & 255]++;
            histogram.green[p >> 8 & 255]++;
            histogram.blue[p & 255]++;
        }
        return histogram;
    }

    /** The greatest count between the ends, which black and white borders would make tower over all others. */
    public int most() {
        int most = 1;
        for (int level = 1; level < LEVELS - 1; level++) {
            most = Math.max(most, Math.max(red[level], Math.max(green[level], blue[level])));
        }
        return most;
    }
}
