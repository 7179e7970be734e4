package studio.bcm.ui.shell;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.canvas.CanvasView;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.inpaint.BrushTool;
import studio.bcm.ui.inpaint.InpaintInspector;
import studio.bcm.ui.invert.InvertInspector;
import studio.bcm.ui.morph.FrameShown;
import studio.bcm.ui.morph.InterpolateInspector;
import studio.bcm.ui.morph.InterpolateStrip;
import studio.bcm.ui.restore.RestoreInspector;
import studio.bcm.ui.restore.RestoreModel.Compare;
import studio.bcm.ui.vary.ResampleInspector;
import studio.bcm.ui.vary.VariationGrid;

/** The pages on which a picture is edited: canvas in the middle, inspector on the right, a strip below where there is one. */
final class EditorView extends BorderPane {
    private static final double INSPECTOR = 304;

    private final StudioModel model;
    private final FileDialogs dialogs;
    private final CanvasView canvas;
    private final StackPane middle = new StackPane();
    private final ScrollPane inspector = new ScrollPane();
    private final HBox canvasBar;
    private final BrushTool brush;
    private final InvertInspector invertInspector;
    private final InterpolateInspector interpolateInspector;
    private final RestoreInspector restoreInspector;
    private final InpaintInspector inpaintInspector;
    private final ResampleInspector resampleInspector;
    private final InterpolateStrip interpolateStrip;
    private final ProposalStrip proposalStrip;
    private final VariationGrid variationGrid;
    private Page page = Page.RESTORE;

    EditorView(StudioModel model, FileDialogs dialogs, ObservableBooleanValue dark) {
        this.model = model;
        this.dialogs = dialogs;
        canvas = new CanvasView(model.viewport());
        canvas.darkProperty().bind(dark);
        brush = new BrushTool(model, canvas);
        canvasBar = canvasBar();
        Runnable focusCanvas = canvas::requestFocus;
        invertInspector = new InvertInspector(model, dialogs, dark, focusCanvas);
        interpolateInspector = new InterpolateInspector(model, dialogs, focusCanvas);
        restoreInspector = new RestoreInspector(model, dialogs, focusCanvas);
        inpaintInspector = new InpaintInspector(model, dialogs, focusCanvas);
        resampleInspector = new ResampleInspector(model, focusCanvas);
        interpolateStrip = new InterpolateStrip(model, dialogs);
        proposalStrip = new ProposalStrip(model, focusCanvas);
        variationGrid = new VariationGrid(model, dialogs);
        inspector.getStyleClass().addAll("inspector", "plain-scroll");
        inspector.setFitToWidth(true);
        inspector.setPrefWidth(INSPECTOR);
        inspector.setMinWidth(INSPECTOR);
        inspector.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        setCenter(middle);
        setRight(inspector);
        model.shownAProperty().addListener((o, before, now) -> refresh());
        model.interpolate().currentProperty().addListener((o, before, now) -> refresh());
        model.restore().afterProperty().addListener((o, before, now) -> refresh());
        model.restore().compareProperty().addListener((o, before, now) -> refresh());
        model.invert().shownProperty().addListener((o, before, now) -> refresh());
        invertInspector.viewProperty().addListener((o, before, now) -> refresh());
        model.inpaint().chosenProperty().addListener((o, before, now) -> refresh());
        model.document().stateProperty().addListener((o, before, now) -> refresh());
    }

    void show(Page shown) {
        page = shown;
        boolean open = model.document().state().a() != null;
        Node stage = page == Page.RESAMPLE ? variationGrid : open || page == Page.INVERT && model.invert().shownProperty().get() != null
                ? canvas : empty();
        middle.getChildren().setAll(stage);
        if (stage == canvas) {
            middle.getChildren().add(canvasBar);
            StackPane.setAlignment(canvasBar, Pos.BOTTOM_RIGHT);
        }
        inspector.setContent(switch (page) {
            case INTERPOLATE -> interpolateInspector;
            case RESAMPLE -> resampleInspector;
            case RESTORE -> restoreInspector;
            case INVERT -> invertInspector;
            case INPAINT -> inpaintInspector;
            default -> throw new IllegalStateException("no page to edit on: " + page);
        });
        setBottom(switch (page) {
            case INTERPOLATE -> interpolateStrip;
            case INPAINT -> proposalStrip;
            default -> null;
        });
        refresh();
    }

    private VBox empty() {
        Label title = new Label(Texts.of("empty.title"));
        title.getStyleClass().add("empty-title");
        Label words = Ui.quiet(Texts.of("empty." + page.key()));
        words.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        words.setAlignment(Pos.CENTER);
        words.setMaxWidth(360);
        Button open = Ui.button("start.open", "mdi2i-image-plus-outline", dialogs::open);
        open.getStyleClass().add("accent");
        var picture = Ui.icon(Rail.icon(page));
        picture.getStyleClass().add("empty-icon");
        VBox box = new VBox(2 * Ui.GRID, picture, title, words, open);
        box.setId("empty");
        box.setAlignment(Pos.CENTER);
        return box;
    }

    private HBox canvasBar() {
        Label zoom = new Label();
        zoom.setId("zoom");
        zoom.textProperty().bind(Bindings.createStringBinding(
                () -> String.format(Texts.locale(), "%.0f %%", 100 * model.viewport().zoomProperty().get()),
                model.viewport().zoomProperty()));
        zoom.setMinWidth(48);
        zoom.setAlignment(Pos.CENTER);
        HBox bar = new HBox(Ui.iconButton("view.fit", "mdi2f-fit-to-page-outline", model.viewport()::fit),
                Ui.iconButton("view.actual", "mdi2n-numeric-1-box-outline", model.viewport()::actualSize), zoom);
        bar.setAlignment(Pos.CENTER);
        bar.getStyleClass().add("canvas-bar");
        bar.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        StackPane.setMargin(bar, new javafx.geometry.Insets(2 * Ui.GRID));
        return bar;
    }

    /** Puts on the canvas what the page shows. */
    private void refresh() {
        Layer a = model.layerA();
        Layer before = a;
        Layer after = null;
        Compare compare = Compare.AFTER;
        CanvasView.Tool tool = null;
        switch (page) {
            case INTERPOLATE -> {
                FrameShown frame = model.interpolate().currentProperty().get();
                before = frame == null ? a : Layer.of(frame.pyramid());
            }
            case RESTORE -> {
                after = model.restore().afterProperty().get();
                compare = model.restore().compareProperty().get();
            }
            case INVERT -> before = invertInspector.layer(a);
            case INPAINT -> {
                int chosen = model.inpaint().chosenProperty().get();
                DocumentState s = model.document().state();
                if (chosen >= 0 && chosen < s.proposals().size()) {
                    model.gallery().whenLoaded(s.proposals().get(chosen), shown -> {
                        if (page == Page.INPAINT && model.inpaint().chosenProperty().get() == chosen) {
                            canvas.afterProperty().set(Layer.of(shown.pyramid()));
                        }
                    });
                    after = canvas.afterProperty().get();
                } else {
                    tool = brush;
                }
            }
            default -> { }
        }
        canvas.compareProperty().set(compare);
        canvas.afterProperty().set(after);
        canvas.toolProperty().set(tool);
        if (page != Page.RESAMPLE) {
            canvas.beforeProperty().set(before);
        }
    }
}
