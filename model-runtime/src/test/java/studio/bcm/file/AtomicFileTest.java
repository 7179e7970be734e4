package studio.bcm.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;

class AtomicFileTest {
    @TempDir
    private Path dir;

    @Test
    void hasThePermissionsOfAnyNewFile() throws IOException {
        assumeTrue(dir.getFileSystem().supportedFileAttributeViews().contains("posix"), "permissions are POSIX ones");
        Path plain = Files.writeString(dir.resolve("plain"), "x");
        Path kept = dir.resolve("kept");
        AtomicFile.write(kept, false, part -> Files.writeString(part, "x"));
        Path replaced = dir.resolve("replaced");
        AtomicFile.replace(replaced, part -> Files.writeString(part, "x"));
        assertThat(Files.getPosixFilePermissions(kept)).isEqualTo(Files.getPosixFilePermissions(plain));
        assertThat(Files.getPosixFilePermissions(replaced)).isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, true, part -> {
            Files.writeString(part, "half");
            throw new IOException("the disk is full");
        })).isInstanceOf(UserException.class).hasMessage("Cannot write " + file + ": the disk is full.");
        assertThatThrownBy(() -> AtomicFile.replace(file, part -> {
            Files.writeString(part, "half");
            throw new IllegalStateException("a bug");
        })).isInstanceOf(IllegalStateException.class);
        assertThat(names()).containsExactly("file");
        assertThat(file).hasContent("old");
    }

    @Test
    void anExistingFileIsReplacedOnlyWhereThatIsAllowed() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, false, part -> Files.writeString(part, "new")))
                .isInstanceOf(UserException.class).hasMessageContaining("exists already");
        assertThat(file).hasContent("old");
        AtomicFile.write(file, true, part -> Files.writeString(part, "new"));
        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("file");
    }

    @Test
    void aTemporaryFileGoesWhenItIsClosed() throws IOException {
        Path target = dir.resolve("folder").resolve("file");
        try (AtomicFile.Temporary temporary = AtomicFile.temporaryBeside(target)) {
            Files.writeString(temporary.path(), "x");
            assertThat(temporary.path()).hasParent(target.getParent());
        }
        assertThat(target.getParent()).isEmptyDirectory();
    }

    @Test
    void aProgramThatEndsWhileItWritesLeavesNothing() throws Exception {
        Path file = dir.resolve("file");
        Process program = new ProcessBuilder(List.of(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), Stopped.class.getName(), file.toString())).inheritIO().start();
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(Stopped.CODE);
        assertThat(names()).isEmpty();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            return all.map(p -> p.getFileName().toString()).toList();
        }
    }

    /** A program that ends in the middle of a write. */
    static final class Stopped {
        static final int CODE = 7;

        private Stopped() {
        }

        public static void main(String[] arguments) {
            AtomicFile.write(Path.of(arguments[0]), false, part -> {
                Files.writeString(part, "half");
                System.exit(CODE);
            });
        }
    }
}
