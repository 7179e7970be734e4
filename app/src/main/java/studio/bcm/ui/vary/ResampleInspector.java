package studio.bcm.ui.vary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import studio.bcm.edit.Resampling;
import studio.bcm.edit.pyramid.Pyramid;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.morph.MorphInspector;
import studio.bcm.ui.shell.Inspector;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;

/** Controls of the variations. */
public final class ResampleInspector extends Inspector {
    public ResampleInspector(StudioModel model, Runnable focusCanvas) {
        super(model, Page.RESAMPLE);
        ResampleModel resample = model.resample();
        var hasPicture = chosen(s -> s.a() != null);
        Button run = Ui.primary("resample.run", "mdi2d-dice-multiple-outline", resample::run);
        run.textProperty().bind(Bindings.createStringBinding(
                () -> Texts.of(hasPicture.getValue() ? "resample.run" : "resample.generate"), hasPicture));
        List<String> routes = new ArrayList<>(List.of(""));
        routes.addAll(ResampleModel.routes());
        var mode = chosen(s -> s.choices().resample().mode());
        var level = chosen(s -> s.choices().resample().level());
        var byLevels = resample.levelsProperty();
        var byStrength = Bindings.createBooleanBinding(() -> hasPicture.getValue() && !byLevels.get(), hasPicture, byLevels);
        var strength = Ui.visibleWhen(Ui.slider("resample.strength", 0, 1, 0.01, chosen(s -> fromSigma(s.choices().resample().strength())),
                v -> resample.choose("strength", c -> c.withStrength(toSigma(v))), v -> sigma(toSigma(v))), byStrength);
        var modes = Ui.visibleWhen(Ui.named("resample.mode", Ui.segmented("resample.mode", List.of(Resampling.Mode.FRESH, Resampling.Mode.INVERTED), mode,
                v -> resample.choose("mode", c -> c.withMode(v)), v -> "resample.mode." + v.name().toLowerCase(Locale.ROOT))), byStrength);
        var levels = Ui.visibleWhen(Ui.named("resample.level", new LevelPicker(level, v -> resample.choose("level", c -> c.withLevel(v)))),
                Bindings.createBooleanBinding(() -> hasPicture.getValue() && byLevels.get(), hasPicture, byLevels));
        var change = Ui.visibleWhen(Ui.slider("resample.change", 0, 1, 0.05, chosen(s -> s.choices().resample().change()),
                v -> resample.choose("change", c -> c.withChange(v)), v -> String.format(Texts.locale(), "%.0f %%", v * 100)),
                Bindings.createBooleanBinding(() -> hasPicture.getValue() && (byLevels.get() ? level.getValue() == Pyramid.From.COMPOSITION
                        : mode.getValue() == Resampling.Mode.INVERTED), mode, hasPicture, byLevels, level));
        getChildren().addAll(
                Ui.slider("resample.count", 1, 24, 1, chosen(s -> s.choices().resample().count()),
                        v -> resample.choose("count", c -> c.withCount(v.intValue())), v -> Integer.toString((int) v)),
                levels, strength, modes, change,
                seed(resample),
                runOrCancel(run, resample.runningProperty(), resample::cancel),
                Ui.more(Ui.visibleWhen(Ui.choice("resample.route", routes, chosen(s -> s.choices().resample().route()),
                        v -> resample.choose("route", c -> c.withRoute(v)), v -> v.isEmpty() ? Texts.of("value.automatic") : v),
                        byStrength), Ui.choice("resample.side", List.of(256, 512, 1024, 2048, 0), chosen(s -> s.choices().resample().side()),
                                v -> resample.choose("side", c -> c.withSide(v)), MorphInspector::sideWords)));
    }

    private HBox seed(ResampleModel resample) {
        var seed = chosen(s -> s.choices().resample().seed());
        var locked = chosen(s -> s.choices().resample().seedLocked());
        TextField field = new TextField(Long.toString(seed.getValue()));
        field.setId("resample-seed");
        field.setPrefColumnCount(8);
        field.setAccessibleText(Texts.of("resample.seed"));
        Runnable take = () -> {
            try {
                long value = Long.parseLong(field.getText().strip());
                resample.choose("seed", c -> c.withSeed(value));
            } catch (NumberFormatException e) {
                field.setText(Long.toString(seed.getValue()));
            }
        };
        field.setOnAction(e -> take.run());
        field.focusedProperty().addListener((o, before, now) -> {
            if (!now) {
                take.run();
            }
        });
        seed.addListener((o, before, now) -> field.setText(Long.toString(now)));
        ToggleButton lock = new ToggleButton("", Ui.icon("mdi2l-lock-open-variant-outline"));
        lock.setId("resample-lock");
        lock.getStyleClass().add("button-icon");
        lock.setSelected(locked.getValue());
        lock.setAccessibleText(Texts.of("resample.lock"));
        lock.setOnAction(e -> resample.choose("lock", c -> c.withSeedLocked(lock.isSelected())));
        Runnable picture = () -> lock.setGraphic(Ui.icon(locked.getValue() ? "mdi2l-lock-outline" : "mdi2l-lock-open-variant-outline"));
        locked.addListener((o, before, now) -> {
            lock.setSelected(now);
            picture.run();
        });
        picture.run();
        Ui.tip(lock, "resample.lock");
        Ui.tip(field, "resample.seed");
        var name = new Label(Texts.of("resample.seed"));
        name.setLabelFor(field);
        HBox row = Ui.row(name, Ui.spacer(), field, lock);
        Ui.keep(row, seed);
        Ui.keep(row, locked);
        HBox.setHgrow(field, Priority.NEVER);
        return row;
    }
}
