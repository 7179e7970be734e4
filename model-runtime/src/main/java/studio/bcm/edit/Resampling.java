package studio.bcm.edit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import studio.bcm.edit.noise.Grain;
import studio.bcm.edit.noise.Streams;
import studio.bcm.edit.tile.FieldRunner;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.route.Move;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/** Variations of a picture: noise of some strength in place of what the picture had there, carried back by the model. */
public final class Resampling {
    /** Where the noise of a variation comes from. */
    public enum Mode {
        /** Fresh noise is added to the picture: what is finer than the strength is made up anew. */
        FRESH,
        /** The picture is inverted and its own noise mixed with fresh noise: more of its structure stays. */
        INVERTED
    }

    private final ConsistencyFunction function;
    private final Tiling tiling;
    private final EditDefaults defaults;
    private final long seed;
    private final float strength;
    private final Mode mode;
    private final double change;
    private final Route down;

    private Resampling(Builder builder) {
        function = builder.function;
        tiling = builder.tilingOr(Tiling.forWholePictures());
        defaults = builder.defaults;
        seed = builder.seed;
        strength = builder.requireLevel(builder.strength != 0 ? builder.strength
                : builder.route != null ? Levels.first(builder.route) : defaults.variationStrength());
        mode = builder.mode;
        change = builder.change;
        Route given = builder.route != null ? builder.route : defaults.sampling(
                builder.steps != 0 ? builder.steps : defaults.samplingSteps(), strength, function.sigmaMin());
        down = startingAt(given, strength);
    }

    /**
     * A sampling route entered at a lower level: carries that lie above it are left out, the one that crosses it starts
     * there. A route that starts lower than the strength gets its first carry stretched up to it.
     */
    private static Route startingAt(Route route, float level) {
        List<Move> moves = new ArrayList<>();
        boolean entered = false;
        for (Move move : route.moves()) {
            if (entered) {
                moves.add(move);
            } else if (move instanceof Move.Carry carry && carry.u() < level) {
                moves.add(new Move.Carry(level, carry.u()));
                entered = true;
            }
        }
        return new Route(route.name(), moves);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes variations. Their number is no part of the seed: the first ones are the same however many are made.
     *
     * @param each receives each variation, nominally −1…1, with its index, as soon as it is there
     */
    public WorkRecord run(PixelSource picture, int count, ObjIntConsumer<Pixels> each, Progress progress) {
        long start = System.nanoTime();
        FieldRunner runner = new FieldRunner(function, tiling);
        Pixels clean = runner.padded(picture);
        Route up = defaults.inversion(defaults.inversionSteps(), strength);
        int upCost = mode == Mode.INVERTED ? up.nfe() : 0;
        double total = upCost + (double) count * down.nfe();
        Pixels own = null;
        if (mode == Mode.INVERTED) {
            own = runner.run(up.moves(), clean, seed, Streams.START, progress.part(0, upCost / total), "Inverting");
        }
        for (int i = 0; i < count; i++) {
            Pixels x = Grain.unit(clean.width(), clean.height(), seed, Streams.PICTURES + i);
            mix(x, clean, own);
            Progress part = progress.part((upCost + (double) i * down.nfe()) / total, (upCost + (i + 1.0) * down.nfe()) / total);
            Pixels variation = runner.run(down.moves(), x, seed, Streams.sampling(i), part, "Resampling");
            each.accept(FieldRunner.cropped(variation, picture.width(), picture.height()), i);
        }
        List<Move> moves = new ArrayList<>(mode == Mode.INVERTED ? up.moves() : List.of(new Move.AddNoise(strength)));
        moves.addAll(down.moves());
        return new WorkRecord("resample", seed, new Route(down.name(), moves), upCost + down.nfe(), runner.tilesDone(), tiling,
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** Turns unit noise into the picture at level {@code strength}, in place. */
    private void mix(Pixels fresh, Pixels clean, Pixels own) {
        double angle = mode == Mode.FRESH ? Math.PI / 2 : change * Math.PI / 2;
        float keep = own == null ? 0 : (float) Math.cos(angle);
        float renew = (float) Math.sin(angle) * strength;
        float[] data = fresh.data();
        for (int i = 0; i < data.length; i++) {
            float base = clean.data()[i];
            float ownNoise = own == null ? 0 : own.data()[i] - base;
            data[i] = base + keep * ownNoise + renew * data[i];
        }
    }

    /** Makes a {@link Resampling}. */
    public static final class Builder extends RouteBuilder<Builder> {
        private float strength;
        private Mode mode = Mode.INVERTED;
        private double change = 0.5;

        private Builder() {
        }

        /** Sigma up to which the picture is replaced by noise; the greater, the more is made up. */
        public Builder optStrength(float value) {
            strength = value;
            return this;
        }

        /**
         * Where the noise comes from; {@link Mode#INVERTED} unless given, which keeps pictures sharp at strengths at which fresh noise makes
         * paintings of them.
         */
        public Builder optMode(Mode value) {
            mode = value;
            return this;
        }

        /** Share of fresh noise in {@link Mode#INVERTED}, 0 (the picture again) … 1 (all fresh); 0.5 unless given. */
        public Builder optChange(double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("change " + value);
            }
            change = value;
            return this;
        }

        public Resampling build() {
            requireComplete();
            return new Resampling(this);
        }
    }
}
