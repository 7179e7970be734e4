package studio.bcm.edit;

import java.time.Duration;
import java.util.List;
import java.util.function.ObjIntConsumer;
import studio.bcm.UserException;
import studio.bcm.edit.noise.Grain;
import studio.bcm.edit.noise.Noise;
import studio.bcm.edit.noise.Streams;
import studio.bcm.edit.tile.FieldRunner;
import studio.bcm.edit.tile.TileGrid;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.route.Move;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/** Noise to picture: from a seed, or from the noise of an {@link Inversion}. */
public final class Generation {
    private final ConsistencyFunction function;
    private final Tiling tiling;
    private final EditDefaults defaults;
    private final long seed;
    private final int steps;
    private final Route route;

    private Generation(Builder builder) {
        function = builder.function;
        tiling = builder.tilingOr(Tiling.forWholePictures());
        defaults = builder.defaults;
        seed = builder.seed;
        steps = builder.steps != 0 ? builder.steps : defaults.samplingSteps();
        route = builder.route;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes new pictures.
     *
     * @param each receives each picture, nominally −1…1, with its index, as soon as it is there
     */
    public WorkRecord run(int width, int height, int count, ObjIntConsumer<Pixels> each, Progress progress) {
        long start = System.nanoTime();
        FieldRunner runner = new FieldRunner(function, tiling);
        Route down = route != null ? route : defaults.sampling(steps, function.sigmaMax(), function.sigmaMin());
        float sigma = Levels.first(down);
        int paddedWidth = TileGrid.roundUp(width, function.sizeMultiple());
        int paddedHeight = TileGrid.roundUp(height, function.sizeMultiple());
        for (int i = 0; i < count; i++) {
            Pixels x = Pixels.blank(paddedWidth, paddedHeight);
            Grain.add(x, sigma, seed, Streams.PICTURES + i);
            Progress part = progress.part((double) i / count, (i + 1.0) / count);
            Pixels picture = runner.run(down.moves(), x, seed, Streams.sampling(i), part, "Generating");
            each.accept(FieldRunner.cropped(picture, width, height), i);
        }
        return new WorkRecord("generate", seed, down, down.nfe(), runner.tilesDone(), tiling,
                Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * A picture with what was done for it.
     *
     * @param picture nominally −1…1
     */
    public record Result(Pixels picture, WorkRecord work) {
    }

    /** Turns noise back into its picture. */
    public Result run(Noise noise, Progress progress) {
        long start = System.nanoTime();
        FieldRunner runner = new FieldRunner(function, tiling);
        Route down = route != null ? route : defaults.sampling(steps, noise.sigma(), function.sigmaMin());
        List<Move> moves = down.moves();
        if (Math.abs(Levels.first(down) / noise.sigma() - 1) > 0.01) {
            throw new UserException("The route " + down.name() + " starts at noise level " + Levels.first(down)
                    + ", but the noise is at level " + noise.sigma() + ".");
        }
        Pixels start0 = runner.padded(noise.atLevel());
        Pixels picture = runner.run(moves, start0, seed, Streams.sampling(0), progress, "Generating");
        WorkRecord work = new WorkRecord("generate", seed, down, down.nfe(), runner.tilesDone(), tiling,
                Duration.ofNanos(System.nanoTime() - start));
        return new Result(FieldRunner.cropped(picture, noise.pictureWidth(), noise.pictureHeight()), work);
    }

    /** Makes a {@link Generation}. */
    public static final class Builder extends RouteBuilder<Builder> {

        private Builder() {
        }

        public Generation build() {
            requireComplete();
            return new Generation(this);
        }
    }
}
