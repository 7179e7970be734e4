package studio.bcm.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.FrameOrder;
import studio.bcm.edit.Interpolation;
import studio.bcm.edit.WorkRecord;
import studio.bcm.edit.morph.Aligner;
import studio.bcm.edit.morph.Alignment;
import studio.bcm.edit.morph.Correspondences;
import studio.bcm.edit.morph.Correspondences.Hint;
import studio.bcm.edit.morph.CropBox;
import studio.bcm.edit.morph.HealedMorph;
import studio.bcm.edit.morph.LinePair;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.edit.morph.Moment;
import studio.bcm.edit.morph.MorphFrames;
import studio.bcm.edit.morph.MorphTiming;
import studio.bcm.edit.morph.PairMorph;
import studio.bcm.edit.morph.PointPair;
import studio.bcm.edit.morph.RegionOrder;
import studio.bcm.edit.morph.Storyboard;
import studio.bcm.edit.morph.TakeMask;
import studio.bcm.face.EyeFrames;
import studio.bcm.face.Face;
import studio.bcm.image.CommonColours;
import studio.bcm.image.Lanczos;
import studio.bcm.image.Picture;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.task.Progress;

/**
 * A morph through two or more photos as a user asks for it: what fills the frame, what corresponds, how each passage passes
 * and how deep the network goes. All places are in pixels of the photos as they were given, also where these are turned to
 * hold the eyes still. Immutable, and safe for several threads.
 */
public final class Morph {
    /** Noise level that closes seams and leaves the photos as they are. */
    public static final float HEALING = 0.3f;

    /**
     * How one photo becomes the next.
     *
     * @param known  what corresponds, as far as it is known
     * @param timing how it passes
     * @param order  which places change first; null for everywhere at once
     * @param take   what is taken from which photo; null where that is left to the photos
     */
    public record Passage(Correspondences known, MorphTiming timing, @Nullable RegionOrder order, @Nullable TakeMask take) {
        public static final Passage EVEN = new Passage(Correspondences.NONE, MorphTiming.EVEN, null, null);

        public Passage {
            Objects.requireNonNull(known);
            Objects.requireNonNull(timing);
        }
    }

    private final CommonColours colours;
    private final @Nullable EyeFrames eyes;
    /** Of all photos where one of them is clear anywhere; else none. */
    private final List<PixelSource> opacities;
    private final List<CropBox> crops;
    private final List<Passage> passages;
    private final int width;
    private final int height;
    private final boolean dissolve;
    private final boolean search;
    private final @Nullable Float depth;
    private final @Nullable ConsistencyFunction function;
    private final EditDefaults defaults;
    private final int steps;
    private final long seed;
    private final boolean detail;

    private Morph(Builder builder) {
        List<Picture> photos = builder.photos;
        if (photos.size() < 2) {
            throw new IllegalArgumentException("a morph needs two photos");
        }
        eyes = builder.eyes == null ? null : EyeFrames.of(photos, builder.eyes);
        boolean cutOuts = eyes == null && photos.stream().anyMatch(Picture::hasAlpha);
        colours = cutOuts ? CommonColours.ofCutOuts(photos)
                : CommonColours.of(eyes == null ? photos : IntStream.range(0, photos.size()).mapToObj(eyes::picture).toList());
        opacities = cutOuts ? photos.stream().map(p -> p.opacity().orElseGet(() -> new Opaque(p.width(), p.height()))).toList() : List.of();
        int count = photos.size() - 1 + (builder.loop ? 1 : 0);
        passages = IntStream.range(0, count).mapToObj(i -> i < builder.passages.size() ? builder.passages.get(i) : builder.other).toList();
        CropBox first = eyes == null && !builder.crops.isEmpty() ? builder.crops.getFirst() : null;
        double partWidth = first == null ? source(0).width() : first.width();
        double partHeight = first == null ? source(0).height() : first.height();
        double scale = builder.longestSide == 0 ? 1 : Math.min(1, builder.longestSide / Math.max(partWidth, partHeight));
        width = builder.width > 0 ? builder.width : (int) Math.max(1, Math.round(partWidth * scale));
        height = builder.height > 0 ? builder.height : (int) Math.max(1, Math.round(partHeight * scale));
        List<CropBox> parts = new ArrayList<>();
        for (int i = 0; i < photos.size(); i++) {
            CropBox given = eyes == null && i < builder.crops.size() ? builder.crops.get(i) : null;
            CropBox whole = given == null ? new CropBox(0, 0, source(i).width(), source(i).height()) : given;
            parts.add(i == 0 && builder.width == 0 ? whole : shaped(whole));
        }
        crops = List.copyOf(parts);
        dissolve = builder.dissolve;
        search = builder.search;
        depth = builder.depth;
        function = builder.function;
        defaults = builder.defaults;
        steps = builder.steps;
        seed = builder.seed;
        detail = builder.detail;
    }

