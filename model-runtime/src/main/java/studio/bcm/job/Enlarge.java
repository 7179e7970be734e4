package studio.bcm.job;

import java.util.function.Function;
import studio.bcm.UserException;
import studio.bcm.edit.Enlargement;
import studio.bcm.edit.Restoration;
import studio.bcm.image.Kernel;
import studio.bcm.image.Picture;
import studio.bcm.task.Progress;

/** Enlarges pictures by a factor or to a size, in their proportions; JPEGs are restored first where something is given that does it. */
public final class Enlarge {
    /** Pack of detail that comes with the program. */
    public static final String DETAIL_MODEL = "photo-detail";

    private final Builder options;

    private Enlarge(Builder options) {
        this.options = options;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Size of a picture.
     *
     * @param width  columns
     * @param height rows
     */
    public record Size(int width, int height) {
        /** Millions of pixels. */
        public double megapixels() {
            return (double) width * height / 1e6;
        }
    }

    /** The size that a picture of some size becomes. */
    Size sizeOf(int width, int height) {
        double times = factorOf(width, height);
        return new Size(rounded(times * width), rounded(times * height));
    }

    private static int rounded(double side) {
        return Math.toIntExact(Math.max(1, Math.round(side)));
    }

    private double factorOf(int width, int height) {
        return options.room == null ? options.factor
                : Math.min((double) options.room.width / width, (double) options.room.height / height);
    }

    /**
     * Enlarges a picture.
     *
     * @throws UserException when it is as large already, or would become too many times larger
     */
    public Enlargement.Result run(Picture picture, Progress progress) {
        Size size = sizeOf(picture.width(), picture.height());
        return enlargement(picture, progress).run(picture, size.width, size.height, progress);
    }

    /**
     * Enlarges a part of a picture, for a look before the whole is begun.
     *
     * @param x      left column of the part, inside the picture
     * @param y      top row
     * @param width  columns of the part
     * @param height rows
     * @return the part, opaque
     */
    public Picture part(Picture picture, int x, int y, int width, int height, Progress progress) {
        return enlargement(picture, progress).part(picture, x, y, width, height, factorOf(picture.width(), picture.height()), progress);
    }

    private Enlargement enlargement(Picture picture, Progress progress) {
        Enlargement.Builder builder = Enlargement.builder().setFunction(options.model.function(progress))
                .setDetail(options.model.manifest().detail()).optTexture(options.texture).optSteps(options.steps).optEffort(options.effort).optFaithful(options.faithful).optKernel(options.kernel).optSeed(options.seed);
        // What restores may have to be loaded; for pictures that are no JPEGs it is not.
        if (options.restoration != null && picture.jpegFacts().isPresent()) {
            builder.optRestoration(options.restoration.apply(progress));
        }
        return builder.build();
    }

    /** Makes an {@link Enlarge}: {@code set…} is required, {@code opt…} is not. */
    public static final class Builder {
        private EditModel model;
        private double factor = 2;
        private Size room;
        private float texture;
        private int steps = 2;
        private int effort = 1;
        private boolean faithful = true;
        private Kernel kernel;
        private long seed;
        private Function<Progress, Restoration> restoration;

        private Builder() {
        }

        /**
         * The model of detail.
         *
         * @throws UserException when it is one of whole pictures
         */
        public Builder setModel(EditModel value) {
            if (value.manifest().detail() == null) {
                throw new UserException("The model " + value.manifest().name() + " carries whole pictures; enlarging needs one of detail, such as "
                        + DETAIL_MODEL + ".");
            }
            model = value;
            return this;
        }

        /** How many times wider and higher pictures become, more than 1, at most {@link Enlargement#MOST_FACTOR}; 2 unless given. */
        public Builder optFactor(double value) {
            factor = value;
            room = null;
            return this;
        }

        /** Instead of a factor, what pictures are fitted into, in pixels. */
        public Builder optSize(int width, int height) {
            room = new Size(width, height);
            return this;
        }

        /** How much detail is made up: 0 (unless given) for the least error, 1 for as much as photos have. */
        public Builder optTexture(float value) {
            texture = value;
            return this;
        }

        /** Evaluations in which detail is made up, 1 or 2 (unless given). */
        public Builder optSteps(int value) {
            steps = value;
            return this;
        }

        /** Mirrored and turned versions whose means are averaged: 1 (unless given), 2, 4 or 8. */
        public Builder optEffort(int value) {
            effort = value;
            return this;
        }

        /** Whether the result, made smaller, is to be the picture again; true unless given. */
        public Builder optFaithful(boolean value) {
            faithful = value;
            return this;
        }

        /** By which kernel pictures were made smaller once; found out for each unless given. */
        public Builder optKernel(Kernel value) {
            kernel = value;
            return this;
        }

        /** Of all noise; 0 unless given. */
        public Builder optSeed(long value) {
            seed = value;
            return this;
        }

        /** What restores JPEGs first, asked for with the progress of each of them; they are enlarged as they are unless given. */
        public Builder optRestoration(Function<Progress, Restoration> value) {
            restoration = value;
            return this;
        }

        public Enlarge build() {
            if (model == null) {
                throw new IllegalStateException("no model set");
            }
            return new Enlarge(this);
        }
    }
}
