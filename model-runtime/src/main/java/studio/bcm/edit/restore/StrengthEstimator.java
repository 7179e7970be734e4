package studio.bcm.edit.restore;

/**
 * Expected deviation of a JPEG from its original, from the quantisation steps of its file and the coefficients that it
 * kept. See {@link QuantisationLoss} for the model.
 */
final class StrengthEstimator {
    private static final float HALF_RANGE = 127.5f;
    private static final float[] BASIS = basis();
    /** Share of the colour beyond the sampled frequencies that counts: upsampling brings some of it back. */
    private static final double BEYOND_SHARE = 1.0;

    private final Quantisation file;
    private final QuantisationLoss[] losses;

    StrengthEstimator(Quantisation file) {
        this.file = file;
        this.losses = new QuantisationLoss[file.steps().length];
        for (int p = 0; p < losses.length; p++) {
            losses[p] = new QuantisationLoss(file.steps()[p]);
        }
    }

    /**
     * Root mean squared deviation from the original, in units of the −1…1 range.
     *
     * @param x      planar RGB of a rectangle whose upper left corner lies at multiples of 16 in the picture
     * @param offset of its first value
     */
    float deviation(float[] x, int offset, int height, int width) {
        int plane = height * width;
        if (file.isRgb()) {
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                float[] values = new float[plane];
                for (int i = 0; i < plane; i++) {
                    values[i] = HALF_RANGE * x[offset + c * plane + i];
                }
                sum += error(values, height, width, file.gridX() & 7, file.gridY() & 7, losses[c], 1, 1);
            }
            return (float) (Math.sqrt(sum / 3) / HALF_RANGE);
        }
        float[] luma = new float[plane];
        for (int i = 0; i < plane; i++) {
            luma[i] = HALF_RANGE * (0.299f * x[offset + i] + 0.587f * x[offset + plane + i] + 0.114f * x[offset + 2 * plane + i]);
        }
        double lumaError = error(luma, height, width, file.gridX() & 7, file.gridY() & 7, losses[0], 1, 1);
        if (file.steps().length == 1) {
            return (float) (Math.sqrt(lumaError) / HALF_RANGE);
        }
        double blueError = chromaError(x, offset, height, width, luma, 2, 1 / 1.772f, losses[1]);
        double redError = chromaError(x, offset, height, width, luma, 0, 1 / 1.402f, losses[2]);
        // Mean over R, G and B of the squared columns of the Y'CbCr → RGB matrix (ITU-T T.871).
        double blueGain = (0.344136 * 0.344136 + 1.772 * 1.772) / 3;
        double redGain = (1.402 * 1.402 + 0.714136 * 0.714136) / 3;
        return (float) (Math.sqrt(lumaError + blueGain * blueError + redGain * redError) / HALF_RANGE);
    }

    private double chromaError(float[] x, int offset, int height, int width, float[] luma, int channel, float scale, QuantisationLoss loss) {
        int h = file.horizontal();
        int v = file.vertical();
        int left = file.gridX() % h;
        int top = file.gridY() % v;
        int rows = (height - top) / v;
        int columns = (width - left) / h;
        float[] chroma = new float[rows * columns];
        for (int j = 0; j < rows; j++) {
            for (int i = 0; i < columns; i++) {
                float sum = 0;
                for (int b = 0; b < v; b++) {
                    for (int a = 0; a < h; a++) {
                        int at = (top + j * v + b) * width + left + i * h + a;
                        sum += (HALF_RANGE * x[offset + channel * height * width + at] - luma[at]) * scale;
                    }
                }
                chroma[j * columns + i] = sum / (h * v);
            }
        }
        return error(chroma, rows, columns, file.gridX() / h & 7, file.gridY() / v & 7, loss, h, v);
    }

    private static double error(float[] plane, int height, int width, int left, int top, QuantisationLoss loss, int horizontal,
            int vertical) {
        int across = Math.max(0, (width - left) / 8);
        int down = Math.max(0, (height - top) / 8);
        if (across == 0 || down == 0) {
            return 0;
        }
        float[] blocks = new float[64 * across * down];
        for (int j = 0; j < down; j++) {
            for (int i = 0; i < across; i++) {
                transform(plane, (top + 8 * j) * width + left + 8 * i, width, blocks, 64 * (j * across + i));
            }
        }
        QuantisationLoss.Loss lost = loss.of(blocks, horizontal, vertical);
        return lost.inBand() + BEYOND_SHARE * lost.beyond();
    }

    private static void transform(float[] plane, int start, int stride, float[] into, int offset) {
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
                into[offset + 8 * v + u] = sum;
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