    /** The largest centred part of a box that has the shape of the frame; the box itself, to the bit, where that has its size. */
    private CropBox shaped(CropBox box) {
        double scale = Math.min(box.width() / width, box.height() / height);
        double w = width * scale;
        double h = height * scale;
        return new CropBox(box.x() + (box.width() - w) / 2, box.y() + (box.height() - h) / 2, w, h);
    }

    public static Builder builder() {
        return new Builder();
    }

    private PixelSource source(int photo) {
        return colours.sources().get(photo);
    }

    private int after(int passage) {
        return (passage + 1) % colours.sources().size();
    }

    /** How many passages there are: one fewer than photos, or as many where the last leads back to the first. */
    public int passages() {
        return passages.size();
    }

    /** Columns of the frames. */
    public int width() {
        return width;
    }

    /** Rows of the frames. */
    public int height() {
        return height;
    }

    /** The corners of the part of a photo that fills the frame, clockwise from the top left one, in pixels of the photo. */
    public List<Place> frame(int photo) {
        CropBox box = crops.get(photo);
        double right = box.x() + box.width();
        double bottom = box.y() + box.height();
        return List.of(toPhoto(photo, box.x(), box.y()), toPhoto(photo, right, box.y()), toPhoto(photo, right, bottom), toPhoto(photo, box.x(), bottom));
    }

    /** A place of the frame, both numbers in 0…1, as a place of a photo. */
    public Place inPhoto(int photo, double x, double y) {
        CropBox box = crops.get(photo);
        return toPhoto(photo, box.x() + x * box.width(), box.y() + y * box.height());
    }

    /** A place of a photo as one of the frame, 0…1 where it is inside. */
    public Place inFrame(int photo, Place place) {
        CropBox box = crops.get(photo);
        Place source = toSource(photo, place);
        return new Place((source.x() - box.x()) / box.width(), (source.y() - box.y()) / box.height());
    }

    private Place toPhoto(int photo, double x, double y) {
        if (eyes == null) {
            return new Place(x, y);
        }
        double[] place = eyes.toPhoto(photo, x, y);
        return new Place(place[0], place[1]);
    }

    private Place toSource(int photo, Place place) {
        if (eyes == null) {
            return place;
        }
        double[] source = eyes.toFrame(photo, place.x(), place.y());
        return new Place(source[0], source[1]);
    }

    private Correspondences inSources(int passage) {
        Correspondences known = passages.get(passage).known();
        if (eyes == null) {
            return known;
        }
        int a = passage;
        int b = after(passage);
        return new Correspondences(known.pairs().stream().map(p -> inSources(p, a, b)).toList(),
                known.lines().stream().map(l -> new LinePair(l.a().stream().map(p -> toSource(a, p)).toList(),
                        l.b().stream().map(p -> toSource(b, p)).toList())).toList(),
                known.hints().stream().map(h -> new Hint(inSources(h.pair(), a, b), h.weight())).toList());
    }

    private PointPair inSources(PointPair pair, int a, int b) {
        Place ofA = toSource(a, new Place(pair.xa(), pair.ya()));
        Place ofB = toSource(b, new Place(pair.xb(), pair.yb()));
        return new PointPair(ofA.x(), ofA.y(), ofB.x(), ofB.y());
    }

    /** Whether photos are aligned; else they are mixed where they are. */
    public boolean isAligned() {
        return !dissolve;
    }

    /** Finds what corresponds in the photos of a passage. */
    public Alignment align(int passage, Progress progress) {
        int b = after(passage);
        return Aligner.builder().optSearch(search).build()
                .align(source(passage), crops.get(passage), source(b), crops.get(b), inSources(passage), progress);
    }

    /** The same after points have changed: quick, since it begins with what was found for the same parts of the same photos. */
    public Alignment again(int passage, Alignment before, Progress progress) {
        return Aligner.builder().build().again(before, inSources(passage), progress);
    }

