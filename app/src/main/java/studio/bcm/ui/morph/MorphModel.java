package studio.bcm.ui.morph;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.edit.morph.Alignment;
import studio.bcm.edit.morph.CorrespondenceFile;
import studio.bcm.edit.morph.Correspondences;
import studio.bcm.edit.morph.Correspondences.Hint;
import studio.bcm.edit.morph.LinePair;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.edit.morph.PointPair;
import studio.bcm.image.Picture;
import studio.bcm.job.FilmExport;
import studio.bcm.job.Morph;
import studio.bcm.task.Progress;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.document.Crop;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.MorphPassage;
import studio.bcm.ui.document.MorphPhoto;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.models.LoadedFunction;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.task.BackgroundTask;

/**
 * A morph through the document's photos: what corresponds in them, the frames as they come, the place that is looked at, and
 * what can be changed. Photos are aligned and previewed by themselves after every change.
 */
public final class MorphModel {
    /** Of work with the network. */
    public static final String KEY = "interpolate";
    private static final String EXPORT = "morph export";
    private static final String ESTIMATE = "morph estimate";
    private static final String ALIGN = "morph align";
    private static final String FILL = "morph preview";
    /** Frames at full size that are kept in memory. */
    private static final int MOST_STILLS = 12;
    private static final int MOST_SOLVED = 40;
    private static final int CORNERS = 18;
    private static final double USUAL_RATE = 25;
    private static final int USUAL_QUALITY = 90;

    /** What the middle of the page shows. */
    public enum View { PHOTOS, FILM, BOTH }

    /** What the mouse does in the photos. */
    public enum Tool { POINTS, LINES, TAKE_A, TAKE_B, KEEP_APART, ERASE;

        /** Whether it paints. */
        public boolean isBrush() {
            return ordinal() >= TAKE_A.ordinal();
        }
    }

    /** What was found for a passage, and from what. */
    private record Solved(Correspondences known, Alignment alignment) {
    }

    private final EditContext context;
    private final PresetFile presetFile;
    private final FilmFolders exports;
    private final ObservableList<MorphPreset> presets = FXCollections.observableArrayList();
    private final FaceBook faces = new FaceBook();
    private final Map<Recipe.Geometry, Solved> solved = new ConcurrentHashMap<>();
    private final ReadOnlyObjectWrapper<Solution> solution = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<FrameShown> current = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyIntegerWrapper ready = new ReadOnlyIntegerWrapper(0);
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final DoubleProperty position = new SimpleDoubleProperty(0);
    private final BooleanProperty playing = new SimpleBooleanProperty(false);
    private final IntegerProperty passage = new SimpleIntegerProperty(0);
    private final ObjectProperty<View> view = new SimpleObjectProperty<>(View.BOTH);
    private final ObjectProperty<Tool> tool = new SimpleObjectProperty<>(Tool.POINTS);
    private final BooleanProperty onion = new SimpleBooleanProperty(false);
    private final BooleanProperty mesh = new SimpleBooleanProperty(false);
    private final BooleanProperty suggesting = new SimpleBooleanProperty(true);
    private final LinkedHashMap<Integer, FrameShown> stills = new LinkedHashMap<>(16, 0.75f, true);
    /** What was followed last. */
    private Recipe followed;
    private DocumentState recipeOf;
    private Recipe recipeNow;
    private @Nullable Recipe aligning;
    private @Nullable MorphPreview preview;
    private Morph.@Nullable Film film;
    private Recipe filmOf;
    private boolean shown;
    private boolean forwards = true;
    private ExportWish lastWish = new ExportWish(FilmExport.Kind.GIF, 0, USUAL_RATE, USUAL_QUALITY, false, true);

    /**
     * A model of the page.
     *
     * @param data folder for presets, and for the frames of exports that are not finished
     */
    public MorphModel(EditContext context, Path data) {
        this.context = context;
        presetFile = new PresetFile(data.resolve("morph-presets.json"));
        exports = new FilmFolders(data.resolve("films"));
        followed = recipe();
        position.addListener((o, before, now) -> {
            passage.set(passageAt(now.doubleValue()));
            showNearest();
        });
        playing.addListener((o, before, now) -> {
            context.activity().cancel(KEY);
            showNearest();
        });
        context.document().stateProperty().addListener((o, before, now) -> follow());
    }

