package studio.bcm.ui.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.file.AtomicFile;

/** The settings on disk: one JSON file, replaced as a whole. One that cannot be understood is set aside, not deleted. */
public final class SettingsFile {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsFile.class);
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path file;

    public SettingsFile(Path file) {
        this.file = file;
    }

    /** The settings, or the standard ones where there are none that this version understands. */
    public Settings read() {
        if (!Files.exists(file)) {
            return Settings.standard();
        }
        try {
            JsonNode tree = JSON.readTree(file.toFile());
            if (tree.path("schemaVersion").asInt() != Settings.SCHEMA_VERSION) {
                setAside();
                return Settings.standard();
            }
            return JSON.treeToValue(tree, Settings.class);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("The settings {} cannot be read: {}", file, e.getMessage());
            setAside();
            return Settings.standard();
        }
    }

    private void setAside() {
        Path other = file.resolveSibling(file.getFileName() + ".old");
        try {
            Files.move(file, other, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn("Settings of another version were set aside as {}", other);
        } catch (IOException e) {
            LOG.warn("{} could not be set aside: {}", file, e.getMessage());
        }
    }

    /** @throws studio.bcm.UserException if they cannot be written */
    public void write(Settings settings) {
        AtomicFile.write(file, true, temporary -> JSON.writeValue(temporary.toFile(), settings));
    }
}
