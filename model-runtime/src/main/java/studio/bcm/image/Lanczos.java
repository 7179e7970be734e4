package studio.bcm.image;

/** Resampling with a three-lobed Lanczos window, widened when the picture gets smaller so that nothing aliases. */
public final class Lanczos {
    private static final int LOBES = 3;

    private Lanczos() {
    }

    /**
     * Resamples a part of a picture.
     *
     * @param left       of the part, in pixels of the source; need not be whole, nor the part lie within the picture
     * @param top        of the part
     * @param partWidth  of the part
     * @param partHeight of the part
     * @param width      columns wanted
     * @param height     rows wanted
     */
    public static Pixels resample(PixelSource source, double left, double top, double partWidth, double partHeight, int width,
            int height) {
        Taps across = new Taps(left, partWidth, width);
        Taps down = new Taps(top, partHeight, height);
        Pixels result = Pixels.blank(width, height);
        int rows = down.last - down.first;
        int columns = across.last - across.first;
        float[] row = new float[3 * columns];
        float[] narrow = new float[Math.multiplyExact(3, Math.multiplyExact(rows, width))];
        for (int j = 0; j < rows; j++) {
            source.read(across.first, down.first + j, columns, 1, row, 0);
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < width; i++) {
                    float sum = 0;
                    int from = c * columns + across.starts[i] - across.first;
                    for (float weight : across.weights[i]) {
                        sum += weight * row[from++];
                    }
                    narrow[(c * rows + j) * width + i] = sum;
                }
            }
        }
        for (int c = 0; c < 3; c++) {
            for (int j = 0; j < height; j++) {
                int to = (c * height + j) * width;
                int from = (c * rows + down.starts[j] - down.first) * width;
                for (float weight : down.weights[j]) {
                    for (int i = 0; i < width; i++) {
                        result.data()[to + i] += weight * narrow[from + i];
                    }
                    from += width;
                }
            }
        }
        return result;
    }

    /** The weights of one direction. */
    private static final class Taps {
        final int[] starts;
        final float[][] weights;
        final int first;
        final int last;

        Taps(double from, double length, int count) {
            double scale = length / count;
            double widening = Math.max(1, scale);
            starts = new int[count];
            weights = new float[count][];
            int least = Integer.MAX_VALUE;
            int greatest = Integer.MIN_VALUE;
            for (int i = 0; i < count; i++) {
                double centre = from + (i + 0.5) * scale - 0.5;
                int start = (int) Math.ceil(centre - LOBES * widening);
                int end = (int) Math.floor(centre + LOBES * widening) + 1;
                float[] taps = new float[end - start];
                double sum = 0;
                for (int k = 0; k < taps.length; k++) {
                    double value = kernel((start + k - centre) / widening);
                    taps[k] = (float) value;
                    sum += value;
                }
                for (int k = 0; k < taps.length; k++) {
                    taps[k] /= (float) sum;
                }
                starts[i] = start;
                weights[i] = taps;
                least = Math.min(least, start);
                greatest = Math.max(greatest, end);
            }
            first = least;
            last = greatest;
        }

        private static double kernel(double x) {
            double a = Math.abs(x);
            if (a < 1e-9) {
                return 1;
            }
            if (a >= LOBES) {
                return 0;
            }
            double p = Math.PI * a;
            return LOBES * Math.sin(p) * Math.sin(p / LOBES) / (p * p);
        }
    }
}
