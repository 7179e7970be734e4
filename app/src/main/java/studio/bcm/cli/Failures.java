package studio.bcm.cli;

import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import studio.bcm.UserException;
import studio.bcm.task.CancelledException;

/** What the user reads when something does not work: one plain sentence, and the stack trace only with {@code --debug}. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    static final String DEBUG = "--debug";
    private static final String STOPPED = "Stopped.";

    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        console.err().println(sentence(failure));
        if (wantsTrace(parsed)) {
            failure.printStackTrace(console.err());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** What no command can handle: memory that has run out, a build that is incomplete. */
    int handleError(Error failure, String... arguments) {
        console.err().println(console.cancelled().get() ? STOPPED : failure instanceof OutOfMemoryError
                ? "There is not enough memory for this; give the program more with the environment variable JAVA_TOOL_OPTIONS=-Xmx8g or the like."
                : unforeseen(failure));
        if (Arrays.asList(arguments).contains(DEBUG)) {
            failure.printStackTrace(console.err());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String unforeseen(Throwable failure) {
        return "Something went wrong that should not have: " + failure + " (run it again with " + DEBUG + " for where).";
    }

    private static boolean wantsTrace(ParseResult parsed) {
        for (ParseResult level = parsed; level != null; level = level.subcommand()) {
            if (level.hasMatchedOption(DEBUG)) {
                return true;
            }
        }
        return false;
    }

    private String sentence(Exception failure) {
        return switch (failure) {
            case UserException e -> e.getMessage();
            case CancelledException e -> STOPPED;
            // What is refused because the process is ending is no fault.
            case Exception e when console.cancelled().get() -> STOPPED;
            case FileSystemException e -> e.getFile() + " cannot be used: " + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()) + ".";
            default -> unforeseen(failure);
        };
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = console.err();
        err.println(wrong.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
            err.println("Usage: " + command.getHelp().synopsis(0).strip());
        }
        err.println("See '" + command.getCommandSpec().qualifiedName() + " --help' for details.");
        return CommandLine.ExitCode.USAGE;
    }
}
