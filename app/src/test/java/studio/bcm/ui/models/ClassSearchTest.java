package studio.bcm.ui.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import studio.bcm.model.GaussianModel;
import studio.bcm.ui.TestWindow;

/** The search for a class in the window, with a model that has some. */
@ExtendWith(ApplicationExtension.class)
final class ClassSearchTest {
    @TempDir
    private Path home;
    private TestWindow w;

    @BeforeEach
    void openWindow() {
        w = TestWindow.open(home, 1000, 800, false);
    }

    @AfterEach
    void closeWindow() {
        w.close();
    }

    @Test
    void aClassIsSearchedByItsNameAndChosenByKeyboardAlone() {
        w.until("a model is loaded", () -> w.model.models().statusProperty().get().ready());
        assertThat(w.onWindow(() -> w.find("class-chip").isVisible())).as("the model in use has no classes").isFalse();
        // Of two packs none is the default, so that this one must not be there before the other is in use.
        GaussianModel.conditionalPack(home.resolve("bundled"), "classes", List.of("tench", "goldfish", "golden retriever", "tiger cat"));
        w.onWindow(() -> {
            w.model.changeSettings(s -> s.withModel("classes"));
            w.model.warmUp();
        });
        w.until("the classes are there", () -> w.model.classes().availableProperty().get());
        w.robot.clickOn("#class-chip");
        w.robot.write("gold");
        ListView<?> list = w.robot.lookup("#class-list").queryListView();
        w.until("two classes are left", () -> list.getItems().size() == 2);
        w.snapshotOf("class-search", list);
        w.robot.write("en");
        w.until("one class is left", () -> list.getItems().size() == 1);
        w.robot.push(KeyCode.ENTER);
        w.until("it is chosen", () -> w.model.classes().chosenProperty().get().name().equals("golden retriever"));
        assertThat(w.onWindow(() -> w.model.models().classId())).isEqualTo(2);
    }
}