    /** Finds what corresponds in all passages; nothing where photos are not aligned. */
    public List<Alignment> align(Progress progress) {
        return dissolve ? List.of() : IntStream.range(0, passages())
                .mapToObj(i -> align(i, progress.part((double) i / passages(), (i + 1.0) / passages()))).toList();
    }

    /** Where a place of a passage's first photo is in its second. */
    public Place toB(int passage, Alignment found, Place inA) {
        Place from = toSource(passage, inA);
        Place to = found.toB(from.x(), from.y());
        return toPhoto(after(passage), to.x(), to.y());
    }

    /** Where a place of a passage's second photo is in its first. */
    public Place toA(int passage, Alignment found, Place inB) {
        Place from = toSource(after(passage), inB);
        Place to = found.toA(from.x(), from.y());
        return toPhoto(passage, to.x(), to.y());
    }

    /**
     * The frames of a passage before the network, in small.
     *
     * @param found       for it; null where photos are not aligned
     * @param longestSide of the frames in pixels; their own where that is smaller
     */
    public MorphFrames preview(int passage, @Nullable Alignment found, int longestSide) {
        double scale = Math.min(1, (double) longestSide / Math.max(width, height));
        int w = (int) Math.max(1, Math.round(width * scale));
        int h = (int) Math.max(1, Math.round(height * scale));
        return dissolve ? new Dissolve(framed(passage, w, h), framed(after(passage), w, h)) : plain(passage, found).preview(longestSide);
    }

    /**
     * Both photos of a passage in small, as they are brought to a shape, before they are mixed.
     *
     * @param found       for it; null where photos are not aligned
     * @param shape       0 for that of the first photo, 1 for that of the second
     * @param longestSide in pixels
     */
    public List<Pixels> aligned(int passage, @Nullable Alignment found, double shape, int longestSide) {
        return switch (preview(passage, found, longestSide)) {
            case PairMorph morph -> List.of(morph.aligned(shape));
            case Dissolve mixture -> List.of(mixture.a, mixture.b);
            default -> throw new IllegalStateException("a preview of another kind");
        };
    }

    /** How a passage passes. */
    public MorphTiming timing(int passage) {
        return passages.get(passage).timing();
    }

    private PairMorph plain(int passage, Alignment found) {
        Passage here = passages.get(passage);
        PairMorph.Builder builder = PairMorph.builder().setPhotos(source(passage), source(after(passage))).setAlignment(found).optSize(width, height)
                .optOrder(here.order()).optTake(here.take());
        if (!opacities.isEmpty()) {
            builder.optOpacity(opacities.get(passage), opacities.get(after(passage)));
        }
        return builder.build();
    }

    private Pixels framed(int photo, int w, int h) {
        CropBox box = crops.get(photo);
        if (box.width() == w && box.height() == h && box.x() == Math.rint(box.x()) && box.y() == Math.rint(box.y())) {
            Pixels part = Pixels.blank(w, h);
            source(photo).read((int) box.x(), (int) box.y(), w, h, part.data(), 0);
            return part;
        }
        return Lanczos.resample(source(photo), box.x(), box.y(), box.width(), box.height(), w, h);
    }

    /** A picture in the photos' common colours. */
    public Picture picture(Pixels frame) {
        return colours.picture(frame);
    }

    /** Noise level that the network carries the photos to; 0 where it is left out. */
    public float depth() {
        if (depth != null) {
            return depth;
        }
        if (function == null) {
            return 0;
        }
        return Math.min(dissolve ? defaults.interpolationDepth() : HEALING, function.sigmaMax());
    }

    /**
     * The film. Photos go through the network when the first frame between them is asked for, which fails with a
     * {@link UserException} if the network does not know the noise level.
     *
     * @param found for each passage, by {@link #align}; nothing where photos are not aligned
     */
    public Film film(List<Alignment> found) {
        if (!dissolve && found.size() != passages()) {
            throw new IllegalArgumentException(found.size() + " alignments for " + passages() + " passages");
        }
        return new Film(IntStream.range(0, passages()).mapToObj(i -> new Prepared(i, dissolve ? null : found.get(i))).toList());
    }

