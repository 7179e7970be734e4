package studio.bcm.ui.enlarge;

import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import studio.bcm.job.Enlarge;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.shell.Gallery;
import studio.bcm.ui.shell.Inspector;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;

/** Controls of enlarging. */
public final class EnlargeInspector extends Inspector {
    /** Longest sides of common screens and prints. */
    public static final List<Integer> SIDES = List.of(1920, 2560, 3840, 5120, 7680);

    public EnlargeInspector(StudioModel model, Runnable focusCanvas) {
        super(model, Page.ENLARGE);
        EnlargeModel enlarge = model.enlarge();
        ObservableValue<Integer> factor = chosen(s -> s.choices().enlarge().factor());
        Button run = Ui.primary("enlarge.run", "mdi2a-arrow-expand-all", () -> {
            enlarge.run();
            focusCanvas.run();
        });
        run.disableProperty().bind(model.shownAProperty().isNull());
        Button tryHere = Ui.button("enlarge.try", "mdi2s-selection-search", enlarge::tryHere);
        tryHere.setMaxWidth(Double.MAX_VALUE);
        tryHere.disableProperty().bind(model.shownAProperty().isNull().or(enlarge.runningProperty()));
        var side = Ui.visibleWhen(Ui.choice("enlarge.side", SIDES, chosen(s -> s.choices().enlarge().side()),
                v -> enlarge.choose("side", c -> c.withSide(v)), v -> Texts.of("value.px", v)), Bindings.createBooleanBinding(() -> factor.getValue() == 0, factor));
        var restores = Ui.visibleWhen(Ui.check("enlarge.restores", chosen(s -> s.choices().enlarge().restores()),
                v -> enlarge.choose("restores", c -> c.withRestores(v))), Bindings.createBooleanBinding(this::isJpeg, model.shownAProperty()));
        Button use = Ui.button("enlarge.use", enlarge::useResult);
        use.setMaxWidth(Double.MAX_VALUE);
        var done = Ui.column(Ui.quiet(Texts.of("compare.hold")), use);
        Ui.visibleWhen(done, chosen(s -> s.enlarged() != null));
        getChildren().addAll(
                Ui.named("enlarge.factor", Ui.segmented("enlarge.factor", List.of(2, 4, 0), factor, v -> enlarge.choose("factor", c -> c.withFactor(v)),
                        v -> "enlarge.factor." + v)), side,
                fact(Bindings.createStringBinding(this::sizes, model.shownAProperty(), model.document().stateProperty())),
                Ui.slider("enlarge.texture", 0, 1, 0.05, chosen(s -> s.choices().enlarge().texture()),
                        v -> enlarge.choose("texture", c -> c.withTexture(v)), v -> String.format(Texts.locale(), "%.0f %%", v * 100)),
                restores, runOrCancel(run, enlarge.runningProperty(), enlarge::cancel), tryHere,
                fact(Bindings.createStringBinding(this::found, enlarge.toldProperty())),
                done,
                Ui.more(Ui.choice("enlarge.effort", List.of(1, 2, 4, 8), chosen(s -> s.choices().enlarge().effort()),
                        v -> enlarge.choose("effort", c -> c.withEffort(v)), v -> Texts.of("restore.effort." + v))));
    }

    private boolean isJpeg() {
        Gallery.Shown shown = model.shownAProperty().get();
        return shown != null && shown.picture().jpegFacts().isPresent();
    }

    private String sizes() {
        Gallery.Shown shown = model.shownAProperty().get();
        Enlarge.Size size = model.enlarge().size();
        return shown == null || size == null ? "" : Texts.of("enlarge.sizes", shown.picture().width(), shown.picture().height(), size.width(),
                size.height());
    }

    private String found() {
        EnlargeModel.Told r = model.enlarge().toldProperty().get();
        if (r == null) {
            return "";
        }
        String seconds = String.format(Texts.locale(), "%.1f", r.time().toMillis() / 1000.0);
        return r.restored() > 0 ? Texts.of("enlarge.foundRestored", sigma(r.restored()), seconds) : Texts.of("enlarge.found", seconds);
    }
}
