package studio.bcm.assets;

/** A box with its edges along the axes of its pose; {@code half} is half its size. */
record Block(Pose pose, Vec half, Skin skin) implements Shape {
    @Override
    public Hit hit(Ray ray, double near, double far) {
        Ray own = pose.inward(ray);
        double in = Double.NEGATIVE_INFINITY;
        double out = Double.POSITIVE_INFINITY;
        int axis = 0;
        for (int i = 0; i < 3; i++) {
            double o = part(own.origin(), i);
            double d = part(own.direction(), i);
            double h = part(half, i);
            double a = (-h - o) / d;
            double b = (h - o) / d;
            double low = Math.min(a, b);
            if (low > in) {
                in = low;
                axis = i;
            }
            out = Math.min(out, Math.max(a, b));
        }
        if (!(in <= out) || in < near || in > far) {
            return null;
        }
        double sign = -Math.signum(part(own.direction(), axis));
        Vec normal = new Vec(axis == 0 ? sign : 0, axis == 1 ? sign : 0, axis == 2 ? sign : 0);
        return new Hit(in, own.at(in), normal, skin, pose);
    }

    private static double part(Vec v, int axis) {
        return axis == 0 ? v.x() : axis == 1 ? v.y() : v.z();
    }

    @Override
    public Vec centre() {
        return pose.origin();
    }

    @Override
    public double radius() {
        return half.length();
    }
}
