package studio.bcm.ui.vary;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ObjIntConsumer;
import java.util.function.UnaryOperator;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import studio.bcm.edit.pyramid.Pyramid.From;
import studio.bcm.image.Picture;
import studio.bcm.job.Enlarge;
import studio.bcm.job.Generate;
import studio.bcm.job.Variations;
import studio.bcm.route.Presets;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.document.Crop;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.History;
import studio.bcm.ui.document.MorphPhoto;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.models.LoadedFunction;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.shell.Gallery;
import studio.bcm.ui.task.BackgroundTask;

/** Variations of A, or new pictures when nothing is open. */
public final class ResampleModel {
    public static final String KEY = "resample";
    private static final int NEW_PICTURE_SIDE = 256;

    private final EditContext context;
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper levels = new ReadOnlyBooleanWrapper(false);
    private final ObjectProperty<PictureRef> opened = new SimpleObjectProperty<>();

    /**
     * What is wanted of new pictures.
     *
     * @param count  of them
     * @param width  columns
     * @param height rows
     */
    public record NewPictures(int count, int width, int height) {
    }

    public ResampleModel(EditContext context) {
        this.context = context;
        context.document().stateProperty().addListener((o, before, now) -> {
            if (opened.get() != null && !all().contains(opened.get())) {
                opened.set(null);
            }
        });
    }

