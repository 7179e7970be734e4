package studio.bcm.edit.morph;

/**
 * A displacement that is linear in place: (xx·x + xy·y + x0, yx·x + yy·y + y0). Places and displacements are in fractions of
 * the frame's width and height.
 */
record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {
    static final Affine NONE = new Affine(0, 0, 0, 0, 0, 0);

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
