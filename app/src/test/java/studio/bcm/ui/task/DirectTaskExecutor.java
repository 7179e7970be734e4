package studio.bcm.ui.task;

/** Does each task on the thread that submits it, before the call returns: for tests of view-models. */
public final class DirectTaskExecutor implements TaskExecutor {
    @Override
    public void submit(BackgroundTask<?> task) {
        task.run(Runnable::run);
    }

    @Override
    public void close() {
    }
}