    // What is shown

    /** What was found to correspond; null while nothing is. */
    ReadOnlyObjectProperty<Solution> solutionProperty() {
        return solution.getReadOnlyProperty();
    }

    /** The frame that is nearest to the position; null while there is none. */
    public ReadOnlyObjectProperty<FrameShown> currentProperty() {
        return current.getReadOnlyProperty();
    }

    /** Place in the film that is looked at: 0 for its beginning, 1 for its end. */
    public DoubleProperty positionProperty() {
        return position;
    }

    public BooleanProperty playingProperty() {
        return playing;
    }

    /** How many frames of the preview are there. */
    public ReadOnlyIntegerProperty readyProperty() {
        return ready.getReadOnlyProperty();
    }

    /** Whether the network is at work for the film. */
    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** The passage whose photos are shown. */
    public IntegerProperty passageProperty() {
        return passage;
    }

    public ObjectProperty<View> viewProperty() {
        return view;
    }

    public ObjectProperty<Tool> toolProperty() {
        return tool;
    }

    /** Whether the other photo is laid over each, as it is carried to it. */
    public BooleanProperty onionProperty() {
        return onion;
    }

    /** Whether a mesh shows how the photos are bent. */
    public BooleanProperty meshProperty() {
        return mesh;
    }

    /** Whether suggested points are shown. */
    public BooleanProperty suggestingProperty() {
        return suggesting;
    }

    private DocumentState state() {
        return context.document().state();
    }

    private Choices.Interpolate choices() {
        return state().choices().interpolate();
    }

    /** Of the document as it is now: what follows the document asks for it before this model has followed. */
    Recipe recipe() {
        if (state() != recipeOf) {
            recipeOf = state();
            recipeNow = Recipe.of(recipeOf);
        }
        return recipeNow;
    }

    /** Whether there are photos to morph. */
    public boolean canRun() {
        return recipe().isComplete();
    }

    /** How many passages the film has. */
    public int passages() {
        return recipe().passages().size();
    }

    /** How many frames the preview has when all are there. */
    public int frameCount() {
        return recipe().isComplete() ? recipe().frames() : 2;
    }

    /** Whether every frame of the preview is there. */
    public boolean isComplete() {
        return preview != null && preview.recipe().equals(recipe().withoutNetwork()) && preview.isFull();
    }

    /** Whether the photos are aligned as they are now. */
    public boolean isAligned() {
        return solution.get() != null && solution.get().recipe().equals(recipe().withoutNetwork());
    }

    private int passageAt(double at) {
        return Math.clamp((int) (at * passages()), 0, Math.max(0, passages() - 1));
    }

    private int index() {
        return (int) Math.round(position.get() * (frameCount() - 1));
    }

    /** A frame of the preview, or the nearest one that is there; null while there is none. */
    @Nullable FrameShown frame(int index) {
        return preview == null ? null : preview.nearest(Math.min(index, preview.recipe().frames() - 1));
    }

    private void showNearest() {
        FrameShown still = playing.get() ? null : stills.get(index());
        // A preview that is older than a change stays until there is another.
        FrameShown frame = still != null ? still
                : preview == null ? null : preview.nearest((int) Math.round(position.get() * (preview.recipe().frames() - 1)));
        if (frame == null || current.get() == null || frame.pyramid() != current.get().pyramid()) {
            current.set(frame);
        }
    }

    // Aligning and previewing

    /** The page comes or goes: photos are aligned while it is seen. */
    public void show(boolean seen) {
        shown = seen;
        if (seen) {
            follow();
            if (preview != null && !preview.isFull() && !context.activity().isActive(FILL)) {
                fill(preview);
            }
        } else {
            playing.set(false);
            context.activity().cancel(ALIGN);
            context.activity().cancel(FILL);
            aligning = null;
        }
    }

    private void follow() {
        Recipe recipe = recipe();
        if (!recipe.equals(followed)) {
            followed = recipe;
            film = null;
            stills.clear();
            context.activity().cancel(KEY);
            passage.set(passageAt(position.get()));
        }
        if (!recipe.isComplete()) {
            solution.set(null);
            preview = null;
            ready.set(0);
            context.activity().cancel(ALIGN);
            context.activity().cancel(FILL);
            aligning = null;
        } else if (shown && !isAligned() && !recipe.withoutNetwork().equals(aligning)) {
            align(recipe.withoutNetwork());
        }
        showNearest();
    }

