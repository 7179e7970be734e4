package studio.bcm.assets;

/** A half line; the direction is of unit length. */
record Ray(Vec origin, Vec direction) {
    Vec at(double t) {
        return origin.plus(t, direction);
    }
}
