package studio.bcm.train;

import studio.bcm.task.Progress;

/** Asks a run to stop once its time is up. */
final class Deadline implements Progress {
    private final Progress inner;
    private final long end;

    Deadline(Progress inner, double minutes) {
        this.inner = inner;
        end = System.nanoTime() + Math.round(minutes * 60e9);
    }

    @Override
    public void report(long done, long total, String message) {
        inner.report(done, total, message);
    }

    @Override
    public void note(String message) {
        inner.note(message);
    }

    boolean isOver() {
        return System.nanoTime() >= end;
    }

    @Override
    public boolean isCancelled() {
        return isOver() || inner.isCancelled();
    }
}
