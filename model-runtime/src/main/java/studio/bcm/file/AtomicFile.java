package studio.bcm.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import studio.bcm.UserException;

/**
 * Writes a file so that it is either there whole or not at all: into a temporary file in the same folder, then moved.
 * Temporary files of writes that are under way when the program is stopped are removed as it ends.
 */
public final class AtomicFile {
    private static final Set<Path> UNDER_WAY = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> UNDER_WAY.forEach(path -> {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // Nobody is left to tell; the name ends in ".part" and begins with a dot.
                Thread.currentThread().interrupt();
            }
        }), "remove unfinished files"));
    }

    /** Writes the content to the temporary file that it is given. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path temporary) throws IOException;
    }

    private AtomicFile() {
    }

    /**
     * Writes a file, making the folders above it where they are missing.
     *
     * @param target    the file
     * @param overwrite whether a file that is there already is replaced
     * @throws UserException if the file is there and may not be replaced, or cannot be written
     */
    public static void write(Path target, boolean overwrite, Content content) {
        Path folder = target.toAbsolutePath().getParent();
        if (!overwrite) {
            refuseExisting(target);
        }
        Path temporary = null;
        try {
            Files.createDirectories(folder);
            // Not createTempFile: its files may be read by their owner alone, also after the move.
            temporary = folder.resolve("." + UUID.randomUUID() + ".part");
            UNDER_WAY.add(temporary);
            content.writeTo(temporary);
            if (overwrite) {
                replace(temporary, target);
            } else {
                place(temporary, target);
            }
        } catch (FileAlreadyExistsException e) {
            throw new UserException(existing(target), e);
        } catch (NoSuchFileException e) {
            throw new UserException("Cannot write " + target + ": the folder has gone.", e);
        } catch (IOException e) {
            throw new UserException("Cannot write " + target + ": " + reason(e) + ".", e);
        } finally {
            if (temporary != null) {
                remove(temporary);
            }
        }
    }

    /** @throws UserException if there is a file already */
    public static void refuseExisting(Path target) {
        if (Files.exists(target)) {
            throw new UserException(existing(target));
        }
    }

    private static String existing(Path target) {
        return target + " exists already and is not overwritten.";
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }

    private static void replace(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Puts the file in place only if the name is free at that very moment, which a move cannot promise but a link can. */
    private static void place(Path temporary, Path target) throws IOException {
        try {
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            Files.move(temporary, target);
        }
    }

    private static void remove(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
            UNDER_WAY.remove(temporary);
        } catch (IOException e) {
            // Left for the attempt at the program's end.
            UNDER_WAY.add(temporary);
        }
    }
}
