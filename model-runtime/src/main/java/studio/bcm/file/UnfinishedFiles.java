package studio.bcm.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of files that are being written, which tell who writes them: those of a process that is no more are nobody's. A process is
 * known by its number and start on its machine; of other machines, which may share a folder, files are kept for a day.
 */
final class UnfinishedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(UnfinishedFiles.class);
    private static final Pattern NAME = Pattern.compile("\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-(\\p{XDigit}+)-(\\d+)-(\\d+))?\\.part");
    /** The system's clock may be set between two looks at when a process began. */
    private static final Duration CLOCK = Duration.ofSeconds(3);
    private static final Duration OF_OTHERS = Duration.ofDays(1);
    private static final String MACHINE = machine();
    private static final ProcessHandle SELF = ProcessHandle.current();
    private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

    private UnfinishedFiles() {
    }

    /** A new name in a folder. */
    static Path in(Path folder) {
        return folder.resolve(".%s-%s-%d-%d.part".formatted(UUID.randomUUID(), MACHINE, SELF.pid(), start(SELF).toEpochMilli()));
    }

    /** Removes from a folder what nobody finishes any more; once in a process. */
    static void sweep(Path folder) {
        if (!SWEPT.add(folder.toAbsolutePath().normalize())) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*.part")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches() && Files.isRegularFile(file) && isAbandoned(name, file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be swept", folder, e);
        }
    }

    private static boolean isAbandoned(Matcher name, Path file) throws IOException {
        if (!MACHINE.equals(name.group(2))) {
            return Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(OF_OTHERS));
        }
        try {
            Optional<ProcessHandle> writer = ProcessHandle.of(Long.parseLong(name.group(3)));
            Instant start = Instant.ofEpochMilli(Long.parseLong(name.group(4)));
            return writer.filter(p -> Duration.between(start(p), start).abs().compareTo(CLOCK) < 0).isEmpty();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Instant start(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    /** Numbers of processes are those of one start of a machine, and of one container on it. */
    private static String machine() {
        String name = System.getenv().getOrDefault("COMPUTERNAME", "") + System.getenv().getOrDefault("HOSTNAME", "") + System.getProperty("user.name");
        try {
            name = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")) + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("not Linux: known by its name", e);
        }
        return Integer.toHexString(name.hashCode());
    }
}
