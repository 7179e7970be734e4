package studio.bcm.route;

import java.util.Arrays;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.task.Progress;

/** Takes batches of pictures along a {@link Route}. Holds no state of its own: as thread-safe as its function. */
public final class RouteRunner {
    private final ConsistencyFunction function;

    /** @param function that carries */
    public RouteRunner(ConsistencyFunction function) {
        this.function = function;
    }

    /**
     * Runs a route. The same input, noise and device give the same output.
     *
     * @param route    to run; its levels must lie within the function's
     * @param x        n·3·height·width values at the level where the route starts, less the noise that it adds first; not
     *                 changed
     * @param n        batch size
     * @param height   rows, a multiple of the function's size multiple
     * @param width    columns, likewise
     * @param y        class of each picture, or null
     * @param noise    of the route's noise moves
     * @param progress told after each evaluation and asked for cancelling before each
     * @return pictures at {@link Route#endLevel()}, a new array
     * @throws studio.bcm.task.CancelledException when asked to stop
     * @throws IllegalArgumentException           when the route leaves the function's range of noise levels
     */
    public float[] run(
            Route route, float[] x, int n, int height, int width, long[] y, BatchNoise noise, Progress progress) {
        route.requireWithin(function.sigmaMin(), function.sigmaMax());
        float[] picture = x;
        int evaluations = 0;
        int noiseMoves = 0;
        for (Move move : route.moves()) {
            switch (move) {
                case Move.Carry(float t, float u) -> {
                    progress.checkCancelled();
                    picture = function.evaluate(picture, n, height, width, repeat(t, n), repeat(u, n), y);
                    progress.report(++evaluations, route.nfe(), "");
                }
                case Move.AddNoise(float sigma) -> {
                    picture = picture == x ? x.clone() : picture;
                    int values = 3 * height * width;
                    for (int i = 0; i < n; i++) {
                        noise.add(noiseMoves, i, sigma, height, width, picture, i * values);
                    }
                    noiseMoves++;
                }
            }
        }
        return picture;
    }

    private static float[] repeat(float value, int n) {
        float[] values = new float[n];
        Arrays.fill(values, value);
        return values;
    }
}
