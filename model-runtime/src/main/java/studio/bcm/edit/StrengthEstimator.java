package studio.bcm.edit;

/**
 * Expected deviation of a JPEG from its original, from the quantisation steps and the picture's own coefficients. A
 * coefficient that was kept lies evenly in its interval (q²/12); one that was rounded to zero follows what is left of a
 * Laplace distribution there, whose width is known from how many coefficients of that frequency were kept (Lam &amp;
 * Goodman, A mathematical analysis of the DCT coefficient distributions for images, 2000).
 */
final class StrengthEstimator {
    private static final float HALF_RANGE = 127.5f;
    private static final float[] BASIS = basis();

    private final Quantisation file;

    StrengthEstimator(Quantisation file) {
        this.file = file;
    }

    /**
     * Root mean squared deviation from the original, in units of the −1…1 range.
     *
     * @param x      planar RGB of a rectangle whose upper left corner lies at multiples of 16 in the picture
     * @param offset of its first value
     */
    float deviation(float[] x, int offset, int height, int width) {
        int plane = height * width;
        float[] luma = new float[plane];
        for (int i = 0; i < plane; i++) {
            luma[i] = HALF_RANGE * (0.299f * x[offset + i] + 0.587f * x[offset + plane + i] + 0.114f * x[offset + 2 * plane + i]);
        }
        double lumaError = error(luma, height, width, file.gridX() & 7, file.gridY() & 7, file.luma());
        if (file.chroma() == null) {
            return (float) (Math.sqrt(lumaError) / HALF_RANGE);
        }
        double blueError = chromaError(x, offset, height, width, luma, 2, 1 / 1.772f);
        double redError = chromaError(x, offset, height, width, luma, 0, 1 / 1.402f);
        // Mean over R, G and B of the squared rows of the Y'CbCr → RGB matrix (ITU-T T.871).
        double blueGain = (0.344136 * 0.344136 + 1.772 * 1.772) / 3;
        double redGain = (1.402 * 1.402 + 0.714136 * 0.714136) / 3;
        return (float) (Math.sqrt(lumaError + blueGain * blueError + redGain * redError) / HALF_RANGE);
    }

    private double chromaError(float[] x, int offset, int height, int width, float[] luma, int channel, float scale) {
        int h = file.horizontal();
        int v = file.vertical();
        int rows = height / v;
        int columns = width / h;
        float[] chroma = new float[rows * columns];
        for (int j = 0; j < rows; j++) {
            for (int i = 0; i < columns; i++) {
                float sum = 0;
                for (int b = 0; b < v; b++) {
                    for (int a = 0; a < h; a++) {
                        int at = (j * v + b) * width + i * h + a;
                        sum += (HALF_RANGE * x[offset + channel * height * width + at] - luma[at]) * scale;
                    }
                }
                chroma[j * columns + i] = sum / (h * v);
            }
        }
        return error(chroma, rows, columns, file.gridX() / h & 7, file.gridY() / v & 7, file.chroma());
    }

    /** Expected mean squared error of a plane, in units of its values. */
    private static double error(float[] plane, int height, int width, int left, int top, int[] steps) {
        int across = (width - left) / 8;
        int down = (height - top) / 8;
        if (across < 1 || down < 1) {
            double sum = 0;
            for (int step : steps) {
                sum += step * step / 12.0;
            }
            return sum / 64;
        }
        int[] kept = new int[64];
        float[] coefficients = new float[64];
        for (int j = 0; j < down; j++) {
            for (int i = 0; i < across; i++) {
                transform(plane, (top + 8 * j) * width + left + 8 * i, width, coefficients);
                for (int k = 0; k < 64; k++) {
                    if (Math.abs(coefficients[k]) > 0.5f * steps[k]) {
                        kept[k]++;
                    }
                }
            }
        }
        double blocks = (double) across * down;
        double sum = 0;
        for (int k = 0; k < 64; k++) {
            double evenly = steps[k] * (double) steps[k] / 12;
            if (k == 0) {
                sum += evenly;
                continue;
            }
            double share = Math.min(1, (kept[k] + 0.5) / (blocks + 1));
            sum += share * evenly + (1 - share) * zeroed(steps[k] / 2.0, share);
        }
        return sum / 64;
    }

    /** Variance of a Laplace variable within ±h, when it lies outside with the given probability. */
    static double zeroed(double h, double outside) {
        double b = h / -Math.log(outside);
        double inside = 1 - outside;
        return inside < 1e-6 ? h * h / 3 : (2 * b * b - outside * (h * h + 2 * h * b + 2 * b * b)) / inside;
    }

    private static void transform(float[] plane, int start, int stride, float[] into) {
        float[] rows = new float[64];
        for (int j = 0; j < 8; j++) {
            for (int u = 0; u < 8; u++) {
                float sum = 0;
                for (int i = 0; i < 8; i++) {
                    sum += BASIS[8 * u + i] * plane[start + j * stride + i];
                }
                rows[8 * j + u] = sum;
            }
        }
        for (int v = 0; v < 8; v++) {
            for (int u = 0; u < 8; u++) {
                float sum = 0;
                for (int j = 0; j < 8; j++) {
                    sum += BASIS[8 * v + j] * rows[8 * j + u];
                }
                into[8 * v + u] = sum;
            }
        }
    }

    private static float[] basis() {
        float[] basis = new float[64];
        for (int u = 0; u < 8; u++) {
            for (int i = 0; i < 8; i++) {
                basis[8 * u + i] = (float) (u == 0 ? Math.sqrt(0.125) : 0.5 * Math.cos(Math.PI * (2 * i + 1) * u / 16));
            }
        }
        return basis;
    }
}
