package studio.bcm.route;

import java.util.List;

/**
 * Sampling or inversion as data: a named list of moves. Its number of function evaluations (NFE) is the number of
 * {@link Move.Carry}s.
 *
 * @param name  by which presets, packs and the command line know it
 * @param moves in order
 */
public record Route(String name, List<Move> moves) {
    public Route {
        moves = List.copyOf(moves);
    }

    /** Number of evaluations of the network. */
    public int nfe() {
        return (int) moves.stream().filter(m -> m instanceof Move.Carry).count();
    }
}
