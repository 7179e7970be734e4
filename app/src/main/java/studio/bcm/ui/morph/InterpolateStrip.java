package studio.bcm.ui.morph;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.animation.AnimationTimer;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.input.DragEvent;
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
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.StudioModel;

/** Below the canvas of the morph: A and B, the frames in a row, and the scrubber. */
public final class InterpolateStrip extends VBox {
    private static final PseudoClass TARGETED = PseudoClass.getPseudoClass("targeted");
    private static final double SLOT_WIDTH = 96;
    private static final double SLOT_HEIGHT = 72;
    private static final double FILM_HEIGHT = 56;
    private static final int MOST_CELLS = 17;
    private static final double MARK_WIDTH = 3;
    /** Of the scrubber, as the style sheet has it. */
    private static final double THUMB_RADIUS = 8;

    private final StudioModel model;
    private final FileDialogs dialogs;
    private final Pane film = new Pane();
    private final Map<Integer, Thumbnail> cells = new HashMap<>();
    private final Rectangle mark = new Rectangle(MARK_WIDTH, FILM_HEIGHT);
    private double laidOutFor = -1;
    private int laidOutFrames = -1;

    public InterpolateStrip(StudioModel model, FileDialogs dialogs) {
        super(Ui.GRID);
        this.model = model;
        this.dialogs = dialogs;
        getStyleClass().add("strip");
        InterpolateModel morph = model.interpolate();
        VBox a = slot("interpolate.a", true);
        VBox b = slot("interpolate.b", false);
        Button swap = Ui.iconButton("interpolate.swap", "mdi2s-swap-horizontal", morph::swap);
        swap.disableProperty().bind(Bindings.createBooleanBinding(() -> !morph.canRun(), model.document().stateProperty()));
        Button crop = Ui.iconButton("interpolate.crop", "mdi2c-crop", () -> CropDialog.show(model));
        crop.disableProperty().bind(swap.disableProperty());
        Slider scrubber = scrubber(morph);
        VBox middle = new VBox(4, film, scrubber, controls(morph, swap, crop));
        HBox.setHgrow(middle, Priority.ALWAYS);
        HBox row = new HBox(Ui.GRID, a, middle, b);
        row.setAlignment(Pos.TOP_LEFT);
        getChildren().add(row);
        film.setMinHeight(FILM_HEIGHT);
        film.setPrefHeight(FILM_HEIGHT);
        film.setMinWidth(0);
        film.setPrefWidth(100);
        film.getStyleClass().add("film");
        mark.getStyleClass().add("film-mark");
        film.setOnMousePressed(e -> scrub(e.getX()));
        film.setOnMouseDragged(e -> scrub(e.getX()));
        film.widthProperty().addListener((o, before, now) -> refresh());
        morph.frames().addListener((ListChangeListener<FrameShown>) change -> refresh());
        model.document().stateProperty().addListener((o, before, now) -> {
            if (before.choices().interpolate().frames() != now.choices().interpolate().frames()
                    || before.frameCount() != now.frameCount()) {
                refresh();
            }
        });
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
    }

    private Slider scrubber(InterpolateModel morph) {
        Slider slider = new Slider(0, 1, 0);
        slider.setId("scrubber");
        slider.setBlockIncrement(0.02);
        slider.setAccessibleText(Texts.of("interpolate.scrubber"));
        slider.valueProperty().bindBidirectional(morph.positionProperty());
        Ui.filled(slider);
        return Ui.tip(slider, "interpolate.scrubber");
    }

    private HBox controls(InterpolateModel morph, Button swap, Button crop) {
        Button play = Ui.iconButton("interpolate.play", "mdi2p-play", () -> morph.playingProperty().set(!morph.playingProperty().get()));
        morph.playingProperty().addListener((o, before, now) -> play.setGraphic(Ui.icon(now ? "mdi2p-pause" : "mdi2p-play")));
        play.disableProperty().bind(Bindings.size(morph.frames()).lessThan(2));
        Label at = new Label();
        at.setId("scrubber-position");
        at.getStyleClass().add("value");
        at.textProperty().bind(Bindings.createStringBinding(() -> {
            int count = morph.frameCount();
            long frame = 1 + Math.round(morph.positionProperty().get() * (count - 1));
            return morph.canRun() ? Texts.of("interpolate.position", frame, count, Math.round(100 * morph.positionProperty().get())) : "";
        }, morph.positionProperty(), model.document().stateProperty()));
        return Ui.row(play, at, Ui.spacer(), swap, crop);
    }

