package studio.bcm.edit;

import java.time.Duration;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.route.Route;

/**
 * What an operation did, for reports and for doing it again.
 *
 * @param operation  such as {@code invert}
 * @param seed       of all noise drawn
 * @param route      the moves each picture went through; its noise levels are the sigmas
 * @param nfe        evaluations of the network that one picture needed, summed over its routes; 0 if nothing was to do
 * @param tiles      tiles evaluated in all
 * @param tiling     how pictures were cut
 * @param time       wall time
 */
public record WorkRecord(String operation, long seed, Route route, int nfe, long tiles, Tiling tiling, Duration time) {
}
