package studio.bcm.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import studio.bcm.model.Manifest;
import studio.bcm.route.Move;
import studio.bcm.route.Route;

/**
 * What operations do where nobody chose: noise levels and numbers of steps.
 *
 * @param startNoise          sigma of the noise added before an inversion, 0.07 in the paper
 * @param inversionSteps      evaluations from picture to noise, 1…3
 * @param samplingSteps       evaluations from noise to picture, 1…3
 * @param interpolationDepth  sigma to which the pictures of an interpolation are inverted
 * @param variationStrength   sigma of variations
 * @param restorationScale    factor on the estimated deviation of a JPEG that gives the best restoration
 * @param routes              tuned routes, which come before computed ones of the same name and level
 */
public record EditDefaults(float startNoise, int inversionSteps, int samplingSteps, float interpolationDepth,
        float variationStrength, float restorationScale, List<Route> routes) {
    /** Where between start and target level, on a logarithmic scale, inversion stops: 0.07→15→80, 0.07→0.4→6→80. */
    private static final double[][] INVERSION_STOPS = {{}, {0.762}, {0.248, 0.632}};
    /** The same from noise to picture: 80→2.4→0.002 and 80→6→0.4→0.002. */
    private static final double[][] SAMPLING_STOPS = {{}, {0.669}, {0.755, 0.5}};

    public EditDefaults {
        requireSteps(inversionSteps);
        requireSteps(samplingSteps);
        routes = List.copyOf(routes);
    }

    /** What serves for a pack that says nothing. */
    public static EditDefaults standard() {
        return of(Map.of(), List.of());
    }

    /** What a pack says of itself, and the standard where it says nothing. */
    public static EditDefaults of(Manifest manifest) {
        return of(manifest.tuning(), manifest.routes());
    }

    private static EditDefaults of(Map<String, Double> tuning, List<Route> routes) {
        return new EditDefaults(
                tuning.getOrDefault(Manifest.Tuning.INVERSION_START_NOISE, 0.07).floatValue(),
                2,
                1,
                tuning.getOrDefault(Manifest.Tuning.INTERPOLATION_DEPTH, 4.0).floatValue(),
                tuning.getOrDefault(Manifest.Tuning.RESAMPLING_STRENGTH, 0.7).floatValue(),
                tuning.getOrDefault(Manifest.Tuning.RESTORATION_SCALE, 1.0).floatValue(),
                routes);
    }

    static void requireSteps(int steps) {
        if (steps < 1 || steps > 3) {
            throw new IllegalArgumentException(steps + " steps; 1, 2 or 3 are possible");
        }
    }

    /** From a clean picture to noise of level sigma; the stops are those of the paper, scaled to that level. */
    public Route inversion(int steps, float sigma) {
        requireSteps(steps);
        for (Route route : routes) {
            if (route.name().equals("invert-" + steps) && Math.abs(Levels.last(route) / sigma - 1) < 0.01) {
                return route;
            }
        }
        float start = Math.min(startNoise, sigma / 2);
        List<Move> moves = new ArrayList<>();
        moves.add(new Move.AddNoise(start));
        addCarries(moves, start, sigma, start, sigma, INVERSION_STOPS[steps - 1]);
        return new Route("invert-" + steps, moves);
    }

    /** From level sigma to a clean picture, without fresh noise: the way back from an inversion. */
    public Route sampling(int steps, float sigma, float sigmaMin) {
        requireSteps(steps);
        List<Move> moves = new ArrayList<>();
        addCarries(moves, sigma, sigmaMin, sigmaMin, sigma, SAMPLING_STOPS[steps - 1]);
        return new Route("down-" + steps, moves);
    }

    private static void addCarries(List<Move> moves, float from, float to, float low, float high, double[] stops) {
        float level = from;
        for (double stop : stops) {
            float next = (float) (low * Math.pow((double) high / low, stop));
            moves.add(new Move.Carry(level, next));
            level = next;
        }
        moves.add(new Move.Carry(level, to));
    }
}
