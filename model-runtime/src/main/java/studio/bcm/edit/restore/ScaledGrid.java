package studio.bcm.edit.restore;

import java.util.Arrays;
import java.util.stream.IntStream;
import studio.bcm.image.PixelSource;

/**
 * Tells whether a picture was scaled after it was compressed as a JPEG, which {@link Blockiness} cannot see: the borders of the
 * blocks lie 8·scale pixels apart then, a comb of lines in the spectrum of the mean absolute second differences by column and by
 * row. Interpolation leaves lines of its own, at multiples of 1/scale (Gallagher, "Detection of linear and cubic interpolation
 * in JPEG compressed images", 2005); these do not count, so that photos that were scaled and never compressed are not
 * taken for such.
 */
final class ScaledGrid {
    /** Of the picture, its middle is looked at. */
    private static final int LARGEST_SIDE = 2048;
    private static final int SMALLEST_SIDE = 96;
    /** Lines of the own grid leak into all others where a JPEG has few blocks a side. */
    private static final int SMALLEST_SIDE_OF_JPEG = 256;
    private static final int BAND = 64;
    private static final int SPECTRUM = 16384;
    /** Greatest second difference that counts, in grey levels: block borders are faint, and edges of things are not. */
    private static final float GREATEST_DIFFERENCE = 6;
    private static final int TREND_RADIUS = 10;
    private static final double GREATEST_EXCESS = 0.6;
    /** Scales from a third to one half of the picture's pixels a block have their first line here. */
    private static final double LOWEST_FREQUENCY = 1 / 24.0;
    private static final double HIGHEST_FREQUENCY = 0.26;
    private static final int HARMONICS = 6;
    private static final int INTERPOLATION_LINES = 3;
    /** No single line counts more, in units of the spectrum's mean. */
    private static final double STRONGEST_LINE = 60;
    /** Power that the second and further lines of a comb have in neither axis by chance. */
    private static final double LEAST_COMB = 12;
    /** The same where a comb can have a single line only. */
    private static final double LEAST_LINE = 9;

    private final int shorter;
    private final double[] across;
    private final double[] down;
    private final boolean hasOwnGrid;

    private ScaledGrid(double[] columns, double[] rows, boolean hasOwnGrid) {
        this.shorter = Math.min(columns.length, rows.length);
        this.across = spectrum(excess(columns));
        this.down = spectrum(excess(rows));
        this.hasOwnGrid = hasOwnGrid;
    }

    /**
     * Whether a scaled grid shows.
     *
     * @param isJpeg whether the picture was read from a JPEG file, whose own grid of 8 pixels is no trace of scaling
     * @return false also for a picture with a side below 96 pixels (256 of a JPEG), or of which too little is left to tell
     */
    public static boolean isSeen(PixelSource picture, boolean isJpeg) {
        int width = Math.min(LARGEST_SIDE, picture.width());
        int height = Math.min(LARGEST_SIDE, picture.height());
        if (Math.min(width, height) < (isJpeg ? SMALLEST_SIDE_OF_JPEG : SMALLEST_SIDE)) {
            return false;
        }
        double[] columns = new double[width];
        double[] rows = new double[height];
        sumSecondDifferences(picture, (picture.width() - width) / 2, (picture.height() - height) / 2, columns, rows);
        return new ScaledGrid(columns, rows, isJpeg).isSeen();
    }

    private static void sumSecondDifferences(PixelSource picture, int left, int top, double[] columns, double[] rows) {
        int width = columns.length;
        int height = rows.length;
        float[] luma = luma(picture, left, top, width, height);
        // Each sum by one thread from its first to its last value: the same on any number of them.
        IntStream.range(0, Math.ceilDiv(width, BAND)).parallel().forEach(band -> {
            for (int y = 1; y <= height; y++) {
                for (int x = Math.max(1, band * BAND); x < Math.min(width - 1, (band + 1) * BAND); x++) {
                    int at = y * width + x;
                    columns[x] += Math.min(GREATEST_DIFFERENCE, Math.abs(luma[at - 1] - 2 * luma[at] + luma[at + 1])) / height;
                }
            }
        });
        IntStream.range(0, height).parallel().forEach(y -> {
            for (int x = 1; x < width - 1; x++) {
                int at = (y + 1) * width + x;
                rows[y] += Math.min(GREATEST_DIFFERENCE, Math.abs(luma[at - width] - 2 * luma[at] + luma[at + width])) / width;
            }
        });
    }

