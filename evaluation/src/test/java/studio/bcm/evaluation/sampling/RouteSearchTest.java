package studio.bcm.evaluation.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import studio.bcm.route.Presets;
import studio.bcm.route.Route;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class RouteSearchTest {
    private static double distance(Route route, double... wanted) {
        double[] levels = RouteSearch.levels(route);
        double sum = 0;
        for (int i = 0; i < wanted.length; i++) {
            sum += Math.pow(Math.log(levels[i] / wanted[i]), 2);
        }
        return sum;
    }

    @Test
    void freeLevelsAreTheAddedNoiseAndTheStops() {
        assertThat(RouteSearch.levels(Presets.INVERT_1)).containsExactly(new double[] {0.07}, within(1e-6));
        assertThat(RouteSearch.levels(Presets.INVERT_3)).containsExactly(new double[] {0.07, 0.4, 6}, within(1e-6));
        assertThat(RouteSearch.levels(Presets.MIXED_4)).containsExactly(new double[] {3, 0.12, 0.4}, within(1e-6));
        assertThat(RouteSearch.levels(Presets.ONE_STEP)).isEmpty();
    }

    @Test
    void theSameLevelsGiveTheSameRoute() {
        for (Route route : Presets.all()) {
            assertThat(RouteSearch.with(route, RouteSearch.levels(route))).isEqualTo(route);
        }
    }

    @Test
    void findsTheLevelsOfLeastError() {
        RouteSearch.Found found = new RouteSearch(r -> distance(r, 0.03, 0.9, 11), 0.002f, 80f).search(Presets.INVERT_3, Progress.none());
        assertThat(found.after()).isLessThan(0.01).isLessThan(found.before());
        double[] levels = RouteSearch.levels(found.route());
        assertThat(levels[0]).isCloseTo(0.03, within(0.003));
        assertThat(levels[2]).isCloseTo(11, within(1.1));
        assertThat(found.route().name()).isEqualTo("invert-3");
        assertThat(found.route().endLevel()).isEqualTo(80f);
    }

    @Test
    void addedNoiseStaysAboveWhatItIsAddedTo() {
        RouteSearch.Found found = new RouteSearch(r -> distance(r, 0.001, 0.9), 0.002f, 80f).search(Presets.ZIGZAG_3, Progress.none());
        assertThat(RouteSearch.levels(found.route())[0]).isBetween(0.006, 0.009);
    }

    @Test
    void neverTurnsARouteBackOnItsWay() {
        RouteSearch.Found found = new RouteSearch(r -> distance(r, 0.07, 20, 2), 0.002f, 80f).search(Presets.INVERT_3, Progress.none());
        double[] levels = RouteSearch.levels(found.route());
        assertThat(levels).isSorted();
    }

    @Test
    void canBeCancelled() {
        assertThatThrownBy(() -> new RouteSearch(r -> 0, 0.002f, 80f).search(Presets.INVERT_1, RecordedProgress.cancelled())).isInstanceOf(CancelledException.class);
    }
}
