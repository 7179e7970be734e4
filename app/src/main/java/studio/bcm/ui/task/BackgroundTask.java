package studio.bcm.ui.task;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;

/**
 * A piece of work off the window's thread, with its progress, its end and what to do then. Knows no screen: the thread on
 * which the ends are reported is an {@link Executor} that is handed in.
 *
 * @param <T> what the work gives
 */
public final class BackgroundTask<T> {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundTask.class);

    /** Where a task is on its way. */
    public enum State { WAITING, RUNNING, DONE, FAILED, CANCELLED }

    /** The work itself; asks the progress now and then whether to stop. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Progress progress) throws Exception;
    }

    /**
     * How far a task is.
     *
     * @param fraction 0…1, or −1 before anything was reported
     */
    public record Snapshot(double fraction, String message) {
        static final Snapshot NOTHING = new Snapshot(-1, "");
    }

    private final String title;
    private final String key;
    private final Work<T> work;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile Snapshot snapshot = Snapshot.NOTHING;
    private volatile long startedNanos;
    private Consumer<T> onDone = value -> { };
    private Consumer<Throwable> onFailed = error -> { };
    private Runnable onCancelled = () -> { };
    private Consumer<String> onNote = note -> { };

    private BackgroundTask(String title, String key, Work<T> work) {
        this.title = Objects.requireNonNull(title);
        this.key = key;
        this.work = Objects.requireNonNull(work);
    }

    /**
     * @param title what it does, for the user
     * @param key   tasks of the same key replace each other; null for one that never replaces
     */
    public static <T> BackgroundTask<T> of(String title, @Nullable String key, Work<T> work) {
        return new BackgroundTask<>(title, key, work);
    }

    public BackgroundTask<T> onDone(Consumer<T> then) {
        onDone = then;
        return this;
    }

    /** Receives every failure but a cancellation. */
    public BackgroundTask<T> onFailed(Consumer<Throwable> then) {
        onFailed = then;
        return this;
    }

    public BackgroundTask<T> onCancelled(Runnable then) {
        onCancelled = then;
        return this;
    }

    public BackgroundTask<T> onNote(Consumer<String> then) {
        onNote = then;
        return this;
    }

    public String title() {
        return title;
    }

    public String key() {
        return key;
    }

    public State state() {
        return state.get();
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** {@link System#nanoTime} of the start; meaningless before. */
    public long startedNanos() {
        return startedNanos;
    }

    public boolean isFinished() {
        return switch (state.get()) {
            case DONE, FAILED, CANCELLED -> true;
            case WAITING, RUNNING -> false;
        };
    }

    /** Asks it to stop: one that waits never starts, one that runs stops at its next evaluation. */
    public void cancel() {
        cancelled.set(true);
    }

    public boolean isCancelled() {
        return cancelled.get();
    }

    /**
     * Does the work on the calling thread.
     *
     * @param window where the end is reported
     */
    public void run(Executor window) {
        if (cancelled.get()) {
            finish(window, State.CANCELLED, onCancelled);
            return;
        }
        startedNanos = System.nanoTime();
        state.set(State.RUNNING);
        try {
            T value = work.run(new TaskProgress(window));
            if (cancelled.get()) {
                finish(window, State.CANCELLED, onCancelled);
            } else {
                finish(window, State.DONE, () -> onDone.accept(value));
            }
        } catch (CancelledException e) {
            finish(window, State.CANCELLED, onCancelled);
        } catch (Throwable e) {
            if (cancelled.get()) {
                LOG.debug("{} failed after it was cancelled", title, e);
                finish(window, State.CANCELLED, onCancelled);
            } else {
                LOG.debug("{} failed", title, e);
                finish(window, State.FAILED, () -> onFailed.accept(e));
            }
        }
    }

    private void finish(Executor window, State end, Runnable tell) {
        window.execute(() -> {
            state.set(end);
            tell.run();
        });
    }

    private final class TaskProgress implements Progress {
        private final Executor window;

        TaskProgress(Executor window) {
            this.window = window;
        }

        @Override
        public void report(long done, long total, String message) {
            snapshot = new Snapshot(Math.clamp((double) done / Math.max(1, total), 0, 1), message);
        }

        @Override
        public void note(String message) {
            window.execute(() -> onNote.accept(message));
        }

        @Override
        public boolean isCancelled() {
            return cancelled.get();
        }
    }
}
