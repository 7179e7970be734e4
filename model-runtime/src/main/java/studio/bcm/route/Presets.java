package studio.bcm.route;

import java.util.List;
import java.util.Optional;
import studio.bcm.route.Move.AddNoise;
import studio.bcm.route.Move.Carry;

/** The routes of the paper (Li &amp; He, arXiv 2403.18035, sections 3.3 and 4, and appendix). */
public final class Presets {
    /** Noise to picture in one evaluation. */
    public static final Route ONE_STEP = new Route("one-step", List.of(new Carry(80f, 0.002f)));

    /** Ancestral sampling in two. */
    public static final Route TWO_STEP = new Route("two-step", List.of(new Carry(80f, 2.4f), new Carry(2.4f, 0.002f)));

    /** Zigzag sampling in three: down, a little fresh noise, amplified by the network, down again. */
    public static final Route ZIGZAG_3 = new Route("zigzag-3",
            List.of(new Carry(80f, 0.002f), new AddNoise(0.1f), new Carry(0.1f, 1.2f), new Carry(1.2f, 0.002f)));

    /** Ancestral, then zigzag, in four. */
    public static final Route MIXED_4 = new Route("mixed-4",
            List.of(new Carry(80f, 3f), new Carry(3f, 0.002f), new AddNoise(0.12f), new Carry(0.12f, 0.4f),
                    new Carry(0.4f, 0.002f)));

    /** Picture to noise in one evaluation. */
    public static final Route INVERT_1 = new Route("invert-1", List.of(new AddNoise(0.07f), new Carry(0.07f, 80f)));

    /** Picture to noise in two. */
    public static final Route INVERT_2 = new Route("invert-2",
            List.of(new AddNoise(0.07f), new Carry(0.07f, 15f), new Carry(15f, 80f)));

    /** Picture to noise in three. */
    public static final Route INVERT_3 = new Route("invert-3",
            List.of(new AddNoise(0.07f), new Carry(0.07f, 0.4f), new Carry(0.4f, 6f), new Carry(6f, 80f)));

    private static final List<Route> ALL = List.of(ONE_STEP, TWO_STEP, ZIGZAG_3, MIXED_4, INVERT_1, INVERT_2, INVERT_3);

    private Presets() {
    }

    /** All of them, sampling first. */
    public static List<Route> all() {
        return ALL;
    }

    /** The one of that name. */
    public static Optional<Route> find(String name) {
        return ALL.stream().filter(r -> r.name().equals(name)).findFirst();
    }
}
