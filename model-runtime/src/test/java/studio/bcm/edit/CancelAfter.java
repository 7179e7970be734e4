package studio.bcm.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import studio.bcm.task.Progress;

/** A progress that is cancelled as soon as something holds, and that remembers what it was told. */
final class CancelAfter implements Progress {
    private final BooleanSupplier cancelled;
    final List<String> notes = new ArrayList<>();
    final List<Double> fractions = new ArrayList<>();

    CancelAfter(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public void report(long done, long total, String message) {
        fractions.add((double) done / total);
    }

    @Override
    public void note(String message) {
        notes.add(message);
    }

    @Override
    public boolean isCancelled() {
        return cancelled.getAsBoolean();
    }
}
