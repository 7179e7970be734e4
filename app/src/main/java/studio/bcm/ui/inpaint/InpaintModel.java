package studio.bcm.ui.inpaint;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import studio.bcm.image.Picture;
import studio.bcm.job.Inpaint;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.History;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.image.Mask;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.shell.Gallery;
import studio.bcm.ui.task.BackgroundTask;

/** Painting over what shall be filled, and the proposals for it. */
public final class InpaintModel {
    public static final String KEY = "inpaint";

    static final int LEAST_BRUSH = 4;
    static final int MOST_BRUSH = 400;

    private final EditContext context;
    private final ReadOnlyObjectWrapper<Mask> mask = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyIntegerWrapper maskVersion = new ReadOnlyIntegerWrapper(0);
    private final BooleanProperty erasing = new SimpleBooleanProperty(false);
    private final IntegerProperty chosen = new SimpleIntegerProperty(-1);
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final ObjectProperty<Mask.Paint> paint = new SimpleObjectProperty<>(Mask.Paint.RED);
    private final BooleanProperty lasso = new SimpleBooleanProperty(false);
    private PictureRef maskOf;
    private PictureRef maskKept;

    public InpaintModel(EditContext context) {
        this.context = context;
        context.document().stateProperty().addListener((o, before, now) -> follow(now));
        paint.addListener((o, before, now) -> {
            if (mask.get() != null) {
                mask.get().setPaint(now);
                maskVersion.set(maskVersion.get() + 1);
            }
        });
        follow(context.document().state());
    }

    public void choose(String merge, UnaryOperator<Choices.Inpaint> change) {
        Choices all = context.document().state().choices();
        context.document().choose("inpaint." + merge, all.with(change.apply(all.inpaint())));
    }

    /** Null while nothing is open. */
    public ReadOnlyObjectProperty<@Nullable Mask> maskProperty() {
        return mask.getReadOnlyProperty();
    }

    /** The least rectangle around what is painted, in pixels of the picture. */
    public Optional<Mask.Bounds> marked() {
        return Optional.ofNullable(mask.get()).flatMap(Mask::bounds);
    }

    /** Colour of the paint on the screen. */
    ObjectProperty<Mask.Paint> paintProperty() {
        return paint;
    }

    /** Whether areas are marked by lines around them instead of by a brush. */
    BooleanProperty lassoProperty() {
        return lasso;
    }

    /** Paints, or with the eraser frees, what a closed line goes round. */
    void fillOutline(double[] xs, double[] ys) {
        if (mask.get() != null && xs.length > 2) {
            mask.get().fill(xs, ys, erasing.get());
            maskVersion.set(maskVersion.get() + 1);
            strokeDone();
        }
    }

    /** A brush of another size, by a factor. */
    public void sizeBrush(double factor) {
        choose("brush", c -> c.withBrush((int) Math.clamp(Math.round(c.brush() * factor + (factor > 1 ? 1 : -1)), LEAST_BRUSH, MOST_BRUSH)));
    }

    /** Counts up whenever the mask looks different. */
    ReadOnlyIntegerProperty maskVersionProperty() {
        return maskVersion.getReadOnlyProperty();
    }

    BooleanProperty erasingProperty() {
        return erasing;
    }

