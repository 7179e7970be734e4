package studio.bcm.edit.morph;

import java.util.Arrays;

/**
 * When each place of the halfway frame changes from A to B, where the aligned photos differ too much to be mixed. One front
 * passes over the frame, so that a frame is made of few large parts: what is above, and so mostly farther away, changes first;
 * what carries more structure or is darker in A, and so mostly stands in front, changes later. The front is smooth, all the
 * more where the photos differ much, so that it does not cut up what stands out. It passes so that equally much changes at any
 * moment.
 */
final class ChangeTimes {
    /** Reach of the comparison of structure and of brightness, in shares of the short side. */
    private static final double REGION = 0.12;
    /** Reach of the smoothing where the photos differ as much as they do on the whole, in shares of the short side. */
    private static final double SMOOTH = 0.25;
    /** Smoothing where they do not differ at all, beside that. */
    private static final float LEAST_SMOOTH = 0.05f;
    /** What decides: height in the frame, structure, brightness. */
    private static final float HEIGHT = 0.5f;
    private static final float STRUCTURE = 0.3f;
    private static final float BRIGHTNESS = 0.2f;
    /** Weight of differences that are hardly there, which gives smooth places a share of the time as well. */
    private static final float LEAST_DIFFERENCE = 0.02f;
    private static final float LEAST_STRUCTURE = 2e-4f;
    private static final int COARSEST = 12;
    private static final int ITERATIONS = 40;

    private ChangeTimes() {
    }

