package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.image.PictureReader;
import studio.bcm.model.GaussianModel;

/** A restoration that is killed: what has its name is whole, what has not is swept by the next run. */
@DisabledOnOs(OS.WINDOWS)
class KilledRestoreTest {
    private static final int FILES = 12;

    @TempDir
    Path root;

    private Path photos;
    private Path out;

    @BeforeEach
    void prepare() throws IOException {
        photos = root.resolve("photos");
        out = root.resolve("out");
        for (int i = 0; i < FILES; i++) {
            TestPhotos.jpeg(photos.resolve("photo-%02d.jpg".formatted(i)), 20 + i, i);
        }
        GaussianModel.pack(root, "gauss");
    }

    private ProgramProcess start(String output) throws IOException {
        return ProgramProcess.start(root.resolve(output), List.of(), "restore", photos, "--out", out, "--model", root.resolve("gauss.bcm"), "--device", "cpu",
                "--strength", "0.05");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.exists(out) ? Files.list(out) : Stream.empty()) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    @Timeout(120)
    void unfinishedFilesOfAKilledRunGoWithTheNext() throws IOException, InterruptedException {
        // As a killed process leaves it: of this machine, by a process that has ended.
        Files.createDirectories(out);
        Path left;
        try (ProgramProcess first = start("first.txt")) {
            left = awaitUnfinished(first);
            first.kill();
            first.await(30);
        }
        if (left != null) {
            Files.write(left, new byte[100]);
        }
        try (ProgramProcess second = start("second.txt")) {
            assertThat(second.await(90)).as(second.text()).isZero();
        }
        assertThat(names()).hasSize(FILES).allMatch(name -> name.endsWith(".png"));
    }

    private Path awaitUnfinished(ProgramProcess program) throws IOException {
        while (program.isRunning()) {
            for (String name : names()) {
                if (name.endsWith(".part")) {
                    return out.resolve(name);
                }
            }
        }
        return null;
    }

    @Test
    @Timeout(120)
    void twoRestorationsIntoOneFolderShareTheWork() throws IOException, InterruptedException {
        try (ProgramProcess first = start("first.txt"); ProgramProcess second = start("second.txt")) {
            assertThat(first.await(90)).as(first.text()).isZero();
            assertThat(second.await(90)).as(second.text()).isZero();
            assertThat(first.text()).contains("0 failed");
            assertThat(second.text()).contains("0 failed");
        }
        assertThat(names()).hasSize(FILES).allMatch(name -> name.endsWith(".png"));
    }

    @Test
    @Tag("reliability")
    @Timeout(1800)
    void atFiftyRandomMoments() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50; i++) {
            if (names().stream().filter(name -> name.endsWith(".png")).count() == FILES) {
                for (String name : names()) {
                    Files.delete(out.resolve(name));
                }
            }
            try (ProgramProcess program = start("killed.txt")) {
                Thread.sleep(random.nextInt(200, 4000));
                program.kill();
                program.await(30);
            }
            for (String name : names()) {
                if (name.endsWith(".png")) {
                    assertThat(PictureReader.read(out.resolve(name)).warnings()).as(name).isEmpty();
                }
            }
        }
        try (ProgramProcess last = start("last.txt")) {
            assertThat(last.await(120)).as(last.text()).isZero();
        }
        assertThat(names()).hasSize(FILES).allMatch(name -> name.endsWith(".png"));
    }
}
