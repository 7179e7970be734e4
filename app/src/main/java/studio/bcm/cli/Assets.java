package studio.bcm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import studio.bcm.UserException;

/** What comes with the program beside its code. */
final class Assets {
    private Assets() {
    }

    /** The folder that {@code -Dbcm.assets} names, else {@code assets} in the working directory. */
    static Path folder() {
        Path folder = Path.of(System.getProperty("bcm.assets", "assets"));
        if (!Files.isDirectory(folder)) {
            throw new UserException("The program's own files are not there: no folder " + folder.toAbsolutePath() + ".");
        }
        return folder;
    }
}
