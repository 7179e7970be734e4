package studio.bcm.ui.batch;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputDialog;
import javafx.scene.layout.VBox;
import studio.bcm.image.PictureFormat;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.enlarge.EnlargeInspector;
import studio.bcm.ui.restore.RestoreInspector;
import studio.bcm.ui.settings.BatchSettings;
import studio.bcm.ui.settings.ExportChoice;
import studio.bcm.ui.shell.StudioModel;

/** How the batch restores, enlarges and writes, in view and to be saved under a name. */
final class BatchInspector extends ScrollPane {
    private static final double WIDTH = 304;
    private static final List<Integer> SIDES = List.of(0, 4096, 2048, 1600, 1024);

    private final StudioModel model;
    private final BatchModel batch;

    BatchInspector(StudioModel model) {
        this.model = model;
        batch = model.batch();
        setId("batch-settings");
        getStyleClass().addAll("inspector", "plain-scroll");
        setFitToWidth(true);
        setPrefWidth(WIDTH);
        setMinWidth(WIDTH);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        var enlarges = part(BatchSettings::enlarges);
        var withQuality = part(s -> s.write().format() == PictureFormat.JPEG
                || s.write().format() == PictureFormat.WEBP && !s.write().lossless());
        TextField pattern = new TextField(batch.settingsProperty().get().write().pattern());
        pattern.setId("batch-pattern");
        pattern.setAccessibleText(Texts.of("batch.pattern"));
        pattern.textProperty().addListener((o, before, now) -> write(w -> w.withPattern(now)));
        batch.settingsProperty().addListener((o, before, now) -> {
            if (!now.write().pattern().equals(pattern.getText()) && !pattern.isFocused()) {
                pattern.setText(now.write().pattern());
            }
        });
        Ui.tip(pattern, "batch.pattern");
        VBox content = new VBox(2 * Ui.GRID, Ui.row(Ui.section("batch.settings"), Ui.spacer(), presets()),
                Ui.named("batch.work", Ui.segmented("batch.work", List.of(false, true), enlarges, v -> batch.choose(s -> s.withEnlarges(v)),
                        v -> v ? "batch.work.enlarge" : "batch.work.restore")),
                Ui.visibleWhen(restoring(), Bindings.createBooleanBinding(() -> !enlarges.getValue(), enlarges)),
                Ui.visibleWhen(enlarging(), enlarges),
                Ui.section("batch.results"),
                Ui.choice("batch.format", List.of(PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.WEBP, PictureFormat.TIFF),
                        part(s -> s.write().format()), v -> write(w -> w.withFormat(v)), PictureFormat::title),
                Ui.visibleWhen(Ui.slider("export.quality", 1, 100, 1, part(s -> s.write().quality()), v -> write(w -> w.withQuality(v.intValue())),
                        v -> Integer.toString((int) v)), withQuality),
                Ui.choice("export.side", SIDES, part(s -> s.write().side()), v -> write(w -> w.withSide(v)),
                        v -> v == 0 ? Texts.of("export.side.whole") : Texts.of("export.side.pixels", v)),
                Ui.named("batch.pattern", pattern),
                Ui.check("export.metadata", part(s -> s.write().metadata()), v -> write(w -> w.withMetadata(v))),
                Ui.check("batch.times", part(BatchSettings::times), v -> batch.choose(s -> s.withTimes(v))),
                Ui.check("batch.overwrite", part(BatchSettings::overwrite), v -> batch.choose(s -> s.withOverwrite(v))));
        content.getStyleClass().add("inspector-content");
        setContent(content);
    }

    private VBox restoring() {
        var automatic = part(s -> s.restore().automatic());
        return new VBox(2 * Ui.GRID, Ui.check("batch.automatic", automatic, v -> restore(c -> c.withAutomatic(v))),
                Ui.visibleWhen(Ui.slider("batch.balance", -1, 1, 0.05, part(s -> s.restore().balance()), v -> restore(c -> c.withBalance(v)),
                        RestoreInspector::balanceWords), automatic),
                Ui.visibleWhen(Ui.slider("batch.sigma", 0.01, 0.4, 0.005, part(s -> s.restore().sigma()), v -> restore(c -> c.withSigma(v)),
                        v -> String.format(Texts.locale(), "%.2f", v)), Bindings.createBooleanBinding(() -> !automatic.getValue(), automatic)),
                Ui.slider("batch.texture", 0, 1, 0.05, part(s -> s.restore().texture()), v -> restore(c -> c.withTexture(v)),
                        v -> String.format(Texts.locale(), "%.0f %%", 100 * v)),
                Ui.check("batch.faithful", part(s -> s.restore().faithful()), v -> restore(c -> c.withFaithful(v))));
    }

