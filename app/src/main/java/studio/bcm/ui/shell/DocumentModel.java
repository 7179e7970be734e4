package studio.bcm.ui.shell;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.History;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.document.SessionFolder;
import studio.bcm.ui.task.BackgroundTask;

/** The open document: its present state, undo and redo, and the saving of every change behind the user's back. */
public final class DocumentModel {
    /** States that are gone on with at another start. */
    private static final int MOST_KEPT = 60;
    private static final String CLOSED = "undo.close";
    private static final String PROJECT_OPENED = "undo.openProject";

    private final ActivityModel activity;
    private final Messages messages;
    private final ReadOnlyObjectWrapper<DocumentState> state = new ReadOnlyObjectWrapper<>(DocumentState.empty());
    private final ReadOnlyStringWrapper undoLabel = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper redoLabel = new ReadOnlyStringWrapper("");
    private final ReadOnlyBooleanWrapper unsaved = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyObjectWrapper<Path> projectFile = new ReadOnlyObjectWrapper<>();
    /** Project files before each closing or opening that can be undone, and after each that can be done again. */
    private final Deque<Optional<Path>> projectsBefore = new ArrayDeque<>();
    private final Deque<Optional<Path>> projectsAfter = new ArrayDeque<>();
    private SessionFolder session;
    private History history = new History(DocumentState.empty());

    public DocumentModel(SessionFolder session, ActivityModel activity, Messages messages) {
        this.session = session;
        this.activity = activity;
        this.messages = messages;
    }

    public ReadOnlyObjectProperty<DocumentState> stateProperty() {
        return state.getReadOnlyProperty();
    }

    public DocumentState state() {
        return state.get();
    }

    public PictureStore store() {
        return session.store();
    }

    public SessionFolder session() {
        return session;
    }

    /**
     * A change that undo takes back.
     *
     * @param label key of the words for it
     */
    public void change(String label, Consumer<DocumentState.Draft> changes) {
        history.push(label, "", state().edit(changes));
        changed();
    }

    /** Begins a change to which a task will add with {@link #amend}. */
    public History.Begun begin(String label, Consumer<DocumentState.Draft> changes) {
        History.Begun begun = history.begin(label, state().edit(changes));
        changed();
        return begun;
    }

    /** A change of what is chosen; moving one control counts as one change however often it moves. */
    public void choose(String merge, Choices choices) {
        history.push("undo.choose", merge, state().edit(d -> d.choices = choices));
        changed();
    }

    /** The same for what is chosen elsewhere than among the choices. */
    public void chooseMore(String merge, Consumer<DocumentState.Draft> changes) {
        history.push("undo.choose", merge, state().edit(changes));
        changed();
    }

    /**
     * What a running task has brought, added to the change that began it and to what came after.
     *
     * @param fits whether it still has a place in a state
     * @return whether it has one anywhere: false after another document was opened or the change was undone for good
     */
    public boolean amend(History.Begun begun, Predicate<DocumentState> fits, Consumer<DocumentState.Draft> changes) {
        boolean there = history.amend(begun, s -> fits.test(s) ? s.edit(changes) : s);
        if (there) {
            changed();
        }
        return there;
    }

    public void undo() {
        boolean project = changesProject(history.undoLabel());
        history.undo();
        changed();
        if (project) {
            exchange(projectsBefore, projectsAfter);
        }
    }

    public void redo() {
        boolean project = changesProject(history.redoLabel());
        history.redo();
        changed();
        if (project) {
            exchange(projectsAfter, projectsBefore);
        }
    }

    private static boolean changesProject(String label) {
        return label.equals(CLOSED) || label.equals(PROJECT_OPENED);
    }

    private void exchange(Deque<Optional<Path>> from, Deque<Optional<Path>> to) {
        Optional<Path> other = from.isEmpty() ? Optional.empty() : from.pop();
        to.push(Optional.ofNullable(projectFile.get()));
        projectFile.set(other.orElse(null));
    }

    private void turnTo(Path file, String label, DocumentState state) {
        projectsBefore.push(Optional.ofNullable(projectFile.get()));
        projectsAfter.clear();
        projectFile.set(file);
        history.push(label, "", state);
        changed();
        unsaved.set(false);
    }

    private void changed() {
        state.set(history.state());
        undoLabel.set(history.undoLabel());
        redoLabel.set(history.redoLabel());
        unsaved.set(true);
        autosave();
    }

    private void autosave() {
        List<History.Entry> entries = history.entries();
        int index = history.index();
        SessionFolder into = session;
        String project = projectFile.get() == null ? "" : projectFile.get().toString();
        activity.submitDisk(BackgroundTask.of("", "autosave", progress -> {
            into.save(entries, index, project);
            return null;
        }).onFailed(messages::failure));
    }

    /** Goes on with what a crash has left. */
    void adopt(SessionFolder left) {
        SessionFolder.Saved saved = left.read();
        left.own();
        SessionFolder old = session;
        session = left;
        history = saved.history().lastOf(MOST_KEPT);
        projectFile.set(saved.project().isEmpty() ? null : Path.of(saved.project()));
        old.delete();
        changed();
        List<History.Entry> entries = history.entries();
        activity.submitDisk(BackgroundTask.of("", null, progress -> {
            left.keepOnly(entries);
            return null;
        }).onFailed(messages::failure));
    }

    /** A project was read; undo brings back what was open before. */
    public void open(Path file, DocumentState opened) {
        turnTo(file, PROJECT_OPENED, opened);
    }

    /** Nothing is open; undo brings back what was. */
    public void clear() {
        turnTo(null, CLOSED, state().edit(DocumentState.Draft::clear));
    }

    /** Whether anything was open since the beginning of the history. */
    boolean holdsAnything() {
        return history.entries().stream().anyMatch(e -> !e.state().files().isEmpty());
    }

    public void saved(Path file) {
        projectFile.set(file);
        unsaved.set(false);
        autosave();
    }

    /** The project file, or null before it has one. */
    ReadOnlyObjectProperty<@Nullable Path> projectFileProperty() {
        return projectFile.getReadOnlyProperty();
    }

    /** Whether there are changes that the project file lacks; nothing is lost without it either. */
    ReadOnlyBooleanProperty unsavedProperty() {
        return unsaved.getReadOnlyProperty();
    }

    /** Key of the words for what undo takes back, empty if there is nothing. */
    ReadOnlyStringProperty undoLabelProperty() {
        return undoLabel.getReadOnlyProperty();
    }

    /** Key of the words for what redo does again, empty if there is nothing. */
    public ReadOnlyStringProperty redoLabelProperty() {
        return redoLabel.getReadOnlyProperty();
    }
}
