package studio.bcm.ui.document;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The states that a document went through, for undo and redo. */
public final class History {
    /**
     * One state.
     *
     * @param label key of the words for what led to it
     * @param merge changes with the same key in a row count as one; empty for a change of its own
     */
    public record Entry(String label, String merge, DocumentState state) {
        Entry with(DocumentState other) {
            return other == state ? this : new Entry(label, merge, other);
        }
    }

    /** A change that was begun, to which a running task adds what it brings. */
    public static final class Begun {
        private int at;

        private Begun(int at) {
            this.at = at;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final List<Begun> begun = new ArrayList<>();
    private int index;

    public History(DocumentState start) {
        entries.add(new Entry("", "", start));
    }

    /** As it was when it was saved. */
    public History(List<Entry> saved, int index) {
        if (saved.isEmpty() || index < 0 || index >= saved.size()) {
            throw new IllegalArgumentException("no state " + index + " of " + saved.size());
        }
        entries.addAll(saved);
        this.index = index;
    }

    /** The last of what is kept, with the present state where it was; for what is gone on with at another start. */
    public History lastOf(int most) {
        int from = Math.clamp(entries.size() - most, 0, index);
        List<Entry> kept = new ArrayList<>(entries.subList(from, entries.size()));
        // What comes first can be undone no further, so that it needs no words for it.
        kept.set(0, new Entry("", "", kept.getFirst().state()));
        return new History(kept, index - from);
    }

    public DocumentState state() {
        return entries.get(index).state();
    }

    /** Goes on to a new state; what had been undone is gone. A change that changes nothing is no change. */
    public void push(String label, String merge, DocumentState state) {
        if (state.equals(state())) {
            return;
        }
        forgetUndone();
        if (!merge.isEmpty() && index > 0 && entries.get(index).merge().equals(merge)) {
            entries.set(index, new Entry(label, merge, state));
        } else {
            entries.add(new Entry(label, merge, state));
            index++;
        }
    }

    /** Begins a change whose results come bit by bit through {@link #amend}, also when nothing differs yet. */
    public Begun begin(String label, DocumentState state) {
        forgetUndone();
        entries.add(new Entry(label, "", state));
        index++;
        Begun change = new Begun(index);
        begun.add(change);
        return change;
    }

    private void forgetUndone() {
        entries.subList(index + 1, entries.size()).clear();
        begun.removeIf(b -> b.at > index);
    }

    /**
     * Adds something to a change that was begun and to all states after it, also while it is undone: undo takes the whole of
     * it back at once, redo brings the whole of it.
     *
     * @param addition gives the state back as it is where the addition has no place
     * @return whether the change is still part of the history
     */
    public boolean amend(Begun change, UnaryOperator<DocumentState> addition) {
        if (!begun.contains(change)) {
            return false;
        }
        for (int i = change.at; i < entries.size(); i++) {
            entries.set(i, entries.get(i).with(addition.apply(entries.get(i).state())));
        }
        return true;
    }

    boolean canUndo() {
        return index > 0;
    }

    boolean canRedo() {
        return index + 1 < entries.size();
    }

    public void undo() {
        if (canUndo()) {
            index--;
        }
    }

    public void redo() {
        if (canRedo()) {
            index++;
        }
    }

    /** Key of the words for what undo takes back; empty if there is nothing. */
    public String undoLabel() {
        return canUndo() ? entries.get(index).label() : "";
    }

    /** Key of the words for what redo does again; empty if there is nothing. */
    public String redoLabel() {
        return canRedo() ? entries.get(index + 1).label() : "";
    }

    public int index() {
        return index;
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }
}
