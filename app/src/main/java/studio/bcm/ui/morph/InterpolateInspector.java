package studio.bcm.ui.morph;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.scene.control.Button;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import studio.bcm.edit.Easing;
import studio.bcm.image.animation.Ffmpeg;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.morph.InterpolateModel.Export;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.Inspector;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;

/** Controls of the morph. */
public final class InterpolateInspector extends Inspector {
    private static final List<Integer> SIDES = List.of(256, 512, 1024, 2048, 0);

    public InterpolateInspector(StudioModel model, FileDialogs dialogs, Runnable focusCanvas) {
        super(model, Page.INTERPOLATE);
        InterpolateModel morph = model.interpolate();
        Button run = Ui.primary("interpolate.run", "mdi2v-vector-curve", () -> {
            morph.run();
            focusCanvas.run();
        });
        run.disableProperty().bind(Bindings.createBooleanBinding(() -> !morph.canRun(), model.document().stateProperty()));
        MenuButton export = new MenuButton(Texts.of("interpolate.export"), Ui.icon("mdi2t-tray-arrow-up"));
        export.setId("interpolate-export");
        export.setMaxWidth(Double.MAX_VALUE);
        export.setMnemonicParsing(false);
        for (Export kind : Export.values()) {
            MenuItem item = new MenuItem(Texts.of("interpolate.export." + kind.name().toLowerCase(Locale.ROOT)));
            item.setId("export-" + kind.name().toLowerCase(Locale.ROOT));
            item.setMnemonicParsing(false);
            item.setOnAction(e -> dialogs.frames(kind));
            if (kind == Export.MP4 && Ffmpeg.find().isEmpty()) {
                item.setDisable(true);
                item.setText(Texts.of("interpolate.export.noFfmpeg"));
            }
            export.getItems().add(item);
        }
        Ui.tip(export, "interpolate.export");
        Ui.visibleWhen(export, chosen(s -> s.frames().size() >= 2));
        getChildren().addAll(
                Ui.slider("interpolate.frames", 3, 65, 2, chosen(s -> s.choices().interpolate().frames()),
                        v -> morph.choose("frames", c -> c.withFrames(v.intValue())), v -> Integer.toString((int) v)),
                Ui.slider("interpolate.depth", 0, 1, 0.01, chosen(s -> fromSigma(s.choices().interpolate().depth())),
                        v -> morph.choose("depth", c -> c.withDepth(toSigma(v))), v -> sigma(toSigma(v))),
                Ui.choice("interpolate.easing", Arrays.asList(Easing.values()), chosen(s -> s.choices().interpolate().easing()),
                        v -> morph.choose("easing", c -> c.withEasing(v)), v -> Texts.of("easing." + v.name().toLowerCase(Locale.ROOT))),
                Ui.check("interpolate.pingPong", chosen(s -> s.choices().interpolate().pingPong()),
                        v -> morph.choose("pingPong", c -> c.withPingPong(v))),
                runOrCancel(run, morph.runningProperty(), morph::cancel),
                export,
                Ui.more(through(dialogs),
                        Ui.choice("interpolate.side", SIDES, chosen(s -> s.choices().interpolate().side()),
                                v -> morph.choose("side", c -> c.withSide(v)), InterpolateInspector::sideWords),
                        Ui.choice("interpolate.steps", List.of(0, 1, 2, 3), chosen(s -> s.choices().interpolate().steps()),
                                v -> morph.choose("steps", c -> c.withSteps(v)), InterpolateInspector::stepsWords),
                        Ui.check("interpolate.detail", chosen(s -> s.choices().interpolate().detail()),
                                v -> morph.choose("detail", c -> c.withDetail(v)))));
    }

    public static String sideWords(int side) {
        return side == 0 ? Texts.of("side.full") : Texts.of("side.pixels", side);
    }

    public static String stepsWords(int steps) {
        return steps == 0 ? Texts.of("value.automatic") : Integer.toString(steps);
    }

    private VBox through(FileDialogs dialogs) {
        Button choose = Ui.button("interpolate.through", "mdi2i-image-plus-outline",
                () -> dialogs.picture("dialog.openThrough", model::openThrough));
        choose.setMaxWidth(Double.MAX_VALUE);
        Button none = Ui.iconButton("interpolate.through.remove", "mdi2c-close", () -> model.interpolate().setThrough(null));
        Ui.visibleWhen(none, chosen(s -> s.through() != null));
        HBox row = Ui.row(choose, none);
        HBox.setHgrow(choose, Priority.ALWAYS);
        return new VBox(4, row, fact(chosen(s -> s.through() == null ? ""
                : Texts.of("interpolate.through.name", s.through().name()))));
    }
}
