package studio.bcm.evaluation.restoration;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import studio.bcm.image.PixelSource;

/**
 * How near a picture is to its original, after both are rounded to 8 bits.
 *
 * <p>Where the literature knows several variants of a metric, these are computed:
 * <ul>
 * <li>PSNR-RGB: 10·log10(255²/MSE), the MSE over all pixels and the three channels together; PSNR-Y, PSNR-Cb, PSNR-Cr: the
 * same of the unrounded full-range luma and colour differences of BT.601, as in JFIF.
 * <li>SSIM (Wang et al. 2004): of each of R, G and B, then their mean. Gaussian window of 11×11 with σ = 1.5, K1 = 0.01,
 * K2 = 0.03, range 255, population variances, only where the window lies wholly inside the picture.
 * <li>PSNR-B (Yim and Bovik 2011): 10·log10(255²/(MSE + BEF)), MSE over RGB as above and the blocking effect factor
 * BEF = η·(Db − Dn) if Db &gt; Dn, else 0, of the picture's BT.601 luma in its studio range 16…235. Db and Dn are the mean
 * squared differences of neighbours across and not across borders of the 8×8 grid at the top left corner, both
 * directions together, and η = log2 8 / log2 min(width, height).
 * </ul>
 */
public final class Metrics {
    private static final int WINDOW = 11;
    private static final double WINDOW_SIGMA = 1.5;
    private static final double C1 = 0.01 * 255 * 0.01 * 255;
    private static final double C2 = 0.03 * 255 * 0.03 * 255;
    private static final int BLOCK = 8;
    private static final int BAND = 64;
    private static final double[] KERNEL = kernel();

    private Metrics() {
    }

    /**
     * Nearness of one picture to its original.
     *
     * @param mse     mean squared error over RGB, of values 0…255
     * @param psnrRgb dB; infinite when the two are equal
     * @param psnrY   dB; infinite when their lumas are equal
     * @param psnrCb  dB; infinite when their blue differences are equal
     * @param psnrCr  dB; infinite when their red differences are equal
     * @param ssim    −1…1
     * @param psnrB   dB; infinite when the two are equal and show no blocks
     */
    public record Quality(double mse, double psnrRgb, double psnrY, double psnrCb, double psnrCr, double ssim, double psnrB) {
        /** The mean of each figure over photos (the mean of the photos' PSNR, not the PSNR of their mean error). */
        public static Quality mean(Collection<Quality> photos) {
            return new Quality(mean(photos, Quality::mse), mean(photos, Quality::psnrRgb), mean(photos, Quality::psnrY),
                    mean(photos, Quality::psnrCb), mean(photos, Quality::psnrCr), mean(photos, Quality::ssim), mean(photos, Quality::psnrB));
        }

        private static double mean(Collection<Quality> photos, ToDoubleFunction<Quality> figure) {
            return photos.stream().mapToDouble(figure).average().orElseThrow();
        }
    }

    /**
     * Compares a picture with its original.
     *
     * @throws IllegalArgumentException when their sizes differ or are below 11×11
     */
    public static Quality compare(PixelSource original, PixelSource picture) {
        return compare(EightBit.of(original), EightBit.of(picture));
    }

    static Quality compare(EightBit original, EightBit picture) {
        requireSameSize(original, picture);
        double mse = mse(original, picture);
        return new Quality(mse, psnr(mse), psnr(lumaMse(original, picture)), psnr(differenceMse(original, picture, 2, 1.772)),
                psnr(differenceMse(original, picture, 0, 1.402)), ssim(original, picture),
                psnr(mse + blockingEffectFactor(picture)));
    }

    /** PSNR in dB of a mean squared error of values 0…255. */
    public static double psnr(double mse) {
        return 10 * Math.log10(255.0 * 255.0 / mse);
    }

