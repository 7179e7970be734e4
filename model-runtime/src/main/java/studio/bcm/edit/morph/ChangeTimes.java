package studio.bcm.edit.morph;

import java.util.Arrays;

/**
 * When each place of the halfway frame changes from A to B, where the aligned photos differ too much to be mixed: late where
 * A carries more structure than B or is darker, early where B does or is brighter. Times are spread so that equally much changes at any moment, and run
 * on smoothly, so that what changes is a front that passes and no flicker of spots. How much structure counts is chosen so that the middle of the morph is as rich as the photos, and no
 * richer: a choice of what is most structured everywhere would be restless.
 */
final class ChangeTimes {
    /** Reach of the comparison of structure, in shares of the short side. */
    private static final double REGION = 0.08;
    /** Weight of differences that are hardly there, which gives smooth places a share of the time as well. */
    private static final float LEAST_DIFFERENCE = 0.02f;
    /** Weights of structure beside brightness, of which the one is taken that keeps as much of the gradients as the photos have. */
    private static final float[] WEIGHTS = {1, 0.75f, 0.5f, 0.25f, 0, -0.25f, -0.5f};
    private static final float LEAST_STRUCTURE = 2e-4f;

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
        double reach = Math.max(1, REGION * Math.min(width, height));
        Plane gradientsA = structure(a);
        Plane gradientsB = structure(b);
        Plane ofA = gradientsA.blurred(reach);
        Plane ofB = gradientsB.blurred(reach);
        Plane difference = Plane.blank(width, height);
        Plane brightness = Plane.blank(width, height);
        Plane lead = Plane.blank(width, height);
        for (int i = 0; i < lead.data().length; i++) {
            float sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += Math.abs(a[c].data()[i] - b[c].data()[i]);
            }
            difference.data()[i] = LEAST_DIFFERENCE + sum / 3;
            brightness.data()[i] = a[1].data()[i] - b[1].data()[i];
            lead.data()[i] = (float) Math.log((ofA.data()[i] + LEAST_STRUCTURE) / (ofB.data()[i] + LEAST_STRUCTURE));
        }
        Plane even = Plane.blank(width, height);
        Arrays.fill(even.data(), 1);
        Plane structured = spread(lead.blurred(reach / 2), even);
        Plane bright = spread(brightness.blurred(reach), even);
        Plane best = null;
        double least = Double.MAX_VALUE;
        for (float weight : WEIGHTS) {
            Plane mixed = Plane.blank(width, height);
            for (int i = 0; i < mixed.data().length; i++) {
                mixed.data()[i] = weight * structured.data()[i] + (1 - Math.abs(weight)) * bright.data()[i];
            }
            Plane times = spread(mixed, difference);
            double off = Math.abs(Math.log(kept(times, gradientsA, gradientsB)));
            if (off < least) {
                least = off;
                best = times;
            }
        }
        return best;
    }

    /** Gradients of what is chosen in the middle of the morph over the mean of those of both photos. */
    private static double kept(Plane times, Plane gradientsA, Plane gradientsB) {
        double chosen = 1e-6;
        double both = 1e-6;
        for (int i = 0; i < times.data().length; i++) {
            double ofA = Math.sqrt(gradientsA.data()[i]);
            double ofB = Math.sqrt(gradientsB.data()[i]);
            chosen += times.data()[i] > 0.5f ? ofA : ofB;
            both += (ofA + ofB) / 2;
        }
        return chosen / both;
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
