package studio.bcm.ui.restore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.bcm.edit.Restoration;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.ui.Texts;
import studio.bcm.ui.canvas.ViewportModel;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.image.Framed;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.models.LoadedFunction;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.shell.Gallery;
import studio.bcm.ui.task.BackgroundTask;

/** Restoration of A: before and after beside each other, the part that is seen first. */
public final class RestoreModel {
    public static final String KEY = "restore";
    /** A part this much smaller than the whole is worth a pass of its own. */
    private static final double WORTH_A_LOOK = 0.6;
    private static final int LEAST_PART = 64;
    /** Pixels of the preview of a whole picture. */
    private static final int MOST_PREVIEW = 1_500_000;
    /** Pixels that even two processors restore in a second or two. */
    private static final int ROUGH_PIXELS = 200_000;
    /** How much of the compression's damage is left where a picture is made that small. */
    private static final float ROUGH_STRENGTH = 0.35f;
    private static final int WHOLE = 0;
    private static final int SEEN = 1;

    private final EditContext context;
    private final ViewportModel viewport;
    private final ReadOnlyObjectWrapper<Layer> after = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyObjectWrapper<Restoration.Summary> summary = new ReadOnlyObjectWrapper<>();
    /** Of the results by their files: a result and what is said of it belong together, also after undo. */
    private final Map<String, Restoration.Summary> summaries = new HashMap<>();
    private PictureRef shownAfter;
    private Run current;

    public RestoreModel(EditContext context, ViewportModel viewport) {
        this.context = context;
        this.viewport = viewport;
        context.document().stateProperty().addListener((o, before, now) -> follow(now));
        follow(context.document().state());
    }

    public void choose(String merge, UnaryOperator<Choices.Restore> change) {
        Choices all = context.document().state().choices();
        context.document().choose("restore." + merge, all.with(change.apply(all.restore())));
        // Whoever has seen a result wants to see what a control does to it; what was under way gives way.
        runAgain();
    }

