package studio.bcm.ui.models;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.bcm.edit.BestClass;
import studio.bcm.image.Picture;
import studio.bcm.route.Presets;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.task.BackgroundTask;

/** The class that a model with classes edits under: searched by name, or found for the photo. */
public final class ClassModel {
    static final String KEY = "class";

    /** A class of the model. */
    public record Entry(int id, String name) {
        @Override
        public String toString() {
            return id + "  " + name;
        }
    }

    private final EditContext context;
    private final Runnable chosenAnew;
    private final StringProperty query = new SimpleStringProperty("");
    private final ObservableList<Entry> matches = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Entry> chosen = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper available = new ReadOnlyBooleanWrapper(false);
    private List<Entry> all = List.of();

    /**
     * The classes of the model in use.
     *
     * @param chosenAnew what to do when another class is chosen
     */
    public ClassModel(EditContext context, Runnable chosenAnew) {
        this.context = context;
        this.chosenAnew = chosenAnew;
        query.addListener((o, before, now) -> search());
        context.models().statusProperty().addListener((o, before, now) -> follow(now.classes()));
    }

    private void follow(List<String> classes) {
        if (classes.equals(all.stream().map(Entry::name).toList())) {
            return;
        }
        all = IntStream.range(0, classes.size()).mapToObj(i -> new Entry(i, classes.get(i))).toList();
        available.set(!all.isEmpty());
        chosen.set(all.isEmpty() ? null : all.get((int) Math.min(context.models().classId(), all.size() - 1)));
        query.set("");
        search();
    }

    private void search() {
        String wanted = query.get().strip().toLowerCase(Locale.ROOT);
        matches.setAll(all.stream().filter(e -> e.name().toLowerCase(Locale.ROOT).contains(wanted) || Integer.toString(e.id()).equals(wanted)).toList());
    }

    /** Part of a name, or a number. */
    StringProperty queryProperty() {
        return query;
    }

    /** Classes that the query means, in their order. */
    public ObservableList<Entry> matches() {
        return matches;
    }

    /** Null while the model has no classes. */
    public ReadOnlyObjectProperty<@Nullable Entry> chosenProperty() {
        return chosen.getReadOnlyProperty();
    }

    /** Whether the model in use has classes. */
    ReadOnlyBooleanProperty availableProperty() {
        return available.getReadOnlyProperty();
    }

    /** What is computed from here on is of that class, and what the page shows is computed anew. */
    public void choose(Entry entry) {
        if (entry.equals(chosen.get())) {
            return;
        }
        context.models().setClassId(entry.id());
        chosen.set(entry);
        chosenAnew.run();
    }

    /** Chooses the class under which most of photo A survives being carried to noise and back. */
    void findBest() {
        DocumentState state = context.document().state();
        if (state.a() == null || all.isEmpty()) {
            return;
        }
        PictureStore store = context.document().store();
        context.activity().submit(BackgroundTask.of(Texts.of("task.bestClass"), KEY, progress -> {
            LoadedFunction loaded = context.models().getForAllClasses();
            Picture photo = store.load(state.a());
            return BestClass.builder().setFunction(loaded.function(progress)).setClasses(loaded.manifest().classCount())
                    .optRoute(loaded.manifest().route(Presets.INVERT_1.name()).orElse(Presets.INVERT_1)).build().of(photo, progress).getFirst();
        }).onDone(best -> choose(all.get((int) best.classId()))).onNote(context.messages()::warning).onFailed(context.messages()::failure));
    }
}
