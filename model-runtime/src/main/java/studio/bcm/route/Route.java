package studio.bcm.route;

import java.util.List;

/**
 * Sampling or inversion as data: a named list of moves. Its number of function evaluations (NFE) is the number of
 * {@link Move.Carry}s.
 *
 * <p>The levels must chain: after a carry t→u the picture is at u, noise of deviation s raises it to √(u²+s²), and the
 * next carry's t must be the level reached. The paper rounds there (0.002 with 0.1 added is carried from 0.1), so a
 * deviation of {@value #LEVEL_TOLERANCE} is allowed.
 *
 * @param name  by which presets, packs and the command line know it
 * @param moves in order
 */
public record Route(String name, List<Move> moves) {
    /** Greatest relative deviation of a carry's t from the level that the moves before it reach. */
    public static final double LEVEL_TOLERANCE = 0.05;

    /** @throws IllegalArgumentException for no name, no evaluation, or levels that do not chain */
    public Route {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("a route has no name");
        }
        moves = moves == null ? List.of() : List.copyOf(moves);
        if (moves.stream().noneMatch(Move.Carry.class::isInstance)) {
            throw new IllegalArgumentException("route '" + name + "' has no evaluation");
        }
        requireChain(name, moves);
    }

    private static void requireChain(String name, List<Move> moves) {
        double level = Double.NaN;
        double noiseBefore = 0;
        for (Move move : moves) {
            switch (move) {
                case Move.AddNoise(float sigma) -> {
                    noiseBefore = Math.hypot(noiseBefore, sigma);
                    level = Math.hypot(level, sigma);
                }
                case Move.Carry(float t, float u) -> {
                    // Before the first carry the picture's own level is not stated: it is whatever the noise leaves room for.
                    boolean fits = Double.isNaN(level)
                            ? t >= noiseBefore * (1 - LEVEL_TOLERANCE)
                            : Math.abs(t - level) <= LEVEL_TOLERANCE * level;
                    if (!fits) {
                        throw new IllegalArgumentException("route '" + name + "' carries from level " + t + " where "
                                + (float) (Double.isNaN(level) ? noiseBefore : level) + " has been reached");
                    }
                    level = u;
                }
            }
        }
    }

    /** Number of evaluations of the network. */
    public int nfe() {
        return (int) moves.stream().filter(m -> m instanceof Move.Carry).count();
    }

    /** Level of the first carry: what the picture must be at, noise that the route adds first included. */
    public float startLevel() {
        return moves.stream().filter(Move.Carry.class::isInstance).map(Move.Carry.class::cast).findFirst().orElseThrow().t();
    }

    /** Level at which the route ends. */
    public float endLevel() {
        double level = Double.NaN;
        for (Move move : moves) {
            level = switch (move) {
                case Move.AddNoise(float sigma) -> Math.hypot(level, sigma);
                case Move.Carry(float t, float u) -> u;
            };
        }
        return (float) level;
    }

    /** @throws IllegalArgumentException when a carry leaves the range of noise levels of a model */
    public void requireWithin(float sigmaMin, float sigmaMax) {
        for (Move move : moves) {
            if (move instanceof Move.Carry(float t, float u)
                    && (Math.min(t, u) < sigmaMin || Math.max(t, u) > sigmaMax)) {
                throw new IllegalArgumentException("route '" + name + "' carries " + t + "→" + u + ", outside the model's "
                        + sigmaMin + "…" + sigmaMax);
            }
        }
    }
}
