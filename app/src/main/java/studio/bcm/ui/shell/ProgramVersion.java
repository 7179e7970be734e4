package studio.bcm.ui.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The number of this version of the program. */
final class ProgramVersion {
    private static final String FILE = "/studio/bcm/cli/version.properties";

    private ProgramVersion() {
    }

    static String number() {
        try (InputStream in = ProgramVersion.class.getResourceAsStream(FILE)) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
