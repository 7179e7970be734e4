package studio.bcm.ui.morph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import studio.bcm.UserException;
import studio.bcm.edit.morph.Correspondences;
import studio.bcm.edit.morph.Correspondences.Hint;
import studio.bcm.edit.morph.CropBox;
import studio.bcm.edit.morph.Curve;
import studio.bcm.edit.morph.MorphTiming;
import studio.bcm.edit.morph.RegionOrder;
import studio.bcm.edit.morph.TakeMask;
import studio.bcm.face.Face;
import studio.bcm.face.FaceFinder;
import studio.bcm.face.FaceHints;
import studio.bcm.face.FacePair;
import studio.bcm.image.Picture;
import studio.bcm.job.Morph;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.document.Crop;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.MorphPassage;
import studio.bcm.ui.document.MorphPhoto;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.document.PictureStore;

/** All of a document that decides what a morph looks like. */
record Recipe(List<MorphPhoto> photos, List<MorphPassage> passages, Choices.Interpolate choices) {
    static final int FRAMES_A_SECOND = 30;
    /** A dropped suggestion is the one at its place. */
    private static final double SAME_PLACE = 0.5;

    Recipe {
        photos = List.copyOf(photos);
        passages = List.copyOf(passages);
    }

    static Recipe of(DocumentState s) {
        List<MorphPhoto> photos = s.photos();
        Choices.Interpolate choices = s.choices().interpolate();
        int count = photos.size() < 2 ? 0 : photos.size() - 1 + (choices.loop() ? 1 : 0);
        // There and back changes how the film is played, not what it shows.
        return new Recipe(photos, IntStream.range(0, count).mapToObj(s::passage).toList(), choices.withPingPong(false));
    }

    /** The same without what the network does, which previews do not show. */
    Recipe withoutNetwork() {
        return new Recipe(photos, passages, choices.withSigma(0.0).withSteps(0).withDetail(true));
    }

    Recipe withSide(int side) {
        return new Recipe(photos, passages, choices.withSide(side));
    }

    boolean isComplete() {
        return photos.size() >= 2;
    }

    /** Frames of a passage, both ends counted. */
    int framesOfPassage() {
        return framesOfPassage(FRAMES_A_SECOND);
    }

    int framesOfPassage(double perSecond) {
        return Math.max(2, (int) Math.round(choices.seconds() * perSecond) + 1);
    }

    int frames() {
        return (framesOfPassage() - 1) * passages.size() + 1;
    }

    MorphPhoto after(int passage) {
        return photos.get((passage + 1) % photos.size());
    }

    /**
     * What has to be the same for a passage to be aligned anew from what was found before.
     *
     * @param all photos where they depend on each other, else those of the passage
     */
    record Geometry(List<MorphPhoto> all, MorphPhoto a, MorphPhoto b, Crop frame) {
    }

    Geometry geometry(int passage) {
        boolean together = choices.holdEyes();
        return new Geometry(together ? photos : List.of(photos.getFirst()), photos.get(passage), after(passage), photos.getFirst().crop());
    }

    /** What faces say about a passage, without what was dropped; places in pixels of its photos. */
    List<Hint> hints(int passage, FaceBook faces) {
        if (choices.noFaces()) {
            return List.of();
        }
        List<Hint> hints = FaceHints.of(FacePair.match(side(photos.get(passage).picture(), faces), side(after(passage).picture(), faces)));
        return hints.stream().filter(h -> passages.get(passage).dropped().stream()
                .noneMatch(p -> Math.hypot(p.x() - h.pair().xa(), p.y() - h.pair().ya()) < SAME_PLACE)).toList();
    }

    private static FacePair.Side side(PictureRef photo, FaceBook faces) {
        return new FacePair.Side(photo.width(), photo.height(), faces.of(photo));
    }

    private Morph.Passage told(int passage, FaceBook faces, PictureStore store) {
        MorphPassage p = passages.get(passage);
        MorphTiming timing = new MorphTiming(Curve.parse(p.shape()), Curve.parse(p.colour()), Curve.parse(p.detail()), p.hold(), p.hold());
        return new Morph.Passage(new Correspondences(p.pairs(), p.lines(), hints(passage, faces)), timing, order(p.order()),
                p.take() == null ? null : TakeLayer.mask(store.load(p.take())));
    }

    static RegionOrder order(String name) {
        return switch (name) {
            case "up" -> RegionOrder.UP;
            case "left" -> RegionOrder.LEFT;
            case "centre" -> RegionOrder.CENTRE;
            default -> null;
        };
    }

    /** The morph, but for the network. Reads the photos. */
    Morph.Builder morph(PictureStore store, FaceBook faces) {
        List<Picture> pictures = photos.stream().map(p -> store.load(p.picture())).toList();
        Morph.Builder builder = Morph.builder().setPhotos(pictures).optLoop(choices.loop()).optDissolve(choices.dissolve()).optLongestSide(choices.side())
                .optPassages(IntStream.range(0, passages.size()).mapToObj(i -> told(i, faces, store)).toList())
                .optCrops(photos.stream().map(Recipe::box).toList());
        if (choices.holdEyes()) {
            FaceFinder.requireAvailable();
            List<Face> held = new ArrayList<>();
            for (MorphPhoto photo : photos) {
                held.add(faces.of(photo.picture()).stream().findFirst()
                        .orElseThrow(() -> new UserException(Texts.of("interpolate.holdEyes.none", photo.picture().name()))));
            }
            builder.optHoldEyes(held);
        }
        return builder;
    }

    private static CropBox box(MorphPhoto photo) {
        Crop c = photo.crop();
        int w = photo.picture().width();
        int h = photo.picture().height();
        return new CropBox(c.x() * w, c.y() * h, c.width() * w, c.height() * h);
    }
}
