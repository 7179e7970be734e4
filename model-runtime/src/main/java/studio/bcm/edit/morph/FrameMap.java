package studio.bcm.edit.morph;

/**
 * Where each place of a frame comes from, at one moment of a morph: the map along the paths inverted by iteration, on the
 * grid that the correspondence was found at. In fractions of the frame.
 */
final class FrameMap {
    private static final int MOST_ITERATIONS = 60;
    private static final float PRECISE = 1e-3f;
    /** Turns below this are left on straight paths. */
    private static final double LEAST_TURN = Math.toRadians(2);

    final int width;
    final int height;
    /** Displacement from a place of the frame to its place in A, in fractions. */
    final float[] toAx;
    final float[] toAy;
    final float[] toBx;
    final float[] toBy;
    /** And to its place on the halfway frame. */
    final float[] toHalfX;
    final float[] toHalfY;

    /**
     * Inverts the map.
     *
     * @param moment 0 for the shape of A, 1 for that of B
     */
    FrameMap(WarpField field, int width, int height, double moment) {
        this.width = width;
        this.height = height;
        int n = width * height;
        float[] vx = new float[n];
        float[] vy = new float[n];
        field.expand(vx, vy, width, height);
        float[] bowX = new float[n];
        float[] bowY = new float[n];
        bow(field.affine(), width, height).addTo(bowX, bowY, width, height);
        float along = (float) (2 * moment - 1);
        float aside = (float) (4 * moment * (1 - moment));
        float[] offsetX = new float[n];
        float[] offsetY = new float[n];
        for (int i = 0; i < n; i++) {
            offsetX[i] = along * vx[i] + aside * bowX[i];
            offsetY[i] = along * vy[i] + aside * bowY[i];
        }
        Plane movedX = new Plane(width, height, offsetX);
        Plane movedY = new Plane(width, height, offsetY);
        Plane planeX = new Plane(width, height, vx);
        Plane planeY = new Plane(width, height, vy);
        toAx = new float[n];
        toAy = new float[n];
        toBx = new float[n];
        toBy = new float[n];
        toHalfX = new float[n];
        toHalfY = new float[n];
        Rows.run(height, 64 * width, (from, to) -> {
            for (int y = from; y < to; y++) {
                for (int x = 0; x < width; x++) {
                    int i = y * width + x;
                    float px = x - offsetX[i];
                    float py = y - offsetY[i];
                    for (int k = 0; k < MOST_ITERATIONS; k++) {
                        float nextX = x - beyond(movedX, px, py);
                        float nextY = y - beyond(movedY, px, py);
                        float change = Math.max(Math.abs(nextX - px), Math.abs(nextY - py));
                        px += 0.8f * (nextX - px);
                        py += 0.8f * (nextY - py);
                        if (change < PRECISE) {
                            break;
                        }
                    }
                    float ux = beyond(planeX, px, py);
                    float uy = beyond(planeY, px, py);
                    toAx[i] = (px - ux - x) / width;
                    toAy[i] = (py - uy - y) / height;
                    toBx[i] = (px + ux - x) / width;
                    toBy[i] = (py + uy - y) / height;
                    toHalfX[i] = (px - x) / width;
                    toHalfY[i] = (py - y) / height;
                }
            }
        });
    }

    /** A value at a place, which is bilinear and goes on evenly outside. */
    private static float beyond(Plane plane, float x, float y) {
        return plane.sample(x, y);
    }

    /**
     * The detour that turns what is to be turned: straight paths of a turning thing would lead through a smaller one.
     * At the middle of the morph the thing is at √S of its place in A, where S is the map from A to B.
     */
    private static Affine bow(Affine v, int width, int height) {
        double aspect = (double) height / width;
        // The linear part in pixels: N = [a b; c d].
        double a = v.xx();
        double b = v.xy() / aspect;
        double c = v.yx() * aspect;
        double d = v.yy();
        // S = (I+N)(I−N)⁻¹, of which the similar part.
        double det = (1 - a) * (1 - d) - b * c;
        double cos = (((1 + a) * (1 - d) + b * c) + ((1 - a) * (1 + d) + b * c)) / (2 * det);
        double sin = (c * (1 - d) + (1 + d) * c - (1 + a) * b - b * (1 - a)) / (2 * det);
        double turn = Math.atan2(sin, cos);
        if (Math.abs(turn) < LEAST_TURN) {
            return Affine.NONE;
        }
        double root = Math.sqrt(Math.hypot(sin, cos));
        double halfCos = root * Math.cos(turn / 2);
        double halfSin = root * Math.sin(turn / 2);
        // √S(I−N) − I.
        double xx = halfCos * (1 - a) + halfSin * c - 1;
        double xy = (-halfCos * b - halfSin * (1 - d)) * aspect;
        double yx = (halfSin * (1 - a) - halfCos * c) / aspect;
        double yy = -halfSin * b + halfCos * (1 - d) - 1;
        return new Affine(xx, xy, -0.5 * (xx + xy), yx, yy, -0.5 * (yx + yy));
    }
}
