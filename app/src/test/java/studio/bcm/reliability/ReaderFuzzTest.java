package studio.bcm.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of every kind end in a result or in words, within 5 s and 1 GB, and write nothing outside. */
class ReaderFuzzTest {
    @TempDir
    Path root;

    @Test
    @Timeout(180)
    void damagedFiles() throws IOException, InterruptedException {
        fuzz(1, 2000, 170);
    }

    @Test
    @Tag("reliability")
    @Timeout(4 * 3600)
    void aHundredThousandDamagedFiles() throws IOException, InterruptedException {
        fuzz(1_000_000, 100_000, 4 * 3600);
    }

    private void fuzz(long first, int cases, int seconds) throws IOException, InterruptedException {
        Path work = Files.createDirectory(root.resolve("work"));
        Path home = Files.createDirectory(root.resolve("home"));
        Path temporary = Files.createDirectory(root.resolve("tmp"));
        Path output = root.resolve("output.txt");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Djava.awt.headless=true", "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + temporary, "-cp", System.getProperty("java.class.path"), ReaderFuzz.class.getName(), work.toString(),
                Long.toString(first), Integer.toString(cases)).directory(work.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as("ends in time").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String told = Files.readString(output);
        System.out.println(told.lines().reduce((a, b) -> b).orElse(""));
        assertThat(process.exitValue()).as(told).isZero();
        assertThat(told).contains(cases + " cases");
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files).as("nothing is written outside").containsExactlyInAnyOrderElementsOf(List.of(work, home, temporary, output));
        }
        try (Stream<Path> files = Files.walk(work, 1)) {
            assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.startsWith("hs_err") || f.endsWith(".part"));
        }
    }
}
