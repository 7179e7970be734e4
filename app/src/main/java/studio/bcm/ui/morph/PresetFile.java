package studio.bcm.ui.morph;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.file.AtomicFile;

/** The user's own ways to morph, in one file. */
final class PresetFile {
    private static final Logger LOG = LoggerFactory.getLogger(PresetFile.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;

    PresetFile(Path file) {
        this.file = file;
    }

    /** Those that are saved; none where the file is damaged. */
    List<MorphPreset> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            MorphPreset[] saved = JSON.readValue(file.toFile(), MorphPreset[].class);
            return saved == null ? List.of() : Arrays.stream(saved).filter(Objects::nonNull).toList();
        } catch (IOException e) {
            LOG.warn("The presets in {} cannot be read: {}", file, e.getMessage());
            return List.of();
        }
    }

    /** Saves one more, over one of the same name. */
    List<MorphPreset> add(MorphPreset preset) {
        List<MorphPreset> all = new ArrayList<>(read());
        all.removeIf(p -> p.name().equals(preset.name()));
        all.add(preset);
        return write(all);
    }

    List<MorphPreset> remove(String name) {
        List<MorphPreset> all = new ArrayList<>(read());
        all.removeIf(p -> p.name().equals(name));
        return write(all);
    }

    private List<MorphPreset> write(List<MorphPreset> all) {
        AtomicFile.write(file, true, temporary -> JSON.writeValue(temporary.toFile(), all.toArray()));
        return List.copyOf(all);
    }
}
