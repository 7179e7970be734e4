package studio.bcm.cli;

import java.time.Duration;

/** Where the launcher starts. */
public final class Main {
    private static final Duration TO_END_AN_EVALUATION = Duration.ofSeconds(3);
    private static final Duration TO_WRITE_A_CHECKPOINT = Duration.ofSeconds(60);

    private Main() {
    }

    public static void main(String[] arguments) {
        System.exit(run(Console.ofProcess(), arguments));
    }

    /** Runs a command line in this process and gives its exit code: 0 success, 1 failure, 2 wrong usage. */
    static int run(Console console, String... arguments) {
        boolean training = arguments.length > 0 && arguments[0].equals("train");
        try (Interrupt interrupt = new Interrupt(console.cancelled(), training ? TO_WRITE_A_CHECKPOINT : TO_END_AN_EVALUATION)) {
            return CommandLines.create(console).execute(arguments);
        } catch (OutOfMemoryError | LinkageError e) {
            return new Failures(console).handleError(e, arguments);
        }
    }
}
