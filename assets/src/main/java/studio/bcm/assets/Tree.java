package studio.bcm.assets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A hierarchy of boxes about many shapes, so that a ray looks at few of them. */
final class Tree implements Shape {
    private static final int LEAF = 4;

    private final List<Shape> shapes;
    private final Tree left;
    private final Tree right;
    private final Vec low;
    private final Vec high;

    Tree(List<? extends Shape> all) {
        Vec bottom = Vec.grey(Double.POSITIVE_INFINITY);
        Vec top = Vec.grey(Double.NEGATIVE_INFINITY);
        for (Shape s : all) {
            Vec c = s.centre();
            double r = s.radius();
            bottom = new Vec(Math.min(bottom.x(), c.x() - r), Math.min(bottom.y(), c.y() - r), Math.min(bottom.z(), c.z() - r));
            top = new Vec(Math.max(top.x(), c.x() + r), Math.max(top.y(), c.y() + r), Math.max(top.z(), c.z() + r));
        }
        low = bottom;
        high = top;
        if (all.size() <= LEAF) {
            shapes = List.copyOf(all);
            left = null;
            right = null;
            return;
        }
        Vec size = top.sub(bottom);
        Comparator<Shape> order = size.x() >= size.y() && size.x() >= size.z() ? Comparator.comparingDouble(s -> s.centre().x())
                : size.y() >= size.z() ? Comparator.comparingDouble(s -> s.centre().y())
                : Comparator.comparingDouble(s -> s.centre().z());
        List<Shape> sorted = new ArrayList<>(all);
        sorted.sort(order);
        shapes = null;
        left = new Tree(sorted.subList(0, sorted.size() / 2));
        right = new Tree(sorted.subList(sorted.size() / 2, sorted.size()));
    }

    private boolean misses(Ray ray, double near, double far) {
        Vec o = ray.origin();
        Vec d = ray.direction();
        double in = near;
        double out = far;
        double a = (low.x() - o.x()) / d.x();
        double b = (high.x() - o.x()) / d.x();
        in = Math.max(in, Math.min(a, b));
        out = Math.min(out, Math.max(a, b));
        a = (low.y() - o.y()) / d.y();
        b = (high.y() - o.y()) / d.y();
        in = Math.max(in, Math.min(a, b));
        out = Math.min(out, Math.max(a, b));
        a = (low.z() - o.z()) / d.z();
        b = (high.z() - o.z()) / d.z();
        in = Math.max(in, Math.min(a, b));
        out = Math.min(out, Math.max(a, b));
        return in > out;
    }

    @Override
    public Hit hit(Ray ray, double near, double far) {
        if (misses(ray, near, far)) {
            return null;
        }
        if (shapes == null) {
            Hit a = left.hit(ray, near, far);
            Hit b = right.hit(ray, near, a == null ? far : a.t());
            return b != null ? b : a;
        }
        Hit best = null;
        for (Shape s : shapes) {
            Hit h = s.hit(ray, near, best == null ? far : best.t());
            if (h != null) {
                best = h;
            }
        }
        return best;
    }

    @Override
    public Vec centre() {
        return low.add(high).mul(0.5);
    }

    @Override
    public double radius() {
        return high.sub(low).length() / 2;
    }
}
