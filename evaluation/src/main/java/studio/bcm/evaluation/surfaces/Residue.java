package studio.bcm.evaluation.surfaces;

import studio.bcm.image.Pixels;
import studio.bcm.image.Quantum;

/**
 * What a picture has around a blur of {@value #BLUR} pixels: luma, in levels of 8 bits, without a margin in which the blur sees the
 * border. On a smooth surface that is noise, grain and whatever a model has put there.
 */
final class Residue {
    /** Deviation of the blur, in pixels. */
    private static final double BLUR = 12;
    private static final int MARGIN = 16;
    /** What the power of lines is compared with: so many neighbours in the spectrum on each side, but for the nearest. */
    private static final int NEIGHBOURS = 12;
    private static final int NEAREST = 2;

    private final int width;
    private final int height;
    private final double[] values;

    private Residue(int width, int height, double[] values) {
        this.width = width;
        this.height = height;
        this.values = values;
    }

    /**
     * Of a picture as a file of 8 bits holds it.
     *
     * @throws IllegalArgumentException when a side is shorter than 96 pixels
     */
    public static Residue of(Pixels picture) {
        int width = picture.width();
        int height = picture.height();
        if (Math.min(width, height) < 96) {
            throw new IllegalArgumentException(width + "x" + height + " pixels are too few");
        }
        double[] luma = luma(picture);
        double[] smooth = transposed(blurred(transposed(blurred(luma, width), width), height), height);
        int w = (width - 2 * MARGIN) / 2 * 2;
        int h = (height - 2 * MARGIN) / 2 * 2;
        double[] rest = new double[w * h];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int at = (y + MARGIN) * width + x + MARGIN;
                rest[y * w + x] = luma[at] - smooth[at];
            }
        }
        return new Residue(w, h, rest);
    }

    private static double[] luma(Pixels picture) {
        int n = picture.width() * picture.height();
        double[] luma = new double[n];
        double[] weights = {0.299, 0.587, 0.114};
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < n; i++) {
                luma[i] += weights[c] * Quantum.level(picture.data()[c * n + i]);
            }
        }
        return luma;
    }

    /** Along rows, the ends mirrored. */
    private static double[] blurred(double[] values, int width) {
        int reach = (int) (3 * BLUR);
        double[] kernel = new double[reach + 1];
        double sum = 0;
        for (int i = 0; i <= reach; i++) {
            kernel[i] = Math.exp(-i * i / (2 * BLUR * BLUR));
            sum += i == 0 ? kernel[i] : 2 * kernel[i];
        }
        double[] blurred = new double[values.length];
        for (int row = 0; row < values.length; row += width) {
            for (int x = 0; x < width; x++) {
                double value = kernel[0] * values[row + x];
                for (int i = 1; i <= reach; i++) {
                    value += kernel[i] * (values[row + mirrored(x - i, width)] + values[row + mirrored(x + i, width)]);
                }
                blurred[row + x] = value / sum;
            }
        }
        return blurred;
    }

    private static int mirrored(int i, int size) {
        return i < 0 ? -i : i >= size ? 2 * size - 2 - i : i;
    }

    private static double[] transposed(double[] values, int width) {
        int height = values.length / width;
        double[] turned = new double[values.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                turned[x * height + y] = values[y * width + x];
            }
        }
        return turned;
    }

    /** Root mean square, of 255. */
    double rms() {
        double sum = 0;
        for (double v : values) {
            sum += v * v;
        }
        return Math.sqrt(sum / values.length);
    }

    /** Power of columns that are lighter and darker by turns, over that of other periods nearby; about 1 where there are none. */
    public double columns() {
        return overNeighbours(means(values, width));
    }

    /** The same of rows. */
    public double rows() {
        return overNeighbours(means(transposed(values, width), height));
    }

    /** Half the difference between the means of even and odd columns or rows, whichever differ more, of 255. */
    public double lines() {
        return Math.max(alternation(means(values, width)), alternation(means(transposed(values, width), height)));
    }

    private static double alternation(double[] profile) {
        double sum = 0;
        for (int i = 0; i < profile.length; i++) {
            sum += i % 2 == 0 ? profile[i] : -profile[i];
        }
        return Math.abs(sum / profile.length);
    }

    private static double[] means(double[] values, int width) {
        double[] means = new double[width];
        int height = values.length / width;
        for (int i = 0; i < values.length; i++) {
            means[i % width] += values[i] / height;
        }
        return means;
    }

    private static double overNeighbours(double[] profile) {
        int half = profile.length / 2;
        double sum = 0;
        for (int k = half - NEIGHBOURS; k < half - NEAREST; k++) {
            sum += power(profile, k);
        }
        return power(profile, half) / (sum / (NEIGHBOURS - NEAREST));
    }

    private static double power(double[] profile, int frequency) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < profile.length; i++) {
            double angle = 2 * Math.PI * frequency * i / profile.length;
            real += profile[i] * Math.cos(angle);
            imaginary += profile[i] * Math.sin(angle);
        }
        return real * real + imaginary * imaginary;
    }

    /**
     * Mean power by frequency, in both directions together.
     *
     * @param limits cycles a pixel between which the power is taken, ascending
     * @return one less than there are limits; NaN where no frequency lies between two
     */
    public double[] spectrum(double... limits) {
        double[][] rows = transformed(windowed(), null, width);
        double[][] all = transformed(transposed(rows[0], width), transposed(rows[1], width), height);
        double[] power = new double[limits.length - 1];
        int[] count = new int[power.length];
        for (int u = 0; u < width; u++) {
            for (int v = 0; v < height; v++) {
                double frequency = Math.hypot(Math.min(u, width - u) / (double) width, Math.min(v, height - v) / (double) height);
                for (int band = 0; band < power.length; band++) {
                    if (frequency >= limits[band] && frequency < limits[band + 1]) {
                        int at = u * height + v;
                        power[band] += all[0][at] * all[0][at] + all[1][at] * all[1][at];
                        count[band]++;
                    }
                }
            }
        }
        for (int band = 0; band < power.length; band++) {
            power[band] /= count[band];
        }
        return power;
    }

    /** With Hann's window, so that the ends do not count as edges. */
    private double[] windowed() {
        double[] windowed = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            windowed[i] = values[i] * hann(i % width, width) * hann(i / width, height);
        }
        return windowed;
    }

    private static double hann(int i, int size) {
        return 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / size);
    }

    /** Fourier transform of each row. */
    private static double[][] transformed(double[] real, double[] imaginary, int width) {
        double[] cos = new double[width];
        double[] sin = new double[width];
        for (int i = 0; i < width; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / width);
            sin[i] = -Math.sin(2 * Math.PI * i / width);
        }
        double[][] result = new double[2][real.length];
        for (int row = 0; row < real.length; row += width) {
            for (int k = 0; k < width; k++) {
                double re = 0;
                double im = 0;
                for (int i = 0; i < width; i++) {
                    int turn = i * k % width;
                    double a = real[row + i];
                    double b = imaginary == null ? 0 : imaginary[row + i];
                    re += a * cos[turn] - b * sin[turn];
                    im += a * sin[turn] + b * cos[turn];
                }
                result[0][row + k] = re;
                result[1][row + k] = im;
            }
        }
        return result;
    }
}
