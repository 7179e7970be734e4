package studio.bcm.edit.morph;

/** A place in A and what corresponds to it in B, each in pixels of its photo from the photo's top left corner. */
public record PointPair(double xa, double ya, double xb, double yb) {
    public PointPair {
        if (!(Double.isFinite(xa) && Double.isFinite(ya) && Double.isFinite(xb) && Double.isFinite(yb))) {
            throw new IllegalArgumentException("a point that is nowhere");
        }
    }
}
