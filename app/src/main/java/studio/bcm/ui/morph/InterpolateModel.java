package studio.bcm.ui.morph;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.edit.Interpolation;
import studio.bcm.image.Picture;
import studio.bcm.image.PixelSource;
import studio.bcm.image.animation.Ffmpeg;
import studio.bcm.job.Animation;
import studio.bcm.task.Progress;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.document.Crop;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.History;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.image.Framed;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.models.LoadedFunction;
import studio.bcm.ui.shell.DocumentModel;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.task.BackgroundTask;

/** A morph from A to B: its frames as they come, the place that is looked at, and what can be done with them. */
public final class InterpolateModel {
    public static final String KEY = "interpolate";
    /** Longest side of a frame on the screen; larger ones are kept on disk. */
    private static final int SCREEN_SIDE = 1280;
    /** Each frame of an exported animation is shown. */
    private static final int FRAME_MILLIS = 80;
    private static final int WEBP_QUALITY = 90;

    private final EditContext context;
    private final ObservableList<FrameShown> frames = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<FrameShown> current = new ReadOnlyObjectWrapper<>();
    private final DoubleProperty position = new SimpleDoubleProperty(0);
    private final BooleanProperty playing = new SimpleBooleanProperty(false);
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final Map<String, Pyramid> pyramids = new HashMap<>();
    private boolean forwards = true;

    public InterpolateModel(EditContext context) {
        this.context = context;
        position.addListener((o, before, now) -> showNearest());
        context.document().stateProperty().addListener((o, before, now) -> follow(now));
        follow(context.document().state());
    }

    private Choices.Interpolate choices() {
        return context.document().state().choices().interpolate();
    }

    public void choose(String merge, UnaryOperator<Choices.Interpolate> change) {
        Choices all = context.document().state().choices();
        context.document().choose("interpolate." + merge, all.with(change.apply(all.interpolate())));
    }

    /** Frames that are there, by index. */
    public ObservableList<FrameShown> frames() {
        return frames;
    }

    /** The frame that is nearest to the position; null while there is none. */
    public ReadOnlyObjectProperty<@Nullable FrameShown> currentProperty() {
        return current.getReadOnlyProperty();
    }

    /** Place on the path that is looked at: 0 for A, 1 for B. */
    public DoubleProperty positionProperty() {
        return position;
    }

