package studio.bcm.route;

import java.util.random.RandomGenerator;

/**
 * Standard normal noise over an endless plane: the value at (c, y, x) depends on the seed, the stream and that place alone.
 * So tiles that overlap agree, however a picture is cut, and tiles can be filled in any order and on any thread.
 *
 * <p>Each place has a random generator of its own: SplitMix64 (Steele, Lea, Flood 2014) from a hash of the place, shaped by
 * the ziggurat-like method of {@link RandomGenerator#nextGaussian()}.
 */
public final class NoiseField {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final int CHANNELS = 3;
    private static final int COORDINATE_BITS = 31;
    private static final long COORDINATE_MASK = (1L << COORDINATE_BITS) - 1;

    private final long key;

    /**
     * @param seed   that the user gives or sees
     * @param stream tells apart the fields of one seed, such as the noise moves of a route; fields of different streams are
     *               independent
     */
    public NoiseField(long seed, long stream) {
        key = mix(mix(seed) + GOLDEN * (2 * stream + 1));
    }

    /** The value at channel {@code c} (0…2), row {@code y}, column {@code x}; coordinates may be negative. */
    public float at(int c, int y, int x) {
        PlaceRandom random = new PlaceRandom();
        random.state = place(c, y, x);
        return (float) random.nextGaussian();
    }

    /**
     * Fills a rectangle.
     *
     * @param x      left column
     * @param y      top row
     * @param w      columns
     * @param h      rows
     * @param into   receives 3·h·w values from {@code offset} on: three planes, row-major
     */
    public void fill(int x, int y, int w, int h, float[] into, int offset) {
        PlaceRandom random = new PlaceRandom();
        int out = offset;
        for (int c = 0; c < CHANNELS; c++) {
            for (int j = 0; j < h; j++) {
                for (int i = 0; i < w; i++) {
                    random.state = place(c, y + j, x + i);
                    into[out++] = (float) random.nextGaussian();
                }
            }
        }
    }

    /** Adds {@code sigma} times the field over a rectangle to what is in {@code into}; parameters as {@link #fill}. */
    public void add(float sigma, int x, int y, int w, int h, float[] into, int offset) {
        PlaceRandom random = new PlaceRandom();
        int out = offset;
        for (int c = 0; c < CHANNELS; c++) {
            for (int j = 0; j < h; j++) {
                for (int i = 0; i < w; i++) {
                    random.state = place(c, y + j, x + i);
                    into[out++] += sigma * (float) random.nextGaussian();
                }
            }
        }
    }

    /** State of the generator of a place: hashed, so that the later draws of one place are not the first of another. */
    private long place(int c, int y, int x) {
        long row = ((long) c << COORDINATE_BITS) ^ (y & COORDINATE_MASK);
        return mix(mix(key + GOLDEN * row) + GOLDEN * (x & COORDINATE_MASK));
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    private static final class PlaceRandom implements RandomGenerator {
        private long state;

        @Override
        public long nextLong() {
            state += GOLDEN;
            return mix(state);
        }
    }
}
