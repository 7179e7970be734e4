package studio.bcm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.cli.CommandLineRun;
import studio.bcm.ui.TestPictures;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.settings.SettingsFile;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.shell.TestStudio;

/**
 * Files that version 1576b19 wrote still open. The floats of its checkpoint are zeroed, which leaves a small file; all else is as it was
 * written.
 */
final class EarlierFilesTest {
    @TempDir
    private Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = EarlierFilesTest.class.getResourceAsStream("earlier/" + name)) {
            Files.copy(in, file);
        }
        return file;
    }

    @Test
    void aProjectOpensWithAllThatWasMade() throws IOException {
        Path project = file("project.bcmproj");
        StudioModel studio = new TestStudio(folder.resolve("home")).open();
        studio.openProject(project);
        assertThat(studio.messages().shown()).isEmpty();
        DocumentState state = studio.document().state();
        assertThat(state.a().name()).isEqualTo("a.png");
        assertThat(state.b().name()).isEqualTo("b.jpg");
        studio.pageProperty().set(Page.INTERPOLATE);
        assertThat(studio.morph().isComplete()).as("its morph is made anew").isTrue();
        assertThat(state.variations()).hasSize(2).allSatisfy(v -> assertThat(studio.document().store().load(v).width()).isEqualTo(32));
        assertThat(state.proposals()).hasSize(1);
        assertThat(state.mask()).isNotNull();
        assertThat(state.choices().inpaint().brush()).isEqualTo(6);
        assertThat(studio.invert().shownProperty().get()).as("its noise").isNotNull();
    }

    @Test
    void settingsAreKept() throws IOException {
        Settings settings = new SettingsFile(file("settings.json")).read();
        assertThat(settings.language()).isEqualTo("de");
        assertThat(settings.device()).isEqualTo("cpu");
        assertThat(settings.model()).isEqualTo("gaussian");
        assertThat(settings.recent()).hasSize(3);
    }

    @Test
    void aPackRuns() throws IOException {
        Path photo = TestPictures.write(folder.resolve("photo.png"), 32, 24, 1, 100);
        Path out = folder.resolve("restored.png");
        CommandLineRun run = CommandLineRun.of("restore", photo, "--out", out, "--model", file("gaussian.bcm"), "--device", "cpu");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(out).exists();
    }

    @Test
    void trainingGoesOn() throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file("run.zip")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName());
                Files.createDirectories(target.getParent());
                Files.copy(zip, target);
            }
        }
        Path out = folder.resolve("run");
        CommandLineRun run = CommandLineRun.of("train", folder.resolve("photos"), "--out", out, "--resume", "--stage", "diffusion:0.016kimg", "--resolution",
                "16", "--channels", "32", "--multipliers", "1", "--blocks", "1", "--head-channels", "32", "--batch", "8", "--device", "cpu", "--name", "old");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(out.resolve("old.bcm")).exists();
        assertThat(Files.readString(out.resolve("log.jsonl"))).contains("\"step\":2");
    }
}
