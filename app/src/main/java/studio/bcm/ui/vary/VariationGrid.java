package studio.bcm.ui.vary;

import java.util.List;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Thumbnail;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.shell.ExportDialog;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.StudioModel;

/** The variations as they come, each with what can be done with it; empty places wait for the rest. */
public final class VariationGrid extends StackPane {
    private static final double LEAST_CELL = 216;
    private static final double GAP = 2 * Ui.GRID;
    private static final double MARGIN = 3 * Ui.GRID;

    private final StudioModel model;
    private final FileDialogs dialogs;
    private final FlowPane grid = new FlowPane(GAP, GAP);
    private final VBox hint;
    private List<PictureRef> shown = List.of();
    private PictureRef shownA;
    private boolean shownRunning;
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
        words.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
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
        scroll.viewportBoundsProperty().addListener((o, before, now) -> fit(now.getWidth()));
        rebuild();
    }

    /** Cells as large as fill the width. */
    private void fit(double width) {
        double room = width - 2 * MARGIN;
        int across = Math.max(1, (int) ((room + GAP) / (LEAST_CELL + GAP)));
        double fitting = Math.floor((room - (across - 1) * GAP) / across);
        if (fitting > 40 && fitting != cell) {
            cell = fitting;
            rebuild();
        }
    }

    private void refresh() {
        PictureRef a = model.document().state().a();
        List<PictureRef> now = model.document().state().variations();
        boolean running = model.resample().runningProperty().get();
        if (now.equals(shown) && java.util.Objects.equals(a, shownA) && running == shownRunning) {
            return;
        }
        rebuild();
    }

    private void rebuild() {
        shownA = model.document().state().a();
        shown = model.document().state().variations();
        shownRunning = model.resample().runningProperty().get();
        grid.getChildren().clear();
        if (shownA != null) {
            grid.getChildren().add(cell(shownA, Texts.of("resample.original"), -1));
        }
        for (int i = 0; i < shown.size(); i++) {
            grid.getChildren().add(cell(shown.get(i), Texts.of("variation.name", i + 1), i));
        }
        int places = shownRunning ? model.document().state().choices().resample().count() - shown.size() : 0;
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
        PictureRef like = shownA != null ? shownA : shown.isEmpty() ? null : shown.getFirst();
        double aspect = like == null ? 1 : Math.clamp((double) like.width() / like.height(), 0.5, 2.0);
        return Math.round(cell / aspect);
    }

    private VBox cell(PictureRef ref, String name, int index) {
        Thumbnail picture = new Thumbnail(cell, cellHeight(), 6);
        model.gallery().whenLoaded(ref, s -> picture.show(s.pyramid().smallest()));
        Label label = new Label(name);
        label.setMaxWidth(Double.MAX_VALUE);
        label.getStyleClass().add(index < 0 ? "value" : "quiet");
        HBox foot = new HBox(label);
        HBox.setHgrow(label, javafx.scene.layout.Priority.ALWAYS);
        foot.setAlignment(Pos.CENTER_LEFT);
        foot.setMinHeight(32);
        if (index >= 0) {
            Button useA = Ui.iconButton("resample.useAsA", "mdi2a-alpha-a-box-outline", () -> model.resample().useAsA(ref));
            useA.setId("use-as-a-" + (index + 1));
            Button useB = Ui.iconButton("resample.useAsB", "mdi2a-alpha-b-box-outline", () -> model.resample().useAsB(ref));
            Button more = Ui.iconButton("resample.more", "mdi2d-dots-grid", () -> model.resample().moreLike(ref));
            more.setId("more-like-" + (index + 1));
            Button export = Ui.iconButton("action.export", "mdi2t-tray-arrow-up", () -> ExportDialog.show(model, dialogs, ref));
            foot.getChildren().addAll(more, useA, useB, export);
        }
        VBox box = new VBox(4, picture, foot);
        box.setMaxWidth(cell);
        return box;
    }
}
