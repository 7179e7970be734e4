package studio.bcm.edit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import studio.bcm.edit.noise.Noise;
import studio.bcm.edit.noise.NoiseStatistics;
import studio.bcm.edit.noise.Streams;
import studio.bcm.edit.tile.FieldRunner;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.route.Move;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/** Picture to noise along the PF ODE (Li &amp; He, arXiv 2403.18035, section 3.3). */
public final class Inversion {
    private final ConsistencyFunction function;
    private final Tiling tiling;
    private final EditDefaults defaults;
    private final long seed;
    private final float sigma;
    private final Route route;
    private final boolean roundTrip;

    private Inversion(Builder builder) {
        function = builder.function;
        tiling = builder.tilingOr(Tiling.forWholePictures());
        defaults = builder.defaults;
        seed = builder.seed;
        route = builder.route != null ? builder.route : builder.defaults.inversion(
                builder.steps != 0 ? builder.steps : builder.defaults.inversionSteps(),
                builder.requireLevel(builder.sigma != 0 ? builder.sigma : function.sigmaMax()));
        sigma = Levels.last(route);
        roundTrip = builder.roundTrip;
    }

    /**
     * What an inversion gives.
     *
     * @param noise         the picture's noise
     * @param statistics    of the noise
     * @param rebuilt       the picture that the noise gives back, if the round trip was asked for, else null
     * @param roundTripError mean squared error per value of that picture, on a scale of 0…1
     * @param work          what was done
     */
    public record Result(Noise noise, NoiseStatistics statistics, @Nullable Pixels rebuilt, OptionalDouble roundTripError,
            WorkRecord work) {
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Carries a picture to noise. */
    public Result run(PixelSource picture, Progress progress) {
        long start = System.nanoTime();
        FieldRunner runner = new FieldRunner(function, tiling);
        List<Move> back = defaults.sampling(defaults.samplingSteps(), sigma, function.sigmaMin()).moves();
        double share = roundTrip ? (double) route.nfe() / (route.nfe() + back.size()) : 1;
        Pixels clean = runner.padded(picture);
        Pixels carried = runner.run(route.moves(), clean, seed, Streams.START, progress.part(0, share), "Inverting");
        Noise noise = Noise.ofLevel(carried, sigma, seed, picture.width(), picture.height());
        Pixels rebuilt = null;
        OptionalDouble error = OptionalDouble.empty();
        if (roundTrip) {
            Pixels again = runner.run(back, carried, seed, Streams.sampling(0), progress.part(share, 1), "Rebuilding");
            rebuilt = FieldRunner.cropped(again, picture.width(), picture.height());
            error = OptionalDouble.of(meanSquaredError(rebuilt, FieldRunner.cropped(clean, picture.width(), picture.height())));
        }
        List<Move> moves = new ArrayList<>(route.moves());
        if (roundTrip) {
            moves.addAll(back);
        }
        Route done = new Route(route.name(), moves);
        WorkRecord work = new WorkRecord("invert", seed, done, done.nfe(), runner.tilesDone(), tiling,
                Duration.ofNanos(System.nanoTime() - start));
        return new Result(noise, NoiseStatistics.of(noise), rebuilt, error, work);
    }

    /** On a scale of 0…1, with values beyond it clamped as a file would. */
    private static double meanSquaredError(Pixels a, Pixels b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            double d = (Math.clamp(a.data()[i], -1f, 1f) - Math.clamp(b.data()[i], -1f, 1f)) / 2;
            sum += d * d;
        }
        return sum / a.data().length;
    }

    /** Makes an {@link Inversion}. */
    public static final class Builder extends RouteBuilder<Builder> {
        private float sigma;
        private boolean roundTrip;

        private Builder() {
        }

        /** Noise level to carry to; the model's greatest unless given. */
        public Builder optSigma(float value) {
            sigma = value;
            return this;
        }

        /** Whether to carry the noise back and measure how much was lost; false unless given. */
        public Builder optRoundTrip(boolean value) {
            roundTrip = value;
            return this;
        }

        public Inversion build() {
            requireComplete();
            return new Inversion(this);
        }
    }
}
