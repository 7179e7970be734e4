package studio.bcm.ui.shell;

import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import studio.bcm.ui.Texts;
import studio.bcm.ui.canvas.Compare;
import studio.bcm.ui.canvas.ViewportModel;
import studio.bcm.ui.control.Ui;

/** The bar over the canvas, the same on every page: how before and after are compared, what goes on, zoom, loupe, copy and export. */
final class CanvasToolbar extends HBox {
    private static final List<Integer> ZOOMS = List.of(50, 100, 200);

    private final BooleanProperty comparable = new SimpleBooleanProperty(false);
    private final BooleanProperty showing = new SimpleBooleanProperty(false);

    CanvasToolbar(StudioModel model, FileDialogs dialogs, PictureOut out, Runnable focusCanvas) {
        super(Ui.GRID / 2);
        setId("canvas-toolbar");
        getStyleClass().add("canvas-toolbar");
        setAlignment(Pos.CENTER_LEFT);
        ViewportModel viewport = model.viewport();
        HBox modes = new HBox();
        modes.getStyleClass().add("segmented");
        modes.setAlignment(Pos.CENTER_LEFT);
        for (Compare mode : Compare.values()) {
            ToggleButton button = Ui.iconToggle(mode.key(), icon(mode), viewport.compareProperty().isEqualTo(mode),
                    () -> viewport.compareProperty().set(mode));
            button.getStyleClass().add(mode.ordinal() == 0 ? "left-pill"
                    : mode.ordinal() == Compare.values().length - 1 ? "right-pill" : "center-pill");
            button.disableProperty().bind(comparable.not());
            Ui.afterClick(button, focusCanvas);
            modes.getChildren().add(button);
        }
        modes.setAccessibleText(Texts.of("compare"));
        ToggleButton loupe = Ui.iconToggle("view.loupe", "mdi2m-magnify-scan", viewport.loupeProperty(),
                () -> viewport.loupeProperty().set(!viewport.loupeProperty().get()));
        loupe.getStyleClass().addAll("flat", "button-icon");
        loupe.disableProperty().bind(showing.not());
        Ui.afterClick(loupe, focusCanvas);
        Button copy = Ui.iconButton("menu.copy", "mdi2c-content-copy", out::copy);
        Button export = Ui.button("action.export", "mdi2t-tray-arrow-up", () -> ExportDialog.show(model, dialogs));
        export.setMinWidth(Region.USE_PREF_SIZE);
        out.letDrag(export);
        var nothing = Bindings.createBooleanBinding(() -> model.result().isEmpty(), model.document().stateProperty(), model.pageProperty(),
                model.morph().currentProperty());
        Ui.keep(this, nothing);
        copy.disableProperty().bind(nothing);
        export.disableProperty().bind(nothing);
        getChildren().addAll(modes, progress(model), zoom(model), loupe, copy, export);
    }

    private static String icon(Compare mode) {
        return switch (mode) {
            case AFTER -> "mdi2i-image-outline";
            case SPLIT -> "mdi2c-compare";
            case SIDE_BY_SIDE -> "mdi2v-view-split-vertical";
            case FLICKER -> "mdi2s-swap-horizontal-bold";
            case ONION -> "mdi2l-layers-outline";
        };
    }

    /** Whether there are two pictures to compare. */
    BooleanProperty comparableProperty() {
        return comparable;
    }

    /** Whether the canvas shows a picture. */
    BooleanProperty showingProperty() {
        return showing;
    }

    private MenuButton zoom(StudioModel model) {
        ViewportModel viewport = model.viewport();
        MenuButton menu = new MenuButton();
        menu.setId("zoom");
        menu.getStyleClass().add("flat");
        menu.setMinWidth(76);
        menu.textProperty().bind(Bindings.createStringBinding(() -> percent(100 * viewport.zoomProperty().get()), viewport.zoomProperty()));
        menu.disableProperty().bind(showing.not());
        MenuItem fit = new MenuItem(Texts.of("view.fit"));
        fit.setOnAction(e -> viewport.fit());
        menu.getItems().add(fit);
        for (int size : ZOOMS) {
            MenuItem item = new MenuItem(percent(size));
            item.setOnAction(e -> viewport.zoomTo(size / 100.0));
            menu.getItems().add(item);
        }
        MenuItem marked = new MenuItem(Texts.of("view.marked"));
        marked.setOnAction(e -> model.inpaint().marked().ifPresent(b -> viewport.zoomToPart(b.x(), b.y(), b.width(), b.height())));
        marked.disableProperty().bind(Bindings.createBooleanBinding(() -> model.document().state().mask() == null, model.document().stateProperty()));
        menu.getItems().add(marked);
        return Ui.tip(menu, "view.zoom");
    }

    private static String percent(double value) {
        return String.format(Texts.locale(), "%.0f %%", value);
    }

    /** Takes the room between the others, whether anything goes on or not, so that nothing jumps. */
    private static HBox progress(StudioModel model) {
        ActivityModel activity = model.activity();
        ProgressBar bar = new ProgressBar();
        bar.setId("canvas-progress");
        bar.setPrefWidth(72);
        bar.setMinWidth(32);
        bar.progressProperty().bind(activity.fractionProperty());
        Label words = new Label();
        words.setId("canvas-progress-words");
        words.getStyleClass().add("quiet");
        words.setMinWidth(0);
        words.textProperty().bind(Bindings.createStringBinding(() -> {
            double done = activity.fractionProperty().get();
            String left = activity.timeLeftProperty().get();
            return done < 0 ? activity.titleProperty().get() : String.format(Texts.locale(), "%.0f %%", 100 * done) + (left.isEmpty() ? "" : " · " + left);
        }, activity.fractionProperty(), activity.timeLeftProperty(), activity.titleProperty()));
        HBox shown = Ui.row(bar, words);
        shown.setAlignment(Pos.CENTER);
        shown.visibleProperty().bind(activity.visibleProperty());
        shown.setMinWidth(0);
        HBox box = new HBox(shown);
        box.setAlignment(Pos.CENTER);
        box.setMinWidth(0);
        HBox.setHgrow(box, Priority.ALWAYS);
        return box;
    }
}
