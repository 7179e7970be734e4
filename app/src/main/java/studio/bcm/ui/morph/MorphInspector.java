package studio.bcm.ui.morph;

import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableBooleanValue;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextInputDialog;
import studio.bcm.face.FaceFinder;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.MorphPassage;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.Inspector;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;

/** Controls of the morph: ways to pass, faces, the network, the film. */
public final class MorphInspector extends Inspector {
    private static final List<Integer> SIDES = List.of(512, 768, 1024, 1600, 2048, 0);
    /** Deepest that the slider goes: there the network invents. */
    private static final double DEEPEST = 4;
    private static final double SHALLOWEST = 0.05;

    private final MorphModel morph;

    public MorphInspector(StudioModel model, FileDialogs dialogs, ObservableBooleanValue dark, Runnable focusCanvas) {
        super(model, Page.INTERPOLATE);
        morph = model.morph();
        Button export = Ui.primary("morph.export", "mdi2t-tray-arrow-up", () -> {
            FilmExportDialog.show(model, dialogs);
            focusCanvas.run();
        });
        export.disableProperty().bind(Bindings.createBooleanBinding(() -> !morph.canRun() || !morph.isAligned(), model.document().stateProperty(),
                morph.solutionProperty()));
        ObservableValue<MorphPassage> passage = Bindings.createObjectBinding(morph::passageShown, model.document().stateProperty(), morph.passageProperty());
        Label which = new Label();
        which.getStyleClass().add("section");
        which.textProperty().bind(Bindings.createStringBinding(() -> morph.passages() < 2 ? Texts.of("morph.passage.one")
                : Texts.of("morph.passage", MorphStage.letter(morph.passageProperty().get()),
                        MorphStage.letter((morph.passageProperty().get() + 1) % morph.recipe().photos().size())),
                model.document().stateProperty(), morph.passageProperty()));
        Button alike = Ui.button("morph.alike", morph::passAllAlike);
        alike.setMaxWidth(Double.MAX_VALUE);
        Ui.visibleWhen(alike, chosen(s -> morph.passages() > 1));
        CheckBox faces = Ui.check("morph.faces", chosen(s -> !s.choices().interpolate().noFaces()), v -> morph.choose("faces", c -> c.withNoFaces(!v)));
        CheckBox hold = Ui.check("morph.holdEyes", chosen(s -> s.choices().interpolate().holdEyes()), v -> morph.choose("holdEyes", c -> c.withHoldEyes(v)));
        faces.setDisable(!FaceFinder.isAvailable());
        hold.setDisable(!FaceFinder.isAvailable());
        getChildren().addAll(presets(dialogs),
                Ui.slider("morph.seconds", 0.5, 10, 0.5, chosen(s -> s.choices().interpolate().seconds()), v -> morph.choose("seconds", c -> c.withSeconds(v)),
                        v -> Texts.of("morph.seconds.value", String.format(Texts.locale(), "%.1f", v))),
                Ui.slider("morph.depth", 0, 1, 0.02, chosen(s -> position(s.choices().interpolate().sigma())),
                        v -> morph.choose("depth", c -> c.withSigma(sigmaAt(v))), v -> words(sigmaAt(v))),
                faces, hold,
                Ui.check("morph.loop", chosen(s -> s.choices().interpolate().loop()), v -> morph.choose("loop", c -> c.withLoop(v))),
                Ui.check("interpolate.pingPong", chosen(s -> s.choices().interpolate().pingPong()), v -> morph.choose("pingPong", c -> c.withPingPong(v))),
                runOrCancel(export, morph.runningProperty(), morph::cancel),
                which, new CurveBox(morph, passage, dark),
                Ui.choice("morph.order", List.of("all", "up", "left", "centre"), Bindings.createObjectBinding(() -> passage.getValue().order(), passage),
                        v -> morph.choosePassage("order", p -> p.withOrder(v)), v -> Texts.of("morph.order." + v)),
                Ui.slider("morph.hold", 0, 0.4, 0.02, Bindings.createDoubleBinding(() -> passage.getValue().hold(), passage),
                        v -> morph.choosePassage("hold", p -> p.withHold(v)), v -> String.format(Texts.locale(), "%.0f %%", 100 * v)),
                alike,
                Ui.more(Ui.check("morph.align", chosen(s -> !s.choices().interpolate().dissolve()), v -> morph.choose("align", c -> c.withDissolve(!v))),
                        Ui.choice("interpolate.side", SIDES, chosen(s -> s.choices().interpolate().side()), v -> morph.choose("side", c -> c.withSide(v)),
                                MorphInspector::sideWords),
                        Ui.choice("interpolate.steps", List.of(0, 1, 2, 3), chosen(s -> s.choices().interpolate().steps()),
                                v -> morph.choose("steps", c -> c.withSteps(v)), MorphInspector::stepsWords),
                        Ui.check("interpolate.detail", chosen(s -> s.choices().interpolate().detail()), v -> morph.choose("detail", c -> c.withDetail(v)))));
        Ui.keep(this, passage);
    }

