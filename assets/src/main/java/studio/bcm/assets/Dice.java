package studio.bcm.assets;

/** A small seeded generator (SplitMix64): the same seed gives the same picture, on however many threads. */
final class Dice {
    private long state;

    Dice(long seed) {
        state = mix(seed + 0x9E3779B97F4A7C15L);
    }

    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** Uniform in 0…1, 1 excluded. */
    double next() {
        state += 0x9E3779B97F4A7C15L;
        return (mix(state) >>> 11) * 0x1p-53;
    }

    double between(double low, double high) {
        return low + (high - low) * next();
    }

    /** Standard normal. */
    double normal() {
        return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    }

    /** Direction about +z with density cos/π. */
    Vec cosineHemisphere() {
        double r = Math.sqrt(next());
        double a = 2 * Math.PI * next();
        return new Vec(r * Math.cos(a), r * Math.sin(a), Math.sqrt(Math.max(0, 1 - r * r)));
    }
}
