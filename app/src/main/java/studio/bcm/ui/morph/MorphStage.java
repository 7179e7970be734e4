package studio.bcm.ui.morph;

import java.util.List;
import java.util.Locale;
import javafx.animation.AnimationTimer;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Separator;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import studio.bcm.ui.Texts;
import studio.bcm.ui.canvas.CanvasView;
import studio.bcm.ui.canvas.ViewportModel;
import studio.bcm.ui.control.Images;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.MorphPassage;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.morph.MorphModel.Tool;
import studio.bcm.ui.morph.MorphModel.View;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.task.BackgroundTask;

/** The middle of the page Morph: the two photos of a passage with their points, the film, or both, and the tools for them. */
public final class MorphStage extends BorderPane {
    private static final int ONION_SIDE = 640;
    /** A pause after which the frame that is looked at is made at full size. */
    private static final long REST_NANOS = 700_000_000L;

    private final StudioModel model;
    private final MorphModel morph;
    private final FileDialogs dialogs;
    private final ViewportModel viewA = new ViewportModel();
    private final ViewportModel viewB = new ViewportModel();
    private final CanvasView canvasA = new CanvasView(viewA);
    private final CanvasView canvasB = new CanvasView(viewB);
    private final StackPane paneA = pane(canvasA, "A");
    private final StackPane paneB = pane(canvasB, "B");
    private final StackPane paneFilm = new StackPane();
    private final Label nameA = (Label) paneA.getChildren().get(1);
    private final Label nameB = (Label) paneB.getChildren().get(1);
    private final CanvasView film;
    private final PhotoEditor editor;
    private final Panes panes;
    private PictureRef shownA;
    private PictureRef shownB;
    private PictureRef shownTake;
    private long restingSince;
    private double restingAt = -1;
    private Recipe restingFor;

    public MorphStage(StudioModel model, FileDialogs dialogs, CanvasView film, ObservableBooleanValue dark) {
        this.model = model;
        this.dialogs = dialogs;
        this.film = film;
        morph = model.morph();
        panes = new Panes();
        setId("morph-stage");
        canvasA.setId("morph-a");
        canvasB.setId("morph-b");
        canvasA.setAccessibleText(Texts.of("morph.photo", "A"));
        canvasB.setAccessibleText(Texts.of("morph.photo", "B"));
        canvasA.darkProperty().bind(dark);
        canvasB.darkProperty().bind(dark);
        new LinkedViews(viewA, viewB);
        editor = new PhotoEditor(morph, canvasA, viewA, canvasB, viewB);
        setTop(toolbar());
        setCenter(panes);
        model.document().stateProperty().addListener((o, before, now) -> refresh());
        morph.passageProperty().addListener((o, before, now) -> {
            editor.reset();
            refresh();
        });
        morph.toolProperty().addListener((o, before, now) -> editor.reset());
        morph.viewProperty().addListener((o, before, now) -> panes.arrange());
        morph.solutionProperty().addListener((o, before, now) -> {
            editor.refresh();
            makeOnion();
        });
        morph.meshProperty().addListener((o, before, now) -> editor.refresh());
        morph.suggestingProperty().addListener((o, before, now) -> editor.refresh());
        morph.onionProperty().addListener((o, before, now) -> makeOnion());
        addEventHandler(KeyEvent.KEY_PRESSED, this::keys);
        AnimationTimer clock = new AnimationTimer() {
            @Override
            public void handle(long now) {
                sharpenAtRest(now);
            }
        };
        sceneProperty().addListener((o, before, scene) -> {
            if (scene == null) {
                clock.stop();
            } else {
                clock.start();
            }
        });
    }

    /** Takes the canvas, on which the film is shown, over from the other pages. */
    public void takeCanvas() {
        paneFilm.getChildren().setAll(film);
        panes.arrange();
        refresh();
    }

    private static StackPane pane(CanvasView canvas, String letter) {
        Label name = new Label(letter);
        name.getStyleClass().add("photo-name");
        name.setMouseTransparent(true);
        StackPane pane = new StackPane(canvas, name);
        StackPane.setAlignment(name, Pos.TOP_LEFT);
        return pane;
    }

    private void sharpenAtRest(long now) {
        boolean moved = morph.positionProperty().get() != restingAt || !morph.recipe().equals(restingFor);
        if (moved || morph.playingProperty().get() || !morph.isComplete()) {
            restingAt = morph.positionProperty().get();
            restingFor = morph.recipe();
            restingSince = now;
        } else if (now - restingSince > REST_NANOS && morph.viewProperty().get() != View.PHOTOS && !morph.isSharp()) {
            // Asked for once: one that fails or is stopped is not tried again before something moves.
            restingSince = Long.MAX_VALUE;
            morph.sharpen();
        }
    }

