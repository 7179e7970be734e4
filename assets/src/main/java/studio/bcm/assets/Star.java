package studio.bcm.assets;

/**
 * A body that every ray from its centre leaves once, such as a fruit: its radius is a function of direction. Found by
 * stepping along the ray.
 *
 * @param largest greatest radius
 */
record Star(Pose pose, Outline outline, double largest, Skin skin) implements Shape {
    /** Radius in a direction of unit length. */
    interface Outline {
        double radius(Vec direction);
    }

    private double inside(Vec p) {
        double length = p.length();
        return length - outline.radius(length < 1e-9 ? Vec.UP : p.mul(1 / length));
    }

    @Override
    public Hit hit(Ray ray, double near, double far) {
        Ray own = pose.inward(ray);
        double b = own.origin().dot(own.direction());
        double disc = b * b - own.origin().dot(own.origin()) + largest * largest;
        if (disc < 0) {
            return null;
        }
        double root = Math.sqrt(disc);
        double t = Math.max(near, -b - root);
        double end = Math.min(far, -b + root);
        if (inside(own.at(t)) < 0) {
            // A ray that starts a hair inside its own surface.
            t += 2e-3 * largest;
            if (t > end || inside(own.at(t)) < 0) {
                return null;
            }
        }
        double before = t;
        for (int i = 0; i < 160 && t < end; i++) {
            double d = inside(own.at(t));
            if (d < 0) {
                for (int j = 0; j < 24; j++) {
                    double middle = (before + t) / 2;
                    if (inside(own.at(middle)) < 0) {
                        t = middle;
                    } else {
                        before = middle;
                    }
                }
                Vec p = own.at(t);
                return new Hit(t, p, normal(p), skin, pose);
            }
            before = t;
            t += Math.max(0.006 * largest, 0.55 * d);
        }
        return null;
    }

    private Vec normal(Vec p) {
        double e = 6e-3 * largest;
        return new Vec(
                inside(p.add(new Vec(e, 0, 0))) - inside(p.sub(new Vec(e, 0, 0))),
                inside(p.add(new Vec(0, e, 0))) - inside(p.sub(new Vec(0, e, 0))),
                inside(p.add(new Vec(0, 0, e))) - inside(p.sub(new Vec(0, 0, e)))).unit();
    }

    @Override
    public Vec centre() {
        return pose.origin();
    }

    @Override
    public double radius() {
        return largest;
    }
}
