package studio.bcm.ui.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.embed.swing.SwingFXUtils;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Control;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.TextInputControl;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.Dragboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.stage.Screen;
import javafx.stage.Stage;
import studio.bcm.image.Picture;
import studio.bcm.ui.Texts;
import studio.bcm.ui.batch.BatchPage;
import studio.bcm.ui.control.Fonts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.doctor.DoctorPage;
import studio.bcm.ui.image.Framed;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.models.ModelsPage;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.settings.SettingsPage;

/** The window: puts the pages, the rail and the bars together, follows theme and language, takes what is dropped and pasted. */
public final class StudioWindow {
    private static final double LEAST_WIDTH = 880;
    private static final double LEAST_HEIGHT = 600;
    private static final double BRUSH_STEP = 1.15;

    private final Stage stage;
    private final StudioModel model;
    private final Consumer<String> browser;
    private final ObservableValue<ColorScheme> scheme;
    private final BooleanProperty dark = new SimpleBooleanProperty(false);
    private final Scene scene = new Scene(new StackPane(), 1280, 860);
    private final FileDialogs dialogs;
    private StatusBar statusBar;
    private final Map<Page, Node> made = new EnumMap<>(Page.class);
    private StackPane pages;
    private EditorView editor;
    private String language;

    /**
     * The window of a model.
     *
     * @param browser opens an address or a folder in the system's way
     * @param system  asks for files
     * @param scheme  whether the system is light or dark
     */
    public StudioWindow(Stage stage, StudioModel model, Consumer<String> browser, SystemDialogs system,
            ObservableValue<ColorScheme> scheme) {
        this.stage = stage;
        this.model = model;
        this.browser = browser;
        this.dialogs = new FileDialogs(stage, model, system);
        this.scheme = scheme;
        addIcons();
        Fonts.load();
        scene.getStylesheets().add(Ui.STYLES);
        scene.addEventFilter(KeyEvent.ANY, this::keys);
        addDrop();
        scheme.addListener((o, before, now) -> applyTheme());
        model.settingsProperty().addListener((o, before, now) -> {
            if (before.theme() != now.theme()) {
                applyTheme();
            }
            if (!before.language().equals(now.language())) {
                build();
            }
        });
        model.pageProperty().addListener((o, before, now) -> showPage());
        model.document().stateProperty().addListener((o, before, now) -> {
            if ((before.a() == null) != (now.a() == null)) {
                showPage();
            }
        });
        model.shownFolderProperty().addListener((o, before, now) -> {
            if (now != null) {
                browser.accept(now.toUri().toString());
                model.shownFolderProperty().set(null);
            }
        });
        stage.setMinWidth(LEAST_WIDTH);
        stage.setMinHeight(LEAST_HEIGHT);
        stage.setScene(scene);
        stage.setOnCloseRequest(e -> {
            if (model.batch().runningProperty().get() && !leavesBatch()) {
                e.consume();
            } else {
                rememberPlace();
            }
        });
        applyTheme();
        build();
    }

    /** The program's icons lie beside its pictures and models. */
    private void addIcons() {
        String assets = System.getProperty("bcm.assets");
        if (assets == null) {
            return;
        }
        for (int size : new int[] {16, 32, 48, 64, 128, 256}) {
            Path icon = Path.of(assets, "icons", "bcm-studio-" + size + ".png");
            if (Files.exists(icon)) {
                stage.getIcons().add(new Image(icon.toUri().toString()));
            }
        }
    }

    /** Opens the window where it was last, and offers what a crash has left. */
    public void show() {
        Settings.WindowPlace place = model.settingsProperty().get().window();
        if (place != null && isOnScreen(place)) {
            Rectangle2D screen = Screen.getScreensForRectangle(place.x(), place.y(), place.width(), place.height()).getFirst().getVisualBounds();
            double width = Math.min(place.width(), screen.getWidth());
            double height = Math.min(place.height(), screen.getHeight());
            stage.setX(Math.clamp(place.x(), screen.getMinX(), screen.getMaxX() - width));
            stage.setY(Math.clamp(place.y(), screen.getMinY(), screen.getMaxY() - height));
            stage.setWidth(width);
            stage.setHeight(height);
            stage.setMaximized(place.maximised());
        }
        stage.show();
        model.resumeLast();
        if (model.abandonedProperty().get() != null) {
            model.messages().add(new Message(Message.Kind.WARNING, Texts.of("recover.offer"), Texts.of("recover.yes"), model::recover));
        }
    }

