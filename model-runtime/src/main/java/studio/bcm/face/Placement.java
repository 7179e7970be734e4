package studio.bcm.face;

/**
 * A square in a picture, perhaps turned.
 *
 * @param x     of its centre, pixels of the picture; 0 is the left edge of the first pixel
 * @param y     of its centre
 * @param size  of a side, pixels
 * @param angle radians, clockwise on the screen
 */
record Placement(double x, double y, double size, double angle) {
    /** The place in the picture of a point of the square, whose sides are 0…1. */
    double[] toPicture(double u, double v) {
        double dx = (u - 0.5) * size;
        double dy = (v - 0.5) * size;
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        return new double[] {x + dx * cos - dy * sin, y + dx * sin + dy * cos};
    }

    Placement times(double factor) {
        return new Placement(x, y, size * factor, angle);
    }

    /** Area of the overlap over that of the union, both taken as upright. */
    double overlap(Placement other) {
        double w = Math.min(x + size / 2, other.x + other.size / 2) - Math.max(x - size / 2, other.x - other.size / 2);
        double h = Math.min(y + size / 2, other.y + other.size / 2) - Math.max(y - size / 2, other.y - other.size / 2);
        double shared = Math.max(0, w) * Math.max(0, h);
        return shared / (size * size + other.size * other.size - shared);
    }

    /** Whether a point is within the middle part of the square, taken as upright. */
    boolean holds(double px, double py, double part) {
        return Math.abs(px - x) < part * size / 2 && Math.abs(py - y) < part * size / 2;
    }
}
