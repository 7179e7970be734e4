package studio.bcm.ui.morph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.ui.models.LoadedFunction;

/** Folders for the frames of exports that are not finished, one for each film. */
final class FilmFolders {
    private static final Logger LOG = LoggerFactory.getLogger(FilmFolders.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST = 4;
    private static final int NAME_LENGTH = 24;

    private final Path root;

    FilmFolders(Path root) {
        this.root = root;
    }

    /**
     * The folder of a film.
     *
     * @param model that its frames go through, or null
     */
    Path of(Recipe recipe, LoadedFunction model) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(JSON.writeValueAsBytes(recipe));
            if (model != null) {
                digest.update(JSON.writeValueAsBytes(model.manifest().name()));
                digest.update(model.deviceLine().getBytes(StandardCharsets.UTF_8));
                if (!model.manifest().classes().isEmpty()) {
                    // Frames of one class are not gone on with in another.
                    digest.update(model.toString().getBytes(StandardCharsets.UTF_8));
                }
            }
            return root.resolve(HexFormat.of().formatHex(digest.digest()).substring(0, NAME_LENGTH));
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removes all but the newest few. */
    void removeOld() {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> folders = Files.list(root)) {
            List<Path> old = folders.sorted(Comparator.comparingLong((Path f) -> f.toFile().lastModified()).reversed()).skip(MOST).toList();
            for (Path folder : old) {
                remove(folder);
            }
        } catch (IOException e) {
            LOG.warn("Frames of unfinished films in {} cannot be removed: {}", root, e.getMessage());
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
