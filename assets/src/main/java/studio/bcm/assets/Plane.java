package studio.bcm.assets;

/** The plane y = 0 of its pose; without bounds, so it stands outside the tree. */
record Plane(Pose pose, Skin skin) implements Shape {
    @Override
    public Hit hit(Ray ray, double near, double far) {
        double d = ray.direction().dot(pose.y());
        double t = pose.origin().sub(ray.origin()).dot(pose.y()) / d;
        if (!(t >= near && t <= far)) {
            return null;
        }
        return new Hit(t, pose.inward(ray.at(t).sub(pose.origin())), d < 0 ? Vec.UP : Vec.UP.mul(-1), skin, pose);
    }

    @Override
    public Vec centre() {
        return pose.origin();
    }

    @Override
    public double radius() {
        return Double.POSITIVE_INFINITY;
    }
}
