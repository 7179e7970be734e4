package studio.bcm.edit.morph;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import studio.bcm.image.Lanczos;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

/**
 * A morph between two aligned photos, whose frames can be had at any position and any size. Its ends are the photos. It
 * holds small copies alone and reads the photos where it needs them. Safe for several threads.
 */
public final class PairMorph implements MorphFrames {
    private static final int ORDER_SIDE = 256;

    private final PixelSource a;
    private final PixelSource b;
    private final Alignment alignment;
    private final Plane times;
    private final Plane order;
    private final int width;
    private final int height;
    private final TakeMask take;
    private final PixelSource opacityA;
    private final PixelSource opacityB;
    private final FrameRenderer renderer;

    private PairMorph(Builder builder) {
        a = Objects.requireNonNull(builder.a, "no A set");
        b = Objects.requireNonNull(builder.b, "no B set");
        alignment = Objects.requireNonNull(builder.alignment, "no alignment set");
        width = builder.width > 0 ? builder.width : (int) Math.round(alignment.cropA().width());
        height = builder.height > 0 ? builder.height : (int) Math.round(alignment.cropA().height());
        order = builder.order;
        times = builder.times != null ? builder.times : times();
        take = builder.take;
        opacityA = builder.opacityA;
        opacityB = builder.opacityB;
        renderer = new FrameRenderer(a, b, alignment, take == null ? times : take.applied(times), order, take == null ? null : take.together(), width,
                height);
    }

    public static Builder builder() {
        return new Builder();
    }

    private Plane times() {
        int gridWidth = Math.min(alignment.width(), width);
        int gridHeight = Math.min(alignment.height(), height);
        Plane[] halfA = halfway(a, alignment.cropA(), gridWidth, gridHeight, true);
        Plane[] halfB = halfway(b, alignment.cropB(), gridWidth, gridHeight, false);
        return ChangeTimes.of(halfA, halfB);
    }

