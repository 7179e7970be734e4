package studio.bcm.job;

import java.util.Optional;
import java.util.function.ObjIntConsumer;
import studio.bcm.edit.Resampling;
import studio.bcm.edit.WorkRecord;
import studio.bcm.edit.pyramid.Pyramid;
import studio.bcm.image.CommonColours;
import studio.bcm.image.Lanczos;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.model.Manifest;
import studio.bcm.task.Progress;

/** Variations of a picture: to a noise level, or by the levels of a pyramid. */
public final class Variations {
    private final double strength;
    private final String route;
    private final Resampling.Mode mode;
    private final double change;
    private final long seed;
    private final int side;
    private final Pyramid.From level;
    private final EditModel detail;

    private Variations(Builder builder) {
        strength = builder.strength;
        route = builder.route;
        mode = builder.mode;
        change = builder.change;
        seed = builder.seed;
        side = builder.side;
        level = builder.level;
        detail = builder.detail;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether pictures have a level of detail above a model of whole small pictures; others can be drawn anew as wholes alone.
     *
     * @param shorter side in pixels
     */
    public static boolean haveDetail(double shorter, Manifest model) {
        return Pyramid.hasDetail(shorter, model.resolution());
    }

    /**
     * Makes variations; the first ones are the same however many are made. They have the picture's depth, alpha and metadata; where it is made
     * smaller for them, they are in sRGB.
     *
     * @param each receives each variation with its index, as soon as it is there
     * @return what was done; empty for a pyramid
     */
    public Optional<WorkRecord> run(EditModel model, Picture picture, int count, ObjIntConsumer<Picture> each, Progress progress) {
        Picture source = sized(picture);
        ObjIntConsumer<Pixels> pixels = (variation, index) -> each.accept(source.withPixels(variation), index);
        if (level != null) {
            Pyramid.builder().setBase(model.function(progress), model.defaults())
                    .setDetail(detail.function(progress), detail.manifest().detail()).optSeed(seed).optChange(change).build()
                    .vary(source, level, count, pixels, progress);
            return Optional.empty();
        }
        Resampling.Builder builder = Resampling.builder().setFunction(model.function(progress)).optDefaults(model.defaults()).optSeed(seed)
                .optMode(mode).optChange(change).optStrength((float) strength);
        if (!route.isEmpty()) {
            builder.optRoute(model.route(route));
        }
        return Optional.of(builder.build().run(source, count, pixels, progress));
    }

    private Picture sized(Picture picture) {
        int longer = Math.max(picture.width(), picture.height());
        if (side == 0 || longer <= side) {
            return picture;
        }
        double factor = (double) side / longer;
        int width = Math.max(1, (int) Math.round(picture.width() * factor));
        int height = Math.max(1, (int) Math.round(picture.height() * factor));
        return Picture.of(Lanczos.resample(CommonColours.srgb(picture), 0, 0, picture.width(), picture.height(), width, height));
    }

    /** Makes {@link Variations}. */
    public static final class Builder {
        private double strength;
        private String route = "";
        private Resampling.Mode mode = Resampling.Mode.INVERTED;
        private double change = 0.5;
        private long seed;
        private int side;
        private Pyramid.From level;
        private EditModel detail;

        private Builder() {
        }

        /** Sigma up to which the picture is replaced by noise; 0, unless given, for that of the route or the pack. */
        public Builder optStrength(double value) {
            strength = value;
            return this;
        }

        /** Name of the sampling route, entered at the strength; empty, unless given, for the pack's steps. */
        public Builder optRoute(String value) {
            route = value;
            return this;
        }

        /** Where the noise comes from; {@link Resampling.Mode#INVERTED} unless given. */
        public Builder optMode(Resampling.Mode value) {
            mode = value;
            return this;
        }

        /** Share of fresh noise, 0…1; 0.5 unless given. */
        public Builder optChange(double value) {
            change = value;
            return this;
        }

        /** Of all noise; 0 unless given. */
        public Builder optSeed(long value) {
            seed = value;
            return this;
        }

        /** Longest side of the variations in pixels; 0, unless given, for that of the picture. Nothing is made larger. */
        public Builder optSide(int value) {
            side = value;
            return this;
        }

        /**
         * Draws anew by a pyramid, from a level on; strength, route and mode do not count then.
         *
         * @param model of detail
         */
        public Builder optLevel(Pyramid.From value, EditModel model) {
            level = value;
            detail = model;
            return this;
        }

        public Variations build() {
            return new Variations(this);
        }
    }
}
