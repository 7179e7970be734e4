package studio.bcm.edit;

import studio.bcm.image.Pixels;

/** Seeded normal noise over whole pictures. Each use within an operation draws from a stream of its own. */
final class Grain {
    private Grain() {
    }

    /** Unit normal noise. */
    static Pixels unit(int width, int height, long seed, int stream) {
        Pixels noise = Pixels.blank(width, height);
        add(noise, 1, seed, stream);
        return noise;
    }

    /** Adds noise of deviation sigma in place. */
    static void add(Pixels to, float sigma, long seed, int stream) {
        float[] row = new float[3 * to.width()];
        for (int y = 0; y < to.height(); y++) {
            fill(seed, stream, 0, y, to.width(), 1, row, 0);
            for (int c = 0; c < 3; c++) {
                int from = (c * to.height() + y) * to.width();
                for (int x = 0; x < to.width(); x++) {
                    to.data()[from + x] += sigma * row[c * to.width() + x];
                }
            }
        }
    }

    /** Fills a rectangle of the noise field with unit noise, 3·h·w values from {@code offset} on. */
    static void fill(long seed, int stream, int x, int y, int w, int h, float[] into, int offset) {
        for (int c = 0; c < 3; c++) {
            for (int j = 0; j < h; j++) {
                for (int i = 0; i < w; i++) {
                    long key = mix(seed ^ mix(stream * 3L + c ^ mix(((long) (y + j) << 32) ^ (x + i & 0xffffffffL))));
                    double radius = Math.sqrt(-2 * Math.log(((key >>> 40) + 0.5) * 0x1p-24));
                    into[offset++] = (float) (radius * Math.cos(2 * Math.PI * (key & 0xffffff) * 0x1p-24));
                }
            }
        }
    }

    private static long mix(long z) {
        z += 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