    private void align(Recipe wanted) {
        aligning = wanted;
        PictureStore store = context.document().store();
        context.activity().cancel(FILL);
        context.activity().submitPreview(BackgroundTask.of(Texts.of("task.align"), ALIGN, progress -> solve(wanted, store, progress))
                .onDone(found -> solved(wanted, found))
                .onFailed(e -> {
                    aligning = null;
                    context.messages().failure(e);
                }));
    }

    private Solution solve(Recipe wanted, PictureStore store, Progress progress) {
        if (!wanted.choices().noFaces() || wanted.choices().holdEyes()) {
            faces.search(wanted.photos(), store, progress);
        }
        Morph morph = wanted.morph(store, faces).build();
        List<Alignment> found = new ArrayList<>();
        List<List<Suggestion>> suggestions = new ArrayList<>();
        for (int i = 0; i < wanted.passages().size(); i++) {
            if (!morph.isAligned()) {
                suggestions.add(List.of());
                continue;
            }
            Progress part = progress.part((double) i / wanted.passages().size(), (i + 1.0) / wanted.passages().size());
            MorphPassage passageNow = wanted.passages().get(i);
            List<Hint> hints = wanted.hints(i, faces);
            Correspondences known = new Correspondences(passageNow.pairs(), passageNow.lines(), hints);
            Solved before = solved.get(wanted.geometry(i));
            Alignment alignment = before == null ? morph.align(i, part)
                    : before.known.equals(known) ? before.alignment : morph.again(i, before.alignment, part);
            if (solved.size() > MOST_SOLVED) {
                solved.clear();
            }
            solved.put(wanted.geometry(i), new Solved(known, alignment));
            found.add(alignment);
            suggestions.add(suggestions(wanted, morph, i, alignment, hints, store));
        }
        return new Solution(wanted, morph, found, suggestions);
    }

    private List<Suggestion> suggestions(Recipe wanted, Morph morph, int i, Alignment alignment, List<Hint> hints, PictureStore store) {
        List<Suggestion> all = new ArrayList<>();
        hints.forEach(h -> all.add(new Suggestion(new Place(h.pair().xa(), h.pair().ya()), new Place(h.pair().xb(), h.pair().yb()), true)));
        Picture a = store.load(wanted.photos().get(i).picture());
        double near = 0.03 * Math.max(a.width(), a.height());
        MorphPassage here = wanted.passages().get(i);
        for (Place place : Salient.places(a, CORNERS)) {
            Place to = morph.toB(i, alignment, place);
            boolean known = here.dropped().stream().anyMatch(p -> Math.hypot(p.x() - place.x(), p.y() - place.y()) < near)
                    || here.pairs().stream().anyMatch(p -> Math.hypot(p.xa() - place.x(), p.ya() - place.y()) < near)
                    || hints.stream().anyMatch(h -> Math.hypot(h.pair().xa() - place.x(), h.pair().ya() - place.y()) < near);
            if (!known && isInside(morph.inFrame(i, place)) && isInside(morph.inFrame((i + 1) % wanted.photos().size(), to))) {
                all.add(new Suggestion(place, to, false));
            }
        }
        return List.copyOf(all);
    }

    private static boolean isInside(Place inFrame) {
        return inFrame.x() >= 0 && inFrame.x() <= 1 && inFrame.y() >= 0 && inFrame.y() <= 1;
    }

    private void solved(Recipe wanted, Solution found) {
        if (!wanted.equals(recipe().withoutNetwork())) {
            return;
        }
        solution.set(found);
        preview = new MorphPreview(wanted, found.morph(), found.found());
        fill(preview);
    }

    private void fill(MorphPreview filled) {
        ready.set(filled.ready());
        context.activity().submitPreview(BackgroundTask.of("", FILL, progress -> {
            filled.fill(() -> context.window().execute(() -> {
                if (filled == preview) {
                    ready.set(filled.ready());
                    showNearest();
                }
            }), progress);
            return null;
        }).onFailed(context.messages()::failure));
    }

    // Frames at full size