    private VBox slot(String key, boolean first) {
        Thumbnail picture = new Thumbnail(SLOT_WIDTH, SLOT_HEIGHT, 6);
        Label letter = new Label(first ? "A" : "B");
        letter.getStyleClass().add("slot-letter");
        letter.setMouseTransparent(true);
        Button button = new Button();
        button.setId(Ui.id(key));
        button.setGraphic(picture);
        button.getStyleClass().addAll("picture-button", "slot");
        Label name = new Label();
        name.getStyleClass().add("caption");
        name.setMaxWidth(SLOT_WIDTH);
        Node plus = Ui.icon("mdi2p-plus");
        plus.setMouseTransparent(true);
        button.setAccessibleText(Texts.of(key));
        button.setOnAction(e -> dialogs.picture(first ? "dialog.openA" : "dialog.openB", first ? model::openA : model::openB));
        Ui.tip(button, key);
        acceptDrop(button, first);
        Runnable fill = () -> {
            DocumentState s = model.document().state();
            PictureRef ref = first ? s.a() : s.b();
            name.setText(ref == null ? Texts.of("interpolate.slot.empty") : ref.name());
            plus.setVisible(ref == null);
            if (ref == null) {
                picture.show(null);
            } else {
                model.gallery().whenLoaded(ref, shown -> picture.show(shown.pyramid().smallest()));
            }
        };
        model.document().stateProperty().addListener((o, before, now) -> {
            if (first ? before.a() != now.a() : before.b() != now.b()) {
                fill.run();
            }
        });
        fill.run();
        StackPane slot = new StackPane(button, plus, letter);
        StackPane.setAlignment(letter, Pos.TOP_LEFT);
        VBox box = new VBox(2, slot, name);
        box.setAlignment(Pos.TOP_CENTER);
        box.setMinWidth(SLOT_WIDTH + 8);
        return box;
    }

    /** One picture that is let go of over a slot goes there, whatever else is open. */
    private void acceptDrop(Button slot, boolean first) {
        slot.setOnDragOver(e -> {
            if (onePicture(e)) {
                e.acceptTransferModes(TransferMode.COPY);
                slot.pseudoClassStateChanged(TARGETED, true);
                // The hint for the whole window would hide the slots.
                slot.getScene().lookup("#drop-hint").setVisible(false);
                e.consume();
            }
        });
        slot.setOnDragExited(e -> slot.pseudoClassStateChanged(TARGETED, false));
        slot.setOnDragDropped(e -> {
            if (onePicture(e)) {
                Path file = e.getDragboard().getFiles().getFirst().toPath();
                if (first) {
                    model.openA(file);
                } else {
                    model.openB(file);
                }
                e.setDropCompleted(true);
                e.consume();
            }
        });
    }

    private static boolean onePicture(DragEvent e) {
        List<File> files = e.getDragboard().getFiles();
        return files.size() == 1 && PictureFormat.ofName(files.getFirst().toPath()).isPresent();
    }

    private void scrub(double x) {
        model.interpolate().playingProperty().set(false);
        model.interpolate().positionProperty().set(Math.clamp((x - THUMB_RADIUS) / Math.max(1, film.getWidth() - 2 * THUMB_RADIUS), 0, 1));
    }

    private void refresh() {
        int count = model.interpolate().frameCount();
        int places = Math.min(count, MOST_CELLS);
        double width = film.getWidth();
        if (width != laidOutFor || places != laidOutFrames) {
            laidOutFor = width;
            laidOutFrames = places;
            cells.clear();
            film.getChildren().clear();
            for (int i = 0; i < places; i++) {
                double left = Math.round(i * width / places);
                double right = Math.round((i + 1) * width / places);
                Thumbnail cell = new Thumbnail(Math.max(1, right - left - 2), FILM_HEIGHT, 3);
                cell.setLayoutX(left + 1);
                cells.put(i, cell);
                film.getChildren().add(cell);
            }
            film.getChildren().add(mark);
        }
        for (int i = 0; i < places; i++) {
            int wanted = places == 1 ? 0 : (int) Math.round((double) i * (count - 1) / (places - 1));
            FrameShown frame = model.interpolate().frames().stream().filter(f -> f.index() == wanted).findFirst().orElse(null);
            cells.get(i).show(frame == null ? null : frame.pyramid().smallest());
        }
        placeMark();
    }

    /** Above the thumb of the scrubber, whose middle goes not quite to the ends. */
    private void placeMark() {
        mark.setVisible(!model.interpolate().frames().isEmpty());
        double room = Math.max(0, film.getWidth() - 2 * THUMB_RADIUS);
        mark.setX(Math.round(THUMB_RADIUS + model.interpolate().positionProperty().get() * room - MARK_WIDTH / 2));
    }
}
