package studio.bcm.ui.task;

/** Runs tasks one after another. */
public interface TaskExecutor extends AutoCloseable {
    /** Takes a task; the call returns at once, except where an executor says otherwise. After {@link #close} nothing is done. */
    void submit(BackgroundTask<?> task);

    /** Another one of this kind, for work that shall not wait for this one's; this one itself where nothing ever waits. */
    default TaskExecutor beside(String name) {
        return this;
    }

    /** Takes no more tasks and interrupts nothing; returns when nothing runs any more. */
    @Override
    void close();
}
