package studio.bcm.ui.task;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread of its own, so that a device or a disk does one thing at a time. */
public final class SequentialTaskExecutor implements TaskExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(SequentialTaskExecutor.class);
    /** Longer than an evaluation or the loading of a model takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService thread;
    private final Executor window;

    /**
     * @param name   of the thread
     * @param window where ends are reported
     */
    public SequentialTaskExecutor(String name, Executor window) {
        this.thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
        this.window = window;
    }

    @Override
    public void submit(BackgroundTask<?> task) {
        if (thread.isShutdown()) {
            // A clock of the window that ticks while it closes.
            task.cancel();
            return;
        }
        thread.execute(() -> task.run(window));
    }

    @Override
    public TaskExecutor beside(String name) {
        return new SequentialTaskExecutor(name, window);
    }

    /** Waits for what runs, since a library that is at work while the program ends takes it down with it. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Something still runs after {} s", PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