    public BooleanProperty playingProperty() {
        return playing;
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    private void follow(DocumentState state) {
        List<FrameShown> shown = new ArrayList<>();
        for (DocumentState.Frame f : state.frames()) {
            Pyramid pyramid = pyramids.get(f.picture().file());
            if (pyramid == null) {
                fetch(f.picture());
            } else {
                shown.add(new FrameShown(f.index(), f.position(), f.picture(), pyramid));
            }
        }
        shown.sort(Comparator.comparingInt(FrameShown::index));
        if (!shown.equals(frames)) {
            frames.setAll(shown);
        }
        showNearest();
    }

    private void fetch(PictureRef ref) {
        PictureStore store = context.document().store();
        context.activity().submitDisk(BackgroundTask.of("", "frame " + ref.file(),
                progress -> Pyramid.of(Raster.of(store.load(ref)).fitted(SCREEN_SIDE)))
                .onDone(pyramid -> {
                    pyramids.put(ref.file(), pyramid);
                    follow(context.document().state());
                }).onFailed(context.messages()::failure));
    }

    private void showNearest() {
        double at = position.get() * (frameCount() - 1);
        current.set(frames.stream().min(Comparator.comparingDouble(f -> Math.abs(f.index() - at))).orElse(null));
    }

    /** How many frames the morph has when all are there: of the one that is shown, else as chosen for the next. */
    public int frameCount() {
        DocumentState s = context.document().state();
        return Math.max(2, s.frames().isEmpty() ? choices().frames() : s.frameCount());
    }

    /** To the next frame in that direction. */
    public void step(int by) {
        int last = frameCount() - 1;
        long index = Math.clamp(Math.round(position.get() * last) + by, 0, last);
        position.set((double) index / last);
    }

    /** Moves on while playing. */
    public void advance(double seconds) {
        if (!playing.get()) {
            return;
        }
        double duration = Math.max(1, (frameCount() - 1) / 12.0);
        double next = position.get() + (forwards ? 1 : -1) * seconds / duration;
        if (next > 1) {
            forwards = !choices().pingPong();
            next = choices().pingPong() ? 1 : 0;
        } else if (next < 0) {
            forwards = true;
            next = 0;
        }
        position.set(next);
    }

    boolean canRun() {
        return context.document().state().a() != null && context.document().state().b() != null;
    }

    /** Makes the frames with what is chosen; those from before go. */
    public void run() {
        if (!canRun()) {
            return;
        }
        DocumentModel document = context.document();
        History.Begun begun = document.begin("undo.interpolate", d -> {
            d.frames = List.of();
            d.frameCount = d.choices.interpolate().frames();
        });
        DocumentState state = document.state();
        PictureStore store = document.store();
        running.set(true);
        BackgroundTask<Void> task = BackgroundTask.of(Texts.of("task.interpolate"), KEY, progress -> {
            work(state, begun, store, progress);
            return null;
        });
        task.onDone(nothing -> running.set(false)).onCancelled(() -> running.set(context.activity().isActive(KEY)))
                .onNote(context.messages()::warning)
                .onFailed(e -> {
                    running.set(false);
                    context.messages().failure(e);
                });
        context.activity().submit(task);
    }

    private void work(DocumentState state, History.Begun begun, PictureStore store, Progress progress) {
        Choices.Interpolate c = state.choices().interpolate();
        LoadedFunction loaded = context.models().get();
        Picture a = store.load(state.a());
        Framed.Size size = Framed.size(a.width(), a.height(), state.cropA(), c.side());
        PixelSource first = Framed.of(a, state.cropA(), size);
        PixelSource last = framed(store.load(state.b()), state.cropB(), size);
        Interpolation.Builder builder = Interpolation.builder().setFunction(loaded.function(progress))
                .optDefaults(loaded.defaults()).optSeed(c.seed()).optDetail(c.detail()).optEasing(c.easing());
        if (c.depth() > 0) {
            builder.optDepth((float) c.depth());
        }
        if (c.steps() > 0) {
            builder.optSteps(c.steps());
        }
        Interpolation interpolation = builder.build();
        Progress preparation = progress.part(0, 0.3);
        Interpolation.Morph morph = state.through() == null
                ? interpolation.prepare(first, last, preparation)
                : interpolation.prepare(first, framed(store.load(state.through()), Crop.WHOLE, size), last, preparation);
        morph.frames(c.frames(), (index, at, pixels) -> {
            Picture picture = Picture.of(pixels);
            PictureRef ref = store.add(Texts.of("frame.name", index + 1), picture);
            Pyramid pyramid = Pyramid.of(Raster.of(picture).fitted(SCREEN_SIDE));
            context.window().execute(() -> arrived(state, begun, index, at, ref, pyramid));
        }, progress.part(0.3, 1));
    }

    /** Brings a picture to a size, cut to its aspect if need be. */
    private static PixelSource framed(Picture picture, Crop crop, Framed.Size size) {
        double aspect = (double) size.width() / size.height();
        double own = picture.width() * crop.width() / (picture.height() * crop.height());
        Crop fitting = Math.abs(own / aspect - 1) < 0.02 ? crop
                : inside(crop, Crop.centred((int) Math.round(picture.width() * crop.width()),
                        (int) Math.round(picture.height() * crop.height()), aspect));
        return Framed.of(picture, fitting, size);
    }

    private static Crop inside(Crop outer, Crop inner) {
        return new Crop(outer.x() + inner.x() * outer.width(), outer.y() + inner.y() * outer.height(),
                inner.width() * outer.width(), inner.height() * outer.height());
    }

    private void arrived(DocumentState began, History.Begun begun, int index, double at, PictureRef ref, Pyramid pyramid) {
        pyramids.put(ref.file(), pyramid);
        boolean there = context.document().amend(begun,
                s -> s.a() == began.a() && s.b() == began.b() && s.through() == began.through()
                        && s.frameCount() == began.frameCount() && s.frames().stream().noneMatch(f -> f.index() == index),
                d -> {
                    List<DocumentState.Frame> more = new ArrayList<>(d.frames);
                    more.add(new DocumentState.Frame(index, at, ref));
                    d.frames = more;
                });
        if (!there) {
            cancel();
        }
    }

    /** Computes anew what is there or under way, if anything: the model gives other results from here on. */
    public void runAgain() {
        if (running.get() || !context.document().state().frames().isEmpty()) {
            run();
        }
    }

    public void cancel() {
        context.activity().cancel(KEY);
    }

    /** A becomes B and B becomes A; the frames turn round with them. */
    public void swap() {
        int last = frameCount() - 1;
        context.document().change("undo.swap", d -> {
            PictureRef a = d.a;
            Crop crop = d.cropA;
            List<DocumentState.Frame> turned = d.frames.stream()
                    .map(f -> new DocumentState.Frame(last - f.index(), 1 - f.position(), f.picture())).toList();
            d.replaceA(d.b);
            d.b = a;
            d.cropA = d.cropB;
            d.cropB = crop;
            d.frames = turned;
        });
    }

    public void setB(PictureRef picture) {
        context.document().change("undo.setB", d -> {
            d.b = picture;
            d.cropB = Crop.WHOLE;
            d.frames = List.of();
        });
    }

    /** The path leads through this picture; null for the straight path. */
    public void setThrough(PictureRef picture) {
        context.document().change("undo.setThrough", d -> {
            d.through = picture;
            d.frames = List.of();
        });
    }

    /** The parts of A and B that the morph shows. */
    public void crop(Crop a, Crop b) {
        context.document().change("undo.crop", d -> {
            d.cropA = a;
            d.cropB = b;
            d.frames = List.of();
        });
    }

    /** Largest centred parts of A and B that have the same aspect: that of the picture which loses less by it. */
    Optional<Crop[]> commonFrame() {
        DocumentState s = context.document().state();
        if (s.a() == null || s.b() == null) {
            return Optional.empty();
        }
        double aspect = Math.sqrt((double) s.a().width() / s.a().height() * s.b().width() / s.b().height());
        return Optional.of(new Crop[] {Crop.centred(s.a().width(), s.a().height(), aspect),
            Crop.centred(s.b().width(), s.b().height(), aspect)});
    }

    /** Whether every frame is there. */
    public boolean isComplete() {
        return frames.size() >= 2 && frames.size() == frameCount();
    }

    /** Kinds of export. */
    public enum Export { PNG_SEQUENCE, GIF, WEBP, CONTACT_SHEET, MP4 }

    /**
     * Writes the frames.
     *
     * @param target a folder for a sequence, else a file
     */
    public void export(Export kind, Path target) {
        DocumentState state = context.document().state();
        PictureStore store = context.document().store();
        List<DocumentState.Frame> sorted = new ArrayList<>(state.frames());
        sorted.sort(Comparator.comparingInt(DocumentState.Frame::index));
        Animation export = new Animation(i -> store.load(sorted.get(i).picture()), sorted.size());
        boolean pingPong = state.choices().interpolate().pingPong();
        context.activity().submitDisk(BackgroundTask.of(Texts.of("task.export"), null, progress -> {
            switch (kind) {
                case PNG_SEQUENCE -> export.pngSequence(target, "frame", progress);
                case GIF -> export.gif(target, true, pingPong, FRAME_MILLIS, progress);
                case WEBP -> export.webp(target, true, pingPong, WEBP_QUALITY, FRAME_MILLIS, progress);
                case CONTACT_SHEET -> export.contactSheet(target, true, progress);
                case MP4 -> export.film(target, true, pingPong, 1000.0 / FRAME_MILLIS,
                        Ffmpeg.find().orElseThrow(() -> new UserException(Texts.of("export.noFfmpeg"))), progress);
            }
            return null;
        }).onDone(nothing -> context.messages().success(Texts.of("export.done", target))).onFailed(context.messages()::failure));
    }
}
