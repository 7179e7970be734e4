package studio.bcm.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;

class UnfinishedFilesTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatAKilledProcessLeftIsSweptAndWhatALivingOneWritesStays() throws IOException {
        String own = UnfinishedFiles.in(folder).getFileName().toString();
        // The same machine, a number that no process has, and one that another process had earlier.
        String[] parts = own.split("-");
        String gone = own.replace("-" + parts[6] + "-", "-" + Integer.MAX_VALUE + "-");
        String earlier = own.replace(parts[7], "1000.part").replaceFirst("[0-9a-f]", "0");
        String other = own.replaceFirst(parts[5], "0");
        String old = ".01234567-0123-0123-0123-0123456789ab.part";
        for (String name : List.of(own, gone, earlier, other, old, ".mine.part", "photo.part")) {
            Files.writeString(folder.resolve(name), "x");
        }
        Files.setLastModifiedTime(folder.resolve(old), FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        AtomicFile.write(folder.resolve("a.txt"), false, temporary -> Files.writeString(temporary, "new"));

        assertThat(names()).containsExactlyInAnyOrder(own, other, ".mine.part", "photo.part", "a.txt");
    }

    @Test
    void messagesNameTheCauseAndTheFileThatWasAskedFor() throws IOException {
        Path target = folder.resolve("photo.png");
        assertThatThrownBy(() -> AtomicFile.write(target, false, temporary -> {
            throw new IIOException("I/O error writing PNG file!", new FileSystemException(temporary.toString(), null, "No space left on device"));
        })).isInstanceOf(UserException.class).hasMessage("Cannot write " + target + ": the disk is full.");
        assertThatThrownBy(() -> AtomicFile.write(target, false, temporary -> {
            throw new IOException("Disk quota exceeded");
        })).hasMessage("Cannot write " + target + ": the disk quota is used up.");
        assertThat(names()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> AtomicFile.requireWritable(file)).isInstanceOf(UserException.class)
                .hasMessage("Cannot write into the folder " + file + ": " + file + " is a file, not a folder.");
        assertThatThrownBy(() -> AtomicFile.requireWritable(file.resolve("deeper"))).isInstanceOf(UserException.class)
                .hasMessageContaining("Cannot write into the folder " + file.resolve("deeper"));
        AtomicFile.requireWritable(folder.resolve("new/deep"));
        assertThat(folder.resolve("new/deep")).isEmptyDirectory();
    }
}
