package studio.bcm.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Locale;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import studio.bcm.ui.canvas.Compare;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.shell.Page;

/** The tools over the canvas, and variations in full size. */
@ExtendWith(ApplicationExtension.class)
final class CanvasFlowsTest {
    @TempDir
    private Path home;
    private TestWindow w;

    @BeforeEach
    void openRestoredPhoto() {
        Path photo = TestPictures.write(home.resolve("lake.jpg"), 480, 360, 3, 15);
        w = TestWindow.open(home, 1000, 1000, false);
        w.onWindow(() -> w.model.openA(photo));
        w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
    }

    @AfterEach
    void close() {
        w.close();
    }

    private void restore() {
        w.go(Page.RESTORE);
        w.onWindow(() -> w.model.restore().run());
        w.until("the photo is restored", () -> w.model.document().state().restored() != null);
        w.untilQuiet();
    }

    @Test
    void thePageOffersEveryWayOfComparing() {
        Node split = w.find("compare-split");
        assertThat(split.isDisabled()).as("nothing to compare yet").isTrue();
        restore();
        for (Compare mode : Compare.values()) {
            w.robot.clickOn("#" + mode.key().replace('.', '-'));
            w.settle();
            assertThat(w.onWindow(() -> w.model.viewport().compareProperty().get())).isEqualTo(mode);
            w.snapshot("toolbar-" + mode.name().toLowerCase(Locale.ROOT));
        }
        // Each page remembers its own way.
        w.go(Page.INPAINT);
        assertThat(w.onWindow(() -> w.model.viewport().compareProperty().get())).isEqualTo(Compare.AFTER);
        w.go(Page.RESTORE);
        assertThat(w.onWindow(() -> w.model.viewport().compareProperty().get())).isEqualTo(Compare.ONION);
    }

    @Test
    void theLoupeShowsThePlaceUnderThePointer() {
        w.go(Page.RESTORE);
        w.robot.moveTo("#canvas");
        BufferedImage without = w.look();
        w.robot.clickOn("#view-loupe");
        w.robot.moveTo("#canvas");
        BufferedImage with = w.snapshot("loupe");
        Node canvas = w.find("canvas");
        Point2D pointer = w.onWindow(() -> canvas.localToScene(canvas.getBoundsInLocal().getCenterX(), canvas.getBoundsInLocal().getCenterY()));
        double zoom = w.onWindow(() -> w.model.viewport().zoomProperty().get());
        double times = Math.max(1, 3 * zoom) / zoom;
        assertThat(times).isGreaterThan(2);
        int changed = 0;
        for (int dy = -60; dy <= 60; dy += 20) {
            for (int dx = -60; dx <= 60; dx += 20) {
                double[] seen = mean(with, pointer.getX() + dx, pointer.getY() + dy, 3);
                double[] there = mean(without, pointer.getX() + dx / times, pointer.getY() + dy / times, 1);
                double[] before = mean(without, pointer.getX() + dx, pointer.getY() + dy, 3);
                for (int c = 0; c < 3; c++) {
                    assertThat(seen[c]).as("%s, %s", dx, dy).isCloseTo(there[c], within(24.0));
                }
                changed += Math.abs(seen[1] - before[1]) > 24 ? 1 : 0;
            }
        }
        assertThat(changed).as("places that show something else than without the loupe").isGreaterThan(5);
        // Beyond it nothing is.
        assertThat(mean(with, pointer.getX() + 110, pointer.getY(), 3)).isEqualTo(mean(without, pointer.getX() + 110, pointer.getY(), 3));
        w.robot.press(KeyCode.L).release(KeyCode.L);
        w.settle();
        assertThat(w.onWindow(() -> w.model.viewport().loupeProperty().get())).isFalse();
        assertThat(mean(w.look(), pointer.getX() + 60, pointer.getY() + 40, 3)).isEqualTo(mean(without, pointer.getX() + 60, pointer.getY() + 40, 3));
    }

