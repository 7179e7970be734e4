package studio.bcm.ui.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import studio.bcm.ui.Texts;
import studio.bcm.ui.task.BackgroundTask;
import studio.bcm.ui.task.TaskExecutor;

/**
 * What is going on in the background, for the status bar. {@link #refresh} is called a few times a second by whoever has a
 * clock; work that takes less than {@value #SHOWN_AFTER_MILLIS} ms is never shown.
 */
public final class ActivityModel {
    /** Age at which a task's progress appears. */
    static final int SHOWN_AFTER_MILLIS = 300;
    private static final double LEAST_FRACTION_FOR_ESTIMATE = 0.02;

    private final TaskExecutor device;
    private final TaskExecutor disk;
    private final TaskExecutor preview;
    private final List<BackgroundTask<?>> tasks = new ArrayList<>();
    private final ReadOnlyBooleanWrapper visible = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyStringWrapper title = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper detail = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper timeLeft = new ReadOnlyStringWrapper("");
    private final ReadOnlyDoubleWrapper fraction = new ReadOnlyDoubleWrapper(-1);
    private final ReadOnlyIntegerWrapper waiting = new ReadOnlyIntegerWrapper(0);

    /**
     * @param device  for work of the network, one thing at a time
     * @param disk    for reading and writing files
     * @param preview for what is computed to be looked at
     */
    public ActivityModel(TaskExecutor device, TaskExecutor disk, TaskExecutor preview) {
        this.device = device;
        this.disk = disk;
        this.preview = preview;
    }

    /** Work of the network: waits its turn, and replaces a waiting or running task of the same key. */
    public void submit(BackgroundTask<?> task) {
        replace(task);
        tasks.add(task);
        device.submit(task);
        refresh(System.nanoTime());
    }

    /** Work with files, beside that of the network. */
    public void submitDisk(BackgroundTask<?> task) {
        replace(task);
        tasks.add(task);
        disk.submit(task);
        refresh(System.nanoTime());
    }

    /** Work for the eye that needs no network, beside both. */
    public void submitPreview(BackgroundTask<?> task) {
        replace(task);
        tasks.add(task);
        preview.submit(task);
        refresh(System.nanoTime());
    }

    private void replace(BackgroundTask<?> task) {
        if (task.key() != null) {
            tasks.stream().filter(t -> task.key().equals(t.key())).forEach(BackgroundTask::cancel);
        }
    }

    /** Stops what is shown. */
    public void cancel() {
        current().ifPresent(BackgroundTask::cancel);
        refresh(System.nanoTime());
    }

    /** Stops everything. */
    void cancelAll() {
        tasks.forEach(BackgroundTask::cancel);
        refresh(System.nanoTime());
    }

    /** Stops what has that key. */
    public void cancel(String key) {
        tasks.stream().filter(t -> key.equals(t.key())).forEach(BackgroundTask::cancel);
        refresh(System.nanoTime());
    }

    /** Whether something of that key waits or runs. */
    public boolean isActive(String key) {
        return tasks.stream().anyMatch(t -> key.equals(t.key()) && !t.isFinished() && !t.isCancelled());
    }

    private Optional<BackgroundTask<?>> current() {
        return tasks.stream().filter(t -> t.state() == BackgroundTask.State.RUNNING && !t.title().isEmpty()).findFirst()
                .map(t -> (BackgroundTask<?>) t);
    }

    /** Brings the properties up to date. */
    public void refresh(long nowNanos) {
        tasks.removeIf(BackgroundTask::isFinished);
        BackgroundTask<?> now = current().orElse(null);
        waiting.set((int) tasks.stream()
                .filter(t -> t.state() == BackgroundTask.State.WAITING && !t.isCancelled() && !t.title().isEmpty()).count());
        busy.set(tasks.stream().anyMatch(t -> !t.title().isEmpty()));
        long ageMillis = now == null ? 0 : (nowNanos - now.startedNanos()) / 1_000_000;
        visible.set(now != null && ageMillis >= SHOWN_AFTER_MILLIS);
        if (now == null) {
            title.set("");
            detail.set("");
            timeLeft.set("");
            fraction.set(-1);
            return;
        }
        BackgroundTask.Snapshot snapshot = now.snapshot();
        title.set(now.isCancelled() ? Texts.of("activity.cancelling") : now.title());
        detail.set(snapshot.message());
        fraction.set(snapshot.fraction());
        timeLeft.set(estimate(snapshot.fraction(), ageMillis));
    }

    static String estimate(double fraction, long ageMillis) {
        if (fraction < LEAST_FRACTION_FOR_ESTIMATE || ageMillis < 1000) {
            return "";
        }
        return timeLeft(Math.round(ageMillis / 1000.0 * (1 - fraction) / fraction));
    }

    /** Words for a time, such as "3 min left". */
    public static String timeLeft(long seconds) {
        if (seconds < 60) {
            return Texts.of("activity.secondsLeft", seconds);
        }
        return seconds < 3600 ? Texts.of("activity.minutesLeft", (seconds + 30) / 60)
                : Texts.of("activity.hoursLeft", String.format(Texts.locale(), "%.1f", seconds / 3600.0));
    }

    public ReadOnlyBooleanProperty visibleProperty() {
        return visible.getReadOnlyProperty();
    }

    /** Whether anything waits or runs, shown or not. */
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    public ReadOnlyStringProperty titleProperty() {
        return title.getReadOnlyProperty();
    }

    public ReadOnlyStringProperty detailProperty() {
        return detail.getReadOnlyProperty();
    }

    ReadOnlyStringProperty timeLeftProperty() {
        return timeLeft.getReadOnlyProperty();
    }

    /** 0…1, or −1 while it is not known. */
    public ReadOnlyDoubleProperty fractionProperty() {
        return fraction.getReadOnlyProperty();
    }

    /** Tasks behind the one that runs. */
    ReadOnlyIntegerProperty waitingProperty() {
        return waiting.getReadOnlyProperty();
    }
}
