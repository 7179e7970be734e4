package studio.bcm.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.TitledPane;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kordamp.ikonli.javafx.FontIcon;
import org.testfx.framework.junit5.ApplicationExtension;
import studio.bcm.UserException;
import studio.bcm.model.GaussianModel;
import studio.bcm.model.Manifest;
import studio.bcm.model.PackWriter;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.shell.Message;
import studio.bcm.ui.shell.Page;

/** Pictures of what is not a page of its own: empty pages, everything unfolded, messages, progress, and all of it in German. */
@ExtendWith(ApplicationExtension.class)
final class LookTest {
    @TempDir
    private Path home;
    private TestWindow w;

    @BeforeEach
    void openWindow() {
        w = TestWindow.open(home, 1440, 900, false);
    }

    @AfterEach
    void closeWindow() {
        w.close();
        Texts.use("en");
    }

    private void both(String name) {
        for (Settings.Theme theme : List.of(Settings.Theme.LIGHT, Settings.Theme.DARK)) {
            w.onWindow(() -> w.model.changeSettings(s -> s.withTheme(theme)));
            w.snapshot(name + "-" + theme.name().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void emptyPagesSayWhatToDo() {
        for (Page page : List.of(Page.INTERPOLATE, Page.RESAMPLE, Page.RESTORE, Page.INVERT, Page.INPAINT, Page.BATCH)) {
            w.go(page);
            both("empty-" + page.key());
            boolean told = w.onWindow(() -> w.robot.lookup(".empty-title").<Labeled>queryAll().stream()
                    .anyMatch(l -> isShown(l) && !l.getText().isBlank()));
            assertThat(told).as("page %s says what to do", page).isTrue();
        }
    }

    /** Every label and button of every page, with all that is folded away, has room for its words in both languages. */
    @Test
    void nothingIsCutOffInEitherLanguage() throws Exception {
        Path a = TestPictures.write(home.resolve("lake.jpg"), 256, 192, 3, 18);
        Path b = TestPictures.write(home.resolve("meadow.png"), 256, 192, 8, 95);
        w.onWindow(() -> w.model.open(List.of(a, b)));
        w.until("the morph is there", () -> w.model.morph().isComplete());
        w.go(Page.RESTORE);
        w.onWindow(() -> w.model.restore().run());
        w.until("the photo is restored", () -> w.model.document().state().restored() != null);
        w.go(Page.INVERT);
        w.onWindow(() -> w.model.invert().run());
        w.until("the noise is there", () -> w.model.invert().shownProperty().get() != null);
        w.go(Page.BATCH);
        Path wrong = Files.writeString(home.resolve("wrong.jpg"), "no picture");
        w.onWindow(() -> w.model.batch().add(List.of(a, wrong)));
        w.until("the queue is filled", () -> w.model.batch().rows().size() == 2);
        w.onWindow(() -> w.model.batch().start());
        w.until("the queue is done", () -> !w.model.batch().runningProperty().get());
        for (String language : List.of("en", "de")) {
            w.onWindow(() -> w.model.changeSettings(s -> s.withLanguage(language)));
            for (Page page : Page.values()) {
                w.go(page);
                w.onWindow(() -> w.robot.lookup((Node n) -> n instanceof TitledPane).<TitledPane>queryAll().forEach(p -> p.setExpanded(true)));
                w.untilQuiet();
                if (language.equals("de")) {
                    both("german-" + page.key());
                }
                List<String> cut = w.onWindow(() -> w.robot.lookup((Node n) -> n instanceof Labeled l && isCut(l)).<Labeled>queryAll().stream()
                        .map(Labeled::getText).toList());
                assertThat(cut).as("words that are cut off on page %s in %s", page, language).isEmpty();
            }
        }
    }

    /** Names of files may be cut, words may not. */
    private static boolean isCut(Labeled l) {
        boolean isName = l.getStyleClass().contains("caption") || l.getText() == null || l.getText().startsWith("/");
        return !isName && isShown(l) && shownText(l).filter(t -> !t.equals(l.getText())).isPresent();
    }

    private static boolean isShown(Node n) {
        return n.isVisible() && (n.getParent() == null ? n.getScene() != null : isShown(n.getParent()));
    }

    private static Optional<String> shownText(Labeled l) {
        return l.getChildrenUnmodifiable().stream().filter(n -> n instanceof Text && !(n instanceof FontIcon))
                .map(n -> ((Text) n).getText()).findFirst();
    }

    @Test
    void messagesAndDevicesReadWell() {
        w.go(Page.SETTINGS);
        w.onWindow(() -> w.model.changeSettings(s -> s.withLanguage("de").withDevice("cuda:1")));
        w.settle();
        w.onWindow(() -> w.model.messages().failure(new UserException("Cannot write /home/a/Bilder/See.png: No space left on device.")));
        w.onWindow(() -> w.model.messages().warning("The device has not enough memory even for the smallest tile; going on with the CPU."));
        w.onWindow(() -> w.model.messages().add(new Message(Message.Kind.WARNING, Texts.of("recover.offer"), Texts.of("recover.yes"), () -> { })));
        w.onWindow(() -> w.model.messages().success(Texts.of("export.done", "/home/a/Bilder/See.png")));
        both("messages-german");
        List<String> shown = w.onWindow(() -> w.robot.lookup(".message-text").<Labeled>queryAll().stream().map(Labeled::getText).toList());
        assertThat(shown).contains("/home/a/Bilder/See.png kann nicht geschrieben werden: auf dem Datenträger ist kein Platz mehr.",
                "Der Speicher des Geräts reicht selbst für das kleinste Stück nicht; es geht mit der CPU weiter.");
        ComboBox<String> devices = w.find("settings-device");
        assertThat(w.onWindow(() -> devices.getConverter().toString("cuda:1"))).isEqualTo("GPU (CUDA) 1");
    }

    @Test
    void whatWasMeasuredOfAModelIsATable() {
        Path file = home.resolve("bundled").resolve("measured.bcm");
        PackWriter.write(file, GaussianModel.onnx(false), GaussianModel.manifest("measured").optFigures(List.of(
                new Manifest.Figure("restoration-psnr-10", 29.478, "dB", "measured by hand"),
                new Manifest.Figure("restoration-gain-10", 2.694, "dB", ""), new Manifest.Figure("restoration-ssim-10", 0.8791, "", ""),
                new Manifest.Figure("restoration-psnr-40", 34.31, "dB", ""), new Manifest.Figure("inversion-mse-1", 0.0014, "", ""))).build());
        w.go(Page.MODELS);
        w.until("the table is there", () -> w.scene().lookup(".figure-table") != null);
        List<String> shown = w.onWindow(() -> w.robot.lookup(".figure-cell").<Labeled>queryAll().stream().map(Labeled::getText).toList());
        assertThat(shown).containsExactlyInAnyOrder("29.48", "+2.69", "0.879", "34.31");
        List<String> others = w.onWindow(() -> w.robot.lookup(".figure").<Labeled>queryAll().stream().map(Labeled::getText).toList());
        assertThat(others).containsExactly("inversion-mse-1  0.001400");
        both("models-measured");
    }

    @Test
    void beforeAndAfterAreComparedInEveryWay() {
        Path a = TestPictures.write(home.resolve("lake.jpg"), 256, 192, 3, 12);
        w.onWindow(() -> w.model.openA(a));
        w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
        w.onWindow(() -> w.model.restore().run());
        w.until("the photo is restored", () -> w.model.document().state().restored() != null);
        w.untilQuiet();
        hideMemory();
        w.robot.clickOn("#compare-after");
        var after = w.look();
        w.robot.press(KeyCode.SPACE);
        w.settle();
        assertThat(differences(w.look(), after)).as("held Space shows the picture before").isGreaterThan(10_000);
        w.snapshot("compare-hold");
        w.robot.release(KeyCode.SPACE);
        w.settle();
        assertThat(differences(w.look(), after)).as("after Space the result is there again").isZero();
        w.robot.clickOn("#compare-side_by_side");
        both("compare-side-by-side");
        w.go(Page.INPAINT);
        w.onWindow(() -> {
            w.model.inpaint().stroke(60, 60, 160, 120);
            w.model.inpaint().strokeDone();
        });
        w.until("the stroke is kept", () -> w.model.document().state().mask() != null);
        w.onWindow(() -> w.model.inpaint().run());
        w.until("the proposals are there", () -> w.model.document().state().proposals().size() == 3);
        w.untilQuiet();
        w.robot.clickOn("#proposal-2");
        w.untilQuiet();
        var proposal = w.look();
        w.robot.press(KeyCode.SPACE);
        w.settle();
        assertThat(differences(w.look(), proposal)).as("held Space shows the picture without the proposal").isGreaterThan(1000);
        w.robot.release(KeyCode.SPACE);
    }

    @Test
    void largePixelsHaveAGridAndWhatIsTransparentAChequerboard() throws Exception {
        BufferedImage holes = new BufferedImage(64, 48, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 64; x++) {
                holes.setRGB(x, y, Math.hypot(x - 32, y - 24) < 18 ? 0 : 0xff3366aa);
            }
        }
        Path file = home.resolve("holes.png");
        ImageIO.write(holes, "png", file.toFile());
        w.onWindow(() -> w.model.openA(file));
        w.until("the picture is open", () -> w.model.shownAProperty().get() != null);
        w.onWindow(() -> w.model.viewport().actualSize());
        assertThat(colours(w.look())).as("colours of the canvas at 100 %").contains(0xffffff).doesNotContain(0x5977a0);
        w.onWindow(() -> w.model.viewport().zoomBy(24, w.model.viewport().width() / 2, w.model.viewport().height() / 2));
        both("pixel-grid");
        w.onWindow(() -> w.model.changeSettings(s -> s.withTheme(Settings.Theme.LIGHT)));
        var large = w.look();
        int line = large.getHeight() / 2;
        long alone = IntStream.range(1, large.getWidth() - 1).filter(x -> isBlue(large.getRGB(x - 1, line)) && isBlue(large.getRGB(x + 1, line))
                && large.getRGB(x, line) != large.getRGB(x - 1, line) && large.getRGB(x - 1, line) == large.getRGB(x + 1, line)).count();
        assertThat(alone).as("lines of the grid across a row of the picture").isGreaterThan(4);
    }

    private static boolean isBlue(int rgb) {
        return (rgb & 0xffffff) == 0x3366aa;
    }

    private static Set<Integer> colours(BufferedImage image) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .mapToObj(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xffffff).collect(Collectors.toSet());
    }

    /** Whoever goes through a page with the Tab key sees where they are, in both themes. */
    @Test
    void theFocusIsSeenInBothThemes() {
        Path a = TestPictures.write(home.resolve("lake.jpg"), 256, 192, 3, 18);
        w.onWindow(() -> w.model.openA(a));
        w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
        hideMemory();
        List<String> unseen = new ArrayList<>();
        for (Page page : List.of(Page.RESTORE, Page.SETTINGS)) {
            w.go(page);
            for (Settings.Theme theme : List.of(Settings.Theme.LIGHT, Settings.Theme.DARK)) {
                w.onWindow(() -> w.model.changeSettings(s -> s.withTheme(theme)));
                w.onWindow(() -> w.find("rail-" + (page == Page.START ? "models" : page.key())).requestFocus());
                for (int i = 0; i < 8; i++) {
                    w.robot.push(KeyCode.TAB);
                    w.settle();
                    Node owner = w.onWindow(() -> w.scene().getFocusOwner());
                    var with = w.look();
                    w.onWindow(() -> w.scene().getRoot().requestFocus());
                    var without = w.look();
                    if (differences(with, without) <= 20) {
                        unseen.add(page + " " + theme + " " + owner);
                    }
                    w.onWindow(owner::requestFocus);
                }
            }
        }
        assertThat(unseen).as("controls whose focus is not seen").isEmpty();
    }

    /** Two looks at the window are to differ by what was done alone. */
    private void hideMemory() {
        w.onWindow(() -> w.find("memory").setVisible(false));
    }

    private static long differences(BufferedImage a, BufferedImage b) {
        int[] before = a.getRGB(0, 0, a.getWidth(), a.getHeight(), null, 0, a.getWidth());
        int[] after = b.getRGB(0, 0, b.getWidth(), b.getHeight(), null, 0, b.getWidth());
        return IntStream.range(0, before.length).filter(i -> before[i] != after[i]).count();
    }
}
