package studio.bcm.task;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** Keeps what an operation tells, and asks it to stop when a test says so. */
public final class RecordedProgress implements Progress {
    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final BooleanSupplier cancelled;

    /** What was told of how far it is. */
    public record Report(long done, long total, String message) {
        public double fraction() {
            return (double) done / total;
        }
    }

    private RecordedProgress(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    /** Never asks to stop. */
    public static RecordedProgress endless() {
        return new RecordedProgress(() -> false);
    }

    /** Asks to stop from the beginning. */
    public static RecordedProgress cancelled() {
        return new RecordedProgress(() -> true);
    }

    /** Asks to stop while the condition holds. */
    public static RecordedProgress cancelledWhen(BooleanSupplier condition) {
        return new RecordedProgress(condition);
    }

    /** Asks to stop when the operation has looked so many times whether it should. */
    public static RecordedProgress cancelledAfterLooks(int looks) {
        AtomicInteger left = new AtomicInteger(looks);
        return new RecordedProgress(() -> left.getAndDecrement() <= 0);
    }

    /** Asks to stop once so much was reported. */
    public static RecordedProgress cancelledAfterReports(int reports) {
        AtomicReference<RecordedProgress> own = new AtomicReference<>();
        own.set(new RecordedProgress(() -> own.get().reports.size() >= reports));
        return own.get();
    }

    @Override
    public void report(long done, long total, String message) {
        reports.add(new Report(done, total, message));
    }

    @Override
    public void note(String message) {
        notes.add(message);
    }

    @Override
    public boolean isCancelled() {
        return cancelled.getAsBoolean();
    }

    public List<Report> reports() {
        return reports;
    }

    public List<String> notes() {
        return notes;
    }
}
