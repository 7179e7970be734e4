package studio.bcm.ui.task;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One thread of its own, so that a device or a disk does one thing at a time. */
public final class SequentialTaskExecutor implements TaskExecutor {
    private final ExecutorService thread;
    private final Executor window;

    /**
     * @param name   of the thread
     * @param window where ends are told
     */
    public SequentialTaskExecutor(String name, Executor window) {
        this.thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
        this.window = window;
    }

    @Override
    public void submit(BackgroundTask<?> task) {
        thread.execute(() -> task.run(window));
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