    /** Makes the frame at the position as it will be in the film, if that is not there yet. */
    public void sharpen() {
        int index = index();
        if (!isAligned() || stills.containsKey(index) || playing.get()) {
            return;
        }
        Recipe wanted = recipe();
        PictureStore store = context.document().store();
        List<Alignment> found = solution.get().found();
        running.set(true);
        context.activity().submit(BackgroundTask.of(Texts.of("task.still"), KEY, progress -> {
            Picture picture = film(wanted, found, store, progress).frame(index, wanted.framesOfPassage(), progress);
            return new FrameShown(index, store.add(Texts.of("frame.name", index + 1), picture), Pyramid.of(Raster.of(picture)));
        }).onDone(still -> {
            running.set(false);
            if (wanted.equals(recipe())) {
                stills.put(index, still);
                while (stills.size() > MOST_STILLS) {
                    stills.remove(stills.keySet().iterator().next());
                }
                showNearest();
            }
        }).onCancelled(() -> running.set(context.activity().isActive(KEY) || context.activity().isActive(EXPORT))).onNote(context.messages()::warning).onFailed(e -> {
            running.set(false);
            context.messages().failure(e);
        }));
    }

    /** Whether the frame that is looked at is as it will be in the film. */
    public boolean isSharp() {
        return stills.containsKey(index());
    }

    /** The film of a recipe that was aligned. */
    private Morph.Film film(Recipe wanted, List<Alignment> found, PictureStore store, Progress progress) {
        synchronized (solved) {
            if (film == null || !wanted.equals(filmOf)) {
                Morph.Builder builder = wanted.morph(store, faces);
                if (wanted.choices().sigma() > 0) {
                    LoadedFunction loaded = context.models().get();
                    builder.optNetwork(loaded.function(progress), loaded.defaults()).optDepth(wanted.choices().sigma().floatValue())
                            .optSteps(wanted.choices().steps()).optSeed(wanted.choices().seed()).optDetail(wanted.choices().detail());
                }
                film = builder.build().film(found);
                filmOf = wanted;
            }
            return film;
        }
    }

    /**
     * What is asked of an export.
     *
     * @param side longest side of the frames in pixels, 0 for that of the first photo
     */
    @RecordBuilder
    public record ExportWish(FilmExport.Kind kind, int side, double perSecond, int quality, boolean pingPong, boolean repeats)
            implements MorphModelExportWishBuilder.With {
    }

    /** What was asked of the last export, in the size that the frames have by choice. */
    ExportWish lastWish() {
        return lastWish.withSide(choices().side()).withPingPong(choices().pingPong());
    }

    private FilmExport export(Recipe wanted, List<Alignment> found, PictureStore store, Progress progress) {
        return new FilmExport(film(wanted, found, store, progress), exports.of(wanted, wanted.choices().sigma() > 0 ? context.models().get() : null));
    }

    private FilmExport.Wanted wanted(ExportWish wish) {
        int n = recipe().framesOfPassage(wish.perSecond());
        int at = (int) Math.round(position.get() * ((n - 1) * passages()));
        return new FilmExport.Wanted(wish.kind(), n, wish.perSecond(), wish.quality(), wish.pingPong(), wish.repeats(), at);
    }

    /** Finds out how long an export will take and how large it will be, on a few of its frames, which it will not have to make again. */
    public void estimate(ExportWish wish, Consumer<FilmExport.Estimate> then) {
        if (!isAligned()) {
            return;
        }
        Recipe of = recipe().withSide(wish.side());
        FilmExport.Wanted wanted = wanted(wish);
        List<Alignment> found = solution.get().found();
        PictureStore store = context.document().store();
        context.activity().submit(BackgroundTask.of(Texts.of("task.estimate"), ESTIMATE,
                progress -> export(of, found, store, progress).estimate(wanted, progress)).onDone(then).onFailed(context.messages()::failure));
    }

    public void stopEstimating() {
        context.activity().cancel(ESTIMATE);
    }