    /** Files that were not begun with are lost with the queue, so that whoever quits is asked. */
    private boolean leavesBatch() {
        ButtonType quit = new ButtonType(Texts.of("quit.batch.leave"), ButtonBar.ButtonData.OK_DONE);
        ButtonType stay = new ButtonType(Texts.of("quit.batch.stay"), ButtonBar.ButtonData.CANCEL_CLOSE);
        Dialog<ButtonType> dialog = new Dialog<>();
        Ui.belongsToWindow(dialog);
        dialog.setTitle(Texts.of("quit.title"));
        dialog.setHeaderText(Texts.of("quit.batch", model.batch().summaryProperty().get()));
        dialog.getDialogPane().getButtonTypes().addAll(quit, stay);
        dialog.getDialogPane().lookupButton(stay).setId("quit-stay");
        dialog.getDialogPane().lookupButton(quit).setId("quit-leave");
        return dialog.showAndWait().filter(quit::equals).isPresent();
    }

    private static boolean isOnScreen(Settings.WindowPlace place) {
        return place.width() >= 200 && place.height() >= 200 && !Screen.getScreensForRectangle(
                new Rectangle2D(place.x() + place.width() / 4, place.y(), place.width() / 2, 40)).isEmpty();
    }

    private void rememberPlace() {
        model.changeSettings(s -> s.withWindow(new Settings.WindowPlace(stage.getX(), stage.getY(), stage.getWidth(),
                stage.getHeight(), stage.isMaximized())).withPage(model.pageProperty().get().name()));
    }

    private void applyTheme() {
        boolean night = switch (model.settingsProperty().get().theme()) {
            case LIGHT -> false;
            case DARK -> true;
            case SYSTEM -> scheme.getValue() == ColorScheme.DARK;
        };
        dark.set(night);
        Application.setUserAgentStylesheet(night ? new PrimerDark().getUserAgentStylesheet()
                : new PrimerLight().getUserAgentStylesheet());
        scene.getRoot().getStyleClass().removeAll("light", "dark");
        scene.getRoot().getStyleClass().add(night ? "dark" : "light");
    }

    /** Makes everything anew in the chosen language; what is open and chosen lives in the model. */
    private void build() {
        language = model.settingsProperty().get().language();
        Texts.use(language);
        if (statusBar != null) {
            statusBar.stop();
        }
        statusBar = new StatusBar(model);
        made.clear();
        editor = new EditorView(model, dialogs, dark);
        pages = new StackPane();
        pages.getStyleClass().add("pages");
        StackPane middle = new StackPane(pages, dropHint(), new MessagesView(model.messages()));
        BorderPane root = new BorderPane(middle);
        root.getStyleClass().add("studio");
        root.setTop(new Menus(model, dialogs, this::paste, browser).bar());
        root.setLeft(new Rail(model));
        root.setBottom(statusBar);
        scene.setRoot(root);
        root.getStyleClass().add(dark.get() ? "dark" : "light");
        stage.titleProperty().unbind();
        stage.titleProperty().bind(Bindings.createStringBinding(this::title, model.document().stateProperty(),
                model.document().projectFileProperty(), model.document().unsavedProperty()));
        showPage();
    }

    private String title() {
        Path project = model.document().projectFileProperty().get();
        String name = project != null ? project.getFileName().toString()
                : model.document().state().a() != null ? model.document().state().a().name() : "";
        String mark = project != null && model.document().unsavedProperty().get() ? " •" : "";
        return name.isEmpty() ? "BCM Studio" : name + mark + " – BCM Studio";
    }

    private void showPage() {
        Page page = model.pageProperty().get();
        if (page.edits()) {
            editor.show(page);
        }
        Node shown = made.computeIfAbsent(page, this::make);
        if (!pages.getChildren().equals(List.of(shown))) {
            pages.getChildren().setAll(shown);
        }
    }

    private Node make(Page page) {
        return switch (page) {
            case START -> new StartPage(model, dialogs);
            case BATCH -> new BatchPage(model, dialogs, browser);
            case MODELS -> new ModelsPage(model, dialogs);
            case DOCTOR -> new DoctorPage(model, dialogs);
            case SETTINGS -> new SettingsPage(model, dialogs);
            case INTERPOLATE, RESAMPLE, RESTORE, ENLARGE, INVERT, INPAINT -> editor;
        };
    }

    // Keys

