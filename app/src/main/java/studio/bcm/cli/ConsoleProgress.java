package studio.bcm.cli;

import java.time.Duration;
import java.util.Locale;
import studio.bcm.task.Progress;

/**
 * Progress on standard error: a bar with the time left on a terminal, otherwise a line each ten per cent at most. Ctrl-C
 * asks the operation to stop.
 */
final class ConsoleProgress implements Progress, AutoCloseable {
    private static final long REDRAW_NANOS = 80_000_000L;
    /** Shorter work is not worth a line. */
    private static final long QUIET_NANOS = 2_000_000_000L;
    private static final int BAR = 24;

    private final Console console;
    private final boolean quiet;
    private long start = System.nanoTime();
    private long drawn;
    private int lastTenth;
    private int shown;

    ConsoleProgress(Console console, boolean quiet) {
        this.console = console;
        this.quiet = quiet;
    }

    /** Forgets what was done, for the next step of a command. */
    synchronized void restart() {
        clear();
        start = System.nanoTime();
        drawn = 0;
        lastTenth = 0;
    }

    @Override
    public synchronized void report(long done, long total, String message) {
        if (quiet) {
            return;
        }
        long now = System.nanoTime();
        double fraction = Math.clamp((double) done / Math.max(1, total), 0.0, 1.0);
        if (console.terminal()) {
            if (now - drawn >= REDRAW_NANOS || fraction == 1) {
                drawn = now;
                draw(fraction, message, now);
            }
        } else {
            int tenth = (int) (fraction * 10);
            if (tenth > lastTenth && now - start >= QUIET_NANOS && fraction < 1) {
                lastTenth = tenth;
                console.err().println(String.format(Locale.ROOT, "%s: %d %%%s", message.isEmpty() ? "Working" : message,
                        Math.round(fraction * 100), left(fraction, now)));
            }
        }
    }

    private void draw(double fraction, String message, long now) {
        int full = (int) Math.round(fraction * BAR);
        String line = String.format(Locale.ROOT, "%s%s %3d %%  %s%s", "█".repeat(full), "░".repeat(BAR - full),
                Math.round(fraction * 100), message, left(fraction, now));
        if (line.length() > console.width() - 1) {
            line = line.substring(0, console.width() - 1);
        }
        console.err().print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        console.err().flush();
        shown = line.length();
    }

    private String left(double fraction, long now) {
        long spent = now - start;
        if (fraction < 0.02 || fraction >= 1 || spent < REDRAW_NANOS * 10) {
            return "";
        }
        return ", " + Words.duration(Duration.ofNanos((long) (spent * (1 - fraction) / fraction))) + " left";
    }

    @Override
    public synchronized void note(String message) {
        clear();
        console.err().println(message);
    }

    @Override
    public boolean isCancelled() {
        return console.cancelled().get();
    }

    /** Takes the bar off the screen. */
    synchronized void clear() {
        if (shown > 0) {
            console.err().print("\r" + " ".repeat(shown) + "\r");
            console.err().flush();
            shown = 0;
        }
    }

    @Override
    public void close() {
        clear();
    }
}