    /** Luma of a part and of one row more at either end, −127.5…127.5; rows past the picture are reflected. */
    private static float[] luma(PixelSource picture, int left, int top, int width, int height) {
        float[] luma = new float[width * (height + 2)];
        IntStream.range(0, Math.ceilDiv(height + 2, BAND)).parallel().forEach(band -> {
            int y = band * BAND;
            int n = width * Math.min(BAND, height + 2 - y);
            float[] rgb = new float[3 * n];
            picture.read(left, top - 1 + y, width, n / width, rgb, 0);
            for (int i = 0; i < n; i++) {
                luma[y * width + i] = 127.5f * (0.299f * rgb[i] + 0.587f * rgb[n + i] + 0.114f * rgb[2 * n + i]);
            }
        });
        return luma;
    }

    /** Relative to the mean around, so that what is in the picture does not count. */
    private static double[] excess(double[] profile) {
        int n = profile.length;
        double[] excess = new double[n];
        for (int i = 2; i < n - 2; i++) {
            int from = Math.max(2, i - TREND_RADIUS);
            int to = Math.min(n - 2, i + TREND_RADIUS + 1);
            double mean = Arrays.stream(profile, from, to).sum() / (to - from);
            excess[i] = Math.clamp(profile[i] / (mean + 0.05) - 1, -GREATEST_EXCESS, GREATEST_EXCESS);
        }
        return excess;
    }

    private boolean isSeen() {
        double step = 0.0625 / shorter;
        for (double f = LOWEST_FREQUENCY; f <= HIGHEST_FREQUENCY; f += step) {
            if (hasComb(f)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasComb(double f) {
        double sum = 0;
        double strongest = 0;
        int lines = 0;
        for (int h = 1; h <= HARMONICS && h * f <= 0.5; h++) {
            if (isOfInterpolation(h * f, f) || isOfOwnGrid(h * f)) {
                continue;
            }
            double line = Math.min(STRONGEST_LINE, Math.min(power(across, h * f), power(down, h * f)));
            sum += line;
            strongest = Math.max(strongest, line);
            lines++;
        }
        return lines == 1 ? sum > LEAST_LINE : sum - strongest > LEAST_COMB;
    }

    private boolean isOfInterpolation(double line, double fundamental) {
        for (int k = 1; k <= INTERPOLATION_LINES; k++) {
            // A fundamental that is a little off has its interpolation's lines 8·k times as much off.
            if (Math.abs(aliased(8 * k * fundamental) - line) < (8 * k + 2) * 0.5 / shorter) {
                return true;
            }
        }
        return false;
    }

    private boolean isOfOwnGrid(double line) {
        return hasOwnGrid && Math.abs(line * 8 - Math.rint(line * 8)) < 8 * 3.0 / shorter;
    }

    private static double aliased(double frequency) {
        double part = frequency - Math.floor(frequency);
        return Math.min(part, 1 - part);
    }

    private double power(double[] spectrum, double frequency) {
        int middle = (int) Math.round(frequency * SPECTRUM);
        int radius = Math.max(1, SPECTRUM / shorter / 3);
        double most = 0;
        for (int k = Math.max(0, middle - radius); k <= Math.min(SPECTRUM / 2, middle + radius); k++) {
            most = Math.max(most, spectrum[k]);
        }
        return most;
    }

    /** Power by frequency, 0…1/2 in steps of 1/{@value #SPECTRUM}, over the mean of a series without lines. */
    private static double[] spectrum(double[] series) {
        double energy = Arrays.stream(series).map(v -> v * v).sum() + 1e-9;
        double[] re = Arrays.copyOf(series, SPECTRUM);
        double[] im = new double[SPECTRUM];
        transform(re, im);
        double[] power = new double[SPECTRUM / 2 + 1];
        for (int k = 0; k < power.length; k++) {
            power[k] = (re[k] * re[k] + im[k] * im[k]) / energy;
        }
        return power;
    }

    /** Fast Fourier transform in place (Cooley and Tukey, radix 2). */
    private static void transform(double[] re, double[] im) {
        int n = re.length;
        for (int i = 1, j = 0; i < n; i++) {
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) {
                j ^= bit;
            }
            j ^= bit;
            if (i < j) {
                double swapped = re[i];
                re[i] = re[j];
                re[j] = swapped;
                swapped = im[i];
                im[i] = im[j];
                im[j] = swapped;
            }
        }
        for (int length = 2; length <= n; length <<= 1) {
            double angle = -2 * Math.PI / length;
            for (int k = 0; k < length / 2; k++) {
                double c = Math.cos(angle * k);
                double s = Math.sin(angle * k);
                for (int i = k; i < n; i += length) {
                    int other = i + length / 2;
                    double r = re[other] * c - im[other] * s;
                    double m = re[other] * s + im[other] * c;
                    re[other] = re[i] - r;
                    im[other] = im[i] - m;
                    re[i] += r;
                    im[i] += m;
                }
            }
        }
    }
}
