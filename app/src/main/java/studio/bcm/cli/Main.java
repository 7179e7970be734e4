package studio.bcm.cli;

/** Where the launcher starts. */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        System.exit(run(Console.ofProcess(), arguments));
    }

    /** Runs a command line in this process and gives its exit code: 0 success, 1 failure, 2 wrong usage. */
    static int run(Console console, String... arguments) {
        return CommandLines.create(console).execute(arguments);
    }
}
