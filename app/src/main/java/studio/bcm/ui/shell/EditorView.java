package studio.bcm.ui.shell;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import studio.bcm.ui.Texts;
import studio.bcm.ui.canvas.CanvasView;
import studio.bcm.ui.canvas.Compare;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.enlarge.EnlargeInspector;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.inpaint.BrushTool;
import studio.bcm.ui.inpaint.InpaintInspector;
import studio.bcm.ui.invert.InvertInspector;
import studio.bcm.ui.morph.FrameShown;
import studio.bcm.ui.morph.MorphInspector;
import studio.bcm.ui.morph.MorphStage;
import studio.bcm.ui.morph.MorphStrip;
import studio.bcm.ui.restore.RestoreInspector;
import studio.bcm.ui.vary.ResampleInspector;
import studio.bcm.ui.vary.VariationGrid;

/** The pages on which a picture is edited: canvas in the middle, inspector on the right, a strip below where there is one. */
final class EditorView extends BorderPane {
    private static final double INSPECTOR = 304;

    private final StudioModel model;
    private final FileDialogs dialogs;
    private final CanvasView canvas;
    private final BorderPane middle = new BorderPane();
    private final ScrollPane inspector = new ScrollPane();
    private final CanvasToolbar toolbar;
    private final VariationBar variationBar;
    private final Map<Page, Compare> compares = new EnumMap<>(Page.class);
    private final BrushTool brush;
    private final InvertInspector invertInspector;
    private final MorphInspector morphInspector;
    private final RestoreInspector restoreInspector;
    private final EnlargeInspector enlargeInspector;
    private final InpaintInspector inpaintInspector;
    private final ResampleInspector resampleInspector;
    private final MorphStrip morphStrip;
    private final MorphStage morphStage;
    private final ProposalStrip proposalStrip;
    private final VariationGrid variationGrid;
    private Page page = Page.RESTORE;

    EditorView(StudioModel model, FileDialogs dialogs, ObservableBooleanValue dark) {
        this.model = model;
        this.dialogs = dialogs;
        canvas = new CanvasView(model.viewport());
        canvas.darkProperty().bind(dark);
        brush = new BrushTool(model, canvas);
        Runnable focusCanvas = canvas::requestFocus;
        toolbar = new CanvasToolbar(model, dialogs, new PictureOut(model), focusCanvas);
        variationBar = new VariationBar(model);
        invertInspector = new InvertInspector(model, dialogs, dark, focusCanvas);
        morphInspector = new MorphInspector(model, dialogs, dark, focusCanvas);
        morphStage = new MorphStage(model, dialogs, canvas, dark);
        restoreInspector = new RestoreInspector(model, dialogs, focusCanvas);
        enlargeInspector = new EnlargeInspector(model, focusCanvas);
        inpaintInspector = new InpaintInspector(model, dialogs, focusCanvas);
        resampleInspector = new ResampleInspector(model, focusCanvas);
        morphStrip = new MorphStrip(model, dialogs);
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
        model.morph().currentProperty().addListener((o, before, now) -> refresh());
        model.restore().afterProperty().addListener((o, before, now) -> refresh());
        model.enlarge().afterProperty().addListener((o, before, now) -> {
            refresh();
            // Made smaller, what came out looks as the picture did: its pixels are what there is to see.
            if (page == Page.ENLARGE && before == null && now != null && model.viewport().zoomProperty().get() < 1) {
                model.viewport().actualSize();
            }
        });
        model.viewport().compareProperty().addListener((o, before, now) -> compares.put(page, now));
        model.resample().openedProperty().addListener((o, before, now) -> {
            if (page == Page.RESAMPLE && (before == null) != (now == null)) {
                show(page);
            }
            refresh();
        });
        model.invert().shownProperty().addListener((o, before, now) -> refresh());
        invertInspector.viewProperty().addListener((o, before, now) -> refresh());
        model.inpaint().chosenProperty().addListener((o, before, now) -> refresh());
        model.document().stateProperty().addListener((o, before, now) -> {
            if (page == Page.INTERPOLATE && (before.a() == null || before.b() == null) != (now.a() == null || now.b() == null)) {
                show(page);
            }
            refresh();
        });
    }

