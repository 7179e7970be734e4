package studio.bcm.assets;

/** Where a shape stands: its own axes and origin in the world. */
record Pose(Vec origin, Vec x, Vec y, Vec z) {
    static final Pose WORLD = new Pose(Vec.ZERO, new Vec(1, 0, 0), Vec.UP, new Vec(0, 0, 1));

    static Pose at(Vec origin) {
        return new Pose(origin, WORLD.x, WORLD.y, WORLD.z);
    }

    /** With the shape's y axis along {@code up}, turned about it by {@code spin} radians. */
    static Pose at(Vec origin, Vec up, double spin) {
        Vec a = up.perpendicular();
        Vec b = up.cross(a);
        Vec x = a.mul(Math.cos(spin)).plus(Math.sin(spin), b);
        return new Pose(origin, x, up, x.cross(up));
    }

    Vec outward(Vec v) {
        return x.mul(v.x()).plus(v.y(), y).plus(v.z(), z);
    }

    Vec inward(Vec v) {
        return new Vec(v.dot(x), v.dot(y), v.dot(z));
    }

    Ray inward(Ray ray) {
        return new Ray(inward(ray.origin().sub(origin)), inward(ray.direction()));
    }
}
