package studio.bcm.cli;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where the command line writes: results to {@code out}, everything else to {@code err}.
 *
 * @param out      standard output
 * @param err      standard error
 * @param terminal whether {@code err} is a terminal, where a progress bar may be drawn over itself
 * @param width    columns of the terminal
 * @param cancelled set when the user asks the command to stop
 */
record Console(PrintWriter out, PrintWriter err, boolean terminal, int width, AtomicBoolean cancelled) {
    private static final int USUAL_WIDTH = 80;

    /** That of the process; the launcher says with {@code -Dbcm.terminal} whether it is a terminal. */
    static Console ofProcess() {
        boolean terminal = Boolean.getBoolean("bcm.terminal");
        String columns = System.getenv("COLUMNS");
        int width = columns != null && columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
        return new Console(new PrintWriter(System.out, true), new PrintWriter(System.err, true), terminal, width, new AtomicBoolean());
    }
}
