package studio.bcm.file;

import dev.dirs.BaseDirectories;
import java.nio.file.Path;

/** Where the system keeps what is a user's: this program's own folders in there, which need not exist. */
public final class ProgramFolders {
    private static final String NAME = "bcm-studio";
    private static final BaseDirectories USER = BaseDirectories.get();

    private ProgramFolders() {
    }

    /** Settings: {@code ${XDG_CONFIG_HOME:-~/.config}}, {@code ~/Library/Application Support} or {@code %LOCALAPPDATA%}. */
    public static Path config() {
        // What does not roam on Windows has no folder for settings of its own.
        boolean windows = !USER.dataLocalDir.equals(USER.dataDir);
        return own(windows ? USER.dataLocalDir : USER.configDir);
    }

    /** Models, documents and training runs: {@code ${XDG_DATA_HOME:-~/.local/share}}, {@code ~/Library/Application Support} or {@code %LOCALAPPDATA%}. */
    public static Path data() {
        return own(USER.dataLocalDir);
    }

    /** What can be made again: {@code ${XDG_CACHE_HOME:-~/.cache}}, {@code ~/Library/Caches} or {@code %LOCALAPPDATA%}. */
    public static Path cache() {
        return own(USER.cacheDir);
    }

    private static Path own(String folder) {
        return Path.of(folder).resolve(NAME);
    }
}
