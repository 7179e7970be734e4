package studio.bcm.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import studio.bcm.UserException;

/**
 * Folder for what TensorRT takes minutes to make of a model: of its own for each model, GPU, and version of what made it, since none
 * of them runs what was made for another.
 */
final class EngineCache {
    private static final int KEY_BYTES = 12;

    private final Path folder;

    private EngineCache(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder for a model.
     *
     * @param cache of the user
     * @param parts all that an engine depends on
     */
    static EngineCache of(Path cache, List<String> parts) {
        byte[] digest = Pack.sha256().digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
        return new EngineCache(cache.resolve("tensorrt").resolve(HexFormat.of().formatHex(digest, 0, KEY_BYTES)));
    }

    /**
     * The folder, which there is after this.
     *
     * @throws UserException when it cannot be made
     */
    Path folder() {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UserException("TensorRT's engines cannot be kept in " + folder + ": " + e.getMessage() + ".", e);
        }
    }

    /** Whether there is anything in it. */
    boolean isEmpty() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws all of it away, as when it is damaged. */
    void discard() {
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UserException("TensorRT's engines in " + folder + " cannot be removed: " + e.getMessage() + ".", e);
        }
    }
}