    private VBox enlarging() {
        var factor = part(s -> s.enlarge().factor());
        return new VBox(2 * Ui.GRID, Ui.named("enlarge.factor", Ui.segmented("enlarge.factor", List.of(2, 4, 0), factor,
                v -> enlarge(c -> c.withFactor(v)), v -> "enlarge.factor." + v)),
                Ui.visibleWhen(Ui.choice("enlarge.side", EnlargeInspector.SIDES, part(s -> s.enlarge().side()), v -> enlarge(c -> c.withSide(v)),
                        v -> Texts.of("value.px", v)), Bindings.createBooleanBinding(() -> factor.getValue() == 0, factor)),
                Ui.slider("enlarge.texture", 0, 1, 0.05, part(s -> s.enlarge().texture()), v -> enlarge(c -> c.withTexture(v)),
                        v -> String.format(Texts.locale(), "%.0f %%", 100 * v)),
                Ui.check("enlarge.restores", part(s -> s.enlarge().restores()), v -> enlarge(c -> c.withRestores(v))));
    }

    private <T> ObservableValue<T> part(Function<BatchSettings, T> what) {
        return Bindings.createObjectBinding(() -> what.apply(batch.settingsProperty().get()), batch.settingsProperty());
    }

    private void restore(UnaryOperator<Choices.Restore> change) {
        batch.choose(s -> s.withRestore(change.apply(s.restore())));
    }

    private void enlarge(UnaryOperator<Choices.Enlarge> change) {
        batch.choose(s -> s.withEnlarge(change.apply(s.enlarge())));
    }

    private void write(UnaryOperator<ExportChoice> change) {
        batch.choose(s -> s.withWrite(change.apply(s.write())));
    }

    private MenuButton presets() {
        MenuButton menu = new MenuButton(Texts.of("batch.presets"), Ui.icon("mdi2b-bookmark-outline"));
        menu.setId("batch-presets");
        Runnable fill = () -> {
            menu.getItems().clear();
            for (String name : batch.presets()) {
                MenuItem use = new MenuItem(name);
                use.setMnemonicParsing(false);
                use.setOnAction(e -> batch.usePreset(name));
                menu.getItems().add(use);
            }
            if (!batch.presets().isEmpty()) {
                menu.getItems().add(new SeparatorMenuItem());
            }
            MenuItem save = new MenuItem(Texts.of("batch.presets.save"));
            save.setId("batch-presets-save");
            save.setOnAction(e -> askName());
            menu.getItems().add(save);
            for (String name : batch.presets()) {
                MenuItem remove = new MenuItem(Texts.of("batch.presets.remove", name));
                remove.setMnemonicParsing(false);
                remove.setOnAction(e -> batch.removePreset(name));
                menu.getItems().add(remove);
            }
        };
        model.settingsProperty().addListener((o, before, now) -> {
            if (!before.presets().equals(now.presets())) {
                fill.run();
            }
        });
        fill.run();
        return Ui.tip(menu, "batch.presets");
    }

    private void askName() {
        TextInputDialog dialog = new TextInputDialog();
        Ui.belongsToWindow(dialog);
        dialog.setTitle(Texts.of("batch.presets"));
        dialog.setHeaderText(null);
        dialog.setGraphic(null);
        dialog.setContentText(Texts.of("batch.presets.name"));
        ((Button) dialog.getDialogPane().lookupButton(dialog.getDialogPane().getButtonTypes().getLast())).setText(Texts.of("dialog.cancel"));
        dialog.showAndWait().map(String::strip).filter(name -> !name.isEmpty()).ifPresent(batch::savePreset);
    }
}
