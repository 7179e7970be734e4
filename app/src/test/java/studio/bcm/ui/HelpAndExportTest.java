package studio.bcm.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuBar;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureReader;
import studio.bcm.ui.settings.ExportChoice;
import studio.bcm.ui.shell.Page;

/** What the help menu shows, what an export asks for, and how the batch is set up. */
@ExtendWith(ApplicationExtension.class)
final class HelpAndExportTest {
    @TempDir
    private Path home;
    private TestWindow w;

    @BeforeEach
    void open() {
        w = TestWindow.open(home, 1000, 1000, false);
    }

    @AfterEach
    void close() {
        w.close();
    }

    private Path openPhoto() {
        Path photo = TestPictures.write(home.resolve("lake.jpg"), 480, 360, 3, 60);
        w.onWindow(() -> w.model.openA(photo));
        w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
        return photo;
    }

    @Test
    void allKeysAreOnOneSheet() {
        w.robot.push(KeyCode.F1);
        w.until("the sheet is there", () -> w.robot.lookup("#shortcuts-dialog").tryQuery().isPresent());
        Node sheet = w.robot.lookup("#shortcuts-dialog").query();
        w.snapshotOf("shortcuts", sheet);
        assertThat(w.onWindow(() -> w.robot.from(sheet).lookup(".value").<Labeled>queryAll().stream().map(Labeled::getText).toList()))
                .contains("Ctrl+O", "Ctrl+E", "[ and ]", "Space").doesNotContain("");
        w.robot.push(KeyCode.ESCAPE);
    }

    @Test
    void anExportShowsWhatTheFileWillBeAndIsRemembered() throws Exception {
        openPhoto();
        w.robot.push(KeyCode.CONTROL, KeyCode.E);
        w.until("the dialog is there", () -> w.robot.lookup("#export-dialog").tryQuery().isPresent());
        w.robot.clickOn("#export-format-jpeg");
        w.until("the size is told", () -> w.robot.lookup("#export-size").tryQueryAs(Labeled.class).filter(l -> l.getText().contains("kB")).isPresent());
        ImageView preview = w.robot.lookup("#export-preview").query();
        assertThat(w.onWindow(() -> preview.getImage().getWidth())).as("pixel by pixel").isEqualTo(240);
        w.snapshotOf("export-dialog", preview);
        w.answer(home.resolve("out.jpg"));
        w.robot.clickOn("Choose place…");
        w.until("it is written", () -> Files.exists(home.resolve("out.jpg")));
        w.untilQuiet();
        assertThat(w.onWindow(() -> w.model.settingsProperty().get().export().format())).isEqualTo(PictureFormat.JPEG);
        w.robot.clickOn("Show in folder");
        w.settle();
        assertThat(w.browsed).containsExactly(home.toUri().toString());
    }

    @Test
    void theBatchHasItsOwnSettingsWhichCanBeSavedAndRunAgain() throws Exception {
        Path photo = TestPictures.write(Files.createDirectories(home.resolve("album")).resolve("lake.jpg"), 480, 360, 3, 20);
        w.go(Page.BATCH);
        w.onWindow(() -> {
            w.model.batch().choose(s -> s.withWrite(ExportChoice.STANDARD.withFormat(PictureFormat.JPEG).withSide(240).withPattern("{name}-clean"))
                    .withTimes(true));
            w.model.batch().savePreset("Small");
            w.model.batch().add(List.of(photo));
        });
        w.until("the file is there", () -> w.model.batch().rows().size() == 1);
        w.onWindow(() -> w.model.batch().start());
        Path result = photo.resolveSibling("restored").resolve("lake-clean.jpg");
        w.until("it is restored", () -> !w.model.batch().runningProperty().get() && Files.exists(result));
        w.untilQuiet();
        w.snapshot("batch-settings");
        Picture small = PictureReader.read(result);
        assertThat(small.width()).isEqualTo(240);
        assertThat(Files.getLastModifiedTime(result)).isEqualTo(Files.getLastModifiedTime(photo));
        assertThat(w.onWindow(() -> w.model.messages().shown().getLast().text())).contains("finished");
        // Other settings, once more: the result is another.
        w.onWindow(() -> {
            w.model.batch().choose(s -> s.withWrite(s.write().withSide(120)));
            w.model.batch().runAgain();
        });
        w.until("it is smaller", () -> !w.model.batch().runningProperty().get() && PictureReader.read(result).width() == 120);
        w.onWindow(() -> w.model.batch().usePreset("Small"));
        assertThat(w.onWindow(() -> w.model.batch().settingsProperty().get().write().side())).isEqualTo(240);
        // A double click compares.
        w.robot.doubleClickOn("lake.jpg");
        w.until("both are open", () -> w.model.document().state().restored() != null);
        assertThat(w.onWindow(() -> w.model.pageProperty().get())).isEqualTo(Page.RESTORE);
    }

    @Test
    void aReportHoldsNoPlaces() throws Exception {
        openPhoto();
        String before = System.getProperty("user.home");
        System.setProperty("user.home", home.toString());
        try {
            w.onWindow(() -> w.model.open(List.of(home.resolve("secret holiday.jpg"))));
            w.until("it is told", () -> !w.model.messages().shown().isEmpty());
            w.onWindow(() -> w.robot.lookup(".menu-bar").<MenuBar>query().getMenus().getLast().getItems().stream()
                    .filter(i -> "menu-report".equals(i.getId())).findFirst().orElseThrow().fire());
            w.until("it is written", () -> w.model.messages().shown().stream().anyMatch(m -> m.text().contains("bcm-studio-report")));
        } finally {
            System.setProperty("user.home", before);
        }
        try (var files = Files.list(home)) {
            String report = Files.readString(files.filter(f -> f.getFileName().toString().startsWith("bcm-studio-report")).findFirst().orElseThrow());
            assertThat(report).contains("BCM Studio").contains("Java").doesNotContain(home.toString()).doesNotContain("holiday.jpg");
        }
    }
}
