package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;

class RunLockTest {
    @TempDir
    Path root;

    @Test
    void theSecondTrainerInAFolderIsRefusedUntilTheFirstEnds() {
        Path folder = root.resolve("run");
        try (RunLock first = RunLock.take(folder); RunLock other = RunLock.take(root.resolve("other"))) {
            assertThat(first).isNotSameAs(other);
            assertThatThrownBy(() -> RunLock.take(folder)).isInstanceOf(UserException.class).hasMessageContaining("Another training is running in " + folder);
        }
        RunLock.take(folder).close();
    }

    @Test
    void aFolderThatCannotBeMadeIsTold() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "x");
        assertThatThrownBy(() -> RunLock.take(file.resolve("run"))).isInstanceOf(UserException.class).hasMessageContaining("cannot be written to");
    }
}
