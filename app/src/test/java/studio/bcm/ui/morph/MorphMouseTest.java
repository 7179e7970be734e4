package studio.bcm.ui.morph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import studio.bcm.edit.morph.PointPair;
import studio.bcm.ui.TestPictures;
import studio.bcm.ui.TestWindow;

/** Points of a morph, edited by the mouse in the real window. */
@ExtendWith(ApplicationExtension.class)
final class MorphMouseTest {
    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;
    private static final int DRAG = 40;

    @TempDir
    private Path home;
    private TestWindow w;

    @BeforeEach
    void openTwoPhotos() {
        Path a = TestPictures.write(home.resolve("a.png"), WIDTH, HEIGHT, 1, 100);
        Path b = TestPictures.write(home.resolve("b.png"), WIDTH, HEIGHT, 2, 100);
        w = TestWindow.open(home, 1200, 900, false);
        w.onWindow(() -> {
            w.model.morph().choose("seconds", c -> c.withSeconds(4 / 30.0).withSigma(0.0).withNoFaces(true));
            w.model.morph().suggestingProperty().set(false);
            w.model.open(List.of(a, b));
        });
        w.until("the photos are aligned", () -> w.model.morph().isAligned());
        w.untilQuiet();
    }

    @AfterEach
    void close() {
        w.close();
    }

    private List<PointPair> pairs() {
        return w.onWindow(() -> w.model.morph().passageShown().pairs());
    }

    /** Middle of a photo on the screen, which is that of its view while the whole photo is shown. */
    private Point2D middle(String id) {
        Node canvas = w.find(id);
        return w.onWindow(() -> {
            Bounds bounds = canvas.localToScreen(canvas.getBoundsInLocal());
            return new Point2D(Math.rint(bounds.getCenterX()), Math.rint(bounds.getCenterY()));
        });
    }

    @Test
    void aPointIsPlacedDraggedAndDeletedByTheMouseAndAllOfItUndone() {
        Point2D inA = middle("morph-a");
        w.robot.clickOn(inA);
        w.until("there is a point", () -> w.model.morph().passageShown().pairs().size() == 1);
        PointPair placed = pairs().getFirst();
        assertThat(placed.xa()).isCloseTo(WIDTH / 2.0, within(1.0));
        assertThat(placed.ya()).isCloseTo(HEIGHT / 2.0, within(1.0));
        w.untilQuiet();

        w.robot.moveTo(inA).press(MouseButton.PRIMARY).moveBy(DRAG / 2.0, 0).moveBy(DRAG / 2.0, 0).release(MouseButton.PRIMARY);
        w.until("the point has moved", () -> !w.model.morph().passageShown().pairs().getFirst().equals(placed));
        PointPair dragged = pairs().getFirst();
        assertThat(dragged.xa()).isGreaterThan(placed.xa() + 2);
        assertThat(dragged.ya()).isCloseTo(placed.ya(), within(0.5));
        assertThat(dragged.xb()).as("B's side stays").isEqualTo(placed.xb());
        assertThat(dragged.yb()).isEqualTo(placed.yb());
        w.untilQuiet();

        w.robot.moveTo(inA.add(DRAG, 0)).clickOn(MouseButton.SECONDARY);
        w.until("the point is gone", () -> w.model.morph().passageShown().pairs().isEmpty());
        w.untilQuiet();

        w.robot.push(KeyCode.CONTROL, KeyCode.Z);
        assertThat(pairs()).containsExactly(dragged);
        w.robot.push(KeyCode.CONTROL, KeyCode.Z);
        assertThat(pairs()).containsExactly(placed);
        w.robot.push(KeyCode.CONTROL, KeyCode.Z);
        assertThat(pairs()).isEmpty();
        w.untilQuiet();
    }
}
