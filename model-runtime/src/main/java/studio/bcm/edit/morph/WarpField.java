package studio.bcm.edit.morph;

/**
 * The displacement v on the halfway frame: what is at p there is at p−v in A and at p+v in B. A linear part and a cubic
 * B-spline; places and displacements are in fractions of the frame's width and height, so that it serves every size.
 * Immutable.
 */
final class WarpField {
    private final Affine affine;
    private final int columns;
    private final int rows;
    private final float[] controlX;
    private final float[] controlY;

    /**
     * A field.
     *
     * @param controlX control points of the horizontal displacement, in fractions of the width
     * @param controlY of the vertical one, in fractions of the height
     */
    WarpField(Affine affine, int columns, int rows, float[] controlX, float[] controlY) {
        this.affine = affine;
        this.columns = columns;
        this.rows = rows;
        this.controlX = controlX;
        this.controlY = controlY;
    }

    /** Nothing moves. */
    static WarpField none() {
        return new WarpField(Affine.NONE, 1, 1, new float[1], new float[1]);
    }

    Affine affine() {
        return affine;
    }

    int columns() {
        return columns;
    }

    int rows() {
        return rows;
    }

    /** Control points in pixels of a picture of that size; copies. */
    float[][] control(int width, int height) {
        float[] x = new float[controlX.length];
        float[] y = new float[controlY.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = controlX[i] * width;
            y[i] = controlY[i] * height;
        }
        return new float[][] {x, y};
    }

    /** Writes the displacement in pixels at all pixels of a picture of that size. */
    void expand(float[] vx, float[] vy, int width, int height) {
        SplineLattice lattice = new SplineLattice(columns, rows, width, height);
        float[][] control = control(width, height);
        lattice.expand(control[0], vx);
        lattice.expand(control[1], vy);
        affine.addTo(vx, vy, width, height);
    }

    /**
     * The displacement at a place.
     *
     * @param into receives both parts, in fractions
     */
    void at(double x, double y, double[] into) {
        int[] across = new int[4];
        int[] down = new int[4];
        float[] acrossWeights = new float[4];
        float[] downWeights = new float[4];
        SplineLattice.taps(Math.clamp(x, 0, 1) * columns - 0.5, columns, across, acrossWeights, 0);
        SplineLattice.taps(Math.clamp(y, 0, 1) * rows - 0.5, rows, down, downWeights, 0);
        double sumX = affine.x(x, y);
        double sumY = affine.y(x, y);
        for (int j = 0; j < 4; j++) {
            for (int i = 0; i < 4; i++) {
                double weight = downWeights[j] * acrossWeights[i];
                sumX += weight * controlX[down[j] * columns + across[i]];
                sumY += weight * controlY[down[j] * columns + across[i]];
            }
        }
        into[0] = sumX;
        into[1] = sumY;
    }

    /** Where on the halfway frame is what is at that place of A ({@code sign} 1) or of B (−1); in fractions. */
    double[] halfway(double x, double y, int sign) {
        double[] v = new double[2];
        double px = x;
        double py = y;
        for (int i = 0; i < 200; i++) {
            at(px, py, v);
            double nextX = x + sign * v[0];
            double nextY = y + sign * v[1];
            double change = Math.max(Math.abs(nextX - px), Math.abs(nextY - py));
            px += 0.7 * (nextX - px);
            py += 0.7 * (nextY - py);
            if (change < 1e-7) {
                break;
            }
        }
        return new double[] {px, py};
    }
}
