package studio.bcm.ui.invert;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.bcm.edit.Generation;
import studio.bcm.edit.Inversion;
import studio.bcm.edit.noise.Noise;
import studio.bcm.edit.noise.NoiseFile;
import studio.bcm.edit.noise.NoiseStatistics;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.document.Crop;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.image.Framed;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.models.LoadedFunction;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.task.BackgroundTask;

/** The noise of a picture: how it looks, how normal it is, and what it gives back. */
public final class InvertModel {
    public static final String KEY = "invert";
    /** So many deviations are as black or white as can be. */
    private static final float SHOWN_RANGE = 2.5f;

    /**
     * What is known of the noise.
     *
     * @param noise   as a picture
     * @param rebuilt what the noise gives back, or null
     * @param error   mean squared error of that on a scale of 0…1
     */
    public record Shown(DocumentState.NoiseRef ref, Layer noise, NoiseStatistics statistics, float sigma, @Nullable Layer rebuilt,
            OptionalDouble error) {
    }

    private final EditContext context;
    private final ReadOnlyObjectWrapper<Shown> shown = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);

    public InvertModel(EditContext context) {
        this.context = context;
        context.document().stateProperty().addListener((o, before, now) -> follow(now));
    }

    public void choose(String merge, UnaryOperator<Choices.Invert> change) {
        Choices all = context.document().state().choices();
        context.document().choose("invert." + merge, all.with(change.apply(all.invert())));
    }

    /** Null while there is none. */
    public ReadOnlyObjectProperty<@Nullable Shown> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    private void follow(DocumentState now) {
        if (now.noise() == null) {
            shown.set(null);
        } else if (shown.get() == null || !shown.get().ref().equals(now.noise())) {
            Path file = context.document().store().path(now.noise().file());
            DocumentState.NoiseRef ref = now.noise();
            context.activity().submitDisk(BackgroundTask.of("", "noise", progress -> {
                Noise noise = NoiseFile.load(file);
                return new Shown(ref, picture(noise), NoiseStatistics.of(noise), noise.sigma(), null, OptionalDouble.empty());
            }).onDone(value -> {
                if (ref.equals(context.document().state().noise())) {
                    shown.set(value);
                }
            }).onFailed(context.messages()::failure));
        }
    }

    static Layer picture(Noise noise) {
        Pixels values = noise.values();
        float[] scaled = values.data().clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= SHOWN_RANGE;
        }
        return Layer.of(Framed.raster(new Pixels(values.width(), values.height(), scaled)));
    }

    /** Carries A to noise and back. */
    public void run() {
        DocumentState state = context.document().state();
        if (state.a() == null) {
            return;
        }
        PictureStore store = context.document().store();
        Choices.Invert c = state.choices().invert();
        running.set(true);
        context.activity().submit(BackgroundTask.of(Texts.of("task.invert"), KEY, progress -> {
            LoadedFunction loaded = context.models().get();
            Picture a = store.load(state.a());
            Framed.Size size = Framed.size(a.width(), a.height(), Crop.WHOLE, c.side());
            Inversion.Builder builder = Inversion.builder().setFunction(loaded.function(progress))
                    .optDefaults(loaded.defaults()).optSeed(c.seed()).optRoundTrip(true);
            if (c.steps() > 0) {
                builder.optSteps(c.steps());
            }
            if (c.sigma() > 0) {
                builder.optSigma((float) c.sigma());
            }
            Inversion.Result result = builder.build().run(Framed.of(a, Crop.WHOLE, size), progress);
            String file = store.add("npz", temporary -> NoiseFile.save(result.noise(), temporary, true));
            return new Shown(new DocumentState.NoiseRef(file, state.a().name()), picture(result.noise()), result.statistics(),
                    result.noise().sigma(), Layer.of(Framed.raster(result.rebuilt())), result.roundTripError());
        }).onDone(value -> {
            running.set(false);
            shown.set(value);
            context.document().change("undo.invert", d -> d.noise = value.ref());
        }).onCancelled(() -> running.set(context.activity().isActive(KEY))).onNote(context.messages()::warning)
                .onFailed(e -> {
                    running.set(false);
                    context.messages().failure(e);
                }));
    }

    /** Turns the noise into a picture, which becomes a variation. */
    public void rebuild() {
        DocumentState state = context.document().state();
        if (state.noise() == null) {
            return;
        }
        PictureStore store = context.document().store();
        context.activity().submit(BackgroundTask.of(Texts.of("task.generate"), KEY, progress -> {
            LoadedFunction loaded = context.models().get();
            Noise noise = NoiseFile.load(store.path(state.noise().file()));
            Generation.Result result = Generation.builder().setFunction(loaded.function(progress))
                    .optDefaults(loaded.defaults()).build().run(noise, progress);
            return store.add(state.noise().name(), Picture.of(result.picture()));
        }).onDone((PictureRef ref) -> context.document().change("undo.rebuild", d -> {
            DocumentState.NoiseRef noise = d.noise;
            d.replaceA(ref);
            d.noise = noise;
        })).onFailed(context.messages()::failure));
    }

    /** Copies the noise out as a file that numpy reads. */
    public void save(Path target) {
        DocumentState.NoiseRef noise = context.document().state().noise();
        Path from = context.document().store().path(noise.file());
        context.activity().submitDisk(BackgroundTask.of(Texts.of("task.export"), null, progress -> {
            AtomicFile.write(target, true, temporary -> Files.copy(from, temporary));
            return null;
        }).onDone(nothing -> context.messages().success(Texts.of("export.done", target))).onFailed(context.messages()::failure));
    }

    /** Takes noise from a file. */
    public void load(Path file) {
        PictureStore store = context.document().store();
        context.activity().submitDisk(BackgroundTask.of(Texts.of("task.reading", file.getFileName()), null, progress -> {
            NoiseFile.load(file);
            return new DocumentState.NoiseRef(store.add("npz", temporary -> Files.copy(file, temporary)),
                    file.getFileName().toString());
        }).onDone(ref -> context.document().change("undo.loadNoise", d -> d.noise = ref))
                .onFailed(context.messages()::failure));
    }

    /** Computes anew what is there or under way, if anything: the model gives other results from here on. */
    public void runAgain() {
        if (running.get() || shown.get() != null && shown.get().rebuilt() != null) {
            run();
        }
    }

    public void cancel() {
        context.activity().cancel(KEY);
    }
}
