package studio.bcm.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

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
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final Pattern TERMINAL_DEVICE = Pattern.compile("/dev/(pts/\\d+|tty.*|console)");

    /** That of the process; a launcher may say with {@code -Dbcm.terminal} whether it is a terminal. */
    static Console ofProcess() {
        String told = System.getProperty("bcm.terminal");
        boolean terminal = told == null ? isTerminal() : Boolean.parseBoolean(told);
        String columns = System.getenv("COLUMNS");
        int width = columns != null && columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
        return new Console(new PrintWriter(System.out, true), new PrintWriter(System.err, true), terminal, width, new AtomicBoolean());
    }

    /** Java knows of terminals only whether input and output are one; Linux also knows about the error stream. */
    private static boolean isTerminal() {
        try {
            return TERMINAL_DEVICE.matcher(Files.readSymbolicLink(STANDARD_ERROR).toString()).matches();
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null && System.console().isTerminal();
        }
    }
}