    private static double[] mean(BufferedImage image, double x, double y, int radius) {
        double[] sum = new double[3];
        int n = (2 * radius + 1) * (2 * radius + 1);
        for (int i = 0; i < n; i++) {
            int rgb = image.getRGB((int) Math.round(x) + i % (2 * radius + 1) - radius, (int) Math.round(y) + i / (2 * radius + 1) - radius);
            for (int c = 0; c < 3; c++) {
                sum[c] += (rgb >> 16 - 8 * c & 255) / (double) n;
            }
        }
        return sum;
    }

    @Test
    void spaceComparesAlsoAfterAClickOnACheckBox() {
        restore();
        CheckBox faithful = w.find("restore-faithful");
        boolean before = w.onWindow(faithful::isSelected);
        w.robot.clickOn(faithful);
        w.untilQuiet();
        w.robot.press(KeyCode.SPACE);
        w.settle();
        assertThat(w.onWindow(() -> w.model.viewport().holdCompareProperty().get())).isTrue();
        w.robot.release(KeyCode.SPACE);
        w.settle();
        assertThat(w.onWindow(() -> w.model.viewport().holdCompareProperty().get())).isFalse();
        assertThat(w.onWindow(faithful::isSelected)).as("the click counts, Space does not").isNotEqualTo(before);
    }

    @Test
    void theResultIsCopied() {
        restore();
        w.robot.clickOn("#menu-copy");
        w.until("it is on the clipboard", () -> Clipboard.getSystemClipboard().hasImage());
        assertThat(w.onWindow(() -> Clipboard.getSystemClipboard().getImage().getWidth())).isEqualTo(480);
    }

    @Test
    void theSamePartIsSeenOfAPictureOfAnotherSize() {
        w.onWindow(() -> {
            w.model.viewport().zoomTo(2);
            w.model.viewport().panBy(-60, -40);
        });
        double x = w.onWindow(() -> w.model.viewport().toPictureX(100)) / 480;
        w.onWindow(() -> w.model.viewport().show(960, 720));
        assertThat(w.onWindow(() -> w.model.viewport().toPictureX(100)) / 960).isCloseTo(x, within(1e-6));
    }

    @Test
    void variationsAreSeenInFullSizeKeptAndUsed() {
        w.go(Page.RESAMPLE);
        w.onWindow(() -> w.model.resample().run());
        w.until("all are there", () -> w.model.document().state().variations().size() == 6);
        w.untilQuiet();
        w.snapshot("variations-grid");
        w.robot.clickOn("#open-variation-2");
        w.untilQuiet();
        PictureRef second = w.onWindow(() -> w.model.document().state().variations().get(1));
        assertThat(w.onWindow(() -> w.model.resample().openedProperty().get())).isEqualTo(second);
        assertThat(w.onWindow(() -> w.model.viewport().compareProperty().get())).as("beside the picture").isEqualTo(Compare.SIDE_BY_SIDE);
        w.snapshot("variation-opened");
        w.robot.clickOn("#variation-keep");
        w.robot.clickOn("#canvas");
        w.robot.push(KeyCode.RIGHT);
        w.settle();
        // What is kept comes first, so that the next one is the first of the others.
        assertThat(w.onWindow(() -> w.model.resample().openedProperty().get())).isEqualTo(w.onWindow(() -> w.model.document().state().variations().get(0)));
        w.robot.push(KeyCode.ESCAPE);
        w.settle();
        assertThat(w.onWindow(() -> w.model.resample().openedProperty().get())).isNull();
        w.onWindow(() -> w.model.resample().run());
        w.until("others are there", () -> w.model.document().state().variations().size() == 6
                && !w.model.document().state().variations().contains(second));
        w.untilQuiet();
        assertThat(w.onWindow(() -> w.model.resample().all())).hasSize(7).startsWith(second);
        w.robot.clickOn("#use-as-a-1");
        w.until("it is the picture", () -> second.equals(w.model.document().state().a()));
        assertThat(w.onWindow(() -> w.model.resample().all())).as("the grid stays").hasSize(7);
    }
}
