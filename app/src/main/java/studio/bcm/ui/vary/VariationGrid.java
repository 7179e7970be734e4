package studio.bcm.ui.vary;

import java.util.List;
import java.util.Objects;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Thumbnail;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.StudioModel;

/** The variations as they come, each with what can be done with it; empty places wait for the rest. */
public final class VariationGrid extends StackPane {
    private static final double LEAST_CELL = 176;
    private static final double FOOT = 36;
    private static final double GAP = 2 * Ui.GRID;
    private static final double MARGIN = 3 * Ui.GRID;

    private final StudioModel model;
    private final FileDialogs dialogs;
    private final FlowPane grid = new FlowPane(GAP, GAP);
    private final VBox hint;
    private List<PictureRef> shown = List.of();
    private PictureRef shownA;
    private List<PictureRef> shownKept = List.of();
    private boolean shownRunning;
    private double roomWidth;
    private double roomHeight;
    private double cell = LEAST_CELL;

    public VariationGrid(StudioModel model, FileDialogs dialogs) {
        this.model = model;
        this.dialogs = dialogs;
        setId("variation-grid");
        getStyleClass().add("canvas-view");
        grid.setPadding(new Insets(MARGIN));
        ScrollPane scroll = new ScrollPane(grid);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("plain-scroll");
        Label title = new Label(Texts.of("resample.empty.title"));
        title.getStyleClass().add("empty-title");
        Label words = Ui.quiet(Texts.of("resample.empty"));
        words.setTextAlignment(TextAlignment.CENTER);
        words.setAlignment(Pos.CENTER);
        words.setMaxWidth(360);
        var icon = Ui.icon("mdi2d-dice-multiple-outline");
        icon.getStyleClass().add("empty-icon");
        hint = new VBox(2 * Ui.GRID, icon, title, words);
        hint.setAlignment(Pos.CENTER);
        hint.setMouseTransparent(true);
        getChildren().addAll(scroll, hint);
        model.document().stateProperty().addListener((o, before, now) -> refresh());
        model.resample().runningProperty().addListener((o, before, now) -> refresh());
        scroll.viewportBoundsProperty().addListener((o, before, now) -> fit(now.getWidth(), now.getHeight()));
        rebuild();
    }

    /** Cells as large as let all of them be seen at once, but no smaller than can be judged. */
    private void fit(double width, double height) {
        roomWidth = width;
        roomHeight = height;
        int count = Math.max(1, places());
        double room = width - 2 * MARGIN;
        double best = 0;
        for (int across = 1; across <= count; across++) {
            int down = (count + across - 1) / across;
            double wide = Math.floor((room - (across - 1) * GAP) / across);
            double high = (height - 2 * MARGIN - (down - 1) * GAP) / down - FOOT - 4;
            best = Math.max(best, Math.min(wide, Math.floor(high * aspect())));
        }
        int most = Math.max(1, (int) ((room + GAP) / (LEAST_CELL + GAP)));
        double least = Math.floor((room - (most - 1) * GAP) / most);
        double fitting = Math.max(best, Math.min(LEAST_CELL, least));
        if (fitting > 40 && fitting != cell) {
            cell = fitting;
            rebuild();
        }
    }

    /** Cells there are, with those that wait. */
    private int places() {
        int there = model.resample().all().size();
        int coming = model.resample().runningProperty().get()
                ? model.document().state().choices().resample().count() - model.document().state().variations().size() : 0;
        return (model.document().state().a() == null ? 0 : 1) + there + Math.max(0, coming);
    }

    private void refresh() {
        PictureRef a = model.document().state().a();
        List<PictureRef> now = model.resample().all();
        List<PictureRef> kept = model.document().state().kept();
        boolean running = model.resample().runningProperty().get();
        if (now.equals(shown) && kept.equals(shownKept) && Objects.equals(a, shownA) && running == shownRunning) {
            return;
        }
        rebuild();
        fit(roomWidth, roomHeight);
    }

    private void rebuild() {
        shownA = model.document().state().a();
        shown = model.resample().all();
        shownKept = model.document().state().kept();
        shownRunning = model.resample().runningProperty().get();
        grid.getChildren().clear();
        if (shownA != null) {
            grid.getChildren().add(cell(shownA, Texts.of("resample.original"), -1));
        }
        for (int i = 0; i < shown.size(); i++) {
            grid.getChildren().add(cell(shown.get(i), Texts.of("variation.name", i + 1), i));
        }
        int places = shownRunning ? model.document().state().choices().resample().count() - model.document().state().variations().size() : 0;
        for (int i = 0; i < places; i++) {
            StackPane place = new StackPane();
            place.getStyleClass().add("empty-cell");
            place.setMinSize(cell, cellHeight());
            place.setPrefSize(cell, cellHeight());
            grid.getChildren().add(new VBox(4, place, new Label(" ")));
        }
        hint.setVisible(shown.isEmpty() && shownA == null && !shownRunning);
    }

    /** Cells have the shape of the pictures in them, so that nothing is cut off. */
    private double cellHeight() {
        return Math.round(cell / aspect());
    }

    private double aspect() {
        PictureRef like = shownA != null ? shownA : shown.isEmpty() ? null : shown.getFirst();
        return like == null ? 1 : Math.clamp((double) like.width() / like.height(), 0.5, 2.0);
    }

    private VBox cell(PictureRef ref, String name, int index) {
        Thumbnail picture = new Thumbnail(cell, cellHeight(), 6);
        model.gallery().whenLoaded(ref, s -> picture.show(s.pyramid().smallest()));
        Label label = new Label(name);
        label.setMaxWidth(Double.MAX_VALUE);
        label.getStyleClass().add(index < 0 ? "value" : "quiet");
        HBox foot = new HBox(label);
        HBox.setHgrow(label, Priority.ALWAYS);
        foot.setAlignment(Pos.CENTER_LEFT);
        foot.setMinHeight(32);
        if (index < 0) {
            VBox box = new VBox(4, picture, foot);
            box.setMaxWidth(cell);
            return box;
        }
        ToggleButton keep = Ui.iconToggle("variation.keep", "mdi2s-star-outline", new SimpleObjectProperty<>(shownKept.contains(ref)),
                () -> model.resample().keep(ref, !shownKept.contains(ref)));
        keep.setId("keep-" + (index + 1));
        keep.getStyleClass().addAll("flat", "button-icon");
        Button useA = Ui.iconButton("resample.useAsA", "mdi2c-check", () -> model.resample().useAsA(ref));
        useA.setId("use-as-a-" + (index + 1));
        Button useB = Ui.iconButton("resample.useAsB", "mdi2v-vector-curve", () -> model.resample().useAsB(ref));
        Button more = Ui.iconButton("resample.more", "mdi2d-dots-grid", () -> model.resample().moreLike(ref));
        more.setId("more-like-" + (index + 1));
        foot.getChildren().addAll(keep, more, useB, useA);
        Button open = new Button();
        open.setId("open-variation-" + (index + 1));
        open.setGraphic(picture);
        open.getStyleClass().add("cell-button");
        open.setAccessibleText(name);
        open.setOnAction(e -> model.resample().openedProperty().set(ref));
        Ui.tipText(open, Texts.of("variation.open"));
        VBox box = new VBox(4, open, foot);
        box.setMaxWidth(cell);
        return box;
    }
}