    private MenuButton presets(FileDialogs dialogs) {
        MenuButton menu = new MenuButton(Texts.of("morph.presets"), Ui.icon("mdi2t-tune-variant"));
        menu.setId("morph-presets");
        menu.setMaxWidth(Double.MAX_VALUE);
        menu.setMnemonicParsing(false);
        Runnable fill = () -> {
            menu.getItems().clear();
            for (MorphPreset preset : MorphPreset.BUILT_IN) {
                menu.getItems().add(item("morph-preset-" + preset.name(), Texts.of("morph.preset." + preset.name()), () -> morph.use(preset)));
            }
            if (!morph.presets().isEmpty()) {
                menu.getItems().add(new SeparatorMenuItem());
            }
            for (MorphPreset preset : morph.presets()) {
                menu.getItems().add(item("morph-preset-own", preset.name(), () -> morph.use(preset)));
            }
            menu.getItems().addAll(new SeparatorMenuItem(), item("morph-preset-save", Texts.of("morph.preset.save"), this::askForName));
            for (MorphPreset preset : morph.presets()) {
                menu.getItems().add(item("morph-preset-remove", Texts.of("morph.preset.remove", preset.name()), () -> morph.removePreset(preset.name())));
            }
        };
        morph.presets().addListener((ListChangeListener<MorphPreset>) change -> fill.run());
        fill.run();
        return Ui.tip(menu, "morph.presets");
    }

    private static MenuItem item(String id, String words, Runnable action) {
        MenuItem item = new MenuItem(words);
        item.setId(id);
        item.setMnemonicParsing(false);
        item.setOnAction(e -> action.run());
        return item;
    }

    private void askForName() {
        TextInputDialog dialog = new TextInputDialog();
        Ui.belongsToWindow(dialog);
        dialog.setTitle(Texts.of("morph.preset.title"));
        dialog.setHeaderText(null);
        dialog.setGraphic(null);
        dialog.setContentText(Texts.of("morph.preset.name"));
        dialog.getDialogPane().setId("preset-dialog");
        dialog.getEditor().setId("preset-name");
        dialog.showAndWait().map(String::strip).filter(name -> !name.isEmpty()).ifPresent(morph::savePreset);
    }

    /** Noise level at a place of the slider; 0 at its beginning. */
    static double sigmaAt(double position) {
        return position <= 0 ? 0 : Math.round(SHALLOWEST * Math.pow(DEEPEST / SHALLOWEST, position) * 100) / 100.0;
    }

    private static double position(double sigma) {
        return sigma <= 0 ? 0 : Math.clamp(Math.log(sigma / SHALLOWEST) / Math.log(DEEPEST / SHALLOWEST), 0.01, 1);
    }

    private static String words(double sigma) {
        return sigma <= 0 ? Texts.of("morph.depth.none") : String.format(Texts.locale(), "%.2f", sigma);
    }

    public static String sideWords(int side) {
        return side == 0 ? Texts.of("side.full") : Texts.of("side.pixels", side);
    }

    public static String stepsWords(int steps) {
        return steps == 0 ? Texts.of("value.automatic") : Integer.toString(steps);
    }
}
