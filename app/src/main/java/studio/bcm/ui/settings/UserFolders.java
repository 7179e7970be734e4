package studio.bcm.ui.settings;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where the window keeps what is the user's: settings and the documents that are open. {@code -Dbcm.home=DIR} puts both
 * into one folder.
 *
 * @param config settings
 * @param data   open documents
 */
public record UserFolders(Path config, Path data) {
    private static final String NAME = "bcm-studio";

    /** The folders of the system's user. */
    public static UserFolders standard() {
        String given = System.getProperty("bcm.home");
        if (given != null) {
            return new UserFolders(Path.of(given), Path.of(given));
        }
        Path home = Path.of(System.getProperty("user.home"));
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) {
            Path local = environment("LOCALAPPDATA").orElse(home.resolve("AppData").resolve("Local")).resolve(NAME);
            return new UserFolders(local, local);
        }
        if (os.startsWith("mac")) {
            Path support = home.resolve("Library").resolve("Application Support").resolve(NAME);
            return new UserFolders(support, support);
        }
        return new UserFolders(environment("XDG_CONFIG_HOME").orElse(home.resolve(".config")).resolve(NAME),
                environment("XDG_DATA_HOME").orElse(home.resolve(".local").resolve("share")).resolve(NAME));
    }

    private static Optional<Path> environment(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(v -> !v.isBlank()).map(Path::of).filter(Path::isAbsolute);
    }

    public Path settingsFile() {
        return config.resolve("settings.json");
    }

    public Path sessions() {
        return data.resolve("sessions");
    }
}
