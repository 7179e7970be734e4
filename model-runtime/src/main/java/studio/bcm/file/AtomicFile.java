package studio.bcm.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.UserException;

/**
 * Writes a file so that it is either there whole or not at all: into a temporary file in the same folder, which is forced to the
 * disk and then moved. Permissions are those of any new file (the umask). Temporary files of writes that are under way when the
 * program is stopped are removed as it ends, and those of a program that was killed by the next write into their folder.
 */
public final class AtomicFile {
    private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);
    private static final Set<Path> UNDER_WAY = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> UNDER_WAY.forEach(path -> {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // Nobody is left to report to; the name ends in ".part" and begins with a dot.
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
        if (!overwrite) {
            refuseExisting(target);
        }
        try {
            write(target, content, overwrite ? AtomicFile::move : AtomicFile::place);
        } catch (FileAlreadyExistsException e) {
            throw new UserException(existing(target), e);
        } catch (IOException e) {
            boolean isGone = e instanceof NoSuchFileException && !Files.exists(target.toAbsolutePath().getParent());
            throw new UserException("Cannot write " + target + ": " + (isGone ? "the folder has gone" : reason(e)) + ".", e);
        }
    }

    /**
     * Writes a file for callers that have their own words for a failure, replacing one that is there and making the folders
     * above it where they are missing.
     *
     * @throws IOException if it cannot be written; a file that was there is there still
     */
    public static void replace(Path target, Content content) throws IOException {
        write(target, content, AtomicFile::move);
    }

    private static void write(Path target, Content content, Placing placing) throws IOException {
        try (Temporary temporary = temporaryBeside(target)) {
            content.writeTo(temporary.path());
            // Without this a computer that loses power may have the name but not the content.
            try (FileChannel written = FileChannel.open(temporary.path(), StandardOpenOption.WRITE)) {
                written.force(true);
            }
            placing.put(temporary.path(), target);
            force(temporary.path().getParent());
        }
    }

    /**
     * A name for a temporary file in the same folder as another, which is made where it is missing. Whoever writes it makes the
     * file; it is removed when this is closed, or as the program ends.
     */
    public static Temporary temporaryBeside(Path target) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        UnfinishedFiles.sweep(folder);
        // Not createTempFile: its files may be read by their owner alone, also after the move.
        Path path = UnfinishedFiles.in(folder);
        UNDER_WAY.add(path);
        return new Temporary(path);
    }

    /** A file that goes when it is closed. */
    public record Temporary(Path path) implements AutoCloseable {
        @Override
        public void close() {
            remove(path);
        }
    }

    private interface Placing {
        void put(Path temporary, Path target) throws IOException;
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

    /**
     * Refuses before any work is done what would fail when it is to be kept; makes the folder where it is missing, and removes what
     * killed programs left in it.
     *
     * @throws UserException if no file can be written into the folder
     */
    public static void requireWritable(Path folder) {
        try (Temporary probe = temporaryBeside(folder.resolve("probe"))) {
            Files.write(probe.path(), new byte[1]);
        } catch (IOException e) {
            throw new UserException("Cannot write into the folder " + folder + ": " + reason(e) + ".", e);
        }
    }

    /** The cause that lies deepest, without the name of a temporary file. */
    private static String reason(IOException failure) {
        IOException e = failure;
        while (e.getCause() instanceof IOException cause) {
            e = cause;
        }
        String said = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException f -> f.getFile() + " is a file, not a folder";
            case FileSystemException f when f.getReason() == null -> "the folder has gone";
            default -> said == null ? e.getClass().getSimpleName() : plain(said);
        };
    }

    /** The operating system's words, plainer where they are known. */
    private static String plain(String said) {
        return said.contains("No space left") || said.contains("not enough space on the disk") ? "the disk is full"
                : said.contains("quota exceeded") ? "the disk quota is used up"
                : said.contains("Read-only file system") ? "the disk is read-only"
                : said.contains("File too large") ? "the file is larger than the system allows"
                : said;
    }

    /** What a folder says of its files goes to the disk too. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folders, and some network disks sync none: their files are as safe as they get.
            LOG.debug("{} cannot be synced", folder, e);
        }
    }

    private static void move(Path temporary, Path target) throws IOException {
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