    /**
     * Writes the film.
     *
     * @param target a folder for a sequence, else a file, which is replaced
     */
    public void export(ExportWish wish, Path target) {
        if (!isAligned()) {
            context.messages().failure(new UserException(Texts.of("morph.export.notYet")));
            return;
        }
        lastWish = wish;
        Recipe of = recipe().withSide(wish.side());
        FilmExport.Wanted wanted = wanted(wish);
        List<Alignment> found = solution.get().found();
        PictureStore store = context.document().store();
        running.set(true);
        context.activity().submit(BackgroundTask.of(Texts.of("task.export"), EXPORT, progress -> {
            export(of, found, store, progress).write(wanted, target, progress);
            exports.removeOld();
            return null;
        }).onDone(nothing -> {
            running.set(false);
            context.messages().success(Texts.of("export.done", target));
        }).onCancelled(() -> {
            running.set(false);
            context.messages().success(Texts.of("morph.export.stopped"));
        }).onNote(context.messages()::warning).onFailed(e -> {
            running.set(false);
            context.messages().failure(e);
        }));
    }

    /** The model gives other results from here on. */
    public void runAgain() {
        film = null;
        boolean sharp = isSharp() || running.get();
        stills.clear();
        showNearest();
        if (sharp) {
            sharpen();
        }
    }

    public void cancel() {
        context.activity().cancel(KEY);
        context.activity().cancel(EXPORT);
    }

    // Playing

    /** To the next frame in that direction. */
    public void step(int by) {
        int last = frameCount() - 1;
        position.set((double) Math.clamp((long) index() + by, 0, last) / last);
    }

    /** Moves on while playing. */
    public void advance(double seconds) {
        if (!playing.get()) {
            return;
        }
        double next = position.get() + (forwards ? 1 : -1) * seconds / (choices().seconds() * Math.max(1, passages()));
        if (next > 1) {
            forwards = !choices().pingPong();
            next = choices().pingPong() ? 1 : 0;
        } else if (next < 0) {
            forwards = true;
            next = 0;
        }
        position.set(next);
    }

    // What is chosen

    public void choose(String merge, UnaryOperator<Choices.Interpolate> change) {
        Choices all = state().choices();
        context.document().choose("interpolate." + merge, all.with(change.apply(all.interpolate())));
    }

    /** Changes how the passage that is looked at passes. */
    public void choosePassage(String merge, UnaryOperator<MorphPassage> change) {
        int at = passage.get();
        context.document().chooseMore("interpolate." + at + "." + merge, d -> d.changePassage(at, change));
    }

    /** Lets all passages pass as the one that is looked at. */
    public void passAllAlike() {
        MorphPassage like = state().passage(passage.get());
        context.document().change("undo.passages", d -> {
            for (int i = 0; i < passages(); i++) {
                d.changePassage(i, p -> p.withShape(like.shape()).withColour(like.colour()).withDetail(like.detail()).withOrder(like.order())
                        .withHold(like.hold()));
            }
        });
    }

    /** Ways to morph that the user has saved. */
    public ObservableList<MorphPreset> presets() {
        return presets;
    }

