package studio.bcm.ui.morph;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javafx.animation.AnimationTimer;
import javafx.beans.binding.Bindings;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;
import studio.bcm.image.PictureFormat;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Thumbnail;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.MorphPhoto;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.StudioModel;

/** Below the canvas of the morph: the photos in a row, the film, and the scrubber. */
public final class MorphStrip extends VBox {
    private static final PseudoClass TARGETED = PseudoClass.getPseudoClass("targeted");
    private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");
    private static final double SLOT_WIDTH = 68;
    private static final double SLOT_HEIGHT = 50;
    private static final double FILM_HEIGHT = 40;
    private static final double CELL = 56;
    private static final double MARK_WIDTH = 3;
    /** Of the scrubber, as the style sheet has it. */
    private static final double THUMB_RADIUS = 8;
    private static final String MOVED = "morph-photo:";

    private final StudioModel model;
    private final MorphModel morph;
    private final FileDialogs dialogs;
    private final HBox photos = new HBox(4);
    private final Pane film = new Pane();
    private final List<Thumbnail> cells = new ArrayList<>();
    private final Rectangle mark = new Rectangle(MARK_WIDTH, FILM_HEIGHT);
    private List<MorphPhoto> shown;
    private double laidOutFor = -1;

    public MorphStrip(StudioModel model, FileDialogs dialogs) {
        super(Ui.GRID / 2);
        this.model = model;
        this.dialogs = dialogs;
        morph = model.morph();
        getStyleClass().add("strip");
        photos.setAlignment(Pos.CENTER_LEFT);
        ScrollPane row = new ScrollPane(photos);
        row.getStyleClass().add("plain-scroll");
        row.setFitToHeight(true);
        row.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        row.setMinHeight(SLOT_HEIGHT + 12);
        HBox.setHgrow(row, Priority.ALWAYS);
        Button reverse = Ui.iconButton("interpolate.swap", "mdi2s-swap-horizontal", morph::reverse);
        reverse.disableProperty().bind(Bindings.createBooleanBinding(() -> !morph.canRun(), model.document().stateProperty()));
        Button crop = Ui.iconButton("interpolate.crop", "mdi2c-crop", () -> CropDialog.show(model));
        crop.disableProperty().bind(reverse.disableProperty());
        HBox top = Ui.row(row, reverse, crop);
        film.setMinHeight(FILM_HEIGHT);
        film.setPrefHeight(FILM_HEIGHT);
        film.setMinWidth(0);
        film.setPrefWidth(100);
        film.setId("morph-film");
        film.getStyleClass().add("film");
        mark.getStyleClass().add("film-mark");
        film.setOnMousePressed(e -> scrub(e.getX()));
        film.setOnMouseDragged(e -> scrub(e.getX()));
        film.widthProperty().addListener((o, before, now) -> layOut());
        getChildren().addAll(top, film, controls());
        morph.readyProperty().addListener((o, before, now) -> fillCells());
        morph.passageProperty().addListener((o, before, now) -> markPassage());
        model.document().stateProperty().addListener((o, before, now) -> refresh());
        morph.positionProperty().addListener((o, before, now) -> placeMark());
        AnimationTimer player = new AnimationTimer() {
            private long last;

            @Override
            public void handle(long now) {
                if (last != 0) {
                    morph.advance((now - last) / 1e9);
                }
                last = now;
            }

            @Override
            public void start() {
                last = 0;
                super.start();
            }
        };
        morph.playingProperty().addListener((o, before, now) -> {
            if (now) {
                player.start();
            } else {
                player.stop();
            }
        });
        refresh();
    }

