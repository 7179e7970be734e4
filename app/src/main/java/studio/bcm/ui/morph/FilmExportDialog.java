package studio.bcm.ui.morph;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javafx.animation.PauseTransition;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Insets;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import studio.bcm.image.animation.Ffmpeg;
import studio.bcm.job.FilmExport;
import studio.bcm.job.FilmExport.Kind;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.morph.MorphModel.ExportWish;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.StudioModel;

/** Asks what the film shall become, says how long that takes and how large it is, then asks for a place and writes it. */
public final class FilmExportDialog {
    private static final List<Integer> SIDES = List.of(256, 512, 768, 1024, 1600, 2048, 4096, 0);
    private static final List<Double> RATES = List.of(10.0, 12.0, 15.0, 24.0, 25.0, 30.0, 50.0, 60.0);
    private static final Duration PATIENCE = Duration.millis(400);
    private static final double WIDTH = 360;

    private final MorphModel morph;
    private final ObjectProperty<ExportWish> wish;
    private final Label told = new Label();

    private FilmExportDialog(StudioModel model) {
        morph = model.morph();
        wish = new SimpleObjectProperty<>(morph.lastWish());
    }

    /** Exports the film, or the frame that is looked at. */
    public static void show(StudioModel model, FileDialogs dialogs) {
        new FilmExportDialog(model).ask(dialogs);
    }

    private <T> ObservableValue<T> part(Function<ExportWish, T> what) {
        return Bindings.createObjectBinding(() -> what.apply(wish.get()), wish);
    }

    private void change(UnaryOperator<ExportWish> change) {
        wish.set(change.apply(wish.get()));
    }

    private void ask(FileDialogs dialogs) {
        Dialog<ButtonType> dialog = new Dialog<>();
        Ui.belongsToWindow(dialog);
        dialog.setTitle(Texts.of("morph.export.title"));
        dialog.setHeaderText(null);
        dialog.getDialogPane().setId("film-export-dialog");
        boolean films = Ffmpeg.find().isPresent();
        List<Kind> kinds = List.of(Kind.values()).stream().filter(k -> films || !k.isFilm()).toList();
        told.setId("film-export-told");
        told.setWrapText(true);
        told.setMinHeight(44);
        VBox controls = new VBox(2 * Ui.GRID,
                Ui.choice("morph.export.kind", kinds, part(ExportWish::kind), v -> change(w -> w.withKind(v)),
                        k -> Texts.of("morph.export.kind." + k.name().toLowerCase(Locale.ROOT))),
                Ui.choice("morph.export.side", SIDES, part(ExportWish::side), v -> change(w -> w.withSide(v)), MorphInspector::sideWords),
                Ui.visibleWhen(Ui.choice("morph.export.rate", RATES, part(ExportWish::perSecond), v -> change(w -> w.withPerSecond(v)),
                        v -> Texts.of("morph.export.perSecond", Math.round(v))), part(w -> w.kind() != Kind.STILL)),
                Ui.visibleWhen(Ui.slider("morph.export.quality", 10, 100, 5, part(ExportWish::quality), v -> change(w -> w.withQuality(v.intValue())),
                        v -> Integer.toString((int) v)), part(w -> w.kind() == Kind.WEBP || w.kind().isFilm())),
                Ui.visibleWhen(Ui.check("interpolate.pingPong", part(ExportWish::pingPong), v -> change(w -> w.withPingPong(v))), part(w -> w.kind().moves())),
                Ui.visibleWhen(Ui.check("morph.export.repeat", part(ExportWish::repeats), v -> change(w -> w.withRepeats(v))),
                        part(w -> w.kind() == Kind.GIF || w.kind() == Kind.WEBP)),
                told);
        if (!films) {
            controls.getChildren().add(1, Ui.quiet(Texts.of("morph.export.noFfmpeg")));
        }
        controls.setPrefWidth(WIDTH);
        dialog.getDialogPane().setContent(controls);
        dialog.getDialogPane().setPadding(new Insets(2 * Ui.GRID));
        PauseTransition wait = new PauseTransition(PATIENCE);
        wait.setOnFinished(e -> morph.estimate(wish.get(), this::tell));
        wish.addListener((o, before, now) -> {
            told.setText(Texts.of("morph.export.counting"));
            wait.playFromStart();
            if (before.kind() != now.kind()) {
                dialog.getDialogPane().getScene().getWindow().sizeToScene();
            }
        });
        told.setText(Texts.of("morph.export.counting"));
        wait.play();
        ButtonType save = new ButtonType(Texts.of("export.choosePlace"), ButtonData.OK_DONE);
        dialog.getDialogPane().getButtonTypes().setAll(Ui.cancel(), save);
        boolean wanted = dialog.showAndWait().filter(answer -> answer == save).isPresent();
        wait.stop();
        morph.stopEstimating();
        if (wanted) {
            dialogs.film(wish.get().kind(), target -> morph.export(wish.get(), target));
        }
    }

    private void tell(FilmExport.Estimate estimate) {
        String bytes = estimate.bytes() < 1_000_000 ? Texts.of("export.kilobytes", Math.max(1, Math.round(estimate.bytes() / 1e3)))
                : Texts.of("export.megabytes", String.format(Texts.locale(), "%.1f", estimate.bytes() / 1e6));
        told.setText(Texts.of("morph.export.told", time(estimate.seconds()), bytes, estimate.frames()));
    }

    static String time(double seconds) {
        return seconds < 90 ? Texts.of("morph.export.seconds", Math.max(1, Math.round(seconds))) : Texts.of("morph.export.minutes", Math.round(seconds / 60));
    }
}
