package studio.bcm.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javafx.scene.control.TabPane;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.shell.Page;

/** Takes a picture of every page, light and dark, small and large, for people to look at, and checks that each shows something. */
@ExtendWith(ApplicationExtension.class)
final class ScreensTest {
    @TempDir
    private Path home;

    /** With pictures and a model that cost no time. */
    @Test
    void everyPageLightAndDarkSmallAndLarge() throws Exception {
        Path pictures = Files.createDirectories(home.resolve("photos"));
        Path a = TestPictures.write(pictures.resolve("lake.jpg"), 512, 384, 3, 18);
        Path b = TestPictures.write(pictures.resolve("meadow.png"), 512, 384, 8, 95);
        TestPictures.write(pictures.resolve("harbour.jpg"), 320, 240, 5, 30);
        try (TestWindow w = TestWindow.open(home, 1440, 900, false)) {
            shootAll(w, pictures, b, a, a);
        }
    }

    /** With the samples and the model that come with the program: the pictures that the documentation shows. */
    @Test
    @Tag("slow")
    void everyPageWithTheBundledModel() throws Exception {
        assumeThat(TestWindow.bundledModels()).as("the bundled pack").isNotNull();
        Path samples = Path.of(System.getProperty("bcm.assets")).resolve("samples");
        Path pictures = Files.createDirectories(home.resolve("photos"));
        Path a = pictures.resolve("lake-dawn.jpg");
        PictureWriter.builder().optQuality(15).build().write(PictureReader.read(samples.resolve("lake-dawn.png")), a);
        Path b = Files.copy(samples.resolve("lake-day.png"), pictures.resolve("lake-day.png"));
        PictureWriter.builder().optQuality(25).build().write(PictureReader.read(samples.resolve("apples.png")), pictures.resolve("apples.jpg"));
        try (TestWindow w = TestWindow.open(home, 1440, 900, true).patient()) {
            shootAll(w, pictures, samples.resolve("lake-dawn.png"), b, a);
        }
    }

    /**
     * Takes the pictures.
     *
     * @param first beginning of the morph
     * @param last  its end
     * @param jpeg  to be restored
     */
    private void shootAll(TestWindow w, Path pictures, Path first, Path last, Path jpeg) {
        w.untilQuiet();
        shoot(w, "start");
        w.onWindow(() -> w.model.open(List.of(first, last)));
        w.until("all frames are there", () -> w.model.morph().isComplete());
        w.onWindow(() -> w.model.morph().positionProperty().set(0.5));
        w.untilQuiet();
        shoot(w, "interpolate");
        w.go(Page.RESAMPLE);
        w.onWindow(() -> w.model.resample().run());
        w.until("all variations are there", () -> w.model.document().state().variations().size() == 6);
        w.untilQuiet();
        shoot(w, "resample");
        w.go(Page.RESTORE);
        w.onWindow(() -> w.model.openA(jpeg));
        w.until("the JPEG is open", () -> w.model.shownAProperty().get() != null
                && w.model.document().state().a().name().equals(jpeg.getFileName().toString()));
        w.onWindow(() -> w.model.restore().run());
        w.until("the photo is restored", () -> w.model.document().state().restored() != null);
        w.untilQuiet();
        shoot(w, "restore");
        w.go(Page.INVERT);
        w.onWindow(() -> w.model.invert().run());
        w.until("the noise is there", () -> w.model.invert().shownProperty().get() != null);
        w.untilQuiet();
        shoot(w, "invert");
        w.go(Page.INPAINT);
        w.onWindow(() -> {
            Choices all = w.model.document().state().choices();
            w.model.document().choose("test", all.with(all.inpaint().withBrush(60)));
            w.model.inpaint().stroke(150, 180, 300, 220);
            w.model.inpaint().strokeDone();
        });
        w.until("the stroke is kept", () -> w.model.document().state().mask() != null);
        shoot(w, "inpaint");
        w.onWindow(() -> w.model.inpaint().run());
        w.until("the proposals are there", () -> w.model.document().state().proposals().size() == 3);
        w.untilQuiet();
        shoot(w, "inpaint-proposals");
        w.go(Page.BATCH);
        w.onWindow(() -> w.model.batch().add(List.of(pictures)));
        w.until("the queue is filled", () -> w.model.batch().rows().size() == 3);
        w.onWindow(() -> w.model.batch().start());
        w.until("the queue is done", () -> !w.model.batch().runningProperty().get());
        w.untilQuiet();
        shoot(w, "batch");
        w.go(Page.MODELS);
        w.until("the models are listed", () -> !w.model.packs().entries().isEmpty());
        w.until("the models have their samples", () -> !w.model.packs().sheets().shown().isEmpty());
        shoot(w, "models");
        tab(w, 1);
        shoot(w, "train");
        tab(w, 0);
        w.go(Page.DOCTOR);
        w.until("the doctor has looked", () -> w.model.doctor().reportProperty().get() != null);
        shoot(w, "doctor");
        w.go(Page.SETTINGS);
        shoot(w, "settings");
        // The screen in memory can only make a window smaller, so the small ones come last.
        w.onWindow(() -> {
            w.stage.setWidth(1000);
            w.stage.setHeight(1000);
        });
        for (Page page : Page.values()) {
            w.go(page);
            if (page == Page.INTERPOLATE) {
                // Back to before the JPEG was opened.
                w.onWindow(() -> {
                    while (!w.model.morph().isComplete() || w.model.document().state().variations().isEmpty()) {
                        w.model.document().undo();
                    }
                });
                w.untilQuiet();
            } else if (page == Page.RESTORE) {
                w.onWindow(() -> {
                    while (!w.model.document().redoLabelProperty().get().isEmpty()) {
                        w.model.document().redo();
                    }
                });
                w.untilQuiet();
            }
            shoot(w, page.key());
        }
        w.go(Page.MODELS);
        tab(w, 1);
        shoot(w, "train");
    }

    private static void tab(TestWindow w, int index) {
        w.onWindow(() -> ((TabPane) w.scene().lookup("#models-page")).getSelectionModel().select(index));
    }

    private static void shoot(TestWindow w, String page) {
        for (Settings.Theme theme : List.of(Settings.Theme.LIGHT, Settings.Theme.DARK)) {
            w.onWindow(() -> w.model.changeSettings(s -> s.withTheme(theme)));
            BufferedImage shot = w.snapshot(page + "-" + (int) w.stage.getWidth() + "-" + theme.name().toLowerCase(Locale.ROOT));
            assertThat(colours(shot)).as("different colours on page %s", page).isGreaterThan(40);
        }
    }

    private static long colours(BufferedImage image) {
        return IntStream.range(0, image.getWidth() * image.getHeight() / 7)
                .map(i -> image.getRGB(i * 7 % image.getWidth(), i * 7 / image.getWidth())).distinct().count();
    }
}
