package studio.bcm.ui.inpaint;

import java.util.List;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.image.Mask;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.Inspector;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;

/** Controls of the filling. */
public final class InpaintInspector extends Inspector {
    public InpaintInspector(StudioModel model, FileDialogs dialogs, Runnable focusCanvas) {
        super(model, Page.INPAINT);
        InpaintModel inpaint = model.inpaint();
        Button run = Ui.primary("inpaint.run", "mdi2f-format-color-fill", () -> {
            inpaint.run();
            focusCanvas.run();
        });
        run.disableProperty().bind(model.shownAProperty().isNull());
        Button invert = Ui.button("inpaint.invert", "mdi2i-invert-colors", inpaint::invertMask);
        Button clear = Ui.button("inpaint.clear", "mdi2c-close", inpaint::clearMask);
        HBox both = Ui.row(invert, clear);
        for (Button b : List.of(invert, clear)) {
            b.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(b, Priority.ALWAYS);
        }
        Button accept = Ui.button("inpaint.accept", "mdi2c-check", inpaint::accept);
        accept.setMaxWidth(Double.MAX_VALUE);
        accept.disableProperty().bind(inpaint.chosenProperty().lessThan(0));
        var done = Ui.column(Ui.quiet(Texts.of("compare.hold")), accept);
        Ui.visibleWhen(done, chosen(s -> !s.proposals().isEmpty()));
        getChildren().addAll(
                Ui.segmented("inpaint.tool", List.of(false, true), inpaint.erasingProperty(), inpaint.erasingProperty()::set,
                        v -> v ? "inpaint.eraser" : "inpaint.brush"),
                Ui.check("inpaint.lasso", inpaint.lassoProperty(), inpaint.lassoProperty()::set),
                Ui.slider("inpaint.size", InpaintModel.LEAST_BRUSH, InpaintModel.MOST_BRUSH, 2, chosen(s -> s.choices().inpaint().brush()),
                        v -> inpaint.choose("brush", c -> c.withBrush(v.intValue())), v -> Texts.of("value.px", (int) v)),
                both,
                Ui.named("inpaint.paint", Ui.segmented("inpaint.paint", List.of(Mask.Paint.values()), inpaint.paintProperty(),
                        inpaint.paintProperty()::set, p -> "inpaint.paint." + p.name().toLowerCase(Locale.ROOT))),
                Ui.slider("inpaint.feather", 0, 64, 1, chosen(s -> s.choices().inpaint().feather()),
                        v -> inpaint.choose("feather", c -> c.withFeather(v.intValue())), v -> Texts.of("value.px", (int) v)),
                Ui.slider("inpaint.proposals", 1, 8, 1, chosen(s -> s.choices().inpaint().proposals()),
                        v -> inpaint.choose("proposals", c -> c.withProposals(v.intValue())), v -> Integer.toString((int) v)),
                runOrCancel(run, inpaint.runningProperty(), inpaint::cancel),
                done,
                Ui.more(Ui.slider("inpaint.rounds", 1, 20, 1, chosen(s -> s.choices().inpaint().rounds()),
                                v -> inpaint.choose("rounds", c -> c.withRounds(v.intValue())), v -> Integer.toString((int) v)),
                        Ui.slider("inpaint.strength", 0, 1, 0.01, chosen(s -> fromSigma(s.choices().inpaint().strength())),
                                v -> inpaint.choose("strength", c -> c.withStrength(toSigma(v))), v -> sigma(toSigma(v)))));
    }
}
