package studio.bcm.evaluation.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import studio.bcm.route.Move;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/**
 * Finds a route's noise levels: coordinate descent over their logarithms with shrinking steps, every free level in turn a
 * step up and a step down, kept where the error falls. Free are the deviation of added noise and the levels between the
 * route's fixed ends.
 */
public final class RouteSearch {
    private static final double FIRST_STEP = Math.log(1.6);
    private static final double LAST_STEP = Math.log(1.08);

    private final ToDoubleFunction<Route> error;
    private final float sigmaMin;
    private final float sigmaMax;

    /** @param error what to make small; called once for each route that is tried */
    public RouteSearch(ToDoubleFunction<Route> error, float sigmaMin, float sigmaMax) {
        this.error = error;
        this.sigmaMin = sigmaMin;
        this.sigmaMax = sigmaMax;
    }

    /**
     * What a search found.
     *
     * @param route  the best route, under the name of the one that the search began with
     * @param before error of the route that it began with
     * @param after  error of the best
     * @param tried  routes measured
     */
    public record Found(Route route, double before, double after, int tried) {
    }

    public Found search(Route start, Progress progress) {
        double[] levels = levels(start);
        double before = error.applyAsDouble(start);
        double best = before;
        int tried = 1;
        for (double step = FIRST_STEP; step > LAST_STEP;) {
            boolean better = false;
            for (int i = 0; i < levels.length; i++) {
                for (int sign = -1; sign <= 1; sign += 2) {
                    progress.checkCancelled();
                    double[] other = levels.clone();
                    other[i] *= Math.exp(sign * step);
                    if (!usable(start, other)) {
                        continue;
                    }
                    double e = error.applyAsDouble(with(start, other));
                    tried++;
                    progress.note(String.format(Locale.ROOT, "%s %s: %.6f (best %.6f)", start.name(), text(other), e, best));
                    if (e < best) {
                        best = e;
                        levels = other;
                        better = true;
                        break;
                    }
                }
            }
            if (!better) {
                step /= 2;
            }
        }
        return new Found(with(start, levels), before, best, tried);
    }

    private static String text(double[] levels) {
        StringBuilder s = new StringBuilder();
        for (double level : levels) {
            s.append(s.isEmpty() ? "" : "→").append(String.format(Locale.ROOT, "%.4g", level));
        }
        return s.toString();
    }

    /** The free levels: added noises and inner targets, in the order of the moves. */
    public static double[] levels(Route route) {
        List<Double> levels = new ArrayList<>();
        for (int i = 0; i < route.moves().size(); i++) {
            switch (route.moves().get(i)) {
                case Move.AddNoise(float sigma) -> levels.add((double) sigma);
                case Move.Carry(float t, float u) -> {
                    if (isFree(route, i)) {
                        levels.add((double) u);
                    }
                }
            }
        }
        return levels.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** A target is fixed at the end of the route and where it is the clean picture, to which noise is added next. */
    private static boolean isFree(Route route, int i) {
        return i + 1 < route.moves().size() && route.moves().get(i + 1) instanceof Move.Carry;
    }

    /** The same moves at other levels. Each carry starts where the moves before it have arrived. */
    public static Route with(Route route, double[] levels) {
        List<Move> moves = new ArrayList<>();
        int next = 0;
        double at = Double.NaN;
        for (int i = 0; i < route.moves().size(); i++) {
            switch (route.moves().get(i)) {
                case Move.AddNoise a -> {
                    double sigma = levels[next++];
                    moves.add(new Move.AddNoise((float) sigma));
                    // As in the paper's own routes, a clean picture with noise of s added counts as being at level s.
                    at = sigma;
                }
                case Move.Carry(float t, float u) -> {
                    double from = Double.isNaN(at) ? t : at;
                    double to = isFree(route, i) ? levels[next++] : u;
                    moves.add(new Move.Carry((float) from, (float) to));
                    at = to;
                }
            }
        }
        return new Route(route.name(), moves);
    }

    /** Noise that is added to a picture at some level must outweigh that level, or what follows would start elsewhere than it says. */
    private static boolean chains(Route route, double[] levels) {
        int next = 0;
        double at = 0;
        for (int i = 0; i < route.moves().size(); i++) {
            switch (route.moves().get(i)) {
                case Move.AddNoise a -> {
                    double sigma = levels[next++];
                    if (Math.hypot(at, sigma) > sigma / (1 - Route.LEVEL_TOLERANCE)) {
                        return false;
                    }
                    at = sigma;
                }
                case Move.Carry(float t, float u) -> at = isFree(route, i) ? levels[next++] : u;
            }
        }
        return true;
    }

    private boolean usable(Route start, double[] levels) {
        for (double level : levels) {
            if (level <= sigmaMin * 2 || level >= sigmaMax) {
                return false;
            }
        }
        if (!chains(start, levels)) {
            return false;
        }
        // Directions stay as they were: a route that goes up does not turn back on the way.
        List<Move> before = start.moves();
        List<Move> after = with(start, levels).moves();
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i) instanceof Move.Carry(float t, float u) && after.get(i) instanceof Move.Carry(float t2, float u2)
                    && (u > t) != (u2 > t2)) {
                return false;
            }
        }
        return true;
    }
}
