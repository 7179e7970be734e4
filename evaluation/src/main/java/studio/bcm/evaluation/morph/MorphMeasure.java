package studio.bcm.evaluation.morph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import studio.bcm.image.Pixels;

/** Figures of the frames between two photos. */
public final class MorphMeasure {
    private static final int PATCH = 8;
    private static final double HIGH_PASS = 3;
    private static final double LEAST_DETAIL = 4e-5;
    private static final double UNLIKE = 0.5;
    private static final double EXPLAINED = 0.8;
    private static final double LEAST_WEIGHT = 0.25;

    private MorphMeasure() {
    }

    /**
     * Ghosts in a frame.
     *
     * @param patches patches of 8×8 that are detailed in both aligned photos and unlike there
     * @param ghosts  those that are a mixture of both
     */
    public record Ghosts(int patches, int ghosts) {
        public double share() {
            return patches == 0 ? 0 : (double) ghosts / patches;
        }
    }

    /**
     * Counts patches of high-passed luma (σ 3) that are detailed in both aligned photos (mean square above 4e-5 on 0…1) and
     * unlike there (correlation below 0.5), and of these the ones that a least-squares mix of the two explains with R² above
     * 0.8 and both weights between 0.25 and 0.75.
     *
     * @param a     the first photo in the shape of the frame
     * @param b     the second
     * @param frame made of both
     */
    public static Ghosts ghosts(Pixels a, Pixels b, Pixels frame) {
        double[] ofA = highPassed(a);
        double[] ofB = highPassed(b);
        double[] ofFrame = highPassed(frame);
        int patches = 0;
        int ghosts = 0;
        for (int y = 0; y + PATCH <= frame.height(); y += PATCH) {
            for (int x = 0; x + PATCH <= frame.width(); x += PATCH) {
                Sums s = new Sums();
                for (int j = y; j < y + PATCH; j++) {
                    for (int i = x; i < x + PATCH; i++) {
                        int k = j * frame.width() + i;
                        s.add(ofA[k], ofB[k], ofFrame[k]);
                    }
                }
                if (s.detailed() && s.correlation() < UNLIKE) {
                    patches++;
                    ghosts += s.isMixture() ? 1 : 0;
                }
            }
        }
        return new Ghosts(patches, ghosts);
    }

    /** Sums over a patch. */
    private static final class Sums {
        private static final int N = PATCH * PATCH;
        private double a;
        private double b;
        private double aa;
        private double bb;
        private double ab;
        private double af;
        private double bf;
        private double ff;

        void add(double ofA, double ofB, double ofFrame) {
            a += ofA;
            b += ofB;
            aa += ofA * ofA;
            bb += ofB * ofB;
            ab += ofA * ofB;
            af += ofA * ofFrame;
            bf += ofB * ofFrame;
            ff += ofFrame * ofFrame;
        }

        boolean detailed() {
            return aa / N > LEAST_DETAIL && bb / N > LEAST_DETAIL;
        }

        double correlation() {
            return (ab - a * b / N) / Math.sqrt((aa - a * a / N) * (bb - b * b / N));
        }

        boolean isMixture() {
            double determinant = aa * bb - ab * ab;
            double ofA = (af * bb - bf * ab) / determinant;
            double ofB = (bf * aa - af * ab) / determinant;
            double rest = ff - 2 * (ofA * af + ofB * bf) + ofA * ofA * aa + ofB * ofB * bb + 2 * ofA * ofB * ab;
            return ff > 0 && 1 - rest / ff > EXPLAINED && Math.min(ofA, ofB) >= LEAST_WEIGHT && Math.max(ofA, ofB) <= 1 - LEAST_WEIGHT;
        }
    }

    /** Mean gradient magnitude of a frame's luma over the mean of that of both photos; 1 if all three are without any. */
    public static double gradientsKept(Pixels a, Pixels b, Pixels frame) {
        double ofPhotos = (gradient(a) + gradient(b)) / 2;
        double ofFrame = gradient(frame);
        return ofPhotos == 0 ? ofFrame == 0 ? 1 : Double.POSITIVE_INFINITY : ofFrame / ofPhotos;
    }

    private static double gradient(Pixels picture) {
        double[] luma = luma(picture);
        int width = picture.width();
        int height = picture.height();
        double sum = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double across = luma[y * width + Math.min(width - 1, x + 1)] - luma[y * width + Math.max(0, x - 1)];
                double down = luma[Math.min(height - 1, y + 1) * width + x] - luma[Math.max(0, y - 1) * width + x];
                sum += Math.hypot(across, down) / 2;
            }
        }
        return sum / luma.length;
    }

    /** Mean absolute differences between neighbouring frames: the largest over the median. */
    public static double unevenness(List<Pixels> frames) {
        List<Double> steps = new ArrayList<>();
        for (int k = 1; k < frames.size(); k++) {
            double sum = 0;
            for (int i = 0; i < frames.get(k).data().length; i++) {
                sum += Math.abs(frames.get(k).data()[i] - frames.get(k - 1).data()[i]);
            }
            steps.add(sum);
        }
        List<Double> sorted = steps.stream().sorted().toList();
        double median = (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
        return median == 0 ? 1 : sorted.getLast() / median;
    }

    /** Values that differ. */
    public static long differing(Pixels a, Pixels b) {
        long count = 0;
        for (int i = 0; i < a.data().length; i++) {
            count += a.data()[i] == b.data()[i] ? 0 : 1;
        }
        return count;
    }

    /** In 0…1, by BT.601. */
    private static double[] luma(Pixels picture) {
        int n = picture.width() * picture.height();
        double[] luma = new double[n];
        for (int i = 0; i < n; i++) {
            luma[i] = (0.299 * picture.data()[i] + 0.587 * picture.data()[n + i] + 0.114 * picture.data()[2 * n + i] + 1) / 2;
        }
        return luma;
    }

    private static double[] highPassed(Pixels picture) {
        double[] luma = luma(picture);
        double[] low = blurred(blurred(luma, picture.width(), picture.height()), picture.height(), picture.width());
        for (int i = 0; i < luma.length; i++) {
            luma[i] -= low[i];
        }
        return luma;
    }

    /** Gaussian along rows, with the result turned over, so that two calls blur in both directions. */
    private static double[] blurred(double[] values, int width, int height) {
        int radius = (int) Math.ceil(3 * HIGH_PASS);
        double[] kernel = new double[2 * radius + 1];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = Math.exp(-0.5 * (i - radius) * (i - radius) / (HIGH_PASS * HIGH_PASS));
        }
        double sum = Arrays.stream(kernel).sum();
        double[] result = new double[values.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double value = 0;
                for (int k = 0; k < kernel.length; k++) {
                    value += kernel[k] * values[y * width + Math.clamp(x + k - radius, 0, width - 1)];
                }
                result[x * height + y] = value / sum;
            }
        }
        return result;
    }
}