    /** What has been restored so far; null while there is nothing. */
    public ReadOnlyObjectProperty<@Nullable Layer> afterProperty() {
        return after.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** Of the restoration that is shown; null where none is, or it was made by another start of the program. */
    public ReadOnlyObjectProperty<Restoration.@Nullable Summary> summaryProperty() {
        return summary.getReadOnlyProperty();
    }

    private void follow(DocumentState now) {
        PictureRef restored = now.restored();
        summary.set(restored == null ? null : summaries.get(restored.file()));
        if (restored == null) {
            if (!running.get()) {
                after.set(null);
            }
            shownAfter = null;
        } else if (!restored.equals(shownAfter)) {
            shownAfter = restored;
            context.gallery().whenLoaded(restored, shown -> {
                if (shown.ref().equals(context.document().state().restored())) {
                    after.set(Layer.of(shown.pyramid()));
                }
            });
        }
    }

    /** Whether the strength is found out; where it no longer is, the control begins with what was found. */
    public void setAutomatic(boolean automatic) {
        Restoration.Summary found = summary.get();
        choose("automatic", c -> automatic || found == null || found.greatest() == 0 ? c.withAutomatic(automatic)
                : c.withAutomatic(false).withSigma(found.mean()));
    }

    /** A restoration that was begun, with what was chosen and seen then. */
    private final class Run {
        private final DocumentState state = context.document().state();
        private final PictureStore store = context.document().store();
        private final Choices.Restore choices = state.choices().restore();
        private final int[] seen = seen(state.a().width(), state.a().height());
        private final double zoom = viewport.zoomProperty().get();
        private final Gallery.Shown source = context.gallery().kept(state.a()).orElse(null);
        private final boolean partAlone;
        private final Layer kept = after.get();
        private final Layer.Part[] parts = new Layer.Part[2];
        private volatile boolean wanted = true;

        /** @param partAlone whether what is seen is all that is restored, for a look */
        Run(boolean partAlone) {
            this.partAlone = partAlone;
        }

        Done work(Progress progress) {
            LoadedFunction loaded = context.models().get();
            Picture picture = store.load(state.a());
            Restoration.Job job = Restorer.of(loaded, choices, progress).open(picture);
            double share = (double) seen[2] * seen[3] / ((double) picture.width() * picture.height());
            boolean lookFirst = partAlone || share < WORTH_A_LOOK;
            double after = partAlone ? 1 : lookFirst ? share / (1 + share) : 0;
            try {
                RestorePreview whole = partAlone || source == null ? null : preview(picture);
                if (whole != null && !lookFirst) {
                    roughLook(loaded, job, picture, whole, progress);
                }
                if (lookFirst) {
                    look(job, picture, progress.part(0, after));
                }
                if (partAlone) {
                    return null;
                }
                Restoration.Result result = whole == null ? job.run(progress.part(after, 1)) : job.run(progress.part(after, 1), whole);
                return new Done(kept(result.picture()), result.summary());
            } catch (CancelledException e) {
                keepPart(job);
                throw e;
            }
        }

        private Gallery.Shown kept(Picture result) {
            PictureRef ref = store.add(state.a().name(), result);
            return new Gallery.Shown(ref, result, Pyramid.of(Raster.of(result)));
        }

        private RestorePreview preview(Picture picture) {
            int scale = Math.min(source.pyramid().coarsest(), RestorePreview.scaleFor(picture.width(), picture.height(), zoom, MOST_PREVIEW));
            return new RestorePreview(picture, source.pyramid().at(scale), 0, 0, scale, part -> show(WHOLE, part));
        }

        /** What is seen, tile by tile and then as it is in the end. */
        private void look(Restoration.Job job, Picture picture, Progress progress) {
            Pixels before = Pixels.blank(seen[2], seen[3]);
            picture.read(seen[0], seen[1], seen[2], seen[3], before.data(), 0);
            RestorePreview tiles = new RestorePreview(picture, RestorePreview.onScreen(picture, before), seen[0], seen[1], 1, part -> show(SEEN, part));
            Pixels part = job.part(seen[0], seen[1], seen[2], seen[3], progress, tiles);
            show(SEEN, new Layer.Part(seen[0], seen[1], Pyramid.of(RestorePreview.onScreen(picture, part))));
        }

        /** Within a second or two, however large the picture. */
        private void roughLook(LoadedFunction loaded, Restoration.Job job, Picture picture, RestorePreview preview, Progress progress) {
            int scale = 1;
            while ((long) picture.width() * picture.height() / ((long) scale * scale) > ROUGH_PIXELS) {
                scale *= 2;
            }
            float strength = scale == 1 || scale > source.pyramid().coarsest() ? 0 : job.typicalStrength();
            if (strength == 0) {
                return;
            }
            Raster before = source.pyramid().at(scale);
            Picture after = Restorer.rough(loaded, strength * ROUGH_STRENGTH, progress).run(Picture.of(Framed.pixels(before)), Progress.none())
                    .picture();
            progress.checkCancelled();
            preview.add(before, Raster.of(after));
        }

        private void show(int place, Layer.Part part) {
            context.window().execute(() -> {
                if (current == this && running.get() && context.document().state().a() == state.a()) {
                    parts[place] = part;
                    List<Layer.Part> there = new ArrayList<>();
                    Layer under = parts[WHOLE] == null && state.restored() != null ? kept : null;
                    if (under != null) {
                        there.addAll(under.parts());
                    }
                    Stream.of(parts).filter(Objects::nonNull).forEach(there::add);
                    after.set(new Layer(state.a().width(), state.a().height(), there));
                }
            });
        }

        /** It was stopped, and not because another run takes its place: what is there stays. */
        private void keepPart(Restoration.Job job) {
            if (!wanted || partAlone) {
                return;
            }
            job.soFar().ifPresent(partial -> {
                Gallery.Shown shown = kept(partial.picture());
                context.window().execute(() -> {
                    if (wanted && context.document().state().a() == state.a()) {
                        context.gallery().keep(shown);
                        context.document().change("undo.restorePartly", d -> d.restored = shown.ref());
                        context.messages().info(Texts.of("restore.stopped", Math.round(100 * partial.share())));
                    }
                });
            });
        }

    }

    public void run() {
        start(false);
    }

    /** Restores what is seen and nothing else, to find out what the settings do. */
    public void tryHere() {
        start(true);
    }

    private void start(boolean partAlone) {
        if (context.document().state().a() == null) {
            return;
        }
        forget();
        Run run = new Run(partAlone);
        current = run;
        running.set(true);
        if (!partAlone) {
            summary.set(null);
        }
        context.activity().submit(BackgroundTask.of(Texts.of("task.restore"), KEY, run::work).onDone(done -> {
            running.set(false);
            if (done != null && context.document().state().a() == run.state.a()) {
                context.gallery().keep(done.shown());
                summaries.put(done.shown().ref().file(), done.summary());
                context.document().change("undo.restore", d -> d.restored = done.shown().ref());
            }
        }).onCancelled(() -> {
            running.set(context.activity().isActive(KEY));
            if (!running.get()) {
                showKept();
            }
        }).onNote(context.messages()::warning).onFailed(e -> {
            running.set(false);
            showKept();
            context.messages().failure(e);
        }));
    }

    /** What runs is not wanted any more, not even in part. */
    public void forget() {
        if (current != null) {
            current.wanted = false;
        }
    }

    /** Takes away what an unfinished restoration has put over the last finished one. */
    private void showKept() {
        shownAfter = null;
        follow(context.document().state());
    }

    private record Done(Gallery.Shown shown, Restoration.Summary summary) {
    }

    /** Left, top, width and height of what the canvas shows of a picture. */
    private int[] seen(int width, int height) {
        int left = (int) Math.clamp(Math.floor(viewport.toPictureX(0)), 0, width - 1);
        int top = (int) Math.clamp(Math.floor(viewport.toPictureY(0)), 0, height - 1);
        int right = (int) Math.clamp(Math.ceil(viewport.toPictureX(viewport.width())), left + 1, width);
        int bottom = (int) Math.clamp(Math.ceil(viewport.toPictureY(viewport.height())), top + 1, height);
        int w = Math.min(width, Math.max(LEAST_PART, right - left));
        int h = Math.min(height, Math.max(LEAST_PART, bottom - top));
        return new int[] {Math.min(left, width - w), Math.min(top, height - h), w, h};
    }

    /** The restored picture becomes the picture that is edited. */
    void useResult() {
        PictureRef restored = context.document().state().restored();
        if (restored != null) {
            context.document().change("undo.useRestored", d -> d.replaceA(restored));
        }
    }

    /** Restores anew where something is restored or under way. */
    public void runAgain() {
        if (running.get() || context.document().state().restored() != null) {
            run();
        }
    }

    public void cancel() {
        context.activity().cancel(KEY);
    }
}