    private HBox controls() {
        Slider slider = new Slider(0, 1, 0);
        slider.setId("scrubber");
        slider.setBlockIncrement(0.02);
        slider.setAccessibleText(Texts.of("interpolate.scrubber"));
        slider.valueProperty().bindBidirectional(morph.positionProperty());
        slider.setOnMousePressed(e -> morph.playingProperty().set(false));
        Ui.filled(slider);
        Ui.tip(slider, "interpolate.scrubber");
        HBox.setHgrow(slider, Priority.ALWAYS);
        Button play = Ui.iconButton("interpolate.play", "mdi2p-play", () -> morph.playingProperty().set(!morph.playingProperty().get()));
        morph.playingProperty().addListener((o, before, now) -> play.setGraphic(Ui.icon(now ? "mdi2p-pause" : "mdi2p-play")));
        play.disableProperty().bind(morph.readyProperty().lessThan(2));
        Label at = new Label();
        at.setId("scrubber-position");
        at.getStyleClass().add("value");
        at.setMinWidth(USE_PREF_SIZE);
        at.textProperty().bind(Bindings.createStringBinding(() -> {
            int count = morph.frameCount();
            long frame = 1 + Math.round(morph.positionProperty().get() * (count - 1));
            FrameShown now = morph.currentProperty().get();
            return !morph.canRun() ? "" : now != null && now.isFull() ? Texts.of("morph.position.full", frame, count, Math.round(100 * morph.positionProperty().get()))
                    : Texts.of("interpolate.position", frame, count, Math.round(100 * morph.positionProperty().get()));
        }, morph.positionProperty(), model.document().stateProperty(), morph.currentProperty()));
        return Ui.row(play, slider, at);
    }

    // Photos

    private void refresh() {
        List<MorphPhoto> now = model.document().state().photos();
        if (!now.equals(shown)) {
            shown = now;
            photos.getChildren().clear();
            for (int i = 0; i < Math.max(2, now.size()); i++) {
                photos.getChildren().add(slot(i, i < now.size() ? now.get(i) : null));
            }
            Button add = Ui.iconButton("morph.addPhoto", "mdi2i-image-plus-outline", () -> dialogs.pictures("dialog.addPhotos", model::addPhotos));
            photos.getChildren().add(add);
            laidOutFor = -1;
        }
        layOut();
        markPassage();
    }

    private Node slot(int index, MorphPhoto photo) {
        Thumbnail picture = new Thumbnail(SLOT_WIDTH, SLOT_HEIGHT, 6);
        Label letter = new Label(MorphStage.letter(index));
        letter.getStyleClass().add("slot-letter");
        letter.setMouseTransparent(true);
        Button button = new Button();
        button.setId("morph-photo-" + index);
        button.setGraphic(picture);
        button.getStyleClass().addAll("picture-button", "slot");
        String name = photo == null ? Texts.of("interpolate.slot.empty") : photo.picture().name();
        button.setAccessibleText(MorphStage.letter(index) + " " + name);
        Ui.tipText(button, photo == null ? Texts.of("morph.slot.empty.tip") : Texts.of("morph.slot.tip", name));
        StackPane slot = new StackPane(button);
        if (photo == null) {
            Node plus = Ui.icon("mdi2p-plus");
            plus.setMouseTransparent(true);
            slot.getChildren().add(plus);
            button.setOnAction(e -> dialogs.picture(index == 0 ? "dialog.openA" : "dialog.openB", file -> model.openPhoto(index, file)));
        } else {
            model.gallery().whenLoaded(photo.picture(), there -> picture.show(there.pyramid().smallest()));
            button.setOnAction(e -> goTo(index));
            button.setContextMenu(menu(index));
            letDrag(button, index);
        }
        slot.getChildren().add(letter);
        StackPane.setAlignment(letter, Pos.TOP_LEFT);
        acceptDrop(button, index);
        return slot;
    }

    private ContextMenu menu(int index) {
        MenuItem left = item("morph.slot.left", () -> morph.move(index, index - 1));
        left.setDisable(index == 0);
        MenuItem right = item("morph.slot.right", () -> morph.move(index, index + 1));
        right.setDisable(index + 1 >= shown.size());
        MenuItem remove = item("morph.slot.remove", () -> morph.remove(index));
        remove.setDisable(shown.size() <= 2);
        return new ContextMenu(item("morph.slot.replace", () -> dialogs.picture("dialog.openPhoto", file -> model.openPhoto(index, file))), left, right, remove);
    }

    private static MenuItem item(String key, Runnable action) {
        MenuItem item = new MenuItem(Texts.of(key));
        item.setId(Ui.id(key));
        item.setMnemonicParsing(false);
        item.setOnAction(e -> action.run());
        return item;
    }

