package studio.bcm.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javafx.application.ColorScheme;
import javafx.geometry.Point2D;
import javafx.geometry.VerticalDirection;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Control;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.TabPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.Pixels;
import studio.bcm.job.FilmExport;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.morph.MorphModel;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.shell.Message;
import studio.bcm.ui.shell.Page;

/** What people do with the window, with mouse and keys. */
@ExtendWith(ApplicationExtension.class)
final class FlowsTest {
    @TempDir
    private Path home;
    private TestWindow w;

    @BeforeEach
    void openWindow() {
        w = TestWindow.open(home, 1000, 1000, false);
    }

    @AfterEach
    void closeWindow() {
        w.close();
    }

    private Path photo(String name, long seed, int quality) {
        return TestPictures.write(home.resolve(name), 96, 72, seed, quality);
    }

    private DocumentState state() {
        return w.onWindow(() -> w.model.document().state());
    }

    private Pixels pixels(PictureRef ref) {
        return w.onWindow(() -> w.model.document().store()).load(ref).toPixels();
    }

    @Test
    void twoDroppedPhotosBecomeAMorphThatCanBeScrubbedAndExported() {
        Path a = photo("a.png", 1, 100);
        Path b = photo("b.png", 2, 100);
        w.dropFiles(List.of(a, b));
        w.until("all frames are there", () -> w.model.morph().isComplete());
        assertThat(w.model.pageProperty().get()).isEqualTo(Page.INTERPOLATE);
        // Scrubbing with the keys: the canvas shows the frame.
        w.robot.clickOn("#canvas");
        w.robot.type(KeyCode.RIGHT).type(KeyCode.RIGHT).type(KeyCode.LEFT);
        assertThat(w.onWindow(() -> w.model.morph().currentProperty().get().index())).isEqualTo(1);
        Path out = home.resolve("out");
        w.onWindow(() -> w.model.morph().export(new MorphModel.ExportWish(FilmExport.Kind.PNG_SEQUENCE, 0, 4, 90, false, true), out));
        w.until("the frames are written", () -> Files.exists(out.resolve("frame-009.png")));
        w.untilQuiet();
        assertThat(PictureReader.read(out.resolve("frame-001.png")).toPixels().data()).isEqualTo(PictureReader.read(a).toPixels().data());
        assertThat(PictureReader.read(out.resolve("frame-009.png")).toPixels().data()).isEqualTo(PictureReader.read(b).toPixels().data());
    }


