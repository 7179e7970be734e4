package studio.bcm.edit.pyramid;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.enlarge.BackProjection;
import studio.bcm.edit.noise.Grain;
import studio.bcm.edit.noise.Streams;
import studio.bcm.edit.tile.FieldRunner;
import studio.bcm.edit.tile.SplittingFunction;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.Doubled;
import studio.bcm.image.Kernel;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.image.Taps;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Manifest;
import studio.bcm.route.Move;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/**
 * Pictures of any size by a model of whole small pictures, the base, and one of detail for each doubling (a Laplacian pyramid of
 * bidirectional consistency models). Photos are carried to the noise of every level and back; noise of chosen levels is drawn anew.
 */
public final class Pyramid {
    /** Level that drawn detail is taken for once more: what one leap leaves of the noise is grain in smooth parts. */
    private static final float GRAIN = 0.15f;
    private static final int STREAMS_A_LEVEL = 64;

    /** From which level on a variation is made up anew. */
    public enum From {
        /** What is finer than half the picture's size. */
        DETAIL,
        /** All that is finer than the whole picture at the base's size. */
        PARTS,
        /** The whole picture too. */
        COMPOSITION
    }

    private final ConsistencyFunction base;
    private final ConsistencyFunction detail;
    private final float scale;
    private final Route baseUp;
    private final Route baseDown;
    private final Tiling tiling;
    private final float startNoise;
    private final long seed;
    private final double change;