    private void refresh() {
        DocumentState s = model.document().state();
        Recipe recipe = morph.recipe();
        if (!recipe.isComplete() || morph.passageProperty().get() >= recipe.passages().size()) {
            return;
        }
        int at = morph.passageProperty().get();
        PictureRef a = recipe.photos().get(at).picture();
        PictureRef b = recipe.after(at).picture();
        if (!a.equals(shownA)) {
            shownA = a;
            model.gallery().whenLoaded(a, shown -> {
                if (shown.ref().equals(shownA)) {
                    canvasA.beforeProperty().set(Layer.of(shown.pyramid()));
                }
            });
        }
        if (!b.equals(shownB)) {
            shownB = b;
            model.gallery().whenLoaded(b, shown -> {
                if (shown.ref().equals(shownB)) {
                    canvasB.beforeProperty().set(Layer.of(shown.pyramid()));
                }
            });
        }
        nameA.setText(letter(at) + "  " + a.name());
        nameB.setText(letter((at + 1) % recipe.photos().size()) + "  " + b.name());
        MorphPassage passage = s.passage(at);
        if (passage.take() == null) {
            shownTake = null;
            editor.setTake(null);
        } else if (!passage.take().equals(shownTake)) {
            shownTake = passage.take();
            model.gallery().whenLoaded(shownTake, shown -> {
                if (shown.ref().equals(shownTake)) {
                    editor.setTake(TakeLayer.values(shown.picture()));
                }
            });
        }
        editor.refresh();
    }

    /** A, B, C and so on; numbers where the letters end. */
    static String letter(int photo) {
        return photo < 26 ? Character.toString('A' + photo) : Integer.toString(photo + 1);
    }

    private void makeOnion() {
        Solution solution = morph.solutionProperty().get();
        int at = morph.passageProperty().get();
        if (!morph.onionProperty().get() || solution == null || at >= solution.recipe().passages().size()) {
            editor.setOnion(null, null);
            return;
        }
        model.activity().submitPreview(BackgroundTask.of("", "morph onion", progress -> List.of(
                Raster.of(solution.morph().picture(solution.morph().aligned(at, solution.alignment(at), 0, ONION_SIDE).get(1))),
                Raster.of(solution.morph().picture(solution.morph().aligned(at, solution.alignment(at), 1, ONION_SIDE).get(0)))))
                .onDone(both -> {
                    if (solution == morph.solutionProperty().get()) {
                        Image overA = Images.of(both.get(0));
                        editor.setOnion(overA, Images.of(both.get(1)));
                    }
                }).onFailed(model.messages()::failure));
    }

    // Keys

    private void keys(KeyEvent e) {
        if (e.getCode() == KeyCode.DELETE || e.getCode() == KeyCode.BACK_SPACE) {
            editor.removeChosen();
            e.consume();
        } else if (editor.isDrawing() && e.getCode() == KeyCode.ENTER) {
            editor.finishLine();
            e.consume();
        } else if (editor.isDrawing() && e.getCode() == KeyCode.ESCAPE) {
            editor.dropLine();
            e.consume();
        }
    }

    // Tools

    private HBox toolbar() {
        HBox views = pills(List.of(
                Ui.iconToggle("morph.view.photos", "mdi2v-view-split-vertical", morph.viewProperty().isEqualTo(View.PHOTOS), () -> morph.viewProperty().set(View.PHOTOS)),
                Ui.iconToggle("morph.view.film", "mdi2f-filmstrip", morph.viewProperty().isEqualTo(View.FILM), () -> morph.viewProperty().set(View.FILM)),
                Ui.iconToggle("morph.view.both", "mdi2v-view-quilt-outline", morph.viewProperty().isEqualTo(View.BOTH), () -> morph.viewProperty().set(View.BOTH))));
        HBox tools = pills(List.of(tool(Tool.POINTS, "mdi2c-circle-edit-outline"), tool(Tool.LINES, "mdi2v-vector-polyline-edit"),
                tool(Tool.TAKE_A, "mdi2a-alpha-a-box-outline"), tool(Tool.TAKE_B, "mdi2a-alpha-b-box-outline"), tool(Tool.KEEP_APART, "mdi2s-set-none"),
                tool(Tool.ERASE, "mdi2e-eraser")));
        Slider brush = new Slider(0.01, 0.2, editor.brush());
        brush.setId("morph-brush");
        brush.setPrefWidth(80);
        brush.setAccessibleText(Texts.of("morph.brush"));
        brush.valueProperty().addListener((o, before, now) -> editor.setBrush(now.doubleValue()));
        Ui.tip(brush, "morph.brush");
        Ui.visibleWhen(brush, Bindings.createBooleanBinding(() -> morph.toolProperty().get().isBrush(), morph.toolProperty()));
        ToggleButton suggestions = flat(Ui.iconToggle("morph.suggestions", "mdi2l-lightbulb-outline", morph.suggestingProperty(), () -> flip(morph.suggestingProperty())));
        ToggleButton mesh = flat(Ui.iconToggle("morph.mesh", "mdi2g-grid", morph.meshProperty(), () -> flip(morph.meshProperty())));
        ToggleButton onion = flat(Ui.iconToggle("morph.onion", "mdi2l-layers-outline", morph.onionProperty(), () -> flip(morph.onionProperty())));
        HBox bar = new HBox(Ui.GRID / 2, views, new Separator(Orientation.VERTICAL), tools, brush, suggestions, mesh, onion, Ui.spacer(), more());
        bar.setId("morph-toolbar");
        bar.getStyleClass().add("canvas-toolbar");
        bar.setAlignment(Pos.CENTER_LEFT);
        return bar;
    }

