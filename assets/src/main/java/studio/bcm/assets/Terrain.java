package studio.bcm.assets;

/** Mountains on a grid: ridged noise, then rain that carries the slopes into the valleys drop by drop. */
final class Terrain {
    private static final int SIZE = 768;

    private final double extent;
    private final float[] height = new float[SIZE * SIZE];

    /**
     * @param extent side of the square in metres, its centre at the origin
     * @param peak   height of the ranges in metres
     */
    Terrain(long seed, double extent, double peak, Shaping shaping) {
        this.extent = extent;
        double cell = extent / SIZE;
        double offset = seed * 7.31;
        for (int j = 0; j < SIZE; j++) {
            for (int i = 0; i < SIZE; i++) {
                double x = (i + 0.5) * cell - extent / 2;
                double z = (j + 0.5) * cell - extent / 2;
                double wx = x + 500 * Noise.fbm(x / 2600 + offset, z / 2600, 8.5, 3, 0.5);
                double wz = z + 500 * Noise.fbm(x / 2600 + offset, z / 2600, 4.5, 3, 0.5);
                double ridge = Noise.ridged(wx / 4300 + offset, wz / 4300, 0.5, 6);
                double base = Noise.fbm(x / 5200 + offset, z / 5200, 2.5, 4, 0.5);
                height[j * SIZE + i] = (float) (peak * shaping.at(x, z) * (0.15 + 0.95 * ridge * (0.75 + 0.5 * base)));
            }
        }
        rain(new Dice(seed), 420_000, cell);
    }

    /** How much of the full height the land has at a place, 0…1 and more. */
    interface Shaping {
        double at(double x, double z);
    }

    /** Drops run downhill, take earth where they speed up and leave it where they slow down (Beyer 2015). */
    private void rain(Dice dice, int drops, double cell) {
        double inertia = 0.06;
        for (int d = 0; d < drops; d++) {
            double x = dice.between(1, SIZE - 3);
            double y = dice.between(1, SIZE - 3);
            double dx = 0;
            double dy = 0;
            double speed = 1;
            double water = 1;
            double earth = 0;
            for (int step = 0; step < 48; step++) {
                int i = (int) x;
                int j = (int) y;
                double u = x - i;
                double v = y - j;
                int k = j * SIZE + i;
                double a = height[k] / cell;
                double b = height[k + 1] / cell;
                double c = height[k + SIZE] / cell;
                double e = height[k + SIZE + 1] / cell;
                double gx = (b - a) * (1 - v) + (e - c) * v;
                double gy = (c - a) * (1 - u) + (e - b) * u;
                double here = a * (1 - u) * (1 - v) + b * u * (1 - v) + c * (1 - u) * v + e * u * v;
                dx = dx * inertia - gx * (1 - inertia);
                dy = dy * inertia - gy * (1 - inertia);
                double length = Math.hypot(dx, dy);
                if (length < 1e-6) {
                    break;
                }
                dx /= length;
                dy /= length;
                x += dx;
                y += dy;
                if (x < 1 || y < 1 || x > SIZE - 3 || y > SIZE - 3) {
                    break;
                }
                double drop = sample(x, y) / cell - here;
                double carries = Math.max(-drop, 0.01) * speed * water * 4;
                double moved;
                if (earth > carries || drop > 0) {
                    moved = drop > 0 ? Math.min(drop, earth) : (earth - carries) * 0.3;
                } else {
                    moved = -Math.min((carries - earth) * 0.3, -drop);
                }
                earth -= moved;
                double metres = moved * cell;
                height[k] += (float) (metres * (1 - u) * (1 - v));
                height[k + 1] += (float) (metres * u * (1 - v));
                height[k + SIZE] += (float) (metres * (1 - u) * v);
                height[k + SIZE + 1] += (float) (metres * u * v);
                speed = Math.sqrt(Math.max(0.01, speed * speed - drop * 4));
                water *= 0.98;
            }
        }
    }

    private double sample(double x, double y) {
        int i = Math.clamp((int) x, 0, SIZE - 2);
        int j = Math.clamp((int) y, 0, SIZE - 2);
        double u = Math.clamp(x - i, 0.0, 1.0);
        double v = Math.clamp(y - j, 0.0, 1.0);
        int k = j * SIZE + i;
        return (height[k] * (1 - u) + height[k + 1] * u) * (1 - v) + (height[k + SIZE] * (1 - u) + height[k + SIZE + 1] * u) * v;
    }

    /** Catmull-Rom between four. */
    private static double cubic(double a, double b, double c, double d, double t) {
        return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }

    /** Height in metres at a place, smooth between the grid's points. */
    double height(double x, double z) {
        double gx = (x + extent / 2) / extent * SIZE - 0.5;
        double gy = (z + extent / 2) / extent * SIZE - 0.5;
        int i = Math.clamp((int) Math.floor(gx), 1, SIZE - 3);
        int j = Math.clamp((int) Math.floor(gy), 1, SIZE - 3);
        double u = Math.clamp(gx - i, 0.0, 1.0);
        double v = Math.clamp(gy - j, 0.0, 1.0);
        double[] column = new double[4];
        for (int r = 0; r < 4; r++) {
            int k = (j - 1 + r) * SIZE + i - 1;
            column[r] = cubic(height[k], height[k + 1], height[k + 2], height[k + 3], u);
        }
        return cubic(column[0], column[1], column[2], column[3], v);
    }
}