    /** Number of the proposal that is looked at, −1 for the picture as it is. */
    public IntegerProperty chosenProperty() {
        return chosen;
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    private void follow(DocumentState now) {
        if (now.a() == null) {
            maskOf = null;
            mask.set(null);
            return;
        }
        if (chosen.get() >= now.proposals().size()) {
            chosen.set(-1);
        }
        if (now.mask() == null) {
            if (!now.a().equals(maskOf) || maskKept != null) {
                show(new Mask(now.a().width(), now.a().height()), now.a(), null);
            }
        } else if (!now.mask().equals(maskKept)) {
            PictureStore store = context.document().store();
            PictureRef a = now.a();
            PictureRef wanted = now.mask();
            maskKept = wanted;
            context.activity().submitDisk(BackgroundTask.of("", "mask",
                    progress -> Mask.of(store.load(wanted), a.width(), a.height()))
                    .onDone(m -> show(m, a, wanted)).onFailed(context.messages()::failure));
        }
    }

    private void show(Mask m, PictureRef of, PictureRef kept) {
        maskOf = of;
        maskKept = kept;
        if (m != null) {
            m.setPaint(paint.get());
        }
        mask.set(m);
        maskVersion.set(maskVersion.get() + 1);
    }

    /** Paints a piece of a stroke, in pixels of the picture. */
    public void stroke(double x0, double y0, double x1, double y1) {
        if (mask.get() == null) {
            return;
        }
        mask.get().stroke(x0, y0, x1, y1, context.document().state().choices().inpaint().brush(), erasing.get());
        chosen.set(-1);
        maskVersion.set(maskVersion.get() + 1);
    }

    /** The stroke is finished: it becomes one change. */
    public void strokeDone() {
        keep(erasing.get() ? "undo.erase" : "undo.paint");
    }

    public void invertMask() {
        if (mask.get() != null) {
            mask.get().invert();
            maskVersion.set(maskVersion.get() + 1);
            keep("undo.invertMask");
        }
    }

    public void clearMask() {
        if (mask.get() != null) {
            mask.get().clear();
            maskVersion.set(maskVersion.get() + 1);
            keep("undo.clearMask");
        }
    }

    private void keep(String label) {
        Mask painted = mask.get();
        PictureStore store = context.document().store();
        Picture picture = painted.toPicture();
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> store.add("mask", picture))
                .onDone(ref -> {
                    maskKept = ref;
                    context.document().change(label, d -> {
                        d.mask = ref;
                        d.proposals = List.of();
                    });
                }).onFailed(context.messages()::failure));
    }

    public void run() {
        Mask painted = mask.get();
        if (painted == null || painted.isEmpty()) {
            context.messages().info(Texts.of("inpaint.nothingMarked"));
            return;
        }
        long seed = context.document().state().proposals().isEmpty() ? context.document().state().choices().inpaint().seed()
                : ThreadLocalRandom.current().nextLong(1, 1_000_000);
        start(painted, seed);
    }

    /** Computes anew what is there or under way, from the same seed: the model gives other results from here on. */
    public void runAgain() {
        Mask painted = mask.get();
        if (painted != null && !painted.isEmpty() && (running.get() || !context.document().state().proposals().isEmpty())) {
            start(painted, context.document().state().choices().inpaint().seed());
        }
    }

    private void start(Mask painted, long seed) {
        History.Begun begun = context.document().begin("undo.inpaint", d -> {
            d.proposals = List.of();
            d.choices = d.choices.with(d.choices.inpaint().withSeed(seed));
        });
        DocumentState state = context.document().state();
        PictureStore store = context.document().store();
        Choices.Inpaint c = state.choices().inpaint();
        float[] values = painted.forPicture();
        running.set(true);
        BackgroundTask<Void> task = BackgroundTask.of(Texts.of("task.inpaint"), KEY, progress -> {
            Picture a = store.load(state.a());
            new Inpaint(c.strength(), c.rounds(), c.feather(), c.seed()).run(context.models().get(), a, values, c.proposals(), (filled, index) -> {
                PictureRef ref = store.add(state.a().name(), filled);
                Pyramid pyramid = Pyramid.of(Raster.of(filled));
                context.window().execute(() -> arrived(state, begun, new Gallery.Shown(ref, filled, pyramid)));
            }, progress);
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

    private void arrived(DocumentState began, History.Begun begun, Gallery.Shown shown) {
        context.gallery().keep(shown);
        boolean there = context.document().amend(begun, s -> s.a() == began.a() && Objects.equals(s.mask(), began.mask()), d -> {
            List<PictureRef> more = new ArrayList<>(d.proposals);
            more.add(shown.ref());
            d.proposals = more;
        });
        if (!there) {
            cancel();
        } else if (chosen.get() < 0 && !context.document().state().proposals().isEmpty()) {
            chosen.set(0);
        }
    }

    /** The proposal that is looked at becomes the picture. */
    public void accept() {
        List<PictureRef> proposals = context.document().state().proposals();
        if (chosen.get() >= 0 && chosen.get() < proposals.size()) {
            PictureRef ref = proposals.get(chosen.get());
            chosen.set(-1);
            context.document().change("undo.accept", d -> d.replaceA(ref));
        }
    }

    public void cancel() {
        context.activity().cancel(KEY);
    }
}
