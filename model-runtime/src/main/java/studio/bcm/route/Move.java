package studio.bcm.route;

/** One step of a {@link Route}. */
public sealed interface Move {
    /**
     * Carry the picture along the PF ODE from noise level t to u: one evaluation of the network.
     *
     * @param t level the picture is at
     * @param u level to carry it to, greater or less than t
     */
    record Carry(float t, float u) implements Move {
    }

    /**
     * Add fresh normal noise of standard deviation {@code sigma} (the variance adds up: a picture at level s is at
     * √(s²+sigma²) afterwards).
     */
    record AddNoise(float sigma) implements Move {
    }
}