    /**
     * Times for two photos that were brought to the halfway frame.
     *
     * @param a red, green and blue, −1…1
     * @return 0 for what changes first to 1 for what changes last
     */
    static Plane of(Plane[] a, Plane[] b) {
        int width = a[0].width();
        int height = a[0].height();
        double side = Math.min(width, height);
        double reach = Math.max(1, REGION * side);
        Plane ofA = structure(a).blurred(reach);
        Plane ofB = structure(b).blurred(reach);
        Plane difference = Plane.blank(width, height);
        Plane brightness = Plane.blank(width, height);
        Plane lead = Plane.blank(width, height);
        for (int i = 0; i < lead.data().length; i++) {
            float sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += Math.abs(a[c].data()[i] - b[c].data()[i]);
            }
            difference.data()[i] = LEAST_DIFFERENCE + sum / 3;
            brightness.data()[i] = b[1].data()[i] - a[1].data()[i];
            lead.data()[i] = (float) Math.log((ofA.data()[i] + LEAST_STRUCTURE) / (ofB.data()[i] + LEAST_STRUCTURE));
        }
        Plane even = Plane.blank(width, height);
        Arrays.fill(even.data(), 1);
        Plane structured = spread(lead, even);
        Plane dark = spread(brightness.blurred(reach), even);
        Plane wanted = Plane.blank(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                wanted.data()[i] = HEIGHT * (y + 0.5f) / height + STRUCTURE * structured.data()[i]
                        + BRIGHTNESS * dark.data()[i];
            }
        }
        return spread(smoothed(wanted, stiffness(difference, side)), difference);
    }

    /** How much neighbouring places want to change together: squared reach of the smoothing, in pixels. */
    private static Plane stiffness(Plane difference, double side) {
        Plane wide = difference.blurred(0.01 * side);
        double mean = 0;
        for (float value : wide.data()) {
            mean += (double) value * value / wide.data().length;
        }
        double length = SMOOTH * side;
        Plane stiffness = Plane.blank(wide.width(), wide.height());
        for (int i = 0; i < wide.data().length; i++) {
            float value = wide.data()[i];
            stiffness.data()[i] = (float) (length * length * (LEAST_SMOOTH + value * value / mean));
        }
        return stiffness;
    }

    /** The plane t with the least ∑(t−wanted)² + ∑stiffness·|∇t|², by conjugate gradients from a smaller one. */
    private static Plane smoothed(Plane wanted, Plane stiffness) {
        int width = wanted.width();
        int height = wanted.height();
        Plane start = wanted;
        if (Math.min(width, height) >= 2 * COARSEST) {
            Plane smaller = BandPyramid.halved(stiffness);
            for (int i = 0; i < smaller.data().length; i++) {
                // Pixels are twice as large there.
                smaller.data()[i] /= 4;
            }
            start = BandPyramid.doubled(smoothed(BandPyramid.halved(wanted), smaller), width, height);
        }
        int n = width * height;
        float[] t = start.data().clone();
        float[] residual = new float[n];
        float[] diagonal = new float[n];
        product(t, stiffness, residual, diagonal);
        float[] direction = new float[n];
        double before = 0;
        for (int i = 0; i < n; i++) {
            residual[i] = wanted.data()[i] - residual[i];
            direction[i] = residual[i] / diagonal[i];
            before += residual[i] * direction[i];
        }
        float[] image = new float[n];
        double enough = 1e-10 * n;
        for (int k = 0; k < ITERATIONS && before > enough; k++) {
            product(direction, stiffness, image, null);
            double along = 0;
            for (int i = 0; i < n; i++) {
                along += direction[i] * image[i];
            }
            float step = (float) (before / along);
            double after = 0;
            for (int i = 0; i < n; i++) {
                t[i] += step * direction[i];
                residual[i] -= step * image[i];
                after += residual[i] * residual[i] / diagonal[i];
            }
            float turn = (float) (after / before);
            for (int i = 0; i < n; i++) {
                direction[i] = residual[i] / diagonal[i] + turn * direction[i];
            }
            before = after;
        }
        return new Plane(width, height, t);
    }

    /** The matrix of that sum, times a plane; and its diagonal, unless null. */
    private static void product(float[] t, Plane stiffness, float[] result, float[] diagonal) {
        int width = stiffness.width();
        int height = stiffness.height();
        Rows.run(height, 4 * width, (from, to) -> {
            for (int y = from; y < to; y++) {
                for (int x = 0; x < width; x++) {
                    int i = y * width + x;
                    float here = stiffness.data()[i];
                    float sum = 0;
                    float weights = 0;
                    for (int k = 0; k < 4; k++) {
                        int nx = x + (k == 0 ? -1 : k == 1 ? 1 : 0);
                        int ny = y + (k == 2 ? -1 : k == 3 ? 1 : 0);
                        if (nx >= 0 && nx < width && ny >= 0 && ny < height) {
                            int j = ny * width + nx;
                            float weight = (here + stiffness.data()[j]) / 2;
                            sum += weight * (t[i] - t[j]);
                            weights += weight;
                        }
                    }
                    result[i] = t[i] + sum;
                    if (diagonal != null) {
                        diagonal[i] = 1 + weights;
                    }
                }
            }
        });
    }

    /** Squared gradient of luma. */
    private static Plane structure(Plane[] rgb) {
        Plane luma = WorkingCopy.channels(rgb).getFirst();
        int width = luma.width();
        int height = luma.height();
        Plane result = Plane.blank(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float across = luma.at(Math.min(width - 1, x + 1), y) - luma.at(Math.max(0, x - 1), y);
                float down = luma.at(x, Math.min(height - 1, y + 1)) - luma.at(x, Math.max(0, y - 1));
                result.data()[y * width + x] = (across * across + down * down) / 4;
            }
        }
        return result;
    }

    /** Replaces values by their rank, so that equal weight lies between equal steps. */
    static Plane spread(Plane values, Plane weights) {
        int n = values.data().length;
        long[] order = new long[n];
        for (int i = 0; i < n; i++) {
            int bits = Float.floatToIntBits(values.data()[i]);
            // Ordered as integers as the floats are.
            int ordered = bits ^ (bits >> 31 & 0x7fffffff);
            order[i] = (long) ordered << 32 | i;
        }
        Arrays.sort(order);
        double total = 0;
        for (float weight : weights.data()) {
            total += weight;
        }
        Plane ranks = Plane.blank(values.width(), values.height());
        double before = 0;
        for (int from = 0; from < n;) {
            int to = from;
            double here = 0;
            while (to < n && order[to] >> 32 == order[from] >> 32) {
                here += weights.data()[(int) order[to]];
                to++;
            }
            for (int k = from; k < to; k++) {
                ranks.data()[(int) order[k]] = (float) ((before + here / 2) / total);
            }
            before += here;
            from = to;
        }
        return ranks;
    }
}
