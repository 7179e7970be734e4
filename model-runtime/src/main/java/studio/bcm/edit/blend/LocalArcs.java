package studio.bcm.edit.blend;

import studio.bcm.image.Pixels;

/**
 * The ways from one octave of noise to another, measured in cells of {@value #CELL}×{@value #CELL} pixels and interpolated
 * between their centres. See {@link SphericalBlend}.
 */
final class LocalArcs {
    private static final int CELL = 8;
    private static final double NEARLY_PARALLEL = 1e-4;

    private final int width;
    private final int height;
    private final int columns;
    private final int rows;
    /** Factor on the start noise that comes nearest to the noise of the first picture, by cell. */
    private final double[] slopeA;
    private final double[] slopeB;
    /** Mean square of the start noise. */
    private final double[] startPower;
    /** Root mean square of what the start noise does not account for. */
    private final double[] restA;
    private final double[] restB;
    /** Between the rests, in radians. */
    private final double[] angle;

    LocalArcs(Pixels a, Pixels b, Pixels start) {
        width = a.width();
        height = a.height();
        columns = Math.ceilDiv(width, CELL);
        rows = Math.ceilDiv(height, CELL);
        double[] aa = products(a, a);
        double[] bb = products(b, b);
        double[] ab = products(a, b);
        double[] as = products(a, start);
        double[] bs = products(b, start);
        startPower = products(start, start);
        int n = columns * rows;
        slopeA = new double[n];
        slopeB = new double[n];
        restA = new double[n];
        restB = new double[n];
        angle = new double[n];
        for (int i = 0; i < n; i++) {
            slopeA[i] = startPower[i] == 0 ? 0 : as[i] / startPower[i];
            slopeB[i] = startPower[i] == 0 ? 0 : bs[i] / startPower[i];
            restA[i] = Math.sqrt(Math.max(0, aa[i] - slopeA[i] * as[i]));
            restB[i] = Math.sqrt(Math.max(0, bb[i] - slopeB[i] * bs[i]));
            double common = ab[i] - slopeA[i] * bs[i];
            double lengths = restA[i] * restB[i];
            angle[i] = lengths == 0 ? 0 : Math.acos(Math.clamp(common / lengths, -1, 1));
        }
    }

    /** The blend of what was measured, at a position 0…1. */
    Pixels blend(Pixels a, Pixels b, Pixels start, double position) {
        int n = columns * rows;
        float[] ofA = new float[n];
        float[] ofB = new float[n];
        float[] ofStart = new float[n];
        for (int i = 0; i < n; i++) {
            double rest = (1 - position) * restA[i] + position * restB[i];
            double slope = (1 - position) * slopeA[i] + position * slopeB[i];
            double weightA = weight(1 - position, angle[i], rest, restA[i]);
            double weightB = weight(position, angle[i], rest, restB[i]);
            double scale = scale(i, position, slope, rest);
            ofA[i] = (float) (scale * weightA);
            ofB[i] = (float) (scale * weightB);
            ofStart[i] = (float) (scale * (slope - weightA * slopeA[i] - weightB * slopeB[i]));
        }
        Pixels blend = Pixels.blank(width, height);
        for (int y = 0; y < height; y++) {
            double row = Math.clamp((y + 0.5) / CELL - 0.5, 0, rows - 1);
            int top = Math.min(rows - 1, (int) row);
            int below = Math.min(rows - 1, top + 1);
            float down = (float) (row - top);
            for (int x = 0; x < width; x++) {
                double column = Math.clamp((x + 0.5) / CELL - 0.5, 0, columns - 1);
                int left = Math.min(columns - 1, (int) column);
                int right = Math.min(columns - 1, left + 1);
                float across = (float) (column - left);
                int topLeft = top * columns + left;
                int topRight = top * columns + right;
                int belowLeft = below * columns + left;
                int belowRight = below * columns + right;
                float weightA = between(ofA, topLeft, topRight, belowLeft, belowRight, across, down);
                float weightB = between(ofB, topLeft, topRight, belowLeft, belowRight, across, down);
                float weightStart = between(ofStart, topLeft, topRight, belowLeft, belowRight, across, down);
                for (int i = y * width + x; i < blend.data().length; i += width * height) {
                    blend.data()[i] = weightA * a.data()[i] + weightB * b.data()[i] + weightStart * start.data()[i];
                }
            }
        }
        return blend;
    }

    private static double weight(double share, double angle, double length, double own) {
        double sine = Math.sin(angle);
        return own == 0 || sine < NEARLY_PARALLEL ? share : Math.sin(share * angle) / sine * length / own;
    }

    /** Brings the blend to the length that lies between those of the two. */
    private double scale(int i, double position, double slope, double rest) {
        double wanted = (1 - position) * Math.sqrt(slopeA[i] * slopeA[i] * startPower[i] + restA[i] * restA[i])
                + position * Math.sqrt(slopeB[i] * slopeB[i] * startPower[i] + restB[i] * restB[i]);
        double had = Math.sqrt(slope * slope * startPower[i] + rest * rest);
        return had == 0 ? 1 : wanted / had;
    }

    private static float between(float[] of, int topLeft, int topRight, int belowLeft, int belowRight, float across, float down) {
        float above = of[topLeft] + across * (of[topRight] - of[topLeft]);
        float under = of[belowLeft] + across * (of[belowRight] - of[belowLeft]);
        return above + down * (under - above);
    }

    /** Mean products over cells and, by binomial weights, their neighbours. */
    private double[] products(Pixels p, Pixels q) {
        double[] sums = new double[columns * rows];
        double[] counts = new double[columns * rows];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int i = (c * height + y) * width + x;
                    int cell = y / CELL * columns + x / CELL;
                    sums[cell] += (double) p.data()[i] * q.data()[i];
                    counts[cell]++;
                }
            }
        }
        double[] means = new double[columns * rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                double count = 0;
                for (int j = Math.max(0, row - 1); j <= Math.min(rows - 1, row + 1); j++) {
                    for (int i = Math.max(0, column - 1); i <= Math.min(columns - 1, column + 1); i++) {
                        int weight = (j == row ? 2 : 1) * (i == column ? 2 : 1);
                        sum += weight * sums[j * columns + i];
                        count += weight * counts[j * columns + i];
                    }
                }
                means[row * columns + column] = sum / count;
            }
        }
        return means;
    }
}
