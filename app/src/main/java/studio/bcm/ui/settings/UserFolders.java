package studio.bcm.ui.settings;

import java.nio.file.Path;
import studio.bcm.file.ProgramFolders;

/**
 * Where the window keeps what is the user's: settings and the documents that are open. {@code -Dbcm.home=DIR} puts both
 * into one folder.
 *
 * @param config settings
 * @param data   open documents
 */
public record UserFolders(Path config, Path data) {
    /** The folders of the system's user. */
    public static UserFolders standard() {
        String given = System.getProperty("bcm.home");
        if (given != null) {
            return new UserFolders(Path.of(given), Path.of(given));
        }
        return new UserFolders(ProgramFolders.config(), ProgramFolders.data());
    }

    public Path settingsFile() {
        return config.resolve("settings.json");
    }

    public Path sessions() {
        return data.resolve("sessions");
    }
}
