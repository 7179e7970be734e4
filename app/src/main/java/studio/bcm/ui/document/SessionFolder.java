package studio.bcm.ui.document;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;

/**
 * The folder in which an open document lives: its pictures and every state of its history. What a program leaves in order is
 * there at the next start; one whose program has ended without that holds what a crash has left, to the last change.
 */
public final class SessionFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SessionFolder.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWNER = "owner.json";
    private static final String INDEX = "index.json";
    private static final String CLOSED = "closed";
    private static final int SCHEMA_VERSION = 1;

    /** The program that has a session open. */
    record Owner(long pid, long startMillis) {
        static Owner self() {
            return of(ProcessHandle.current());
        }

        private static Owner of(ProcessHandle process) {
            return new Owner(process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
        }

        boolean isAlive() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(Owner::of).filter(this::equals).isPresent();
        }
    }

    /**
     * Where the history stands.
     *
     * @param current number of the present state
     * @param last    number of the last state
     * @param project path of the project file, or empty
     */
    record Index(int schemaVersion, int current, int last, String project) {
    }

    private final Path folder;
    private final PictureStore store;
    private final List<History.Entry> written = new ArrayList<>();

    private SessionFolder(Path folder, PictureStore store) {
        this.folder = folder;
        this.store = store;
    }

    /**
     * Begins an empty one in a new folder under {@code root}.
     *
     * @param stores makes the store of pictures in a folder
     */
    public static SessionFolder create(Path root, Function<Path, PictureStore> stores) {
        try {
            Files.createDirectories(root);
            Path folder = Files.createTempDirectory(root, "session-");
            SessionFolder session = new SessionFolder(folder, stores.apply(folder));
            session.own();
            return session;
        } catch (IOException e) {
            throw new UserException("The folder for open documents " + root + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    /** The newest session under {@code root} that a program has left behind with something in it. */
    public static Optional<SessionFolder> findAbandoned(Path root) {
        if (!Files.isDirectory(root)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory)
                    .filter(f -> !isOwned(f) && Files.exists(f.resolve(INDEX)))
                    .max(Comparator.comparing(SessionFolder::changed))
                    .map(f -> new SessionFolder(f, new PictureStore(f)));
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The folder of open documents {} cannot be read: {}", root, e.getMessage());
            return Optional.empty();
        }
    }

    /** Removes what programs have left behind, but for the newest few. */
    public static void removeAbandoned(Path root, int keep) {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> folders = Files.list(root)) {
            folders.filter(Files::isDirectory).filter(f -> !isOwned(f))
                    .sorted(Comparator.comparing(SessionFolder::changed).reversed()).skip(keep).forEach(SessionFolder::deleteTree);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Left documents in {} cannot be removed: {}", root, e.getMessage());
        }
    }

    private static long changed(Path folder) {
        try {
            return Files.getLastModifiedTime(folder.resolve(INDEX)).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    private static boolean isOwned(Path folder) {
        if (Files.exists(folder.resolve(CLOSED))) {
            return false;
        }
        Path owner = folder.resolve(OWNER);
        try {
            // One that is just being made has no owner yet.
            return Files.exists(owner) ? JSON.readValue(owner.toFile(), Owner.class).isAlive()
                    : Files.getLastModifiedTime(folder).toInstant().isAfter(Instant.now().minusSeconds(60));
        } catch (IOException e) {
            return false;
        }
    }

    /** The program ends in order: what is open stays for the next start. */
    public void leave() {
        AtomicFile.write(folder.resolve(CLOSED), true, Files::createFile);
    }

    /** Whether it was left in order, and not by a crash. */
    public boolean wasLeft() {
        return Files.exists(folder.resolve(CLOSED));
    }

    /** Removes the pictures that no state of a history needs any more. */
    public synchronized void keepOnly(List<History.Entry> entries) {
        Set<String> needed = entries.stream().flatMap(e -> e.state().files().stream()).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                boolean own = name.equals(OWNER) || name.equals(INDEX) || name.equals(CLOSED) || name.startsWith("state-") || name.startsWith(".");
                if (!own && !needed.contains(name)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warn("Pictures in {} that are not needed any more cannot be removed: {}", folder, e.getMessage());
        }
    }

    /** Makes this program the owner. */
    public void own() {
        try {
            Files.deleteIfExists(folder.resolve(CLOSED));
        } catch (IOException e) {
            throw new UserException("The folder for open documents " + folder + " cannot be used: " + e.getMessage() + ".", e);
        }
        AtomicFile.write(folder.resolve(OWNER), true, t -> JSON.writeValue(t.toFile(), Owner.self()));
    }

    public PictureStore store() {
        return store;
    }

    public Path folder() {
        return folder;
    }

    /**
     * Writes what is new in the history; each state is a file, so that a long history costs no more than a short one.
     *
     * @param project path of the project file, or empty
     * @throws UserException if the disk does not take it
     */
    public synchronized void save(List<History.Entry> entries, int current, String project) {
        for (int i = 0; i < entries.size(); i++) {
            History.Entry entry = entries.get(i);
            if (i >= written.size() || written.get(i) != entry) {
                AtomicFile.write(stateFile(i), true, t -> JSON.writeValue(t.toFile(), entry));
                if (i < written.size()) {
                    written.set(i, entry);
                } else {
                    written.add(entry);
                }
            }
        }
        while (written.size() > entries.size()) {
            written.removeLast();
        }
        Index index = new Index(SCHEMA_VERSION, current, entries.size() - 1, project);
        AtomicFile.write(folder.resolve(INDEX), true, t -> JSON.writeValue(t.toFile(), index));
    }

    /**
     * Reads the history back, as far as its files are there.
     *
     * @throws UserException if not even the present state can be read
     */
    public synchronized Saved read() {
        try {
            Index index = JSON.readValue(folder.resolve(INDEX).toFile(), Index.class);
            List<History.Entry> entries = new ArrayList<>();
            for (int i = 0; i <= index.last(); i++) {
                entries.add(JSON.readValue(stateFile(i).toFile(), History.Entry.class));
            }
            written.clear();
            written.addAll(entries);
            return new Saved(new History(entries, index.current()), index.project());
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException("What was open cannot be read again: " + e.getMessage() + ".", e);
        }
    }

    /**
     * What a session holds.
     *
     * @param project path of the project file, or empty
     */
    public record Saved(History history, String project) {
    }

    private Path stateFile(int i) {
        return folder.resolve(String.format("state-%06d.json", i));
    }

    /** The document was closed: nothing of it is needed any more. */
    public void delete() {
        deleteTree(folder);
    }

    private static void deleteTree(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", folder, e.getMessage());
        }
    }
}
