package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.model.GaussianModel;

/** A batch whose process is really stopped: no half file is left, and a second run goes on where it stopped. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class StoppedRestoreTest {
    private static final int FILES = 60;
    private static final int WIDTH = 480;
    private static final int HEIGHT = 400;

    @TempDir
    Path root;

    private Path photos;
    private Path out;

    @BeforeEach
    void prepare() throws IOException {
        photos = root.resolve("Größe 写真");
        out = root.resolve("fertig é");
        PictureWriter writer = PictureWriter.builder().optQuality(30).optSampling(ChromaSampling.S420).build();
        Path first = photos.resolve("bild 000.jpg");
        writer.write(Picture.of(TestPhotos.pixels(WIDTH, HEIGHT, 1)), first);
        for (int i = 1; i < FILES; i++) {
            Files.copy(first, photos.resolve("bild %03d.jpg".formatted(i)));
        }
        GaussianModel.pack(root, "gauss");
    }

    private ProgramProcess start() throws IOException {
        return ProgramProcess.start(root.resolve("output.txt"), List.of(), "restore", photos, "--out", out, "--model", root.resolve("gauss.bcm"), "--device",
                "cpu", "--strength", "0.05");
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(out)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(out)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static boolean isResult(Path file) {
        return file.toString().endsWith(".png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ctrl-C", "killed"})
    void noHalfFileIsLeftAndTheNextRunGoesOn(String how) throws IOException, InterruptedException {
        assumeFalse(how.equals("Ctrl-C") && interruptsAreIgnored(), "The tests were started where interrupts are ignored.");
        try (ProgramProcess first = start()) {
            while (first.isRunning() && files().stream().filter(StoppedRestoreTest::isResult).count() < 3) {
                Thread.sleep(5);
            }
            if (how.equals("killed")) {
                first.kill();
            } else {
                first.interrupt();
            }
            assertThat(first.await(30)).as(first.text()).isNotZero();
        }
        List<Path> left = files();
        if (!how.equals("killed")) {
            assertThat(left).as("unfinished files").allMatch(StoppedRestoreTest::isResult);
        }
        List<Path> results = left.stream().filter(StoppedRestoreTest::isResult).toList();
        assertThat(results).hasSizeBetween(3, FILES - 1);
        for (Path result : results) {
            Picture picture = PictureReader.read(result);
            assertThat(picture.height()).isEqualTo(HEIGHT);
            assertThat(picture.warnings()).as("whole").isEmpty();
        }
        try (ProgramProcess second = start()) {
            assertThat(second.await(60)).as(second.text()).isZero();
            assertThat(second.text()).contains((FILES - results.size()) + " done, " + results.size() + " skipped, 0 failed");
        }
        assertThat(files().stream().filter(StoppedRestoreTest::isResult)).hasSize(FILES);
    }

    /** A shell starts what runs in its background so, and children inherit it. */
    private static boolean interruptsAreIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(l -> l.startsWith("SigIgn:")).anyMatch(l -> (Long.parseUnsignedLong(l.substring(7).strip(), 16) & 2) != 0);
        }
    }
}
