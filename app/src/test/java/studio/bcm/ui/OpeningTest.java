package studio.bcm.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.image.Image;
import javafx.scene.image.PixelWriter;
import javafx.scene.image.WritableImage;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import javafx.scene.input.KeyCode;
import javafx.scene.paint.Color;
import javafx.stage.WindowEvent;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import studio.bcm.image.PictureReader;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.shell.Page;

/** The ways into the window and out of it: clipboard, browser, dialogs, files opened last, and what is remembered. */
@ExtendWith(ApplicationExtension.class)
final class OpeningTest {
    @TempDir
    private Path home;
    private TestWindow w;

    @BeforeEach
    void openWindow() {
        w = TestWindow.open(home, 1000, 1000, false);
    }

    @AfterEach
    void closeWindow() {
        w.onWindow(() -> Clipboard.getSystemClipboard().clear());
        w.close();
    }

    private Path photo(String name, long seed) {
        return TestPictures.write(home.resolve(name), 96, 72, seed, 60);
    }

    private static Image image(int width, int height) {
        WritableImage image = new WritableImage(width, height);
        PixelWriter writer = image.getPixelWriter();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                writer.setColor(x, y, Color.color((double) x / width, (double) y / height, 0.25));
            }
        }
        return image;
    }

    private void clipboard(Map<DataFormat, Object> content) {
        w.onWindow(() -> Clipboard.getSystemClipboard().setContent(content));
    }

    private String nameOfA() {
        return w.onWindow(() -> w.model.document().state().a() == null ? "" : w.model.document().state().a().name());
    }

    private void untilOpen(String name) {
        w.until(name + " is open", () -> w.model.shownAProperty().get() != null && w.model.document().state().a().name().equals(name));
    }

    @Test
    void aPictureIsPasted() {
        clipboard(Map.of(DataFormat.IMAGE, image(60, 40)));
        w.robot.push(KeyCode.CONTROL, KeyCode.V);
        untilOpen("Pasted picture");
        float[] pixels = w.onWindow(() -> w.model.shownAProperty().get().picture()).toPixels().data();
        assertThat(pixels).hasSize(3 * 60 * 40);
        assertThat(pixels[59]).isGreaterThan(0.9f);
        assertThat(pixels[0]).isLessThan(-0.9f);
        w.robot.push(KeyCode.CONTROL, KeyCode.Z);
        w.settle();
        assertThat(nameOfA()).isEmpty();
    }

    @Test
    void filesArePasted() {
        clipboard(Map.of(DataFormat.FILES, List.of(photo("a.jpg", 1).toFile(), photo("b.jpg", 2).toFile())));
        w.robot.push(KeyCode.CONTROL, KeyCode.V);
        w.until("the morph is there", () -> w.model.morph().isComplete());
        assertThat(w.model.document().state().b().name()).isEqualTo("b.jpg");
    }

    @Test
    void anEmptyClipboardIsTold() {
        w.onWindow(() -> Clipboard.getSystemClipboard().clear());
        w.robot.push(KeyCode.CONTROL, KeyCode.V);
        w.until("it is told", () -> !w.model.messages().shown().isEmpty());
        assertThat(w.onWindow(() -> w.model.messages().shown().getFirst().text())).contains("clipboard holds no picture");
    }

    @Test
    void aPictureIsDraggedOutOfABrowserAsPixelsOrAsAnAddress() throws Exception {
        w.drop(Map.of(DataFormat.IMAGE, image(30, 20)));
        untilOpen("Pasted picture");
        byte[] bytes = Files.readAllBytes(photo("served.jpg", 3));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            w.drop(Map.of(DataFormat.URL, "http://127.0.0.1:" + server.getAddress().getPort() + "/holiday.jpg"));
            untilOpen("holiday.jpg");
        } finally {
            server.stop(0);
        }
        w.drop(Map.of(DataFormat.URL, home.resolve("served.jpg").toUri().toString()));
        untilOpen("served.jpg");
    }

    @Test
    void aDroppedFolderGoesIntoTheQueueAndItsResultsAreShown() throws Exception {
        Path folder = Files.createDirectories(home.resolve("photos"));
        TestPictures.write(folder.resolve("one.jpg"), 64, 48, 1, 20);
        w.dropFiles(List.of(folder));
        w.until("the queue is filled", () -> w.model.batch().rows().size() == 1);
        assertThat(w.model.pageProperty().get()).isEqualTo(Page.BATCH);
        w.robot.clickOn("#batch-start");
        w.until("the queue is done", () -> !w.model.batch().runningProperty().get());
        w.robot.clickOn("#batch-openfolder");
        assertThat(w.browsed).containsExactly(folder.resolve("restored").toUri().toString());
    }

    @Test
    void dialogsOpenSaveAndExport() {
        Path photo = photo("a.jpg", 1);
        w.answer(photo);
        w.robot.push(KeyCode.CONTROL, KeyCode.O);
        untilOpen("a.jpg");
        w.answer(home.resolve("work"));
        w.robot.push(KeyCode.CONTROL, KeyCode.S);
        w.until("the project is saved", () -> Files.exists(home.resolve("work.bcmproj")));
        w.untilQuiet();
        w.robot.push(KeyCode.CONTROL, KeyCode.W);
        w.until("it is closed", () -> w.model.document().state().a() == null);
        w.answer(home.resolve("work.bcmproj"));
        w.robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.O);
        untilOpen("a.jpg");
        w.answer(home.resolve("out.png"));
        w.robot.push(KeyCode.CONTROL, KeyCode.E);
        w.until("the export dialog is there", () -> w.robot.lookup("#export-dialog").tryQuery().isPresent());
        w.robot.clickOn("Choose place…");
        w.until("it is written", () -> Files.exists(home.resolve("out.png")));
        w.untilQuiet();
        assertThat(PictureReader.read(home.resolve("out.png")).toPixels().data()).isEqualTo(PictureReader.read(photo).toPixels().data());
        // A dialog that is given up changes nothing.
        w.robot.push(KeyCode.CONTROL, KeyCode.O);
        w.settle();
        assertThat(nameOfA()).isEqualTo("a.jpg");
    }

    @Test
    void filesOpenedLastAreOnTheStartPageAndInTheMenuAndMissingOnesAreTold() throws Exception {
        Path first = photo("first.jpg", 1);
        Path second = photo("second.jpg", 2);
        w.onWindow(() -> w.model.openA(first));
        untilOpen("first.jpg");
        w.onWindow(() -> w.model.openA(second));
        untilOpen("second.jpg");
        w.onWindow(() -> w.model.closeDocument());
        w.untilQuiet();
        Button row = w.robot.lookup(".recent-row").nth(1).query();
        assertThat(row.getAccessibleText()).isEqualTo(first.toString());
        w.robot.clickOn(row);
        untilOpen("first.jpg");
        w.untilQuiet();
        Files.delete(second);
        List<MenuItem> recent = w.onWindow(() -> ((MenuBar) w.scene().getRoot().lookup(".menu-bar")).getMenus()
                .getFirst().getItems().stream().filter(i -> "menu-recent".equals(i.getId())).findFirst()
                .map(i -> List.copyOf(((Menu) i).getItems())).orElseThrow());
        assertThat(recent).extracting(MenuItem::getText).containsExactly("first.jpg", "second.jpg");
        w.onWindow(() -> recent.get(1).fire());
        w.until("it is told", () -> w.model.messages().shown().stream().anyMatch(m -> m.text().contains("There is no file")));
        assertThat(w.onWindow(() -> w.model.messages().shown().getLast().text())).contains("There is no file").contains("second.jpg");
        assertThat(w.onWindow(() -> w.model.settingsProperty().get().recent())).containsExactly(first.toString());
    }

    @Test
    void theWindowComesBackWhereItWas() {
        w.onWindow(() -> {
            w.stage.setX(40);
            w.stage.setY(30);
            w.stage.setWidth(1111);
            w.stage.setHeight(777);
        });
        w.settle();
        w.onWindow(() -> w.stage.fireEvent(new WindowEvent(w.stage, WindowEvent.WINDOW_CLOSE_REQUEST)));
        w.close();
        w = TestWindow.openAgain(home);
        w.settle();
        Settings.WindowPlace place = w.onWindow(() -> new Settings.WindowPlace(w.stage.getX(), w.stage.getY(), w.stage.getWidth(),
                w.stage.getHeight(), w.stage.isMaximized()));
        assertThat(place).isEqualTo(new Settings.WindowPlace(40, 30, 1111, 777, false));
    }

    @Test
    void aMorphIsCroppedToACommonFrameWithAMovableBox() {
        Path wide = TestPictures.write(home.resolve("wide.png"), 160, 60, 1, 100);
        Path tall = TestPictures.write(home.resolve("tall.png"), 60, 120, 2, 100);
        w.dropFiles(List.of(wide, tall));
        w.until("the morph is there", () -> w.model.morph().isComplete());
        w.untilQuiet();
        w.robot.clickOn("#interpolate-crop");
        w.until("the dialog is there", () -> w.robot.lookup("#crop-dialog").tryQuery().isPresent());
        w.snapshotOf("crop-dialog", w.robot.lookup("#crop-dialog").query());
        w.robot.drag(w.robot.lookup("#crop-a").<Node>query()).dropBy(60, 0);
        w.settle();
        w.robot.clickOn("Use these parts");
        w.until("the cropped morph is there", () -> w.model.document().state().cropA().width() < 1 && w.model.morph().isComplete());
        w.untilQuiet();
        var state = w.onWindow(() -> w.model.document().state());
        assertThat(state.cropA().x()).isGreaterThan((1 - state.cropA().width()) / 2 + 0.05);
        double aspectA = 160 * state.cropA().width() / (60 * state.cropA().height());
        double aspectB = 60 * state.cropB().width() / (120 * state.cropB().height());
        assertThat(aspectA).isCloseTo(aspectB, Assertions.within(0.02));
    }
}
