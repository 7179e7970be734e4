package studio.bcm.edit;

import java.util.List;
import studio.bcm.route.Move;
import studio.bcm.route.Route;

/** Noise levels of routes. */
final class Levels {
    private Levels() {
    }

    /** The level that a route ends at. */
    static float last(Route route) {
        List<Move> moves = route.moves();
        for (int i = moves.size() - 1; i >= 0; i--) {
            if (moves.get(i) instanceof Move.Carry carry) {
                return carry.u();
            }
        }
        throw new IllegalArgumentException("route " + route.name() + " carries nothing");
    }

    /** The level that the first evaluation of a route expects. */
    static float first(Route route) {
        for (Move move : route.moves()) {
            if (move instanceof Move.Carry carry) {
                return carry.t();
            }
        }
        throw new IllegalArgumentException("route " + route.name() + " carries nothing");
    }
}
