package studio.bcm.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.edit.pyramid.Pyramid;
import studio.bcm.image.Kernel;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.Pixels;
import studio.bcm.image.Taps;
import studio.bcm.job.DetailPack;
import studio.bcm.job.Enlarge;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.shell.Page;

/** Enlarging and drawing by levels in the window, with mouse and keys. */
final class EnlargeFlowTest {
    @TempDir
    private Path home;

    @Test
    void aPhotoIsTriedEnlargedAndComparedPixelByPixel() throws Exception {
        DetailPack.write(Files.createDirectories(home.resolve("bundled")), Enlarge.DETAIL_MODEL);
        Path photo = TestPictures.write(home.resolve("small.png"), 170, 125, 3, 100);
        try (TestWindow w = TestWindow.open(home, 1000, 1000, false).patience(120)) {
            w.onWindow(() -> w.model.open(List.of(photo)));
            w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
            w.robot.clickOn("#rail-enlarge");
            w.settle();
            assertThat(w.<Labeled>find("enlarge-run").isDisabled()).isFalse();
            // One evaluation is enough here.
            w.onWindow(() -> w.model.enlarge().choose("texture", c -> c.withTexture(0)));
            w.robot.clickOn("#enlarge-try");
            w.until("a part is shown", () -> w.model.enlarge().afterProperty().get() != null);
            assertThat(w.onWindow(() -> w.model.document().state().enlarged())).as("a look changes nothing").isNull();
            assertThat(w.onWindow(() -> w.model.viewport().zoomProperty().get())).as("pixel by pixel").isGreaterThanOrEqualTo(1);
            w.robot.clickOn("#enlarge-run");
            w.until("it is enlarged", () -> w.model.document().state().enlarged() != null);
            w.untilQuiet();
            DocumentState state = w.onWindow(() -> w.model.document().state());
            assertThat(state.enlarged().width()).isEqualTo(340);
            assertThat(w.onWindow(() -> w.model.enlarge().before(w.model.enlarge().afterProperty().get()).width())).isEqualTo(340);
            assertThat(w.onWindow(() -> w.model.viewport().zoomProperty().get())).isGreaterThanOrEqualTo(1);
            for (Settings.Theme theme : List.of(Settings.Theme.LIGHT, Settings.Theme.DARK)) {
                w.onWindow(() -> w.model.changeSettings(s -> s.withTheme(theme)));
                w.snapshot("enlarge-flow-" + theme.name().toLowerCase(Locale.ROOT));
            }
            assertThat(w.onWindow(() -> w.model.result())).as("what an export writes").contains(state.enlarged());
            Picture large = w.onWindow(() -> w.model.document().store()).load(state.enlarged());
            assertThat(large.height()).isEqualTo(250);
            Pixels small = PictureReader.read(photo).toPixels();
            assertThat(Math.min(difference(Taps.resample(large, 170, 125, Kernel.BOX), small),
                    difference(Taps.resample(large, 170, 125, Kernel.BICUBIC), small))).as("shrunk, it is the photo").isLessThan(0.5);
            w.robot.push(KeyCode.CONTROL, KeyCode.Z);
            w.settle();
            assertThat(w.onWindow(() -> w.model.document().state().enlarged())).isNull();
            assertThat(w.onWindow(() -> w.model.enlarge().afterProperty().get())).isNull();
        }
    }

    @Test
    void withoutAModelOfDetailASentenceSaysSo() {
        Path photo = TestPictures.write(home.resolve("small.png"), 48, 36, 3, 100);
        try (TestWindow w = TestWindow.open(home, 1000, 1000, false)) {
            w.onWindow(() -> w.model.open(List.of(photo)));
            w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
            w.go(Page.ENLARGE);
            w.robot.clickOn("#enlarge-run");
            w.until("it is told", () -> w.model.messages().shown().stream().anyMatch(m -> m.text().contains(Enlarge.DETAIL_MODEL)));
            assertThat(w.onWindow(() -> w.model.enlarge().runningProperty().get())).isFalse();
        }
    }

    @Test
    void newPicturesAreMadeInTheSizeThatIsAskedFor() throws Exception {
        DetailPack.write(Files.createDirectories(home.resolve("bundled")), Enlarge.DETAIL_MODEL);
        try (TestWindow w = TestWindow.open(home, 1000, 1000, false)) {
            w.onWindow(() -> w.model.changeSettings(s -> s.withModel("gaussian")));
            w.robot.clickOn("#rail-more").clickOn("#more-generate");
            w.until("it is asked", () -> w.robot.lookup("#generate-dialog").tryQuery().isPresent());
            Node dialog = w.robot.lookup("#generate-dialog").query();
            TextField width = w.robot.lookup("#generate-width").query();
            TextField height = w.robot.lookup("#generate-height").query();
            Button make = w.onWindow(() -> (Button) w.robot.from(dialog).lookup(".button").<Button>queryAll().stream().filter(Button::isDefaultButton)
                    .findFirst().orElseThrow());
            w.onWindow(() -> width.setText("wide"));
            assertThat(w.onWindow(make::isDisabled)).isTrue();
            w.onWindow(() -> {
                width.setText("130");
                height.setText("100");
            });
            w.snapshotOf("generate-dialog", dialog);
            w.robot.clickOn(make);
            w.until("they are there", () -> w.model.document().state().variations().size() == 4);
            assertThat(w.onWindow(() -> w.model.document().state().variations())).allSatisfy(v -> {
                assertThat(v.width()).isEqualTo(130);
                assertThat(v.height()).isEqualTo(100);
            });
            assertThat(w.model.pageProperty().get()).isEqualTo(Page.RESAMPLE);
            w.onWindow(() -> w.model.openA(TestPictures.write(home.resolve("photo.png"), 130, 100, 3, 100)));
            w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
            w.go(Page.RESAMPLE);
            w.robot.clickOn("#resample-level-composition");
            assertThat(w.onWindow(() -> w.model.document().state().choices().resample().level())).isEqualTo(Pyramid.From.COMPOSITION);
            for (Settings.Theme theme : List.of(Settings.Theme.LIGHT, Settings.Theme.DARK)) {
                w.onWindow(() -> w.model.changeSettings(s -> s.withTheme(theme)));
                w.snapshot("levels-" + theme.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    /** Mean absolute, on 0…255. */
    private static double difference(Pixels a, Pixels b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            sum += Math.abs(a.data()[i] - b.data()[i]);
        }
        return 127.5 * sum / a.data().length;
    }
}
