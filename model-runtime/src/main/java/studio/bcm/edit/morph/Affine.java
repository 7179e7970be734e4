package studio.bcm.edit.morph;

import java.util.List;

/**
 * A displacement that is linear in place: (xx·x + xy·y + x0, yx·x + yy·y + y0). Places and displacements are in fractions of
 * the frame's width and height.
 */
record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {
    static final Affine NONE = new Affine(0, 0, 0, 0, 0, 0);

    /** The similarity nearest to displacements that are known, by least squares. */
    static Affine similar(List<PointConstraint> points, int width, int height) {
        double sum = 0;
        double px = 0;
        double py = 0;
        double vx = 0;
        double vy = 0;
        for (PointConstraint p : points) {
            double weight = p.exact() ? 1 : p.weight();
            sum += weight;
            px += weight * p.x() * width;
            py += weight * p.y() * height;
            vx += weight * p.vx() * width;
            vy += weight * p.vy() * height;
        }
        px /= sum;
        py /= sum;
        vx /= sum;
        vy /= sum;
        double size = 0;
        double along = 0;
        double across = 0;
        for (PointConstraint p : points) {
            double weight = p.exact() ? 1 : p.weight();
            double x = p.x() * width - px;
            double y = p.y() * height - py;
            double dx = p.vx() * width - vx;
            double dy = p.vy() * height - vy;
            size += weight * (x * x + y * y);
            along += weight * (x * dx + y * dy);
            across += weight * (x * dy - y * dx);
        }
        double a = size == 0 ? 0 : along / size;
        double b = size == 0 ? 0 : across / size;
        double aspect = (double) height / width;
        return new Affine(a, -b * aspect, (vx - a * px + b * py) / width, b / aspect, a, (vy - b * px - a * py) / height);
    }

    double x(double x, double y) {
        return xx * x + xy * y + x0;
    }

    double y(double x, double y) {
        return yx * x + yy * y + y0;
    }

    Affine plus(Affine other) {
        return new Affine(xx + other.xx, xy + other.xy, x0 + other.x0, yx + other.yx, yy + other.yy, y0 + other.y0);
    }

    /** Adds the displacement, in pixels, at all pixels of a picture of that size. */
    void addTo(float[] vx, float[] vy, int width, int height) {
        addTo(vx, vy, width, height, 0, height);
    }

    /** The same for the rows {@code from} to {@code to}, the latter excluded; the arrays begin with these. */
    void addTo(float[] vx, float[] vy, int width, int height, int from, int to) {
        if (equals(NONE)) {
            return;
        }
        for (int y = from; y < to; y++) {
            double v = (y + 0.5) / height;
            float startX = (float) (width * x(0.5 / width, v));
            float startY = (float) (height * y(0.5 / width, v));
            float stepX = (float) xx;
            float stepY = (float) (yx * height / width);
            int at = (y - from) * width;
            for (int x = 0; x < width; x++) {
                vx[at + x] += startX + x * stepX;
                vy[at + x] += startY + x * stepY;
            }
        }
    }
}