    private static void flip(BooleanProperty property) {
        property.set(!property.get());
    }

    private static ToggleButton flat(ToggleButton button) {
        button.getStyleClass().addAll("flat", "button-icon");
        return button;
    }

    private ToggleButton tool(Tool tool, String icon) {
        return Ui.iconToggle("morph.tool." + tool.name().toLowerCase(Locale.ROOT), icon, morph.toolProperty().isEqualTo(tool), () -> {
            morph.toolProperty().set(tool);
            if (morph.viewProperty().get() == View.FILM) {
                morph.viewProperty().set(View.PHOTOS);
            }
        });
    }

    private static HBox pills(List<ToggleButton> buttons) {
        HBox box = new HBox();
        box.getStyleClass().add("segmented");
        box.setAlignment(Pos.CENTER_LEFT);
        for (int i = 0; i < buttons.size(); i++) {
            buttons.get(i).getStyleClass().add(i == 0 ? "left-pill" : i == buttons.size() - 1 ? "right-pill" : "center-pill");
            box.getChildren().add(buttons.get(i));
        }
        return box;
    }

    private MenuButton more() {
        MenuButton more = new MenuButton(null, Ui.icon("mdi2d-dots-horizontal"), item("morph.points.clear", morph::clearPoints), new SeparatorMenuItem(),
                item("morph.points.load", () -> dialogs.points(morph::loadPoints)), item("morph.points.save", () -> dialogs.savePoints(morph::savePoints)),
                new SeparatorMenuItem(), item("morph.view.fit", () -> {
                    viewA.fit();
                    viewB.fit();
                    model.viewport().fit();
                }));
        more.setId("morph-more");
        more.getStyleClass().addAll("flat", "button-icon");
        more.setAccessibleText(Texts.of("morph.more"));
        return Ui.tip(more, "morph.more");
    }

    private static MenuItem item(String key, Runnable action) {
        MenuItem item = new MenuItem(Texts.of(key));
        item.setId(Ui.id(key));
        item.setMnemonicParsing(false);
        item.setOnAction(e -> action.run());
        return item;
    }

    /** The photos side by side and the film, arranged so that all are as large as there is room for. */
    private final class Panes extends Region {
        private static final double GAP = 2;

        Panes() {
            setMinSize(0, 0);
            setId("morph-panes");
            arrange();
        }

        void arrange() {
            List<Node> wanted = switch (morph.viewProperty().get()) {
                case PHOTOS -> List.of(paneA, paneB);
                case FILM -> List.of(paneFilm);
                case BOTH -> List.of(paneA, paneB, paneFilm);
            };
            if (!getChildren().equals(wanted)) {
                getChildren().setAll(wanted);
            }
            requestLayout();
        }

        @Override
        protected void layoutChildren() {
            double w = getWidth();
            double h = getHeight();
            switch (morph.viewProperty().get()) {
                case PHOTOS -> photos(0, 0, w, h);
                case FILM -> paneFilm.resizeRelocate(0, 0, w, h);
                case BOTH -> both(w, h);
            }
        }

        private void photos(double x, double y, double w, double h) {
            double half = Math.floor((w - GAP) / 2);
            paneA.resizeRelocate(x, y, half, h);
            paneB.resizeRelocate(x + half + GAP, y, w - half - GAP, h);
        }

        private void both(double w, double h) {
            Pyramid shown = morph.currentProperty().get() == null ? null : morph.currentProperty().get().pyramid();
            double aspect = shown == null ? 4 / 3.0 : (double) shown.width() / shown.height();
            double third = Math.floor(w / 3);
            double inColumns = Math.min(third, h * aspect);
            double inRows = Math.min(Math.min(w / 2, h / 2 * aspect), Math.min(w, h / 2 * aspect));
            // Photos above each other, with the film beside them, where it gains most.
            double side = Math.min(Math.min(w - third, h * aspect), 2 * Math.min(third, h / 2 * aspect));
            if (side / 2 >= inColumns && side / 2 >= inRows) {
                double column = Math.floor(Math.clamp(h / 2 * aspect, w / 4, w * 0.42));
                double half = Math.floor((h - GAP) / 2);
                paneA.resizeRelocate(0, 0, column, half);
                paneB.resizeRelocate(0, half + GAP, column, h - half - GAP);
                paneFilm.resizeRelocate(column + GAP, 0, w - column - GAP, h);
            } else if (inColumns >= inRows) {
                photos(0, 0, 2 * third, h);
                paneFilm.resizeRelocate(2 * third + GAP, 0, w - 2 * third - GAP, h);
            } else {
                double half = Math.floor(h / 2);
                photos(0, 0, w, half);
                paneFilm.resizeRelocate(0, half + GAP, w, h - half - GAP);
            }
        }
    }
}
