package studio.bcm.ui.enlarge;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.bcm.edit.Enlargement;
import studio.bcm.image.Picture;
import studio.bcm.job.Enlarge;
import studio.bcm.ui.Texts;
import studio.bcm.ui.canvas.ViewportModel;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.shell.Gallery;
import studio.bcm.ui.task.BackgroundTask;

/** Enlarges A. Before and after lie over each other in the size of what comes out, so that they are compared pixel by pixel. */
public final class EnlargeModel {
    public static final String KEY = "enlarge";
    /** A look at a part goes no further than this; more would take as long as the whole. */
    private static final int GREATEST_LOOK = 384;

    /**
     * What is said of a result.
     *
     * @param restored strength of the restoration before it, a sigma; 0 where there was none
     */
    public record Told(float restored, Duration time) {
    }

    private final EditContext context;
    private final ViewportModel viewport;
    private final ReadOnlyObjectWrapper<Layer> after = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyObjectWrapper<Told> told = new ReadOnlyObjectWrapper<>();
    /** Of the results by their files: a result and what is said of it belong together, also after undo. */
    private final Map<String, Told> tolds = new HashMap<>();
    private PictureRef shownAfter;
    private boolean looking;

    public EnlargeModel(EditContext context, ViewportModel viewport) {
        this.context = context;
        this.viewport = viewport;
        context.document().stateProperty().addListener((o, before, now) -> {
            if (before.a() != now.a()) {
                looking = false;
                after.set(null);
            }
            follow(now);
        });
        follow(context.document().state());
    }

    public void choose(String merge, UnaryOperator<Choices.Enlarge> change) {
        Choices all = context.document().state().choices();
        context.document().choose("enlarge." + merge, all.with(change.apply(all.enlarge())));
    }

    /** What came out, or the part of it that was looked at; null while there is nothing. */
    public ReadOnlyObjectProperty<@Nullable Layer> afterProperty() {
        return after.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** What is known of the picture that is shown; null where there is none, or it was made by another start of the program. */
    public ReadOnlyObjectProperty<@Nullable Told> toldProperty() {
        return told.getReadOnlyProperty();
    }

    /** The picture as it was, as large as what came out. */
    public Layer before(Layer a) {
        Layer there = after.get();
        if (a == null || there == null) {
            return a;
        }
        return new Layer(there.width(), there.height(), a.parts().stream()
                .map(p -> new Layer.Part(p.x(), p.y(), p.pyramid(), p.scale() * there.width() / a.width())).toList());
    }

    private void follow(DocumentState now) {
        PictureRef enlarged = now.enlarged();
        told.set(enlarged == null ? null : tolds.get(enlarged.file()));
        if (enlarged == null) {
            if (!looking) {
                after.set(null);
            }
            shownAfter = null;
        } else if (!enlarged.equals(shownAfter)) {
            shownAfter = enlarged;
            context.gallery().whenLoaded(enlarged, shown -> {
                if (shown.ref().equals(context.document().state().enlarged())) {
                    after.set(Layer.of(shown.pyramid()));
                }
            });
        }
    }

    /** The size that A becomes; null while nothing is open. */
    public Enlarge.@Nullable Size size() {
        DocumentState state = context.document().state();
        if (state.a() == null) {
            return null;
        }
        Choices.Enlarge c = state.choices().enlarge();
        double times = c.factor() > 0 ? c.factor() : (double) c.side() / Math.max(state.a().width(), state.a().height());
        return new Enlarge.Size((int) Math.round(times * state.a().width()), (int) Math.round(times * state.a().height()));
    }

    private record Done(Gallery.Shown shown, Told told) {
    }

    public void run() {
        DocumentState state = context.document().state();
        if (state.a() == null) {
            return;
        }
        PictureStore store = context.document().store();
        running.set(true);
        BackgroundTask<Done> task = BackgroundTask.of(Texts.of("task.enlarge"), KEY, progress -> {
            Enlargement.Result made = enlarge(state).run(store.load(state.a()), progress);
            PictureRef ref = store.add(state.a().name(), made.picture());
            return new Done(new Gallery.Shown(ref, made.picture(), Pyramid.of(Raster.of(made.picture()))),
                    new Told(made.restored(), made.work().time()));
        });
        submit(task.onDone(done -> {
            running.set(false);
            if (context.document().state().a() == state.a()) {
                looking = false;
                context.gallery().keep(done.shown());
                tolds.put(done.shown().ref().file(), done.told());
                context.document().change("undo.enlarge", d -> d.enlarged = done.shown().ref());
            }
        }));
    }

    /** Enlarges the middle of what is seen and nothing else, to find out what the settings do. */
    public void tryHere() {
        DocumentState state = context.document().state();
        if (state.a() == null) {
            return;
        }
        PictureStore store = context.document().store();
        Enlarge.Size whole = size();
        Layer over = after.get();
        double share = over == null ? 1 : (double) state.a().width() / over.width();
        int[] seen = seen(state.a().width(), state.a().height(), share);
        running.set(true);
        BackgroundTask<Pyramid> task = BackgroundTask.of(Texts.of("task.enlarge"), KEY, progress -> {
            Picture part = enlarge(state).part(store.load(state.a()), seen[0], seen[1], seen[2], seen[3], progress);
            return Pyramid.of(Raster.of(part));
        });
        submit(task.onDone(part -> {
            running.set(false);
            if (context.document().state().a() == state.a()) {
                double times = (double) whole.width() / state.a().width();
                looking = true;
                Layer under = after.get() == null || after.get().width() != whole.width() ? Layer.empty(whole.width(), whole.height()) : after.get();
                after.set(under.plus(new Layer.Part((int) Math.round(seen[0] * times), (int) Math.round(seen[1] * times), part)));
            }
        }));
    }

    private Enlarge enlarge(DocumentState state) {
        return Enlarger.of(context.models(), state.choices().enlarge(), state.choices().restore());
    }

    private void submit(BackgroundTask<?> task) {
        context.activity().submit(task.onCancelled(() -> running.set(context.activity().isActive(KEY)))
                .onNote(context.messages()::warning).onFailed(e -> {
                    running.set(false);
                    context.messages().failure(e);
                }));
    }

    /**
     * Left, top, width and height of the middle of what the canvas shows of A.
     *
     * @param share columns of A for one of what lies on the canvas
     */
    private int[] seen(int width, int height, double share) {
        int w = (int) Math.clamp(Math.round(share * viewport.width() / viewport.zoomProperty().get()), 1, Math.min(width, GREATEST_LOOK));
        int h = (int) Math.clamp(Math.round(share * viewport.height() / viewport.zoomProperty().get()), 1, Math.min(height, GREATEST_LOOK));
        int left = (int) Math.round(share * viewport.toPictureX(viewport.width() / 2) - w / 2.0);
        int top = (int) Math.round(share * viewport.toPictureY(viewport.height() / 2) - h / 2.0);
        return new int[] {Math.clamp(left, 0, width - w), Math.clamp(top, 0, height - h), w, h};
    }

    /** The enlarged picture becomes the picture that is edited. */
    public void useResult() {
        PictureRef enlarged = context.document().state().enlarged();
        if (enlarged != null) {
            context.document().change("undo.useEnlarged", d -> d.replaceA(enlarged));
        }
    }

    public void cancel() {
        context.activity().cancel(KEY);
    }
}