    void show(Page shown) {
        page = shown;
        boolean open = model.document().state().a() != null;
        boolean picture = page == Page.RESAMPLE ? model.resample().openedProperty().get() != null
                : open || page == Page.INVERT && model.invert().shownProperty().get() != null;
        boolean morph = page == Page.INTERPOLATE && model.morph().canRun();
        Node stage = morph ? morphStage : picture ? canvas : page == Page.RESAMPLE ? variationGrid : empty();
        // The morph has tools of its own.
        middle.setTop(morph ? null : toolbar);
        middle.setCenter(stage);
        if (morph) {
            morphStage.takeCanvas();
        }
        toolbar.showingProperty().set(picture);
        model.viewport().compareProperty().set(compares.getOrDefault(page, usual(page)));
        inspector.setContent(switch (page) {
            case INTERPOLATE -> morphInspector;
            case RESAMPLE -> resampleInspector;
            case RESTORE -> restoreInspector;
            case ENLARGE -> enlargeInspector;
            case INVERT -> invertInspector;
            case INPAINT -> inpaintInspector;
            default -> throw new IllegalStateException("no page to edit on: " + page);
        });
        setBottom(switch (page) {
            case INTERPOLATE -> morphStrip;
            case INPAINT -> proposalStrip;
            case RESAMPLE -> picture ? variationBar : null;
            default -> null;
        });
        refresh();
    }

    private VBox empty() {
        Label title = new Label(Texts.of("empty.title"));
        title.getStyleClass().add("empty-title");
        Label words = Ui.quiet(Texts.of("empty." + page.key()));
        words.setTextAlignment(TextAlignment.CENTER);
        words.setAlignment(Pos.CENTER);
        words.setMaxWidth(360);
        Button open = Ui.button("start.open", "mdi2i-image-plus-outline", dialogs::open);
        open.getStyleClass().add("accent");
        var picture = Ui.icon(Rail.icon(page));
        picture.getStyleClass().add("empty-icon");
        VBox box = new VBox(2 * Ui.GRID, picture, title, words, open);
        if (page == Page.INTERPOLATE) {
            box.getChildren().add(new SamplePairs(model));
        }
        box.setId("empty");
        box.setAlignment(Pos.CENTER);
        return box;
    }

    /** How a page compares until another way is chosen there. */
    private static Compare usual(Page page) {
        return switch (page) {
            case RESTORE, ENLARGE -> Compare.SPLIT;
            case RESAMPLE -> Compare.SIDE_BY_SIDE;
            default -> Compare.AFTER;
        };
    }

    /** Puts on the canvas what the page shows. */
    private void refresh() {
        Layer a = model.layerA();
        Layer before = a;
        Layer after = null;
        CanvasView.Tool tool = null;
        switch (page) {
            case INTERPOLATE -> {
                FrameShown frame = model.morph().currentProperty().get();
                before = frame == null ? a : Layer.of(frame.pyramid());
            }
            case RESTORE -> after = model.restore().afterProperty().get();
            case ENLARGE -> {
                after = model.enlarge().afterProperty().get();
                before = model.enlarge().before(a);
            }
            case RESAMPLE -> {
                PictureRef opened = model.resample().openedProperty().get();
                if (opened != null) {
                    after = loaded(opened, () -> page == Page.RESAMPLE && opened.equals(model.resample().openedProperty().get()));
                    if (a == null) {
                        before = after;
                        after = null;
                    }
                }
            }
            case INVERT -> before = invertInspector.layer(a);
            case INPAINT -> {
                int chosen = model.inpaint().chosenProperty().get();
                DocumentState s = model.document().state();
                if (chosen >= 0 && chosen < s.proposals().size()) {
                    after = loaded(s.proposals().get(chosen), () -> page == Page.INPAINT && model.inpaint().chosenProperty().get() == chosen);
                } else {
                    tool = brush;
                }
            }
            default -> { }
        }
        canvas.afterProperty().set(after);
        canvas.toolProperty().set(tool);
        toolbar.comparableProperty().set(before != null && after != null);
        if (page != Page.RESAMPLE || model.resample().openedProperty().get() != null) {
            canvas.beforeProperty().set(before);
        }
    }

    /** A picture of the document if it is there, else what is shown until it is read; then, if it is still wanted, all is shown anew. */
    private Layer loaded(PictureRef ref, BooleanSupplier wanted) {
        Optional<Gallery.Shown> kept = model.gallery().kept(ref);
        if (kept.isEmpty()) {
            model.gallery().whenLoaded(ref, shown -> {
                if (wanted.getAsBoolean()) {
                    refresh();
                }
            });
            return canvas.afterProperty().get();
        }
        return Layer.of(kept.get().pyramid());
    }
}
