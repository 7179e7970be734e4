package studio.bcm.edit.morph;

/**
 * A displacement that is wanted at a place of the halfway frame, in fractions of the frame.
 *
 * @param weight how much it counts beside the pictures; infinite where it has to be met
 */
record PointConstraint(double x, double y, double vx, double vy, double weight) {
    /** What a pair of places, one in A and one in B, means on the halfway frame. */
    static PointConstraint of(double xa, double ya, double xb, double yb, double weight) {
        return new PointConstraint((xa + xb) / 2, (ya + yb) / 2, (xb - xa) / 2, (yb - ya) / 2, weight);
    }

    boolean exact() {
        return Double.isInfinite(weight);
    }
}
