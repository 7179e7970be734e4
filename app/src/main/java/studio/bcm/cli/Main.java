package studio.bcm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import studio.bcm.image.PictureFormat;
import studio.bcm.model.Pack;
import studio.bcm.ui.Launcher;
import studio.bcm.ui.document.ProjectFile;

/** Where the launcher starts. */
public final class Main {
    private static final Duration TO_END_AN_EVALUATION = Duration.ofSeconds(3);
    private static final Duration TO_WRITE_A_CHECKPOINT = Duration.ofSeconds(60);

    private Main() {
    }

    public static void main(String[] arguments) {
        if (opensWindow(arguments)) {
            Launcher.launch(arguments);
            System.exit(0);
        }
        System.exit(run(Console.ofProcess(), arguments));
    }

    /**
     * Whether these are no command but nothing at all, or files and folders to open. A missing file is reported
     * by the window: whoever opens it by a link or from a list sees no terminal.
     */
    static boolean opensWindow(String... arguments) {
        return arguments.length == 0
                || Arrays.stream(arguments).allMatch(argument -> !argument.startsWith("-") && (Files.exists(Path.of(argument)) || isNamedLikeAFile(argument)))
                && !CommandLines.createFor(Console.ofProcess()).getSubcommands().containsKey(arguments[0]);
    }

    private static boolean isNamedLikeAFile(String argument) {
        Path path = Path.of(argument);
        return path.getFileName() != null && (PictureFormat.ofName(path).isPresent() || argument.endsWith(Pack.SUFFIX)
                || argument.endsWith(ProjectFile.SUFFIX));
    }

    /** Runs a command line in this process and gives its exit code: 0 success, 1 failure, 2 wrong usage. */
    static int run(Console console, String... arguments) {
        boolean training = arguments.length > 0 && arguments[0].equals("train");
        try (Interrupt interrupt = new Interrupt(console.cancelled(), training ? TO_WRITE_A_CHECKPOINT : TO_END_AN_EVALUATION)) {
            return CommandLines.createFor(console, arguments).execute(arguments);
        } catch (OutOfMemoryError | LinkageError e) {
            return new Failures(console).handleError(e, arguments);
        }
    }
}