    private MorphFrames aligned(int passage, Alignment found, Progress progress) {
        PairMorph morph = plain(passage, found);
        if (depth() == 0) {
            return morph;
        }
        HealedMorph.Builder builder = HealedMorph.builder().setMorph(morph).setFunction(function).optDefaults(defaults).optDepth(depth())
                .optSeed(seed).optDetail(detail);
        if (steps > 0) {
            builder.optSteps(steps);
        }
        return builder.prepare(progress);
    }

    /** A passage that is prepared once its first frame is asked for. */
    private final class Prepared implements MorphFrames {
        private final int passage;
        private final Alignment found;
        private MorphFrames frames;
        private WorkRecord work;

        Prepared(int passage, Alignment found) {
            this.passage = passage;
            this.found = found;
        }

        @Override
        public int width() {
            return width;
        }

        @Override
        public int height() {
            return height;
        }

        @Override
        public Pixels frame(Moment moment, Progress progress) {
            boolean first;
            synchronized (this) {
                first = frames == null;
                if (first) {
                    frames = dissolve ? dissolved(progress.part(0, 0.5)) : aligned(passage, found, progress.part(0, 0.5));
                }
            }
            return frames.frame(moment, first ? progress.part(0.5, 1) : progress);
        }

        @Override
        public Optional<float[]> opacity(Moment moment) {
            // Of a frame that was made just before.
            return frames.opacity(moment);
        }

        private MorphFrames dissolved(Progress progress) {
            Pixels a = framed(passage, width, height);
            Pixels b = framed(after(passage), width, height);
            if (depth() == 0) {
                return new Dissolve(a, b);
            }
            Interpolation.Builder builder = Interpolation.builder().setFunction(function).optDefaults(defaults).optSeed(seed).optDetail(detail)
                    .optDepth(depth());
            if (steps > 0) {
                builder.optSteps(steps);
            }
            Interpolation.Morph morph = builder.build().prepare(a, b, progress);
            work = morph.work();
            return new NoiseMixture(morph);
        }
    }

    /** Frames of a film. */
    public final class Film {
        private final Storyboard board;
        private final List<Prepared> prepared;

        private Film(List<Prepared> prepared) {
            this.prepared = prepared;
            board = new Storyboard(IntStream.range(0, passages()).mapToObj(i -> new Storyboard.Passage(prepared.get(i), timing(i))).toList());
        }

        public int width() {
            return width;
        }

        public int height() {
            return height;
        }

        /** Frames in all where each passage has that many, both ends counted. */
        public int count(int framesOfPassage) {
            return board.frameCount(framesOfPassage);
        }

        /** What it took to bring the first two photos to noise; empty before their first frame, and where they are aligned. */
        public Optional<WorkRecord> work() {
            return Optional.ofNullable(prepared.getFirst().work);
        }

        /** The frame at a time, 0…1 over all passages, which take equally long. */
        public Picture frameAt(double time, Progress progress) {
            Pixels frame = board.frameAt(time, progress);
            return colours.picture(frame, board.opacityAt(time));
        }

        /** One of evenly timed frames. */
        public Picture frame(int index, int framesOfPassage, Progress progress) {
            Pixels frame = board.frame(index, framesOfPassage, progress);
            return colours.picture(frame, board.opacity(index, framesOfPassage));
        }

        /**
         * Makes evenly timed frames, coarse to fine.
         *
         * @param framesOfPassage at least 2, both ends counted
         * @param wanted          says of each index whether it is to be made
         */
        public void frames(int framesOfPassage, IntPredicate wanted, FrameSink sink, Progress progress) {
            if (framesOfPassage < 2) {
                throw new UserException("An interpolation has at least 2 frames, not " + framesOfPassage + ".");
            }
            int count = count(framesOfPassage);
            int done = 0;
            for (int index : FrameOrder.coarseToFine(count)) {
                progress.checkCancelled();
                if (wanted.test(index)) {
                    sink.frame(index, frame(index, framesOfPassage, progress.part((double) done / count, (done + 1.0) / count)));
                }
                done++;
                progress.report(done, count, "Morphing");
            }
        }
    }

    /** Takes each frame as soon as it is there. */
    @FunctionalInterface
    public interface FrameSink {
        /** @param index of the frame, 0…count−1 */
        void frame(int index, Picture frame);
    }

    /** The opacity of a picture that has none of its own. */
    private record Opaque(int width, int height) implements PixelSource {
        @Override
        public void read(int x, int y, int w, int h, float[] into, int offset) {
            Arrays.fill(into, offset, offset + 3 * w * h, 1);
        }
    }

