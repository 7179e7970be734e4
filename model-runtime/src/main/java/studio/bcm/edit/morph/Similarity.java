package studio.bcm.edit.morph;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How unlike two photos are along a displacement, and how that changes with it: one minus the structural part of SSIM (Wang
 * et al. 2004) in windows of 5×5, |covariance| over the mean variance, as a mean over luma and both colour differences. The
 * absolute value makes an outline an outline, whichever side of it is the brighter one (Liao et al. 2014).
 *
 * <p>Bands of rows are worked on from end to end by one thread each, so that all that belongs to a band stays in its cache.
 */
final class Similarity {
    /** Steadies windows with little in them, for values 0…1; less for colours, which vary less. */
    private static final float[] STEADY = {0.00054f, 0.00018f, 0.00018f};
    /** What a place costs that one of the photos does not reach. */
    private static final float OUTSIDE = 0.4f;
    private static final int RADIUS = 2;
    private static final int BAND = 32;

    private final LevelPicture a;
    private final LevelPicture b;
    private final int width;
    private final int height;

    Similarity(LevelPicture a, LevelPicture b) {
        this.a = a;
        this.b = b;
        width = a.width;
        height = a.height;
    }

    /** Gives or takes a value of two parts for the pixels of some rows. */
    @FunctionalInterface
    interface RowValues {
        /**
         * @param from first row
         * @param to   the row after the last
         * @param x    horizontal parts, row-major from the first row on
         */
        void rows(int from, int to, float[] x, float[] y);
    }

    /**
     * Measures unlikeness, with A seen at p−v and B at p+v.
     *
     * @param displacement writes v, in pixels; called by several threads
     * @param gradient     takes the derivative of the sum by v, unless null; called by several threads
     * @return sum over all pixels
     */
    double measure(RowValues displacement, @Nullable RowValues gradient) {
        int bands = Math.ceilDiv(height, BAND);
        double[] sums = new double[bands];
        IntStream.range(0, bands).parallel().forEach(band ->
                sums[band] = new Band(band * BAND, Math.min(height, (band + 1) * BAND)).measure(displacement, gradient, null));
        return Arrays.stream(sums).sum();
    }

    /** The unlikeness of each pixel. */
    float[] each(RowValues displacement) {
        float[] unlike = new float[width * height];
        new Band(0, height).measure(displacement, null, unlike);
        return unlike;
    }

    /** Rows with those beside them that their windows reach. */
    private final class Band {
        private final int from;
        private final int to;
        /** Rows that the photos are read at. */
        private final int outerFrom;
        private final int outerTo;
        /** Rows that windows are taken around. */
        private final int innerFrom;
        private final int innerTo;
        private final float[][] scratch;

        Band(int from, int to) {
            this.from = from;
            this.to = to;
            outerFrom = Math.max(0, from - 2 * RADIUS);
            outerTo = Math.min(height, to + 2 * RADIUS);
            innerFrom = Math.max(0, from - RADIUS);
            innerTo = Math.min(height, to + RADIUS);
            scratch = new float[14][width * (outerTo - outerFrom)];
        }

        double measure(RowValues displacement, RowValues gradient, float[] unlike) {
            int n = width * (outerTo - outerFrom);
            float[] vx = new float[n];
            float[] vy = new float[n];
            displacement.rows(outerFrom, outerTo, vx, vy);
            int channels = a.channels;
            int stride = 3 * channels;
            float[] ofA = new float[n * stride];
            float[] ofB = new float[n * stride];
            float[] inside = new float[n];
            for (int i = 0; i < n; i++) {
                int x = i % width;
                int y = outerFrom + i / width;
                float xa = x - vx[i];
                float ya = y - vy[i];
                float xb = x + vx[i];
                float yb = y + vy[i];
                a.sample(xa, ya, ofA, i * stride);
                b.sample(xb, yb, ofB, i * stride);
                boolean in = Math.min(Math.min(xa, ya), Math.min(xb, yb)) >= -0.5f
                        && Math.max(xa, xb) <= width - 0.5f && Math.max(ya, yb) <= height - 0.5f;
                inside[i] = in ? 1 : 0;
            }
            float[] gx = new float[width * (to - from)];
            float[] gy = new float[width * (to - from)];
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += channel(c, stride, ofA, ofB, inside, gradient == null ? null : gx, gy, unlike);
            }
            for (int i = (from - outerFrom) * width; i < (to - outerFrom) * width; i++) {
                sum += OUTSIDE * (1 - inside[i]);
            }
            if (gradient != null) {
                gradient.rows(from, to, gx, gy);
            }
            return sum;
        }