    public void choose(String merge, UnaryOperator<Choices.Resample> change) {
        Choices all = context.document().state().choices();
        context.document().choose("resample." + merge, all.with(change.apply(all.resample())));
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** Whether there is a model of detail, so that pictures are drawn anew by levels. */
    public ReadOnlyBooleanProperty levelsProperty() {
        return levels.getReadOnlyProperty();
    }

    /** Looks whether a model of detail came or went. */
    public void refresh() {
        levels.set(context.models().has(Enlarge.DETAIL_MODEL));
    }

    /** Names of the routes that lead from noise to a picture: the pack's, then the paper's. */
    public static List<String> routes() {
        return Presets.all().stream().filter(r -> r.endLevel() < r.startLevel()).map(Route::name).toList();
    }

    /** Fills the grid anew; with a new seed unless it is locked. */
    public void run() {
        DocumentState before = context.document().state();
        Choices.Resample c = before.choices().resample();
        long seed = c.seedLocked() || before.variations().isEmpty() ? c.seed() : ThreadLocalRandom.current().nextLong(1, 1_000_000);
        start(before.a(), seed);
    }

    /** Computes anew what is there or under way, from the same seed: the model gives other results from here on. */
    public void runAgain() {
        DocumentState before = context.document().state();
        if (running.get() || !before.variations().isEmpty()) {
            start(before.a(), before.choices().resample().seed());
        }
    }

    /** New pictures out of noise alone, whatever is open. */
    public void generate(NewPictures wanted) {
        start(null, wanted, ThreadLocalRandom.current().nextLong(1, 1_000_000));
    }

    /** Variations of a variation. */
    public void moreLike(PictureRef variation) {
        start(variation, context.document().state().choices().resample().seed() + 1);
    }

    private void start(PictureRef from, long seed) {
        start(from, new NewPictures(context.document().state().choices().resample().count(), NEW_PICTURE_SIDE, NEW_PICTURE_SIDE), seed);
    }

    private void start(PictureRef from, NewPictures wanted, long seed) {
        refresh();
        History.Begun begun = context.document().begin("undo.resample", d -> {
            d.variations = List.of();
            Choices.Resample chosen = d.choices.resample().withSeed(seed);
            d.choices = d.choices.with(from == null ? chosen.withCount(wanted.count()) : chosen);
        });
        DocumentState state = context.document().state();
        PictureStore store = context.document().store();
        running.set(true);
        String title = Texts.of(from == null ? "task.generate" : "task.resample");
        BackgroundTask<Void> task = BackgroundTask.of(title, KEY, progress -> {
            work(from, wanted, state, begun, store, progress);
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

    private void work(PictureRef from, NewPictures wanted, DocumentState state, History.Begun begun, PictureStore store, Progress progress) {
        Choices.Resample c = state.choices().resample();
        LoadedFunction loaded = context.models().get();
        ObjIntConsumer<Picture> each = (picture, index) -> {
            PictureRef ref = store.add(Texts.of("variation.name", index + 1), picture);
            Pyramid pyramid = Pyramid.of(Raster.of(picture));
            context.window().execute(() -> arrived(state, begun, new Gallery.Shown(ref, picture, pyramid)));
        };
        LoadedFunction detail = levels.get() ? context.models().other(Enlarge.DETAIL_MODEL) : null;
        if (from == null) {
            new Generate(wanted.width(), wanted.height(), c.seed()).run(loaded, detail, wanted.count(), each, progress);
            return;
        }
        Variations.Builder variations = Variations.builder().optStrength(c.strength() > 0 ? c.strength() : loaded.defaults().variationStrength())
                .optRoute(c.route()).optMode(c.mode()).optChange(c.change()).optSeed(c.seed()).optSide(c.side());
        if (detail != null) {
            double smaller = c.side() == 0 ? 1 : Math.min(1, (double) c.side() / Math.max(from.width(), from.height()));
            boolean fine = Variations.haveDetail(smaller * Math.min(from.width(), from.height()), loaded.manifest());
            variations.optLevel(fine ? c.level() : From.COMPOSITION, detail);
        }
        variations.build().run(loaded, store.load(from), c.count(), each, progress);
    }

    private void arrived(DocumentState began, History.Begun begun, Gallery.Shown shown) {
        context.gallery().keep(shown);
        long seed = began.choices().resample().seed();
        boolean there = context.document().amend(begun, s -> s.a() == began.a() && s.choices().resample().seed() == seed, d -> {
            List<PictureRef> more = new ArrayList<>(d.variations);
            more.add(shown.ref());
            d.variations = more;
        });
        if (!there) {
            cancel();
        }
    }

    /** A variation becomes the picture that is edited; the others stay to choose from. */
    public void useAsA(PictureRef variation) {
        context.document().change("undo.useAsA", d -> {
            List<PictureRef> variations = d.variations;
            List<PictureRef> kept = d.kept;
            d.replaceA(variation);
            d.variations = variations;
            d.kept = kept;
        });
    }

    /** What there is to choose from: what was kept, then the newest variations. */
    public List<PictureRef> all() {
        DocumentState state = context.document().state();
        List<PictureRef> all = new ArrayList<>(state.kept());
        state.variations().stream().filter(v -> !all.contains(v)).forEach(all::add);
        return all;
    }

    /** Keeps a variation when others are made, or lets it go again. */
    public void keep(PictureRef variation, boolean keep) {
        context.document().change(keep ? "undo.keep" : "undo.letGo", d -> {
            List<PictureRef> kept = new ArrayList<>(d.kept);
            kept.remove(variation);
            if (keep) {
                kept.add(variation);
            }
            d.kept = kept;
        });
    }

    /** The variation that is looked at in full size; null while the grid is shown. */
    public ObjectProperty<@Nullable PictureRef> openedProperty() {
        return opened;
    }

    /** Looks at the next or the one before. */
    public void step(int by) {
        List<PictureRef> all = all();
        int at = all.indexOf(opened.get());
        if (at >= 0) {
            opened.set(all.get(Math.floorMod(at + by, all.size())));
        }
    }

    public void useAsB(PictureRef variation) {
        List<MorphPhoto> photos = new ArrayList<>(context.document().state().photos());
        MorphPhoto photo = new MorphPhoto(variation, Crop.WHOLE);
        if (photos.size() > 1) {
            photos.set(1, photo);
        } else {
            photos.add(photo);
        }
        context.document().change("undo.setB", d -> d.replacePhotos(photos));
    }

    public void cancel() {
        context.activity().cancel(KEY);
    }
}