    static double mse(EightBit a, EightBit b) {
        requireSameSize(a, b);
        long sum = 0;
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < a.planes()[c].length; i++) {
                int d = a.at(c, i) - b.at(c, i);
                sum += d * d;
            }
        }
        return sum / (3.0 * a.width() * a.height());
    }

    private static double lumaMse(EightBit a, EightBit b) {
        double sum = 0;
        int n = a.width() * a.height();
        for (int i = 0; i < n; i++) {
            double d = a.luma(i) - b.luma(i);
            sum += d * d;
        }
        return sum / n;
    }

    /** Of (B − Y) / 1.772 or (R − Y) / 1.402. */
    private static double differenceMse(EightBit a, EightBit b, int channel, double divisor) {
        double sum = 0;
        int n = a.width() * a.height();
        for (int i = 0; i < n; i++) {
            double d = (a.at(channel, i) - a.luma(i) - b.at(channel, i) + b.luma(i)) / divisor;
            sum += d * d;
        }
        return sum / n;
    }

    private static void requireSameSize(EightBit a, EightBit b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new IllegalArgumentException("cannot compare pictures of " + a.width() + "×" + a.height() + " and "
                    + b.width() + "×" + b.height());
        }
    }

    static double blockingEffectFactor(EightBit p) {
        double across = 0;
        double inside = 0;
        long acrossCount = 0;
        long insideCount = 0;
        int w = p.width();
        int h = p.height();
        // The studio range's slope; its offset cancels in differences.
        double scale = 219.0 / 255;
        for (int y = 0; y < h; y++) {
            boolean rowBorder = (y + 1) % BLOCK == 0;
            for (int x = 0; x < w; x++) {
                double here = p.luma(y * w + x);
                if (x + 1 < w) {
                    double d = scale * (here - p.luma(y * w + x + 1));
                    if ((x + 1) % BLOCK == 0) {
                        across += d * d;
                        acrossCount++;
                    } else {
                        inside += d * d;
                        insideCount++;
                    }
                }
                if (y + 1 < h) {
                    double d = scale * (here - p.luma((y + 1) * w + x));
                    if (rowBorder) {
                        across += d * d;
                        acrossCount++;
                    } else {
                        inside += d * d;
                        insideCount++;
                    }
                }
            }
        }
        if (acrossCount == 0 || insideCount == 0) {
            return 0;
        }
        double excess = across / acrossCount - inside / insideCount;
        return excess <= 0 ? 0 : excess * Math.log(BLOCK) / Math.log(Math.min(w, h));
    }

    static double ssim(EightBit a, EightBit b) {
        requireSameSize(a, b);
        int rows = a.height() - WINDOW + 1;
        int columns = a.width() - WINDOW + 1;
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("SSIM needs pictures of at least 11×11, not " + a.width() + "×" + a.height());
        }
        int bands = (rows + BAND - 1) / BAND;
        double[] sums = new double[3 * bands];
        IntStream.range(0, sums.length).parallel().forEach(i -> {
            int first = i % bands * BAND;
            sums[i] = new SsimBand(a, b, i / bands, columns).sum(first, Math.min(rows, first + BAND));
        });
        double sum = 0;
        for (double s : sums) {
            sum += s;
        }
        return sum / (3.0 * rows * columns);
    }

    private static double[] kernel() {
        double[] kernel = new double[WINDOW];
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            double d = i - WINDOW / 2;
            sum += Math.exp(-d * d / (2 * WINDOW_SIGMA * WINDOW_SIGMA));
        }
        for (int i = 0; i < WINDOW; i++) {
            double d = i - WINDOW / 2;
            kernel[i] = Math.exp(-d * d / (2 * WINDOW_SIGMA * WINDOW_SIGMA)) / sum;
        }
        return kernel;
    }

    /** SSIM of some rows of one channel: rows are filtered across once and kept in a ring of the window's height. */
    private static final class SsimBand {
        private static final int MOMENTS = 5;

        private final EightBit a;
        private final EightBit b;
        private final int channel;
        private final int columns;
        private final double[][][] ring;
        private final double[][] row;

        SsimBand(EightBit a, EightBit b, int channel, int columns) {
            this.a = a;
            this.b = b;
            this.channel = channel;
            this.columns = columns;
            this.ring = new double[WINDOW][MOMENTS][columns];
            this.row = new double[MOMENTS][a.width()];
        }

        double sum(int firstRow, int endRow) {
            double sum = 0;
            double[][] m = new double[MOMENTS][columns];
            for (int y = firstRow; y < endRow + WINDOW - 1; y++) {
                filterAcross(y);
                if (y - firstRow >= WINDOW - 1) {
                    filterDown(y - WINDOW + 1, m);
                    for (int x = 0; x < columns; x++) {
                        sum += index(m[0][x], m[1][x], m[2][x], m[3][x], m[4][x]);
                    }
                }
            }
            return sum;
        }

        private static double index(double meanA, double meanB, double squareA, double squareB, double product) {
            double variances = squareA - meanA * meanA + squareB - meanB * meanB;
            double covariance = product - meanA * meanB;
            return (2 * meanA * meanB + C1) * (2 * covariance + C2)
                    / ((meanA * meanA + meanB * meanB + C1) * (variances + C2));
        }

        private void filterAcross(int y) {
            int width = a.width();
            for (int x = 0; x < width; x++) {
                int va = a.at(channel, y * width + x);
                int vb = b.at(channel, y * width + x);
                row[0][x] = va;
                row[1][x] = vb;
                row[2][x] = va * va;
                row[3][x] = vb * vb;
                row[4][x] = va * vb;
            }
            double[][] out = ring[y % WINDOW];
            for (int m = 0; m < MOMENTS; m++) {
                weigh(row[m], out[m], columns);
            }
        }

        private static void weigh(double[] in, double[] out, int columns) {
            Arrays.fill(out, 0);
            for (int k = 0; k < WINDOW; k++) {
                double weight = KERNEL[k];
                for (int x = 0; x < columns; x++) {
                    out[x] += weight * in[x + k];
                }
            }
        }

        private void filterDown(int y, double[][] into) {
            for (int m = 0; m < MOMENTS; m++) {
                double[] out = into[m];
                Arrays.fill(out, 0);
                for (int k = 0; k < WINDOW; k++) {
                    double weight = KERNEL[k];
                    double[] in = ring[(y + k) % WINDOW][m];
                    for (int x = 0; x < columns; x++) {
                        out[x] += weight * in[x];
                    }
                }
            }
        }
    }
}