    private void goTo(int photo) {
        morph.playingProperty().set(false);
        morph.positionProperty().set(morph.passages() == 0 ? 0 : Math.min(1, (double) photo / morph.passages()));
    }

    private void markPassage() {
        int from = morph.passageProperty().get();
        int to = shown.isEmpty() ? 0 : (from + 1) % Math.max(1, shown.size());
        for (int i = 0; i < photos.getChildren().size() - 1; i++) {
            photos.getChildren().get(i).pseudoClassStateChanged(SELECTED, shown.size() > 2 && (i == from || i == to));
        }
    }

    private static void letDrag(Button slot, int index) {
        slot.setOnDragDetected(e -> {
            Dragboard board = slot.startDragAndDrop(TransferMode.MOVE);
            ClipboardContent content = new ClipboardContent();
            content.putString(MOVED + index);
            board.setContent(content);
            e.consume();
        });
    }

    /** A picture that is let go of over a slot goes there, whatever else is open; a photo of the row moves there. */
    private void acceptDrop(Button slot, int index) {
        slot.setOnDragOver(e -> {
            if (onePicture(e) || moved(e)) {
                e.acceptTransferModes(moved(e) ? TransferMode.MOVE : TransferMode.COPY);
                slot.pseudoClassStateChanged(TARGETED, true);
                // The hint for the whole window would hide the slots.
                slot.getScene().lookup("#drop-hint").setVisible(false);
                e.consume();
            }
        });
        slot.setOnDragExited(e -> slot.pseudoClassStateChanged(TARGETED, false));
        slot.setOnDragDropped(e -> {
            if (moved(e)) {
                morph.move(Integer.parseInt(e.getDragboard().getString().substring(MOVED.length())), index);
                e.setDropCompleted(true);
                e.consume();
            } else if (onePicture(e)) {
                model.openPhoto(index, e.getDragboard().getFiles().getFirst().toPath());
                e.setDropCompleted(true);
                e.consume();
            }
        });
    }

    private static boolean moved(DragEvent e) {
        return e.getDragboard().hasString() && e.getDragboard().getString().startsWith(MOVED);
    }

    private static boolean onePicture(DragEvent e) {
        List<File> files = e.getDragboard().getFiles();
        return files.size() == 1 && PictureFormat.ofName(files.getFirst().toPath()).isPresent();
    }

    // The film

    private void scrub(double x) {
        morph.playingProperty().set(false);
        morph.positionProperty().set(Math.clamp((x - THUMB_RADIUS) / Math.max(1, film.getWidth() - 2 * THUMB_RADIUS), 0, 1));
    }

    private void layOut() {
        double width = film.getWidth();
        int places = Math.max(2, (int) (width / CELL));
        if (width > 0 && width != laidOutFor) {
            laidOutFor = width;
            cells.clear();
            film.getChildren().clear();
            for (int i = 0; i < places; i++) {
                double left = Math.round(i * width / places);
                double right = Math.round((i + 1) * width / places);
                Thumbnail cell = new Thumbnail(Math.max(1, right - left - 2), FILM_HEIGHT, 3);
                cell.setLayoutX(left + 1);
                cells.add(cell);
                film.getChildren().add(cell);
            }
            film.getChildren().add(mark);
        }
        fillCells();
        placeMark();
    }

    private void fillCells() {
        int last = morph.frameCount() - 1;
        for (int i = 0; i < cells.size(); i++) {
            FrameShown frame = morph.frame((int) Math.round((double) i * last / (cells.size() - 1)));
            cells.get(i).show(frame == null ? null : frame.pyramid().smallest());
        }
        mark.setVisible(morph.readyProperty().get() > 0);
    }

    /** Above the thumb of the scrubber, whose middle goes not quite to the ends. */
    private void placeMark() {
        mark.setVisible(morph.readyProperty().get() > 0);
        double room = Math.max(0, film.getWidth() - 2 * THUMB_RADIUS);
        mark.setX(Math.round(THUMB_RADIUS + morph.positionProperty().get() * room - MARK_WIDTH / 2));
    }
}