    private void keys(KeyEvent e) {
        if (e.getTarget() instanceof TextInputControl) {
            return;
        }
        boolean onControl = e.getTarget() instanceof Control && !(e.getTarget() instanceof Label);
        Page page = model.pageProperty().get();
        // A button that was clicked keeps the focus, but only one that was gone to by keys waits for Space.
        boolean chosenByKeys = e.getTarget() instanceof ButtonBase button && button.isFocusVisible();
        if (e.getCode() == KeyCode.SPACE && !e.isShortcutDown() && page.edits() && page != Page.INTERPOLATE && !chosenByKeys) {
            model.viewport().holdCompareProperty().set(e.getEventType() == KeyEvent.KEY_PRESSED
                    || e.getEventType() == KeyEvent.KEY_TYPED && model.viewport().holdCompareProperty().get());
            e.consume();
        } else if (e.getCode() == KeyCode.SPACE && page == Page.INTERPOLATE && !(e.getTarget() instanceof ButtonBase)) {
            if (e.getEventType() == KeyEvent.KEY_PRESSED) {
                model.morph().playingProperty().set(!model.morph().playingProperty().get());
            }
            e.consume();
        } else if (page == Page.INTERPOLATE && !onControl && !e.isShortcutDown()
                && (e.getCode() == KeyCode.LEFT || e.getCode() == KeyCode.RIGHT)) {
            if (e.getEventType() == KeyEvent.KEY_PRESSED) {
                model.morph().step(e.getCode() == KeyCode.LEFT ? -1 : 1);
            }
            e.consume();
        } else if (page == Page.INPAINT && !e.isShortcutDown() && e.getEventType() == KeyEvent.KEY_TYPED
                && (e.getCharacter().equals("[") || e.getCharacter().equals("]"))) {
            model.inpaint().sizeBrush(e.getCharacter().equals("[") ? 1 / BRUSH_STEP : BRUSH_STEP);
            e.consume();
        } else if (page == Page.RESAMPLE && !onControl && model.resample().openedProperty().get() != null
                && e.getEventType() == KeyEvent.KEY_PRESSED) {
            if (e.getCode() == KeyCode.LEFT || e.getCode() == KeyCode.RIGHT) {
                model.resample().step(e.getCode() == KeyCode.LEFT ? -1 : 1);
                e.consume();
            } else if (e.getCode() == KeyCode.ESCAPE) {
                model.resample().openedProperty().set(null);
                e.consume();
            }
        }
    }

    // Dropping and pasting

    private Label dropHint() {
        Label hint = new Label(Texts.of("drop.hint"), Ui.icon("mdi2t-tray-arrow-down"));
        hint.setId("drop-hint");
        hint.getStyleClass().add("drop-hint");
        hint.setMaxSize(Double.MAX_VALUE, Double.MAX_VALUE);
        hint.setMouseTransparent(true);
        hint.setVisible(false);
        return hint;
    }

    private void hint(boolean visible) {
        Node hint = scene.lookup("#drop-hint");
        if (hint != null) {
            hint.setVisible(visible);
        }
    }

    private void addDrop() {
        scene.setOnDragOver(e -> {
            Dragboard board = e.getDragboard();
            if (e.getGestureSource() == null && (board.hasFiles() || board.hasImage() || board.hasUrl())) {
                e.acceptTransferModes(TransferMode.COPY);
                hint(true);
            }
            e.consume();
        });
        scene.setOnDragExited(e -> hint(false));
        scene.setOnDragDropped(e -> {
            hint(false);
            e.setDropCompleted(take(e.getDragboard()));
            e.consume();
        });
    }

    void paste() {
        if (!take(Clipboard.getSystemClipboard())) {
            model.messages().info(Texts.of("paste.nothing"));
        }
    }

    /** Takes files before pictures: a file keeps its metadata, and what a browser drags has both. */
    private boolean take(Clipboard board) {
        if (board.hasFiles()) {
            model.open(board.getFiles().stream().map(File::toPath).toList());
            return true;
        }
        if (board.hasImage() && board.getImage() != null) {
            model.openPicture(Texts.of("paste.name"), picture(board.getImage()));
            return true;
        }
        if (board.hasUrl() && board.getUrl() != null) {
            Optional<Path> file = WebPicture.file(board.getUrl());
            Optional<URI> address = WebPicture.address(board.getUrl());
            if (file.isPresent()) {
                model.open(List.of(file.get()));
            } else if (address.isPresent()) {
                model.openAddress(address.get());
            } else {
                model.messages().info(Texts.of("open.webBad", board.getUrl()));
            }
            return true;
        }
        return false;
    }

    private static Picture picture(Image image) {
        int w = (int) image.getWidth();
        int h = (int) image.getHeight();
        int[] argb = SwingFXUtils.fromFXImage(image, null).getRGB(0, 0, w, h, null, 0, w);
        return Picture.of(Framed.pixels(new Raster(w, h, argb)));
    }
}
