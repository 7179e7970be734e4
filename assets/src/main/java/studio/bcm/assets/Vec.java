package studio.bcm.assets;

/** A point, direction or linear RGB colour. */
record Vec(double x, double y, double z) {
    static final Vec ZERO = new Vec(0, 0, 0);
    static final Vec ONE = new Vec(1, 1, 1);
    static final Vec UP = new Vec(0, 1, 0);

    static Vec grey(double v) {
        return new Vec(v, v, v);
    }

    /** Linear colour of an sRGB triple 0xRRGGBB. */
    static Vec srgb(int rgb) {
        return new Vec(linear(rgb >> 16 & 255), linear(rgb >> 8 & 255), linear(rgb & 255));
    }

    private static double linear(int code) {
        double c = code / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    Vec add(Vec o) {
        return new Vec(x + o.x, y + o.y, z + o.z);
    }

    Vec sub(Vec o) {
        return new Vec(x - o.x, y - o.y, z - o.z);
    }

    Vec mul(double s) {
        return new Vec(x * s, y * s, z * s);
    }

    Vec mul(Vec o) {
        return new Vec(x * o.x, y * o.y, z * o.z);
    }

    /** This + s·o. */
    Vec plus(double s, Vec o) {
        return new Vec(x + s * o.x, y + s * o.y, z + s * o.z);
    }

    double dot(Vec o) {
        return x * o.x + y * o.y + z * o.z;
    }

    Vec cross(Vec o) {
        return new Vec(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x);
    }

    double length() {
        return Math.sqrt(dot(this));
    }

    Vec unit() {
        return mul(1 / length());
    }

    double max() {
        return Math.max(x, Math.max(y, z));
    }

    /** This where s = 0, o where s = 1. */
    Vec mix(Vec o, double s) {
        return new Vec(x + (o.x - x) * s, y + (o.y - y) * s, z + (o.z - z) * s);
    }

    /** A unit vector at right angles to this unit vector. */
    Vec perpendicular() {
        return Math.abs(x) < 0.6 ? new Vec(0, z, -y).unit() : new Vec(-z, 0, x).unit();
    }

    /** v with the frame's z axis turned to this unit vector. */
    Vec orient(Vec v) {
        Vec t = perpendicular();
        Vec b = cross(t);
        return t.mul(v.x).plus(v.y, b).plus(v.z, this);
    }
}