    /** Reads the saved ways to morph. */
    public void loadPresets() {
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> presetFile.read()).onDone(presets::setAll)
                .onFailed(context.messages()::failure));
    }

    /** Saves how the passage that is looked at passes under a name. */
    public void savePreset(String name) {
        MorphPreset preset = MorphPreset.of(name, choices(), passageShown());
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> presetFile.add(preset)).onDone(presets::setAll)
                .onFailed(context.messages()::failure));
    }

    public void removePreset(String name) {
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> presetFile.remove(name)).onDone(presets::setAll)
                .onFailed(context.messages()::failure));
    }

    /** Lets all passages pass as a preset says. */
    public void use(MorphPreset preset) {
        context.document().change("undo.preset", d -> {
            d.choices = d.choices.with(preset.applied(d.choices.interpolate()));
            for (int i = 0; i < Math.max(1, passages()); i++) {
                d.changePassage(i, preset::applied);
            }
        });
    }

    // Photos

    private void photos(String label, List<MorphPhoto> photos) {
        context.document().change(label, d -> d.replacePhotos(photos));
    }

    /** Adds a photo at the end. */
    public void add(PictureRef picture) {
        List<MorphPhoto> photos = new ArrayList<>(state().photos());
        photos.add(new MorphPhoto(picture, Crop.WHOLE));
        photos("undo.addPhoto", photos);
    }

    /** Adds photos at the end. */
    public void addAll(List<PictureRef> pictures) {
        List<MorphPhoto> photos = new ArrayList<>(state().photos());
        pictures.forEach(p -> photos.add(new MorphPhoto(p, Crop.WHOLE)));
        photos("undo.addPhoto", photos);
    }

    /** Puts another photo in the place of one. */
    public void replace(int index, PictureRef picture) {
        List<MorphPhoto> photos = new ArrayList<>(state().photos());
        if (index < photos.size()) {
            photos.set(index, new MorphPhoto(picture, Crop.WHOLE));
        } else {
            photos.add(new MorphPhoto(picture, Crop.WHOLE));
        }
        photos("undo.replacePhoto", photos);
    }

    /** Takes a photo out; two remain. */
    public void remove(int index) {
        List<MorphPhoto> photos = new ArrayList<>(state().photos());
        if (photos.size() > 2) {
            photos.remove(index);
            photos("undo.removePhoto", photos);
        }
    }

    /** Moves a photo to another place in the row. */
    public void move(int from, int to) {
        List<MorphPhoto> photos = new ArrayList<>(state().photos());
        if (from != to && to >= 0 && to < photos.size()) {
            photos.add(to, photos.remove(from));
            photos("undo.movePhoto", photos);
        }
    }

    /** The film runs the other way round. */
    public void reverse() {
        photos("undo.swap", state().photos().reversed());
    }

    public void setB(PictureRef picture) {
        replace(1, picture);
    }

    /** The parts of the photos that fill the frame, one for each. */
    public void crop(List<Crop> parts) {
        List<MorphPhoto> photos = state().photos();
        List<MorphPhoto> cropped = new ArrayList<>();
        for (int i = 0; i < photos.size(); i++) {
            cropped.add(new MorphPhoto(photos.get(i).picture(), parts.get(i)));
        }
        photos("undo.crop", cropped);
    }

    /** Largest centred parts of all photos that have the same aspect: the one by which all together lose least. */
    public Optional<List<Crop>> commonFrame() {
        List<MorphPhoto> photos = state().photos();
        if (photos.size() < 2) {
            return Optional.empty();
        }
        double aspect = Math.exp(photos.stream().mapToDouble(p -> Math.log((double) p.picture().width() / p.picture().height())).average().orElseThrow());
        return Optional.of(photos.stream().map(p -> Crop.centred(p.picture().width(), p.picture().height(), aspect)).toList());
    }

    // Points and lines

    private void change(String label, UnaryOperator<MorphPassage> change) {
        int at = passage.get();
        context.document().change(label, d -> d.changePassage(at, change));
    }

    /** The passage that is looked at, as it is. */
    public MorphPassage passageShown() {
        return state().passage(passage.get());
    }

    private PictureRef photo(boolean ofA) {
        return (ofA ? recipe().photos().get(passage.get()) : recipe().after(passage.get())).picture();
    }

    Place within(Place place, boolean ofA) {
        PictureRef photo = photo(ofA);
        return new Place(Math.clamp(place.x(), 0, photo.width()), Math.clamp(place.y(), 0, photo.height()));
    }

    /** Where a place of one photo is in the other, as far as it is known. */
    Place across(Place place, boolean fromA) {
        Solution known = solution.get();
        if (known != null && known.recipe().photos().equals(recipe().photos()) && passage.get() < known.recipe().passages().size()) {
            return within(known.across(passage.get(), place, fromA), !fromA);
        }
        PictureRef from = photo(fromA);
        PictureRef to = photo(!fromA);
        return new Place(place.x() / from.width() * to.width(), place.y() / from.height() * to.height());
    }

    private static PointPair pair(Place one, Place other, boolean oneIsA) {
        return oneIsA ? new PointPair(one.x(), one.y(), other.x(), other.y()) : new PointPair(other.x(), other.y(), one.x(), one.y());
    }

    /** Sets a point in one photo; the one in the other is found. */
    public void addPoint(Place place, boolean inA) {
        Place inside = within(place, inA);
        PointPair pair = pair(inside, across(inside, inA), inA);
        change("undo.addPoint", p -> {
            List<PointPair> pairs = new ArrayList<>(p.pairs());
            pairs.add(pair);
            return p.withPairs(pairs);
        });
    }

    /** Moves one end of a pair of points. */
    public void movePoint(int index, Place to, boolean inA) {
        Place inside = within(to, inA);
        change("undo.movePoint", p -> {
            PointPair old = p.pairs().get(index);
            return p.withPair(index, inA ? new PointPair(inside.x(), inside.y(), old.xb(), old.yb()) : new PointPair(old.xa(), old.ya(), inside.x(), inside.y()));
        });
    }

    public void removePoint(int index) {
        change("undo.removePoint", p -> {
            List<PointPair> pairs = new ArrayList<>(p.pairs());
            pairs.remove(index);
            return p.withPairs(pairs);
        });
    }

    /** Makes a suggestion a pair of points, one end of which may have been moved. */
    public void takeOver(Suggestion suggestion, Place to, boolean inA) {
        Place inside = within(to, inA);
        change("undo.addPoint", p -> {
            List<PointPair> pairs = new ArrayList<>(p.pairs());
            pairs.add(inA ? pair(inside, suggestion.b(), true) : pair(suggestion.a(), inside, true));
            return dropped(p.withPairs(pairs), suggestion);
        });
    }

    public void drop(Suggestion suggestion) {
        change("undo.removePoint", p -> dropped(p, suggestion));
    }

    private static MorphPassage dropped(MorphPassage p, Suggestion suggestion) {
        List<Place> dropped = new ArrayList<>(p.dropped());
        dropped.add(suggestion.a());
        return p.withDropped(dropped);
    }

    /** Draws a line in one photo; the one in the other is found. */
    public void addLine(List<Place> places, boolean inA) {
        List<Place> inside = places.stream().map(p -> within(p, inA)).toList();
        List<Place> other = inside.stream().map(p -> across(p, inA)).toList();
        change("undo.addLine", p -> {
            List<LinePair> lines = new ArrayList<>(p.lines());
            lines.add(inA ? new LinePair(inside, other) : new LinePair(other, inside));
            return p.withLines(lines);
        });
    }

    /** Moves a corner of a line. */
    public void moveCorner(int line, int corner, Place to, boolean inA) {
        Place inside = within(to, inA);
        change("undo.movePoint", p -> {
            LinePair old = p.lines().get(line);
            List<Place> moved = new ArrayList<>(inA ? old.a() : old.b());
            moved.set(corner, inside);
            return p.withLine(line, inA ? new LinePair(moved, old.b()) : new LinePair(old.a(), moved));
        });
    }

    public void removeLine(int index) {
        change("undo.removePoint", p -> {
            List<LinePair> lines = new ArrayList<>(p.lines());
            lines.remove(index);
            return p.withLines(lines);
        });
    }

    /** Takes away all points, lines and painted places of the passage, and brings back what was suggested. */
    public void clearPoints() {
        change("undo.clearPoints", p -> p.withPairs(List.of()).withLines(List.of()).withDropped(List.of()).withTake(null));
    }

    /** Writes points and lines of the passage in the form that the command line reads. */
    public void savePoints(Path file) {
        MorphPassage p = passageShown();
        context.activity().submitDisk(BackgroundTask.of(Texts.of("task.saving", file.getFileName()), null, progress -> {
            CorrespondenceFile.write(new Correspondences(p.pairs(), p.lines(), List.of()), file, true);
            return null;
        }).onDone(nothing -> context.messages().success(Texts.of("export.done", file))).onFailed(context.messages()::failure));
    }

    /** Reads points and lines of the passage, which take the place of those that are there. */
    public void loadPoints(Path file) {
        PictureRef a = photo(true);
        PictureRef b = photo(false);
        int at = passage.get();
        context.activity().submitDisk(BackgroundTask.of(Texts.of("task.reading", file.getFileName()), null,
                progress -> CorrespondenceFile.read(file, a.width(), a.height(), b.width(), b.height()))
                .onDone(read -> context.document().change("undo.loadPoints", d -> d.changePassage(at, p -> p.withPairs(read.pairs()).withLines(read.lines()))))
                .onFailed(context.messages()::failure));
    }

    // What is taken from which photo

    /** Keeps what was painted for the passage. */
    public void keepTake(byte[] values) {
        int at = passage.get();
        PictureStore store = context.document().store();
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> store.add("take", TakeLayer.picture(values)))
                .onDone(ref -> context.document().change("undo.take", d -> d.changePassage(at, p -> p.withTake(ref))))
                .onFailed(context.messages()::failure));
    }

    /** Reads what was painted for the passage; a copy. */
    byte[] take() {
        PictureRef ref = passageShown().take();
        return ref == null ? TakeLayer.blank() : TakeLayer.values(context.document().store().load(ref));
    }
}
