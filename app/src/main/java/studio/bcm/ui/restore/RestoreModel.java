package studio.bcm.ui.restore;

import java.util.function.UnaryOperator;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import studio.bcm.edit.Restoration;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
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
    static final String KEY = "restore";
    /** A part this much smaller than the whole is worth a pass of its own. */
    private static final double WORTH_A_LOOK = 0.6;
    private static final int LEAST_PART = 64;

    /** How before and after are shown. */
    public enum Compare { SPLIT, SIDE_BY_SIDE, AFTER }

    private final EditContext context;
    private final ViewportModel viewport;
    private final ReadOnlyObjectWrapper<Layer> after = new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<Compare> compare = new SimpleObjectProperty<>(Compare.SPLIT);
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyObjectWrapper<Restoration.Summary> summary = new ReadOnlyObjectWrapper<>();
    private PictureRef shownAfter;

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
    public ReadOnlyObjectProperty<Layer> afterProperty() {
        return after.getReadOnlyProperty();
    }

    public ObjectProperty<Compare> compareProperty() {
        return compare;
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** Of the last restoration; null before one is finished. */
    public ReadOnlyObjectProperty<Restoration.Summary> summaryProperty() {
        return summary.getReadOnlyProperty();
    }

    private void follow(DocumentState now) {
        if (now.restored() == null) {
            if (!running.get()) {
                after.set(null);
            }
            shownAfter = null;
        } else if (!now.restored().equals(shownAfter)) {
            shownAfter = now.restored();
            context.gallery().whenLoaded(now.restored(), shown -> {
                if (shown.ref().equals(context.document().state().restored())) {
                    after.set(Layer.of(shown.pyramid()));
                }
            });
        }
    }

    public void run() {
        DocumentState state = context.document().state();
        if (state.a() == null) {
            return;
        }
        PictureStore store = context.document().store();
        Choices.Restore c = state.choices().restore();
        int[] seen = seen(state.a().width(), state.a().height());
        running.set(true);
        summary.set(null);
        context.activity().submit(BackgroundTask.of(Texts.of("task.restore"), KEY, progress -> {
            LoadedFunction loaded = context.models().get();
            Picture picture = store.load(state.a());
            Restoration.Job restoration = Restorer.of(loaded, c, progress).open(picture);
            double share = (double) seen[2] * seen[3] / ((double) picture.width() * picture.height());
            boolean lookFirst = share < WORTH_A_LOOK;
            if (lookFirst) {
                Pixels part = restoration.part(seen[0], seen[1], seen[2], seen[3],
                        progress.part(0, share / (1 + share)));
                Raster raster = raster(picture, part);
                context.window().execute(() -> firstLook(state, new Layer.Part(seen[0], seen[1], Pyramid.of(raster))));
            }
            Restoration.Result result = restoration.run(
                    progress.part(lookFirst ? share / (1 + share) : 0, 1));
            PictureRef ref = store.add(state.a().name(), result.picture());
            return new Done(new Gallery.Shown(ref, result.picture(), Pyramid.of(Raster.of(result.picture()))), result.summary());
        }).onDone(done -> {
            running.set(false);
            if (context.document().state().a() == state.a()) {
                context.gallery().keep(done.shown());
                summary.set(done.summary());
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

    /** Takes away what an unfinished restoration has put over the last finished one. */
    private void showKept() {
        shownAfter = null;
        follow(context.document().state());
    }

    private record Done(Gallery.Shown shown, Restoration.Summary summary) {
    }

    private void firstLook(DocumentState begun, Layer.Part part) {
        if (running.get() && context.document().state().a() == begun.a()) {
            Layer soFar = begun.restored() == null || after.get() == null
                    ? Layer.empty(begun.a().width(), begun.a().height()) : after.get();
            after.set(soFar.plus(part));
        }
    }

    /** A part in the colours of its picture, for the screen. */
    private static Raster raster(Picture whole, Pixels part) {
        if (whole.iccProfile().isEmpty()) {
            return Framed.raster(part);
        }
        studio.bcm.image.PictureBuilder builder = new studio.bcm.image.PictureBuilder(part.width(), part.height())
                .optMetadata(whole.metadata());
        builder.write(0, 0, part.width(), part.height(), part.data(), 0);
        return Raster.of(builder.build());
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
    public void useResult() {
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
