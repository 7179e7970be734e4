package studio.bcm.ui.view;

import java.util.HashMap;
import java.util.Map;
import javafx.animation.AnimationTimer;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.viewmodel.FrameShown;
import studio.bcm.ui.viewmodel.InterpolateModel;
import studio.bcm.ui.viewmodel.StudioModel;

/** Below the canvas of the morph: A and B, the frames in a row, and the scrubber. */
final class InterpolateStrip extends VBox {
    private static final double SLOT_WIDTH = 96;
    private static final double SLOT_HEIGHT = 72;
    private static final double FILM_HEIGHT = 56;
    private static final int MOST_CELLS = 17;

    private final StudioModel model;
    private final FileDialogs dialogs;
    private final Pane film = new Pane();
    private final Map<Integer, Thumbnail> cells = new HashMap<>();
    private final Rectangle mark = new Rectangle(2, FILM_HEIGHT);
    private double laidOutFor = -1;
    private int laidOutFrames = -1;

    InterpolateStrip(StudioModel model, FileDialogs dialogs) {
        super(Ui.GRID);
        this.model = model;
        this.dialogs = dialogs;
        getStyleClass().add("strip");
        InterpolateModel morph = model.interpolate();
        StackPane a = slot("interpolate.a", true);
        StackPane b = slot("interpolate.b", false);
        Button swap = Ui.iconButton("interpolate.swap", "mdi2s-swap-horizontal", morph::swap);
        swap.disableProperty().bind(Bindings.createBooleanBinding(() -> !morph.canRun(), model.document().stateProperty()));
        Button crop = Ui.iconButton("interpolate.crop", "mdi2c-crop", () -> CropDialog.show(model));
        crop.disableProperty().bind(swap.disableProperty());
        VBox between = new VBox(swap, crop);
        between.setAlignment(Pos.CENTER);
        VBox filmAndScrubber = new VBox(4, film, scrubber(morph));
        HBox.setHgrow(filmAndScrubber, Priority.ALWAYS);
        HBox row = Ui.row(a, filmAndScrubber, between, b);
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

    private HBox scrubber(InterpolateModel morph) {
        Slider slider = new Slider(0, 1, 0);
        slider.setId("scrubber");
        slider.setBlockIncrement(0.02);
        slider.setAccessibleText(Texts.of("interpolate.scrubber"));
        slider.valueProperty().bindBidirectional(morph.positionProperty());
        HBox.setHgrow(slider, Priority.ALWAYS);
        Ui.tip(slider, "interpolate.scrubber");
        Button play = Ui.iconButton("interpolate.play", "mdi2p-play", () -> morph.playingProperty().set(!morph.playingProperty().get()));
        morph.playingProperty().addListener((o, before, now) -> play.setGraphic(Ui.icon(now ? "mdi2p-pause" : "mdi2p-play")));
        Label at = new Label();
        at.getStyleClass().add("value");
        at.setMinWidth(40);
        at.setAlignment(Pos.CENTER_RIGHT);
        at.textProperty().bind(Bindings.createStringBinding(
                () -> String.format(Texts.locale(), "%.0f %%", 100 * morph.positionProperty().get()), morph.positionProperty()));
        return Ui.row(play, slider, at);
    }

    private StackPane slot(String key, boolean first) {
        Thumbnail picture = new Thumbnail(SLOT_WIDTH, SLOT_HEIGHT, 6);
        Label letter = new Label(first ? "A" : "B");
        letter.getStyleClass().add("slot-letter");
        letter.setMouseTransparent(true);
        Button button = new Button();
        button.setId(Ui.id(key));
        button.setGraphic(picture);
        button.getStyleClass().addAll("picture-button", "slot");
        button.setAccessibleText(Texts.of(key));
        button.setOnAction(e -> dialogs.picture(first ? "dialog.openA" : "dialog.openB", first ? model::openA : model::openB));
        Ui.tip(button, key);
        Runnable fill = () -> {
            DocumentState s = model.document().state();
            PictureRef ref = first ? s.a() : s.b();
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
        StackPane slot = new StackPane(button, letter);
        StackPane.setAlignment(letter, Pos.TOP_LEFT);
        slot.setMinWidth(SLOT_WIDTH + 8);
        return slot;
    }

    private void scrub(double x) {
        model.interpolate().playingProperty().set(false);
        model.interpolate().positionProperty().set(Math.clamp(x / Math.max(1, film.getWidth()), 0, 1));
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

    private void placeMark() {
        mark.setX(Math.clamp(model.interpolate().positionProperty().get() * film.getWidth() - 1, 0, Math.max(0, film.getWidth() - 2)));
    }
}