    /** Both photos mixed where they are. */
    private record Dissolve(Pixels a, Pixels b) implements MorphFrames {
        @Override
        public int width() {
            return a.width();
        }

        @Override
        public int height() {
            return a.height();
        }

        @Override
        public Pixels frame(Moment moment, Progress progress) {
            Pixels mixed = Pixels.blank(a.width(), a.height());
            float share = (float) moment.detail();
            for (int i = 0; i < mixed.data().length; i++) {
                mixed.data()[i] = (1 - share) * a.data()[i] + share * b.data()[i];
            }
            return mixed;
        }
    }

    /** Both photos mixed in the network's noise. */
    private record NoiseMixture(Interpolation.Morph morph) implements MorphFrames {
        @Override
        public int width() {
            return morph.width();
        }

        @Override
        public int height() {
            return morph.height();
        }

        @Override
        public Pixels frame(Moment moment, Progress progress) {
            return morph.frameAt(moment.detail(), progress);
        }
    }

    /** Makes a {@link Morph}. */
    public static final class Builder {
        private List<Picture> photos = List.of();
        private List<CropBox> crops = List.of();
        private List<Passage> passages = List.of();
        private Passage other = Passage.EVEN;
        private @Nullable List<Face> eyes;
        private boolean loop;
        private boolean dissolve;
        private boolean search = true;
        private boolean detail = true;
        private @Nullable Float depth;
        private @Nullable ConsistencyFunction function;
        private EditDefaults defaults = EditDefaults.standard();
        private int steps;
        private long seed;
        private int width;
        private int height;
        private int longestSide;

        private Builder() {
        }

        /** Two photos or more. */
        public Builder setPhotos(List<Picture> value) {
            photos = List.copyOf(value);
            return this;
        }

        /** Parts of the photos that fill the frame; whole photos, or their middles where their shapes differ, unless given. */
        public Builder optCrops(List<CropBox> value) {
            crops = List.copyOf(value);
            return this;
        }

        /** How each passage passes, in order; evenly where none is given. */
        public Builder optPassages(List<Passage> value) {
            passages = List.copyOf(value);
            return this;
        }

        /** How passages pass of which nothing else is said. */
        public Builder optEveryPassage(Passage value) {
            other = Objects.requireNonNull(value);
            return this;
        }

        /** Turns, scales and shifts the photos so that the eyes of these faces, one in each photo, stay in place. Crops do not count then. */
        public Builder optHoldEyes(@Nullable List<Face> value) {
            eyes = value == null ? null : List.copyOf(value);
            return this;
        }

        /** Whether the last photo leads back to the first; false unless given. */
        public Builder optLoop(boolean value) {
            loop = value;
            return this;
        }

        /** Whether photos are mixed where they are, instead of aligned; false unless given. */
        public Builder optDissolve(boolean value) {
            dissolve = value;
            return this;
        }

        /** Whether to look for another scale, place or turn of each next photo first; true unless given. */
        public Builder optSearch(boolean value) {
            search = value;
            return this;
        }

        /** The model, and what to do with it where nothing else is said; without one the network is left out. */
        public Builder optNetwork(ConsistencyFunction model, EditDefaults ofPack) {
            function = Objects.requireNonNull(model);
            defaults = Objects.requireNonNull(ofPack);
            return this;
        }

        /** Noise level that the network carries the photos to; 0 leaves it out. {@link #HEALING} unless given, or the pack's for a dissolve. */
        public Builder optDepth(float value) {
            depth = value;
            return this;
        }

        /** Evaluations for each way, up and down, 1…3. */
        public Builder optSteps(int value) {
            steps = value;
            return this;
        }

        /** Of all noise; 0 unless given. */
        public Builder optSeed(long value) {
            seed = value;
            return this;
        }

        /** Whether to carry along what the model loses of the photos; true unless given. */
        public Builder optDetail(boolean value) {
            detail = value;
            return this;
        }

        /** Size of the frames; that of the first photo's part unless given. */
        public Builder optSize(int frameWidth, int frameHeight) {
            width = frameWidth;
            height = frameHeight;
            return this;
        }

        /** Longest side that the frames may have, where no size is given; 0 for no limit. */
        public Builder optLongestSide(int value) {
            longestSide = value;
            return this;
        }

        public Morph build() {
            return new Morph(this);
        }
    }
}