    private Pyramid(Builder builder) {
        base = builder.base;
        detail = builder.detail;
        scale = builder.scale;
        baseUp = builder.baseUp;
        baseDown = builder.baseDown;
        tiling = builder.tiling;
        startNoise = builder.startNoise;
        seed = builder.seed;
        change = builder.change;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether a picture has a level of detail.
     *
     * @param shorter its side in pixels
     * @param base    that the model of whole pictures was trained at
     */
    public static boolean hasDetail(double shorter, int base) {
        return shorter > PyramidShape.SMALLEST * base;
    }

    /** A picture's levels. */
    public PyramidShape shapeOf(int width, int height) {
        int multiple = Math.max(base.sizeMultiple(), detail.sizeMultiple());
        return PyramidShape.of(width, height, base.resolution(), multiple);
    }

    /** Carries a picture to the noise of its levels. */
    public PyramidNoise invert(PixelSource picture, Progress progress) {
        PyramidShape shape = shapeOf(picture.width(), picture.height());
        List<Pixels> levels = levels(picture, shape);
        List<Pixels> noise = new ArrayList<>();
        List<Pixels> rest = new ArrayList<>();
        for (int k = 0; k < levels.size(); k++) {
            Progress part = progress.part((double) k / levels.size(), (k + 1.0) / levels.size());
            Pixels x = levels.get(k);
            if (k == shape.details()) {
                FieldRunner runner = new FieldRunner(base, tiling);
                Pixels far = runner.run(baseUp.moves(), x, seed, stream(k), part, "Inverting");
                noise.add(far);
                rest.add(difference(x, runner.run(baseDown.moves(), far, seed, stream(k) + 1, part, "Rebuilding")));
            } else {
                Pixels coarse = doubled(levels.get(k + 1));
                FieldRunner runner = new FieldRunner(detail, tiling, coarse, 0);
                Pixels far = runner.run(upOfDetail(), scaled(difference(x, coarse), scale), seed, stream(k), part, "Inverting");
                noise.add(far);
                rest.add(difference(x, whole(coarse, runner.run(downOfDetail(), far, seed, stream(k) + 1, part, "Rebuilding"))));
            }
        }
        return new PyramidNoise(shape, noise, rest);
    }

    /**
     * The picture of some noise.
     *
     * @param exact whether what the models lost is put back
     */
    public Pixels rebuild(PyramidNoise of, boolean exact, Progress progress) {
        return cropped(build(of.shape(), of.noise(), exact ? of.rest() : List.of(), null, false, progress), of.shape());
    }

    /**
     * Variations of a picture: its own noise down to a level, exact, and fresh noise from there on. The first ones are the same however
     * many are made.
     *
     * @param each receives each, nominally −1…1, with its index
     */
    public void vary(PixelSource picture, From from, int count, ObjIntConsumer<Pixels> each, Progress progress) {
        PyramidShape shape = shapeOf(picture.width(), picture.height());
        if (shape.details() == 0 && from != From.COMPOSITION) {
            throw new UserException("The picture has " + picture.width() + "×" + picture.height() + " pixels and so no detail to draw anew: "
                    + "its whole composition can be.");
        }
        List<Pixels> levels = levels(picture, shape);
        Pixels own = from != From.COMPOSITION ? null
                : new FieldRunner(base, tiling).run(baseUp.moves(), levels.getLast(), seed, stream(shape.details()), progress.part(0, 0.1), "Inverting");
        int kept = from == From.DETAIL ? 1 : shape.details();
        for (int i = 0; i < count; i++) {
            Progress part = progress.part((double) i / count, (i + 1.0) / count);
            List<Pixels> noise = new ArrayList<>();
            for (int k = 0; k <= shape.details(); k++) {
                noise.add(k < kept || from == From.COMPOSITION ? fresh(shape, k, i + 1) : null);
            }
            if (own != null) {
                noise.set(shape.details(), mixed(own, noise.getLast()));
            }
            each.accept(cropped(build(shape, noise, List.of(), own == null ? levels.get(kept) : null, true, part), shape), i);
        }
    }

    /**
     * Pictures of fresh noise.
     *
     * @param each receives each, nominally −1…1, with its index
     */
    public void generate(int width, int height, int count, ObjIntConsumer<Pixels> each, Progress progress) {
        PyramidShape shape = shapeOf(width, height);
        for (int i = 0; i < count; i++) {
            List<Pixels> noise = new ArrayList<>();
            for (int k = 0; k <= shape.details(); k++) {
                noise.add(fresh(shape, k, i));
            }
            each.accept(cropped(build(shape, noise, List.of(), null, true, progress.part((double) i / count, (i + 1.0) / count)), shape), i);
        }
    }

    /**
     * From the coarsest level to the finest.
     *
     * @param noise of the levels; null for those coarser than {@code given}
     * @param given a level to begin with, or null to begin with the base's noise
     * @param drawn whether detail is made up, and so has to be kept from changing what is coarser
     */
    private Pixels build(PyramidShape shape, @Nullable List<Pixels> noise, List<Pixels> rest, @Nullable Pixels given, boolean drawn, Progress progress) {
        Pixels x = given;
        Pixels before = null;
        for (int k = shape.details(); k >= 0; k--) {
            if (noise.get(k) == null) {
                continue;
            }
            Progress part = progress.part((shape.details() - k) / (shape.details() + 1.0), (shape.details() - k + 1.0) / (shape.details() + 1.0));
            if (k == shape.details()) {
                x = new FieldRunner(base, tiling).run(baseDown.moves(), noise.get(k), seed, stream(k) + 1, part, "Generating");
            } else {
                before = x;
                Pixels coarse = doubled(x);
                FieldRunner runner = new FieldRunner(detail, tiling, coarse, 0);
                Pixels carried = runner.run(downOfDetail(), noise.get(k), seed, stream(k) + 1, part, "Generating");
                // The way back from a photo's own noise is left as it is: there, nothing is surplus.
                x = whole(coarse, drawn ? runner.carry(carried, GRAIN, detail.sigmaMin(), part, "Generating") : carried);
            }
            if (!rest.isEmpty()) {
                add(x, rest.get(k));
            }
            if (drawn && k < shape.details()) {
                new BackProjection(before, 2, Kernel.BOX).project(x.data(), 0, 0, 0, x.width(), x.height());
            }
        }
        return x;
    }

    /** The picture and its halvings. */
    private static List<Pixels> levels(PixelSource picture, PyramidShape shape) {
        List<Pixels> levels = new ArrayList<>();
        Pixels x = Pixels.blank(shape.widthOf(0), shape.heightOf(0));
        picture.read(0, 0, x.width(), x.height(), x.data(), 0);
        levels.add(x);
        for (int k = 1; k <= shape.details(); k++) {
            levels.add(Taps.resample(levels.getLast(), shape.widthOf(k), shape.heightOf(k), Kernel.BOX));
        }
        return levels;
    }

    private List<Move> upOfDetail() {
        return List.of(new Move.AddNoise(startNoise), new Move.Carry(startNoise, detail.sigmaMax()));
    }

    private List<Move> downOfDetail() {
        return List.of(new Move.Carry(detail.sigmaMax(), detail.sigmaMin()));
    }

    private static int stream(int level) {
        return Streams.sampling(level * STREAMS_A_LEVEL);
    }

    private Pixels fresh(PyramidShape shape, int level, int index) {
        Pixels noise = Grain.unit(shape.widthOf(level), shape.heightOf(level), seed, Streams.PICTURES + index * STREAMS_A_LEVEL + level);
        return scaled(noise, level == shape.details() ? base.sigmaMax() : detail.sigmaMax());
    }

    /** Own and fresh noise on an arc, so that the deviation stays. */
    private Pixels mixed(Pixels own, Pixels fresh) {
        float keep = (float) Math.cos(change * Math.PI / 2);
        float renew = (float) Math.sin(change * Math.PI / 2);
        float[] values = new float[own.data().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = keep * own.data()[i] + renew * fresh.data()[i];
        }
        return new Pixels(own.width(), own.height(), values);
    }

    private Pixels whole(Pixels coarse, Pixels carried) {
        float[] values = new float[coarse.data().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = coarse.data()[i] + carried.data()[i] / scale;
        }
        return new Pixels(coarse.width(), coarse.height(), values);
    }

    private static Pixels doubled(Pixels x) {
        Pixels coarse = Pixels.blank(2 * x.width(), 2 * x.height());
        new Doubled(x).read(0, 0, coarse.width(), coarse.height(), coarse.data(), 0);
        return coarse;
    }

    private static Pixels difference(Pixels a, Pixels b) {
        float[] values = new float[a.data().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = a.data()[i] - b.data()[i];
        }
        return new Pixels(a.width(), a.height(), values);
    }

    private static Pixels scaled(Pixels x, float factor) {
        for (int i = 0; i < x.data().length; i++) {
            x.data()[i] *= factor;
        }
        return x;
    }

    private static void add(Pixels to, Pixels more) {
        for (int i = 0; i < to.data().length; i++) {
            to.data()[i] += more.data()[i];
        }
    }

    private static Pixels cropped(Pixels x, PyramidShape shape) {
        return FieldRunner.cropped(x, shape.width(), shape.height());
    }

    /** Makes a {@link Pyramid}: {@code set…} is required, {@code opt…} is not. */
    public static final class Builder {
        private ConsistencyFunction base;
        private ConsistencyFunction detail;
        private float scale;
        private Route baseUp;
        private Route baseDown;
        private Tiling tiling = Tiling.forWholePictures();
        private float startNoise = 0.07f;
        private long seed;
        private double change = 0.5;

        private Builder() {
        }

        /**
         * The model of whole small pictures.
         *
         * @param defaults its routes to noise and back
         */
        public Builder setBase(ConsistencyFunction value, EditDefaults defaults) {
            if (value.inputChannels() != 3) {
                throw new UserException("The base of a pyramid is a model of whole pictures, such as photo-64.");
            }
            base = new SplittingFunction(value);
            baseUp = defaults.inversion(defaults.inversionSteps(), value.sigmaMax());
            baseDown = defaults.sampling(defaults.samplingSteps(), value.sigmaMax(), value.sigmaMin());
            return this;
        }

        /** The model of detail, and how it is scaled. */
        public Builder setDetail(ConsistencyFunction value, Manifest.Detail of) {
            if (value.inputChannels() == 3 || of == null) {
                throw new UserException("This model carries whole pictures; a pyramid needs one of detail too, such as photo-detail.");
            }
            detail = new SplittingFunction(value);
            scale = of.scale();
            return this;
        }

        /** How levels are cut. */
        public Builder optTiling(Tiling value) {
            tiling = Objects.requireNonNull(value);
            return this;
        }

        /** Deviation of the noise that detail is given before it is carried to noise; 0.07 unless given, as for whole pictures. */
        public Builder optStartNoise(float value) {
            startNoise = value;
            return this;
        }

        /** Of all noise that is drawn; 0 unless given. */
        public Builder optSeed(long value) {
            seed = value;
            return this;
        }

        /** Share of fresh noise in a changed composition, 0…1; 0.5 unless given. */
        public Builder optChange(double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("change " + value);
            }
            change = value;
            return this;
        }

        public Pyramid build() {
            if (base == null || detail == null) {
                throw new IllegalStateException("a pyramid needs a base and a model of detail");
            }
            return new Pyramid(this);
        }
    }
}
