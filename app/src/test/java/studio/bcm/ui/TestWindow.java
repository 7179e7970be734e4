package studio.bcm.ui;

import com.sun.javafx.tk.TKClipboard;
import com.sun.javafx.tk.Toolkit;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.embed.swing.SwingFXUtils;
import javafx.event.Event;
import javafx.event.EventTarget;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.scene.input.DataFormat;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.TransferMode;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import javafx.stage.Window;
import javax.imageio.ImageIO;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;
import studio.bcm.model.GaussianModel;
import studio.bcm.model.PackLibrary;
import studio.bcm.ui.models.RuntimeFunctionLoader;
import studio.bcm.ui.settings.UserFolders;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.shell.StudioWindow;
import studio.bcm.ui.shell.SystemDialogs;
import studio.bcm.ui.task.SequentialTaskExecutor;

/** The real window on a screen in memory, with a home folder and a model library of its own. */
public final class TestWindow implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 30_000;
    private long patienceMillis = PATIENCE_MILLIS;
    /** Pictures that are written while the test goes on. */
    private final List<CompletableFuture<Void>> written = new ArrayList<>();

    public final Path home;
    public final StudioModel model;
    public final Stage stage;
    public final FxRobot robot = new FxRobot();

    /** What the system's dialogs answer next; each call takes one away. */
    public final Deque<List<File>> answers;
    /** Addresses and folders that were to be opened in the system's way. */
    public final List<String> browsed;
    /** Whether the system is light or dark. */
    public final ObjectProperty<ColorScheme> system;

    private TestWindow(Path home, StudioModel model, Stage stage, Deque<List<File>> answers, List<String> browsed,
            ObjectProperty<ColorScheme> system) {
        this.system = system;
        this.answers = answers;
        this.browsed = browsed;
        this.home = home;
        this.model = model;
        this.stage = stage;
    }

    /** Opens it with the bundled pack where there is one, else with the exact model of a normal distribution. */
    public static TestWindow open(Path home, double width, double height) {
        return open(home, width, height, bundledModels() != null);
    }

    /** Opens it with the bundled pack, or with the exact model of a normal distribution, which costs no time. */
    public static TestWindow open(Path home, double width, double height, boolean bundled) {
        Executor window = Platform::runLater;
        try {
            // The window's language is that of these tests, whatever the machine's.
            Locale.setDefault(Locale.ENGLISH);
            if (FxToolkit.toolkitContext().getRegisteredStage() == null) {
                FxToolkit.registerPrimaryStage();
            }
            return WaitForAsyncUtils.asyncFx(() -> {
                StudioModel model = new StudioModel(new StudioModel.Services(new UserFolders(home, home), library(home, bundled),
                        new RuntimeFunctionLoader(), new SequentialTaskExecutor("device", window),
                        new SequentialTaskExecutor("disk", window), new SequentialTaskExecutor("batch", window), window));
                Stage stage = new Stage();
                Deque<List<File>> answers = new ArrayDeque<>();
                List<String> browsed = new ArrayList<>();
                ObjectProperty<ColorScheme> system = new SimpleObjectProperty<>(ColorScheme.LIGHT);
                StudioWindow view = new StudioWindow(stage, model, browsed::add, new Answers(answers), system);
                stage.setX(0);
                stage.setY(0);
                // The screen in memory cannot grow a window beyond its first size.
                stage.setWidth(1600);
                stage.setHeight(1150);
                view.show();
                if (width > 0) {
                    stage.setWidth(width);
                    stage.setHeight(height);
                }
                model.warmUp();
                return new TestWindow(home, model, stage, answers, browsed, system);
            }).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the window does not open", e);
        }
    }

    private static PackLibrary library(Path home, boolean bundled) throws IOException {
        if (bundled) {
            return new PackLibrary(home.resolve("models"), List.of(bundledModels()));
        }
        Path packs = Files.createDirectories(home.resolve("bundled"));
        if (!Files.exists(packs.resolve("gaussian.bcm"))) {
            GaussianModel.pack(packs, "gaussian");
        }
        return new PackLibrary(home.resolve("models"), List.of(packs));
    }

    /** Opens it where and as large as it was last. */
    public static TestWindow openAgain(Path home) {
        return open(home, 0, 0);
    }

    private record Answers(Deque<List<File>> answers) implements SystemDialogs {
        @Override
        public Optional<File> open(FileChooser chooser, Window owner) {
            return next().stream().findFirst();
        }

        @Override
        public List<File> openSeveral(FileChooser chooser, Window owner) {
            return next();
        }

        @Override
        public Optional<File> save(FileChooser chooser, Window owner) {
            return next().stream().findFirst();
        }

        @Override
        public Optional<File> folder(DirectoryChooser chooser, Window owner) {
            return next().stream().findFirst();
        }

        private List<File> next() {
            List<File> answer = answers.poll();
            return answer == null ? List.of() : answer;
        }
    }

    /** The next dialog for files is answered with these. */
    public void answer(Path... files) {
        onWindow(() -> answers.add(Stream.of(files).map(Path::toFile).toList()));
    }

    /** Lets go of something over the window, as a file manager or a browser does. */
    public void drop(Map<DataFormat, Object> content) {
        dropOn(scene(), content);
    }

    /** Lets go of a file over a part of the window. */
    public void dropFileOn(String id, Path file) {
        dropOn(find(id), Map.of(DataFormat.FILES, List.of(file.toFile())));
    }

    private void dropOn(EventTarget target, Map<DataFormat, Object> content) {
        onWindow(() -> {
            try {
                var local = Toolkit.getToolkit().createLocalClipboard();
                // One in memory knows not by itself how it may be dropped.
                var clipboard = Proxy.newProxyInstance(TestWindow.class.getClassLoader(),
                        new Class<?>[] {TKClipboard.class}, (proxy, method, arguments) ->
                                method.getName().equals("getTransferModes") ? EnumSet.of(TransferMode.COPY)
                                        : method.invoke(local, arguments));
                var constructor = Dragboard.class.getDeclaredConstructor(TKClipboard.class);
                constructor.setAccessible(true);
                Dragboard board = constructor.newInstance(clipboard);
                board.setContent(content);
                for (var type : List.of(DragEvent.DRAG_OVER, DragEvent.DRAG_EXITED, DragEvent.DRAG_DROPPED)) {
                    Event.fireEvent(target, new DragEvent(null, target, type, board, 500, 500, 500, 500,
                            TransferMode.COPY, null, null, null));
                    if (type == DragEvent.DRAG_OVER && target == scene() && !scene().lookup("#drop-hint").isVisible()) {
                        throw new AssertionError("nothing says that this may be dropped here");
                    }
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    public void dropFiles(List<Path> files) {
        drop(Map.of(DataFormat.FILES, files.stream().map(Path::toFile).toList()));
    }

    /** Folder of the pack that comes with the program; null before there is one. */
    public static Path bundledModels() {
        Path models = Path.of(System.getProperty("bcm.assets")).resolve("models");
        return Files.exists(models.resolve(PackLibrary.DEFAULT_NAME + ".bcm")) ? models : null;
    }

    /** Does something on the window's thread and waits for it. */
    public <T> T onWindow(Callable<T> work) {
        try {
            return WaitForAsyncUtils.asyncFx(work).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public void onWindow(Runnable work) {
        onWindow(() -> {
            work.run();
            return null;
        });
    }

    /** Waits longer than usual, for work of a real model. */
    public TestWindow patient() {
        patienceMillis = 20 * PATIENCE_MILLIS;
        return this;
    }

    /** Waits that long at most. */
    public TestWindow patience(int seconds) {
        patienceMillis = 1000L * seconds;
        return this;
    }

    /** Waits until something holds, asked on the window's thread. */
    public void until(String what, BooleanSupplier condition) {
        try {
            WaitForAsyncUtils.waitFor(patienceMillis, TimeUnit.MILLISECONDS, () -> onWindow(condition::getAsBoolean));
        } catch (TimeoutException e) {
            throw new AssertionError("waited in vain until " + what + "; messages: " + onWindow(() -> model.messages().shown().toString()), e);
        }
        settle();
    }

    /** Waits until nothing is going on in the background and two more frames were drawn. */
    public void untilQuiet() {
        until("nothing is going on", () -> {
            model.activity().refresh(System.nanoTime());
            return !model.activity().busyProperty().get();
        });
        settle();
    }

    /** Waits until what has changed is drawn. */
    public void settle() {
        WaitForAsyncUtils.waitForFxEvents(3);
    }

    public Scene scene() {
        return stage.getScene();
    }

    public <N extends Node> N find(String id) {
        N node = robot.lookup("#" + id).query();
        return node;
    }

    public void go(Page page) {
        onWindow(() -> model.pageProperty().set(page));
        settle();
    }

    /** Writes what the window looks like to {@code target/screens/NAME.png}. */
    public BufferedImage snapshot(String name) {
        return write(name, () -> scene().snapshot(null));
    }

    /** Writes what a part of a window looks like, such as a dialog. */
    public BufferedImage snapshotOf(String name, Node node) {
        return write(name, () -> node.getScene().snapshot(null));
    }

    /** What the window looks like. */
    public BufferedImage look() {
        return take(() -> scene().snapshot(null));
    }

    private BufferedImage take(Callable<WritableImage> taken) {
        settle();
        return onWindow(() -> {
            WritableImage shot = taken.call();
            BufferedImage copy = new BufferedImage((int) shot.getWidth(), (int) shot.getHeight(), BufferedImage.TYPE_INT_RGB);
            copy.createGraphics().drawImage(SwingFXUtils.fromFXImage(shot, null), 0, 0, null);
            return copy;
        });
    }

    private BufferedImage write(String name, Callable<WritableImage> taken) {
        BufferedImage image = take(taken);
        written.add(CompletableFuture.runAsync(() -> {
            try {
                Path file = Path.of("target", "screens", name + ".png");
                Files.createDirectories(file.getParent());
                ImageIO.write(image, "png", file.toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
        return image;
    }

    @Override
    public void close() {
        written.forEach(CompletableFuture::join);
        onWindow(() -> {
            stage.hide();
            model.close();
        });
    }
}