        private double channel(int c, int stride, float[] ofA, float[] ofB, float[] inside, float[] gx, float[] gy, float[] unlike) {
            float weight = 1f / (stride / 3);
            float steady = STEADY[c];
            float[] i0 = scratch[0];
            float[] i1 = scratch[1];
            float[] m0 = scratch[2];
            float[] m1 = scratch[3];
            float[] v0 = scratch[4];
            float[] v1 = scratch[5];
            float[] both = scratch[6];
            for (int i = 0; i < i0.length; i++) {
                float p = ofA[i * stride + 3 * c];
                float q = ofB[i * stride + 3 * c];
                i0[i] = p;
                i1[i] = q;
                v0[i] = p * p;
                v1[i] = q * q;
                both[i] = p * q;
            }
            System.arraycopy(i0, 0, m0, 0, i0.length);
            System.arraycopy(i1, 0, m1, 0, i1.length);
            for (float[] plane : new float[][] {m0, m1, v0, v1, both}) {
                box(plane, outerFrom, outerTo, innerFrom, innerTo);
            }
            float[] s = scratch[7];
            float[] sm0 = scratch[8];
            float[] sm1 = scratch[9];
            float[] f = scratch[10];
            float[] fm0 = scratch[11];
            float[] fm1 = scratch[12];
            double sum = 0;
            int skip = (innerFrom - outerFrom) * width;
            int own = (from - innerFrom) * width;
            int end = (to - innerFrom) * width;
            for (int i = 0; i < (innerTo - innerFrom) * width; i++) {
                float covariance = both[i] - m0[i] * m1[i];
                float spread = 1 / (Math.max(0, v0[i] - m0[i] * m0[i]) + Math.max(0, v1[i] - m1[i] * m1[i]) + steady);
                float like = (2 * Math.abs(covariance) + steady) * spread;
                float share = weight * inside[skip + i];
                if (i >= own && i < end) {
                    sum += share * (1 - like);
                    if (unlike != null) {
                        unlike[i] += weight * (1 - like);
                    }
                }
                float sign = share * Math.copySign(spread, covariance);
                float with = share * like * spread;
                s[i] = sign;
                sm0[i] = sign * m0[i];
                sm1[i] = sign * m1[i];
                f[i] = with;
                fm0[i] = with * m0[i];
                fm1[i] = with * m1[i];
            }
            if (gx == null) {
                return sum;
            }
            for (float[] plane : new float[][] {s, sm0, sm1, f, fm0, fm1}) {
                box(plane, innerFrom, innerTo, from, to);
            }
            int before = (from - outerFrom) * width;
            for (int i = 0; i < gx.length; i++) {
                int k = before + i;
                float by0 = -2 * (i1[k] * s[i] - sm1[i] - i0[k] * f[i] + fm0[i]);
                float by1 = -2 * (i0[k] * s[i] - sm0[i] - i1[k] * f[i] + fm1[i]);
                int at = k * stride + 3 * c;
                gx[i] += by1 * ofB[at + 1] - by0 * ofA[at + 1];
                gy[i] += by1 * ofB[at + 2] - by0 * ofA[at + 2];
            }
            return sum;
        }

        /** Mean over 5×5, in place, with the border values going on outside: of the rows had, those wanted. */
        private void box(float[] plane, int haveFrom, int haveTo, int wantFrom, int wantTo) {
            float[] sums = scratch[13];
            float[] row = new float[width + 2 * RADIUS];
            for (int y = 0; y < haveTo - haveFrom; y++) {
                int at = y * width;
                System.arraycopy(plane, at, row, RADIUS, width);
                row[0] = row[2];
                row[1] = row[2];
                row[width + 2] = row[width + 1];
                row[width + 3] = row[width + 1];
                for (int x = 0; x < width; x++) {
                    sums[at + x] = row[x] + row[x + 1] + row[x + 2] + row[x + 3] + row[x + 4];
                }
            }
            for (int y = wantFrom; y < wantTo; y++) {
                int r0 = (Math.max(0, y - 2) - haveFrom) * width;
                int r1 = (Math.max(0, y - 1) - haveFrom) * width;
                int r2 = (y - haveFrom) * width;
                int r3 = (Math.min(height - 1, y + 1) - haveFrom) * width;
                int r4 = (Math.min(height - 1, y + 2) - haveFrom) * width;
                int out = (y - wantFrom) * width;
                for (int x = 0; x < width; x++) {
                    plane[out + x] = (sums[r0 + x] + sums[r1 + x] + sums[r2 + x] + sums[r3 + x] + sums[r4 + x]) * 0.04f;
                }
            }
        }
    }
}
