package studio.bcm.image;

import java.util.Arrays;

/**
 * Which pixels of a row, and with which weights, make each pixel of a resampled one. Where the result has fewer pixels the kernel is
 * widened, so that nothing aliases.
 */
public final class Taps {
    private final int[] starts;
    private final float[][] weights;
    private final int first;
    private final int last;

    /**
     * @param from   left border of the result, in pixels of the source; need not be whole
     * @param step   pixels of the source for each of the result
     * @param count  pixels of the result
     * @param kernel to weigh with
     */
    public Taps(double from, double step, int count, Kernel kernel) {
        double widening = Math.max(1, step);
        double reach = kernel.radius() * widening;
        starts = new int[count];
        weights = new float[count][];
        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            double centre = from + (i + 0.5) * step - 0.5;
            int start = (int) Math.ceil(centre - reach - 1e-9);
            int end = (int) Math.floor(centre + reach + 1e-9) + 1;
            double[] exact = new double[end - start];
            double sum = 0;
            for (int k = 0; k < exact.length; k++) {
                exact[k] = kernel.at(Math.min(kernel.radius(), Math.abs(start + k - centre) / widening));
                sum += exact[k];
            }
            weights[i] = new float[exact.length];
            for (int k = 0; k < exact.length; k++) {
                weights[i][k] = (float) (exact[k] / sum);
            }
            starts[i] = start;
            least = Math.min(least, start);
            greatest = Math.max(greatest, end);
        }
        first = least;
        last = greatest;
    }

    /** Least index of a source pixel; may be negative. */
    public int first() {
        return first;
    }

    /** Behind the greatest index of a source pixel. */
    public int last() {
        return last;
    }

    /** Pixels of the result. */
    public int count() {
        return starts.length;
    }

    /** Index of the first source pixel of one of the result. */
    int start(int i) {
        return starts[i];
    }

    /** Weights from there on, which sum to 1. */
    float[] weights(int i) {
        return weights[i];
    }

    /** The source pixels that are needed for pixels up to one of the result, exclusive of the last. */
    int endOf(int i) {
        return starts[i] + weights[i].length;
    }

    /** A whole picture in another size. */
    public static Pixels resample(PixelSource source, int width, int height, Kernel kernel) {
        Taps across = new Taps(0, (double) source.width() / width, width, kernel);
        Taps down = new Taps(0, (double) source.height() / height, height, kernel);
        int columns = across.last - across.first;
        int rows = down.last - down.first;
        float[] all = new float[Math.multiplyExact(3, Math.multiplyExact(columns, rows))];
        source.read(across.first, down.first, columns, rows, all, 0);
        Pixels result = Pixels.blank(width, height);
        resample(all, 0, 3, across, down, result.data(), 0);
        return result;
    }

    /**
     * Resamples planes.
     *
     * @param from   planes of {@code down}'s and {@code across}'s source pixels from {@link #first} to {@link #last}, row-major
     * @param offset of the first
     * @param planes number of them
     * @param into   receives planes of {@code down.count()} rows and {@code across.count()} columns
     * @param at     where in {@code into}
     */
    public static void resample(float[] from, int offset, int planes, Taps across, Taps down, float[] into, int at) {
        int columns = across.last - across.first;
        int rows = down.last - down.first;
        int width = across.count();
        float[] narrow = new float[Math.multiplyExact(rows, width)];
        for (int c = 0; c < planes; c++) {
            for (int j = 0; j < rows; j++) {
                across.row(from, offset + (c * rows + j) * columns, narrow, j * width);
            }
            down.columns(narrow, 0, width, into, at + c * down.count() * width);
        }
    }

    /**
     * Resamples all columns of a plane, given from row {@link #first} on.
     *
     * @param width of the plane
     */
    void columns(float[] from, int offset, int width, float[] into, int at) {
        for (int j = 0; j < starts.length; j++) {
            int to = at + j * width;
            Arrays.fill(into, to, to + width, 0);
            int source = offset + (starts[j] - first) * width;
            for (float weight : weights[j]) {
                for (int i = 0; i < width; i++) {
                    into[to + i] += weight * from[source + i];
                }
                source += width;
            }
        }
    }

    /** Resamples one row, given from {@link #first} on. */
    void row(float[] from, int offset, float[] into, int at) {
        for (int i = 0; i < starts.length; i++) {
            float sum = 0;
            int source = offset + starts[i] - first;
            for (float weight : weights[i]) {
                sum += weight * from[source++];
            }
            into[at + i] = sum;
        }
    }
}
