package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.image.PictureReader;
import studio.bcm.model.GaussianModel;

/** Whole folders through {@code restore}. */
class RestoreFoldersTest {
    @TempDir
    Path root;

    Path photos;
    Path out;
    Path model;

    @BeforeEach
    void prepare() throws IOException {
        photos = root.resolve("Meine Fotos ñ");
        out = root.resolve("fertig");
        TestPhotos.jpeg(photos.resolve("a.jpg"), 30, 0);
        TestPhotos.jpeg(photos.resolve("Sommer 2024/ß.JPG"), 10, 1);
        TestPhotos.png(photos.resolve("Sommer 2024/deep/c.png"), 2);
        Files.writeString(photos.resolve("notes.txt"), "not a picture");
        TestPhotos.jpeg(photos.resolve(".hidden/x.jpg"), 30, 0);
        GaussianModel.pack(root, "gauss");
        model = root.resolve("gauss.bcm");
    }

    private CommandLineRun restore(Object... more) {
        return CommandLineRun.of(Stream.concat(Stream.of("restore", "--model", model, "--device", "cpu", "--strength", "0.05"),
                Stream.of(more)).toArray());
    }

    private List<String> results() throws IOException {
        try (Stream<Path> all = Files.walk(out)) {
            return all.filter(Files::isRegularFile).map(f -> out.relativize(f).toString()).sorted().toList();
        }
    }

    @Test
    void theTreeIsMirroredAndNamesAreKept() throws IOException {
        CommandLineRun run = restore(photos, "--out", out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(results()).containsExactly("Sommer 2024/deep/c.png", "Sommer 2024/ß.png", "a.png");
        assertThat(run.out()).contains("3 done, 0 skipped, 0 failed");
    }

    @Test
    void sameKeepsEachFormat() throws IOException {
        assertThat(restore(photos, "--out", out, "--format", "same").code()).isZero();
        assertThat(results()).containsExactly("Sommer 2024/deep/c.png", "Sommer 2024/ß.JPG", "a.jpg");
        assertThat(PictureReader.read(out.resolve("a.jpg")).jpegFacts()).isPresent();
    }

    @Test
    void sharesOfAFolderAreDoneByProcessesOfTheirOwn() throws IOException {
        assertThat(restore(photos, "--out", out, "--share", "2/2").out()).contains("1 done, 0 skipped");
        assertThat(results()).hasSize(1);
        assertThat(restore(photos, "--out", out, "--share", "1/2").out()).contains("2 done, 0 skipped");
        assertThat(results()).hasSize(3);
        assertThat(restore(photos, "--out", out, "--share", "9/9").out()).contains("0 done, 0 skipped, 0 failed");
        CommandLineRun wrong = restore(photos, "--out", out, "--share", "3/2");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("1/4 to 4/4");
    }

    @Test
    void aSecondRunDoesOnlyWhatIsMissing() throws IOException {
        assertThat(restore(photos, "--out", out).code()).isZero();
        Files.delete(out.resolve("a.png"));
        Path kept = out.resolve("Sommer 2024/ß.png");
        Files.writeString(kept, "left as it is");
        CommandLineRun run = restore(photos, "--out", out);
        assertThat(run.out()).contains("1 done, 2 skipped, 0 failed");
        assertThat(kept).hasContent("left as it is");
        assertThat(restore(photos, "--out", out, "--overwrite").out()).contains("3 done, 0 skipped");
        assertThat(PictureReader.read(kept).width()).isEqualTo(64);
    }

    @Test
    void resultsInsideTheFolderAreNotRestoredAgain() throws IOException {
        out = photos.resolve("fertig");
        assertThat(restore(photos, "--out", out).out()).contains("3 done");
        assertThat(restore(photos, "--out", out).out()).contains("0 done, 3 skipped");
        assertThat(results()).hasSize(3);
    }

    @Test
    void oneBadFileIsReportedAtTheEndAndStopsNothing() throws IOException {
        Files.writeString(photos.resolve("b broken.jpg"), "no JPEG at all");
        Path report = root.resolve("Bericht.json");
        CommandLineRun run = restore(photos, "--out", out, "--report", report);
        assertThat(run.code()).isEqualTo(1);
        assertThat(results()).hasSize(3);
        assertThat(run.err().lines().toList().getLast()).isEqualTo("1 of 4 files could not be worked on.");
        assertThat(run.err()).contains("b broken.jpg");
        JsonNode files = new ObjectMapper().readTree(report.toFile()).path("files");
        assertThat(files).hasSize(4);
        assertThat(files.findValuesAsText("state")).containsExactlyInAnyOrder("done", "done", "done", "failed");
        assertThat(files.findValuesAsText("estimatedQuality")).contains("30", "10");
        assertThat(files.findValuesAsText("problem")).singleElement().asString().contains("b broken.jpg");
    }

    @Test
    void theReportIsAlsoAPage() throws IOException {
        Path report = root.resolve("report.html");
        assertThat(restore(photos, "--out", out, "--report", report, "--jobs", 3).code()).isZero();
        assertThat(Files.readString(report)).startsWith("<!DOCTYPE html>").contains("ß.JPG").contains("3 done").endsWith("</html>\n");
    }

    @Test
    void resultsNeverReplaceTheirInputs() throws IOException {
        byte[] before = Files.readAllBytes(photos.resolve("a.jpg"));
        CommandLineRun run = restore(photos.resolve("a.jpg"), photos.resolve("Sommer 2024"), "--out", photos, "--format", "same", "--overwrite");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("would be overwritten by its own result");
        assertThat(photos.resolve("a.jpg")).hasBinaryContent(before);
    }

    @Test
    void anEmptyFolderIsToldAsSuch() throws IOException {
        Path empty = Files.createDirectory(root.resolve("leer"));
        CommandLineRun run = restore(empty, "--out", out);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("There are no pictures in " + empty);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkInACircleIsNamedAtTheEndAndStopsNothing() throws IOException {
        Files.createSymbolicLink(photos.resolve("Sommer 2024/wieder"), photos);
        CommandLineRun run = restore(photos, "--out", out);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("3 done, 0 skipped, 0 failed", "1 file of other kinds left out");
        assertThat(run.err()).contains(photos.resolve("Sommer 2024/wieder") + " is a link to a folder that it lies in");
        assertThat(results()).hasSize(3);
    }

    @Test
    void aFolderRestoredIntoItselfIsDoneOnce() throws IOException {
        assertThat(restore(photos, "--out", photos).out()).contains("3 done, 0 skipped, 0 failed");
        assertThat(restore(photos, "--out", photos).out()).contains("0 done, 3 skipped, 0 failed");
        assertThat(restore(photos, "--out", photos, "--overwrite").out()).contains("3 done, 0 skipped, 0 failed");
        assertThat(photos.resolve("Sommer 2024/deep/c-result.png")).isRegularFile();
    }

    @Test
    void aTargetThatCannotBeWrittenIsRefusedBeforeTheModelIsLoaded() throws IOException {
        Path file = Files.writeString(root.resolve("Datei"), "x");
        CommandLineRun run = restore(photos, "--out", file.resolve("fertig"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("Cannot write into the folder " + file.resolve("fertig")).doesNotContain("Model ", ".part");
    }
}
