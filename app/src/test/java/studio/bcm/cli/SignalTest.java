package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.model.GaussianModel;

/** Ctrl-C and SIGTERM at any moment end the program with a word, never with a crash of the Java machine. */
@EnabledOnOs(OS.LINUX)
class SignalTest {
    private static final String LIBRARY = "libonnxruntime.so";

    @TempDir
    Path root;

    private Path photo;
    private Path out;

    @BeforeEach
    void prepare() throws IOException {
        photo = root.resolve("photo.jpg");
        out = root.resolve("out/photo.png");
        TestPhotos.jpeg(photo, 20, 3);
        GaussianModel.pack(root, "gauss");
    }

    @ParameterizedTest
    @CsvSource({"TERM,150", "INT,400"})
    @Timeout(120)
    void whileTheModelLoads(String signal, int milliseconds) throws IOException, InterruptedException {
        try (ProgramProcess program = start()) {
            awaitLibrary(program);
            Thread.sleep(milliseconds);
            endAndCheck(program, signal);
        }
    }

    @Test
    @Tag("reliability")
    @Timeout(1200)
    void atFiftyMomentsOfStartLoadAndWork() throws IOException, InterruptedException {
        for (int moment = 0; moment < 50; moment++) {
            Files.deleteIfExists(out);
            try (ProgramProcess program = start()) {
                if (moment >= 10) {
                    awaitLibrary(program);
                }
                Thread.sleep(50L * moment % 2000);
                endAndCheck(program, moment % 2 == 0 ? "TERM" : "INT");
            }
        }
    }

    private ProgramProcess start() throws IOException {
        return ProgramProcess.start(root.resolve("output.txt"), List.of("-XX:ErrorFile=" + root.resolve("crash.log")), "restore", photo, "--out", out,
                "--model", root.resolve("gauss.bcm"), "--device", "cpu", "--strength", "0.05");
    }

    private static void awaitLibrary(ProgramProcess program) throws IOException, InterruptedException {
        while (program.isRunning() && !program.maps().contains(LIBRARY)) {
            Thread.sleep(10);
        }
    }

    private void endAndCheck(ProgramProcess program, String signal) throws IOException, InterruptedException {
        program.signal(signal);
        int code = program.await(60);
        String text = program.text();
        assertThat(code).as(text).isIn(0, 1, 128 + 2, 128 + 15);
        assertThat(root.resolve("crash.log")).as(text).doesNotExist();
        assertThat(text).doesNotContain("should not have", "SIGSEGV");
        try (Stream<Path> files = Files.exists(out.getParent()) ? Files.list(out.getParent()) : Stream.empty()) {
            List<Path> left = files.toList();
            assertThat(left).as("nothing unfinished").allMatch(out::equals);
            for (Path result : left) {
                Picture whole = PictureReader.read(result);
                assertThat(whole.warnings()).isEmpty();
            }
        }
    }
}
