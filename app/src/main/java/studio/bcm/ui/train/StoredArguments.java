package studio.bcm.ui.train;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import studio.bcm.UserException;
import studio.bcm.ui.Texts;

/**
 * The arguments that a run was started with, as they stand in its folder. A folder may come from anywhere: only what this window itself
 * passes to the trainer is taken, and no run writes elsewhere than into its own folder.
 */
final class StoredArguments {
    private static final Set<String> WITH_VALUE = Set.of("--stage", "--from", "--title", "--out", "--name", "--device");
    private static final String RESUME = "--resume";

    private StoredArguments() {
    }

    /**
     * The arguments, if they are such.
     *
     * @param folder of the run
     * @throws UserException if there is anything else among them
     */
    static List<String> checked(List<String> arguments, Path folder) {
        if (arguments == null) {
            throw refused(folder);
        }
        boolean isItsOwn = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument != null && WITH_VALUE.contains(argument) && i + 1 < arguments.size() && isPlain(arguments.get(i + 1))) {
                i++;
                if (argument.equals("--out")) {
                    if (!Path.of(arguments.get(i)).toAbsolutePath().normalize().equals(folder.toAbsolutePath().normalize())) {
                        throw refused(folder);
                    }
                    isItsOwn = true;
                }
            } else if (!RESUME.equals(argument) && !isFolder(argument)) {
                throw refused(folder);
            }
        }
        if (!isItsOwn) {
            throw refused(folder);
        }
        return arguments;
    }

    /** Neither an option nor a file of further arguments. */
    private static boolean isPlain(String value) {
        return value != null && !value.startsWith("-") && !value.startsWith("@") && value.indexOf('\0') < 0;
    }

    private static boolean isFolder(String argument) {
        try {
            return isPlain(argument) && Path.of(argument).isAbsolute() && Files.exists(Path.of(argument));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static UserException refused(Path folder) {
        return new UserException(Texts.of("train.strange", folder));
    }
}
