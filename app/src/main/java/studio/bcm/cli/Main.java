package studio.bcm.cli;

import picocli.CommandLine;

/** Where the launcher starts. */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BcmStudio()).execute(arguments));
    }
}
