package studio.bcm.evaluation;

import java.io.PrintWriter;
import studio.bcm.task.Progress;

/** Progress as lines of text: one when the work changes, and then one every few seconds. */
final class LineProgress implements Progress {
    private static final long INTERVAL = 5_000_000_000L;

    private final PrintWriter out;
    private String last = "";
    private long next;

    LineProgress(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void report(long done, long total, String message) {
        long time = System.nanoTime();
        if (message.isEmpty() || message.equals(last) && time < next) {
            return;
        }
        last = message;
        next = time + INTERVAL;
        out.println(done == 0 ? message + "…" : message + " " + done + "/" + total);
        out.flush();
    }

    @Override
    public synchronized void note(String message) {
        out.println(message);
        out.flush();
    }

    @Override
    public boolean isCancelled() {
        return Thread.currentThread().isInterrupted();
    }
}
