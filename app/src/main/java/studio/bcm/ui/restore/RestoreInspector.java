package studio.bcm.ui.restore;

import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.scene.control.Button;
import studio.bcm.edit.Restoration;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.Gallery;
import studio.bcm.ui.shell.Inspector;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;

/** Controls of the restoration. */
public final class RestoreInspector extends Inspector {
    public RestoreInspector(StudioModel model, FileDialogs dialogs, Runnable focusCanvas) {
        super(model, Page.RESTORE);
        RestoreModel restore = model.restore();
        var balance = chosen(s -> s.choices().restore().balance());
        var automatic = chosen(s -> s.choices().restore().automatic());
        Button run = Ui.primary("restore.run", "mdi2a-auto-fix", () -> {
            restore.run();
            focusCanvas.run();
        });
        run.disableProperty().bind(model.shownAProperty().isNull());
        Button tryHere = Ui.button("restore.try", "mdi2s-selection-search", restore::tryHere);
        tryHere.setMaxWidth(Double.MAX_VALUE);
        tryHere.disableProperty().bind(model.shownAProperty().isNull().or(restore.runningProperty()));
        var strength = Ui.visibleWhen(Ui.slider("restore.balance", -1, 1, 0.05, balance,
                v -> restore.choose("balance", c -> c.withBalance(v)), RestoreInspector::balanceWords), automatic);
        var manual = Ui.visibleWhen(Ui.slider("restore.sigma", 0.01, 0.4, 0.005, chosen(s -> s.choices().restore().sigma()),
                v -> restore.choose("sigma", c -> c.withSigma(v)), Inspector::sigma),
                Bindings.createBooleanBinding(() -> !automatic.getValue(), automatic));
        Button use = Ui.button("restore.use", restore::useResult);
        use.setMaxWidth(Double.MAX_VALUE);
        var done = Ui.column(Ui.quiet(Texts.of("compare.hold")), use);
        Ui.visibleWhen(done, chosen(s -> s.restored() != null));
        getChildren().addAll(
                fact(Bindings.createStringBinding(this::file, model.shownAProperty())),
                Ui.check("restore.automatic", automatic, restore::setAutomatic),
                strength, manual,
                Ui.slider("restore.texture", 0, 1, 0.05, chosen(s -> s.choices().restore().texture()),
                        v -> restore.choose("texture", c -> c.withTexture(v)), v -> String.format(Texts.locale(), "%.0f %%", v * 100)),
                Ui.check("restore.faithful", chosen(s -> s.choices().restore().faithful()),
                        v -> restore.choose("faithful", c -> c.withFaithful(v))),
                runOrCancel(run, restore.runningProperty(), restore::cancel), tryHere,
                fact(Bindings.createStringBinding(this::found, restore.summaryProperty())),
                done,
                Ui.more(Ui.choice("restore.effort", List.of(1, 2, 4, 8), chosen(s -> s.choices().restore().effort()),
                        v -> restore.choose("effort", c -> c.withEffort(v)), v -> Texts.of("restore.effort." + v))));
    }

    /** How the found strength is changed, −1…1 for half and twice. */
    public static String balanceWords(double v) {
        return Math.abs(v) < 0.026 ? Texts.of("restore.balance.middle") : Texts.of(v < 0 ? "restore.balance.gentler"
                : "restore.balance.stronger", Math.round(100 * (Math.pow(2, Math.abs(v)) - 1)));
    }

    private String file() {
        Gallery.Shown shown = model.shownAProperty().get();
        if (shown == null) {
            return "";
        }
        String size = Texts.of("file.size", shown.picture().width(), shown.picture().height());
        return shown.picture().jpegFacts().map(JpegFacts::quality).map(q -> Texts.of("restore.quality", q)).orElse(
                Texts.of("restore.noJpeg")) + "\n" + size;
    }

    private String found() {
        Restoration.Summary s = model.restore().summaryProperty().get();
        return s == null ? "" : s.greatest() == 0 ? Texts.of("restore.nothingToDo")
                : Texts.of("restore.found", sigma(s.mean()), String.format(Texts.locale(), "%.1f", s.work().time().toMillis() / 1000.0));
    }
}
