package studio.bcm.assets;

/** An ellipsoid with its axes along those of its pose. */
record Ellipsoid(Pose pose, Vec axes, Skin skin) implements Shape {
    @Override
    public Hit hit(Ray ray, double near, double far) {
        Ray own = pose.inward(ray);
        Vec o = new Vec(own.origin().x() / axes.x(), own.origin().y() / axes.y(), own.origin().z() / axes.z());
        Vec d = new Vec(own.direction().x() / axes.x(), own.direction().y() / axes.y(), own.direction().z() / axes.z());
        double a = d.dot(d);
        double b = o.dot(d);
        double disc = b * b - a * (o.dot(o) - 1);
        if (disc < 0) {
            return null;
        }
        double root = Math.sqrt(disc);
        double t = (-b - root) / a;
        if (t < near) {
            t = (-b + root) / a;
        }
        if (t < near || t > far) {
            return null;
        }
        Vec p = own.at(t);
        Vec n = new Vec(p.x() / (axes.x() * axes.x()), p.y() / (axes.y() * axes.y()), p.z() / (axes.z() * axes.z())).unit();
        return new Hit(t, p, n, skin, pose);
    }

    @Override
    public Vec centre() {
        return pose.origin();
    }

    @Override
    public double radius() {
        return axes.max();
    }
}