    @Test
    void aVariationIsPromotedAndEverythingCanBeUndoneAndRedoneAcrossPages() {
        w.onWindow(() -> w.model.open(List.of(photo("a.jpg", 1, 20))));
        w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
        var a = state().a();
        w.robot.clickOn("#restore-run");
        w.until("it is restored", () -> w.model.document().state().restored() != null);
        w.robot.clickOn("#rail-resample");
        w.robot.clickOn("#resample-run");
        w.until("the grid is full", () -> w.model.document().state().variations().size() == 6);
        w.untilQuiet();
        w.robot.clickOn("#use-as-a-2");
        w.until("the variation is A", () -> w.model.document().state().a() != a);
        DocumentState end = state();
        w.robot.push(KeyCode.CONTROL, KeyCode.Z);
        w.settle();
        assertThat(state().a()).isEqualTo(a);
        assertThat(state().variations()).hasSize(6);
        w.robot.push(KeyCode.CONTROL, KeyCode.Z);
        w.robot.push(KeyCode.CONTROL, KeyCode.Z);
        w.settle();
        assertThat(state().restored()).isNull();
        w.robot.push(KeyCode.CONTROL, KeyCode.Z);
        w.settle();
        assertThat(state().a()).isNull();
        for (int i = 0; i < 4; i++) {
            w.robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.Z);
        }
        w.settle();
        assertThat(state()).isEqualTo(end);
    }

    @Test
    void aRestoredPhotoIsComparedByDraggingTheDividerAndHoldingSpace() {
        Path original = home.resolve("original.png");
        Pixels clean = TestPictures.photo(192, 144, 7);
        PictureWriter.builder().build().write(Picture.of(clean), original);
        Path jpeg = home.resolve("photo.jpg");
        PictureWriter.builder().optQuality(12).build().write(Picture.of(clean), jpeg);
        w.onWindow(() -> w.model.open(List.of(jpeg)));
        w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
        w.robot.clickOn("#restore-run");
        w.until("it is restored", () -> w.model.document().state().restored() != null && w.model.restore().afterProperty().get() != null);
        w.untilQuiet();
        if (TestWindow.bundledModels() != null) {
            assertThat(distance(clean, pixels(state().restored()))).isLessThan(distance(clean, PictureReader.read(jpeg).toPixels()));
        }
        Node canvas = w.find("canvas");
        var bounds = w.onWindow(() -> canvas.localToScreen(canvas.getBoundsInLocal()));
        double x = w.onWindow(() -> w.model.viewport().toScreenX(96));
        Point2D handle = new Point2D(bounds.getMinX() + x, bounds.getCenterY());
        w.robot.drag(handle, MouseButton.PRIMARY).moveBy(100, 0).drop();
        w.settle();
        assertThat(w.onWindow(() -> w.model.viewport().dividerProperty().get())).isGreaterThan(0.6);
        w.robot.press(KeyCode.SPACE);
        w.settle();
        assertThat(w.onWindow(() -> w.model.viewport().holdCompareProperty().get())).isTrue();
        w.robot.release(KeyCode.SPACE);
        w.settle();
        assertThat(w.onWindow(() -> w.model.viewport().holdCompareProperty().get())).isFalse();
    }

    private static double distance(Pixels a, Pixels b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            double d = a.data()[i] - b.data()[i];
            sum += d * d;
        }
        return sum;
    }

    @Test
    void anExportIsCancelledInTheMiddleGoesOnThereAndTheWindowGoesOn() throws Exception {
        Path a = TestPictures.write(home.resolve("a.jpg"), 320, 240, 1, 30);
        Path b = TestPictures.write(home.resolve("b.jpg"), 320, 240, 2, 30);
        MorphModel.ExportWish wish = new MorphModel.ExportWish(FilmExport.Kind.PNG_SEQUENCE, 0, 30, 90, false, true);
        w.onWindow(() -> {
            w.model.morph().choose("test", c -> c.withNoFaces(true).withSigma(0.0));
            w.model.open(List.of(a, b));
        });
        w.until("the photos are aligned", () -> w.model.morph().isAligned());
        Path out = home.resolve("out");
        w.onWindow(() -> w.model.morph().export(wish, out));
        w.until("some frames are there", () -> kept().size() >= 3);
        w.robot.clickOn("#action-cancel");
        w.until("it has stopped", () -> !w.model.morph().runningProperty().get());
        w.untilQuiet();
        int stopped = kept().size();
        assertThat(stopped).isBetween(3, 60);
        assertThat(out).doesNotExist();
        assertThat(w.onWindow(() -> w.model.messages().shown().stream().filter(m -> m.kind() == Message.Kind.ERROR).toList())).isEmpty();
        List<Path> before = kept();
        FileTime made = Files.getLastModifiedTime(before.getFirst());
        w.onWindow(() -> w.model.morph().export(wish, out));
        w.until("more frames are there", () -> kept().size() > stopped);
        assertThat(Files.getLastModifiedTime(before.getFirst())).as("a frame that was there is not made again").isEqualTo(made);
        w.onWindow(() -> w.model.morph().cancel());
        w.until("it has stopped", () -> !w.model.morph().runningProperty().get());
        w.go(Page.RESTORE);
        w.robot.clickOn("#restore-run");
        w.until("the next work is done", () -> w.model.document().state().restored() != null);
    }

    /** Frames of exports that are not finished. */
    private List<Path> kept() {
        if (!Files.isDirectory(home.resolve("films"))) {
            return List.of();
        }
        try (var files = Files.walk(home.resolve("films"))) {
            return files.filter(f -> f.toString().endsWith(".png")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatAKilledProgramHadOpenIsOfferedAndRestored() throws Exception {
        Path photo = photo("holiday.jpg", 4, 40);
        Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), CrashingProgram.class.getName(), home.toString(), photo.toString())
                .redirectErrorStream(true).redirectOutput(home.resolve("crash.log").toFile()).start();
        for (int i = 0; i < 600 && !Files.exists(home.resolve("ready")) && program.isAlive(); i++) {
            Thread.sleep(100);
        }
        assertThat(home.resolve("ready")).as(Files.readString(home.resolve("crash.log"))).exists();
        program.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        w.close();
        w = TestWindow.open(home, 1000, 1000, false);
        Message offer = w.onWindow(() -> w.model.messages().shown().getFirst());
        assertThat(offer.text()).contains("ended unexpectedly");
        w.robot.clickOn(offer.actionLabel());
        w.until("it is open again", () -> w.model.shownAProperty().get() != null);
        assertThat(state().a().name()).isEqualTo("holiday.jpg");
        assertThat(state().choices().restore().texture()).isEqualTo(0.35);
        w.robot.push(KeyCode.CONTROL, KeyCode.Z);
        w.settle();
        assertThat(state().choices().restore().texture()).isZero();
    }

    @Test
    void aWrongFileIsToldInWords() throws Exception {
        w.dropFiles(List.of(Files.writeString(home.resolve("notes.jpg"), "shopping list")));
        w.until("it is told", () -> !w.model.messages().shown().isEmpty());
        w.settle();
        Labeled words = w.robot.lookup(".message-text").queryLabeled();
        assertThat(words.getText()).contains("notes.jpg").contains("is not a picture").doesNotContain("Exception");
    }

    @Test
    void aPictureThatIsDroppedOnASlotGoesThere() {
        w.onWindow(() -> w.model.open(List.of(photo("a.jpg", 1, 20), photo("b.jpg", 2, 20))));
        w.until("the morph is there", () -> w.model.morph().isComplete());
        var a = state().a();
        w.dropFileOn("morph-photo-1", photo("c.jpg", 3, 20));
        w.until("B is another", () -> state().b().name().equals("c.jpg"));
        assertThat(state().a()).isEqualTo(a);
        w.until("the morph to it is there", () -> w.model.morph().isComplete());
        w.dropFileOn("morph-photo-0", photo("d.jpg", 4, 20));
        w.until("A is another", () -> state().a().name().equals("d.jpg"));
        assertThat(state().b().name()).isEqualTo("c.jpg");
    }

    @Test
    void theThemeFollowsTheSystemUntilOneIsChosen() {
        assertThat(w.onWindow(() -> w.model.settingsProperty().get().theme())).isEqualTo(Settings.Theme.SYSTEM);
        w.go(Page.SETTINGS);
        assertThat(isDark("theme-system-light")).isFalse();
        w.onWindow(() -> w.system.set(ColorScheme.DARK));
        assertThat(isDark("theme-system-dark")).as("after the system has become dark").isTrue();
        w.robot.clickOn("#settings-theme-light");
        assertThat(isDark("theme-light-chosen")).isFalse();
        w.onWindow(() -> w.system.set(ColorScheme.LIGHT));
        w.robot.clickOn("#settings-theme-dark");
        w.onWindow(() -> w.system.set(ColorScheme.DARK));
        w.onWindow(() -> w.system.set(ColorScheme.LIGHT));
        assertThat(isDark("theme-dark-chosen")).as("a chosen theme holds whatever the system").isTrue();
        w.robot.clickOn("#settings-theme-system");
        assertThat(isDark("theme-system-again")).isFalse();
    }

    /** By what is drawn: the menu bar, the rail and the page. */
    private boolean isDark(String shot) {
        BufferedImage image = w.snapshot(shot);
        List<Boolean> dark = new ArrayList<>();
        for (int[] at : new int[][] {{image.getWidth() / 2, 8}, {4, image.getHeight() / 2}, {image.getWidth() - 40, image.getHeight() / 2}}) {
            Color colour = new Color(image.getRGB(at[0], at[1]));
            dark.add(colour.getRed() + colour.getGreen() + colour.getBlue() < 384);
        }
        assertThat(dark).as("parts of the window that are dark").containsOnly(dark.getFirst());
        return dark.getFirst();
    }

    @Test
    void themeAndLanguageChangeAtOnceAndSurvive() {
        w.go(Page.SETTINGS);
        w.robot.clickOn("#settings-theme-dark");
        w.onWindow(() -> w.model.changeSettings(s -> s.withLanguage("de")));
        w.settle();
        assertThat(w.scene().getRoot().getStyleClass()).contains("dark");
        Labeled rail = w.find("rail-restore");
        assertThat(rail.getText()).isEqualTo("Restaurieren");
        w.snapshot("settings-german");
        w.close();
        w = TestWindow.open(home, 1000, 1000, false);
        assertThat(w.onWindow(() -> w.model.settingsProperty().get().theme())).isEqualTo(Settings.Theme.DARK);
        assertThat(((Labeled) w.find("rail-restore")).getText()).isEqualTo("Restaurieren");
        Texts.use("en");
    }

    @Test
    void everyControlHasANameForScreenReaders() {
        w.onWindow(() -> w.model.open(List.of(photo("a.jpg", 1, 20))));
        w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
        for (Page page : EnumSet.allOf(Page.class)) {
            w.go(page);
            var nameless = w.robot.lookup((Node n) -> n.isVisible() && n.isFocusTraversable() && n instanceof Control c
                    && !(c instanceof ScrollPane) && !(c instanceof TabPane)
                    && !(c instanceof MenuBar)
                    && (c.getAccessibleText() == null || c.getAccessibleText().isEmpty())
                    && !(c instanceof Labeled l && l.getText() != null && !l.getText().isEmpty())).queryAll();
            assertThat(nameless).as("controls without a name on page %s", page).isEmpty();
            // Text fields and lists say what they are by the labels beside them.
            var silent = w.robot.lookup((Node n) -> n.isVisible() && n.isFocusTraversable()
                    && (n instanceof ButtonBase || n instanceof Slider
                    || n instanceof ComboBoxBase<?>) && !(n instanceof Hyperlink)
                    && !n.getStyleClass().contains("recent-row") && (n.getAccessibleHelp() == null || n.getAccessibleHelp().isBlank())).queryAll();
            assertThat(silent).as("controls that do not say what they do on page %s", page).isEmpty();
        }
    }

    @Test
    void paintingWithTheMouseMarksThePicture() {
        w.onWindow(() -> w.model.open(List.of(photo("a.png", 1, 100))));
        w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
        w.robot.clickOn("#rail-inpaint");
        w.settle();
        Node canvas = w.find("canvas");
        var bounds = w.onWindow(() -> canvas.localToScreen(canvas.getBoundsInLocal()));
        w.robot.drag(new Point2D(bounds.getCenterX() - 40, bounds.getCenterY())).moveBy(40, 0).moveBy(40, 0).drop();
        w.until("the stroke is kept", () -> w.model.document().state().mask() != null);
        w.robot.clickOn("#inpaint-run");
        w.until("the proposals are there", () -> w.model.document().state().proposals().size() == 3);
        w.untilQuiet();
        w.robot.clickOn("#proposal-2");
        w.robot.clickOn("#inpaint-accept");
        w.until("it is the picture", () -> w.model.document().state().proposals().isEmpty());
        assertThat(state().a().origin()).isEmpty();
    }

    @Test
    void theWheelZoomsToThePointer() {
        w.onWindow(() -> w.model.open(List.of(TestPictures.write(home.resolve("a.jpg"), 1200, 900, 1, 40))));
        w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
        w.untilQuiet();
        Node canvas = w.find("canvas");
        var bounds = w.onWindow(() -> canvas.localToScreen(canvas.getBoundsInLocal()));
        w.robot.moveTo(new Point2D(bounds.getMinX() + 200, bounds.getMinY() + 450));
        double x = w.onWindow(() -> w.model.viewport().toPictureX(200));
        double zoom = w.onWindow(() -> w.model.viewport().zoomProperty().get());
        for (int i = 0; i < 6; i++) {
            w.robot.scroll(1, VerticalDirection.UP);
        }
        w.settle();
        double now = w.onWindow(() -> w.model.viewport().zoomProperty().get());
        assertThat(now).isNotEqualTo(zoom);
        w.robot.push(KeyCode.CONTROL, KeyCode.DIGIT1);
        w.settle();
        assertThat(w.onWindow(() -> w.model.viewport().zoomProperty().get())).isEqualTo(1);
        w.robot.push(KeyCode.CONTROL, KeyCode.DIGIT0);
        w.settle();
        assertThat(w.onWindow(() -> w.model.viewport().zoomProperty().get())).isEqualTo(zoom);
        assertThat(x).isBetween(0.0, 1200.0);
    }
}
