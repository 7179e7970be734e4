package studio.bcm.assets;

/** Perlin's gradient noise and Worley's cell noise over space, and their sums over octaves. All are functions of position alone. */
final class Noise {
    private Noise() {
    }

    private static int hash(int x, int y, int z) {
        int h = x * 0x8DA6B343 ^ y * 0xD8163841 ^ z * 0xCB1AB31F;
        h ^= h >>> 15;
        h *= 0x2C1B3C6D;
        h ^= h >>> 12;
        h *= 0x297A2D39;
        return h ^ h >>> 15;
    }

    private static double gradient(int hash, double x, double y, double z) {
        return switch (hash & 15) {
            case 0, 12 -> x + y;
            case 1, 13 -> -x + y;
            case 2 -> x - y;
            case 3 -> -x - y;
            case 4 -> x + z;
            case 5 -> -x + z;
            case 6 -> x - z;
            case 7 -> -x - z;
            case 8 -> y + z;
            case 9, 14 -> -y + z;
            case 10 -> y - z;
            default -> -y - z;
        };
    }

    private static double fade(double t) {
        return t * t * t * (t * (t * 6 - 15) + 10);
    }

    private static double lerp(double a, double b, double s) {
        return a + (b - a) * s;
    }

    /** Gradient noise, about −1…1, features of size 1. */
    static double perlin(double x, double y, double z) {
        int i = (int) Math.floor(x);
        int j = (int) Math.floor(y);
        int k = (int) Math.floor(z);
        double a = x - i;
        double b = y - j;
        double c = z - k;
        double u = fade(a);
        double v = fade(b);
        double w = fade(c);
        double low = lerp(
                lerp(gradient(hash(i, j, k), a, b, c), gradient(hash(i + 1, j, k), a - 1, b, c), u),
                lerp(gradient(hash(i, j + 1, k), a, b - 1, c), gradient(hash(i + 1, j + 1, k), a - 1, b - 1, c), u), v);
        double high = lerp(
                lerp(gradient(hash(i, j, k + 1), a, b, c - 1), gradient(hash(i + 1, j, k + 1), a - 1, b, c - 1), u),
                lerp(gradient(hash(i, j + 1, k + 1), a, b - 1, c - 1), gradient(hash(i + 1, j + 1, k + 1), a - 1, b - 1, c - 1), u), v);
        return lerp(low, high, w);
    }

    static double perlin(Vec p) {
        return perlin(p.x(), p.y(), p.z());
    }

    /** Fractal sum of gradient noise, each octave at twice the frequency and {@code gain} the height. */
    static double fbm(double x, double y, double z, int octaves, double gain) {
        double sum = 0;
        double height = 1;
        for (int o = 0; o < octaves; o++) {
            sum += height * perlin(x, y, z);
            height *= gain;
            // An angle and a shift between octaves hide the lattice.
            double nx = 1.6 * x + 1.2 * y + 17.3;
            y = -1.2 * x + 1.6 * y - 9.1;
            x = nx;
            z = 2.03 * z + 5.7;
        }
        return sum;
    }

    static double fbm(Vec p, int octaves) {
        return fbm(p.x(), p.y(), p.z(), octaves, 0.5);
    }

    /** Sharp crests: 1 on the ridges. */
    static double ridged(double x, double y, double z, int octaves) {
        double sum = 0;
        double height = 0.5;
        double weight = 1;
        for (int o = 0; o < octaves; o++) {
            double n = 1 - Math.abs(perlin(x, y, z));
            n = n * n * weight;
            sum += height * n;
            weight = Math.min(1, n * 1.6);
            height *= 0.5;
            double nx = 1.6 * x + 1.2 * y + 31.7;
            y = -1.2 * x + 1.6 * y + 3.3;
            x = nx;
            z += 7.7;
        }
        return sum;
    }

    /**
     * Distances to the nearest and the second nearest of points scattered one a unit cell.
     *
     * @return {nearest, second, a number 0…1 of the nearest cell}
     */
    static double[] worley(double x, double y, double z) {
        int i = (int) Math.floor(x);
        int j = (int) Math.floor(y);
        int k = (int) Math.floor(z);
        double first = 9;
        double second = 9;
        int cell = 0;
        for (int c = k - 1; c <= k + 1; c++) {
            for (int b = j - 1; b <= j + 1; b++) {
                for (int a = i - 1; a <= i + 1; a++) {
                    int h = hash(a, b, c);
                    double dx = a + (h & 1023) / 1023.0 - x;
                    double dy = b + (h >>> 10 & 1023) / 1023.0 - y;
                    double dz = c + (h >>> 20 & 1023) / 1023.0 - z;
                    double d = dx * dx + dy * dy + dz * dz;
                    if (d < first) {
                        second = first;
                        first = d;
                        cell = h;
                    } else if (d < second) {
                        second = d;
                    }
                }
            }
        }
        return new double[] {Math.sqrt(first), Math.sqrt(second), (hash(cell, 1, 2) & 0xFFFF) / 65535.0};
    }

    static double smoothstep(double low, double high, double v) {
        double s = Math.clamp((v - low) / (high - low), 0.0, 1.0);
        return s * s * (3 - 2 * s);
    }
}