    private Plane[] halfway(PixelSource photo, CropBox crop, int gridWidth, int gridHeight, boolean first) {
        Plane[] small = WorkingCopy.of(photo, crop, gridWidth, gridHeight);
        float[] vx = new float[gridWidth * gridHeight];
        float[] vy = new float[gridWidth * gridHeight];
        alignment.field().expand(vx, vy, gridWidth, gridHeight);
        Plane[] result = new Plane[3];
        for (int c = 0; c < 3; c++) {
            result[c] = Plane.blank(gridWidth, gridHeight);
            for (int y = 0; y < gridHeight; y++) {
                for (int x = 0; x < gridWidth; x++) {
                    int i = y * gridWidth + x;
                    result[c].data()[i] = first ? small[c].sample(x - vx[i], y - vy[i]) : small[c].sample(x + vx[i], y + vy[i]);
                }
            }
        }
        return result;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    public Alignment alignment() {
        return alignment;
    }

    @Override
    public Pixels frame(Moment moment, Progress progress) {
        if (moment.isStart()) {
            return end(a, alignment.cropA());
        }
        if (moment.isEnd()) {
            return end(b, alignment.cropB());
        }
        return renderer.frame(moment, progress);
    }

    /** What is clear in the one photo and not in the other changes where and when the colours do. */
    @Override
    public Optional<float[]> opacity(Moment moment) {
        if (opacityA == null) {
            return Optional.empty();
        }
        if (moment.isStart()) {
            return Optional.of(grey(end(opacityA, alignment.cropA())));
        }
        if (moment.isEnd()) {
            return Optional.of(grey(end(opacityB, alignment.cropB())));
        }
        return Optional.of(renderer.opacity(moment, new FrameWarp(opacityA, alignment.cropA(), width, height),
                new FrameWarp(opacityB, alignment.cropB(), width, height)));
    }

    private float[] grey(Pixels pixels) {
        return Arrays.copyOf(pixels.data(), width * height);
    }

    /** Both photos as they are brought to the shape of a moment, before they are fused. */
    public Pixels[] aligned(double shape) {
        return renderer.aligned(shape);
    }

    /** Fields of the size of the frames, moved as the photos are, each value from the pixel that is nearest: noise stays noise. */
    Pixels[] nearest(Pixels ofA, Pixels ofB, double shape) {
        return renderer.nearest(ofA, ofB, shape);
    }

    /** How much of each pixel of a frame is B's, 0…1, where one of the two is chosen. */
    Plane shareOfB(Moment moment) {
        return renderer.shareOfB(moment);
    }

    /** The same morph of other pictures, which have the size of the frames. */
    PairMorph of(Pixels otherA, Pixels otherB) {
        CropBox whole = new CropBox(0, 0, width, height);
        Builder builder = new Builder();
        builder.times = times;
        builder.order = order;
        builder.take = take;
        return builder.setPhotos(otherA, otherB).setAlignment(alignment.cropped(whole, whole)).optSize(width, height).build();
    }

    /**
     * The same morph in small, on small copies of the photos, for previews.
     *
     * @param longestSide of its frames, in pixels; those of this morph where it is smaller
     */
    public PairMorph preview(int longestSide) {
        double scale = Math.min(1, (double) longestSide / Math.max(width, height));
        int toWidth = (int) Math.max(1, Math.round(width * scale));
        int toHeight = (int) Math.max(1, Math.round(height * scale));
        Builder builder = new Builder();
        builder.times = times;
        builder.order = order;
        builder.take = take;
        if (opacityA != null) {
            builder.optOpacity(small(opacityA, alignment.cropA(), toWidth, toHeight), small(opacityB, alignment.cropB(), toWidth, toHeight));
        }
        CropBox whole = new CropBox(0, 0, toWidth, toHeight);
        return builder.setPhotos(small(a, alignment.cropA(), toWidth, toHeight), small(b, alignment.cropB(), toWidth, toHeight))
                .setAlignment(alignment.cropped(whole, whole)).optSize(toWidth, toHeight).build();
    }

    private static Pixels small(PixelSource photo, CropBox crop, int width, int height) {
        Plane[] rgb = WorkingCopy.of(photo, crop, width, height);
        Pixels pixels = Pixels.blank(width, height);
        for (int c = 0; c < 3; c++) {
            System.arraycopy(rgb[c].data(), 0, pixels.data(), c * width * height, width * height);
        }
        return pixels;
    }

    private Pixels end(PixelSource photo, CropBox crop) {
        if (crop.width() == width && crop.height() == height && crop.x() == Math.rint(crop.x()) && crop.y() == Math.rint(crop.y())) {
            Pixels part = Pixels.blank(width, height);
            photo.read((int) crop.x(), (int) crop.y(), width, height, part.data(), 0);
            return part;
        }
        return Lanczos.resample(photo, crop.x(), crop.y(), crop.width(), crop.height(), width, height);
    }

    /** Makes a {@link PairMorph}. */
    public static final class Builder {
        private PixelSource a;
        private PixelSource b;
        private Alignment alignment;
        private Plane order;
        private Plane times;
        private TakeMask take;
        private PixelSource opacityA;
        private PixelSource opacityB;
        private int width;
        private int height;

        private Builder() {
        }

        /** The first photo and the second. */
        public Builder setPhotos(PixelSource first, PixelSource second) {
            a = first;
            b = second;
            return this;
        }

        /** Of these photos. */
        public Builder setAlignment(Alignment value) {
            alignment = value;
            return this;
        }

        /** Which places change first; everywhere at once unless given. */
        public Builder optOrder(RegionOrder value) {
            // The front is as smooth as a small copy of it.
            order = value == null ? null : RegionOrder.plane(value, ORDER_SIDE, ORDER_SIDE);
            return this;
        }

        /** What is taken from which photo; left to the photos unless given. */
        public Builder optTake(TakeMask value) {
            take = value;
            return this;
        }

        /**
         * Opacity of both photos as grey pictures of their sizes, −1 (clear) … 1 (opaque); frames have one then. The photos' own
         * colours should go on below what is clear.
         */
        public Builder optOpacity(PixelSource ofA, PixelSource ofB) {
            opacityA = Objects.requireNonNull(ofA);
            opacityB = Objects.requireNonNull(ofB);
            return this;
        }

        /** Size of the frames; that of the part of A unless given. */
        public Builder optSize(int frameWidth, int frameHeight) {
            width = frameWidth;
            height = frameHeight;
            return this;
        }

        public PairMorph build() {
            return new PairMorph(this);
        }
    }
}
