package studio.bcm.edit;

import studio.bcm.route.Route;

/**
 * What the builders of operations take that carry whole pictures along one route.
 *
 * @param <B> the builder itself
 */
abstract sealed class RouteBuilder<B extends RouteBuilder<B>> extends OperationBuilder<B> permits Inversion.Builder, Generation.Builder,
        Resampling.Builder {
    int steps;
    Route route;

    /** Evaluations of the network for each picture, 1…3; the pack's unless given. More are more exact. */
    public B optSteps(int value) {
        EditDefaults.requireSteps(value);
        steps = value;
        return self();
    }

    /** The whole route, with its levels; comes before {@link #optSteps}. */
    public B optRoute(Route value) {
        route = value;
        return self();
    }
}
