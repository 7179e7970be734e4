package studio.bcm.ui.shell;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
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
import javafx.scene.control.TextField;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Images;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.export.PictureExport;
import studio.bcm.ui.settings.ExportChoice;

/** Asks for format, quality, size and metadata, shows what the file will be like, then asks for a place and writes it. */
final class ExportDialog {
    private static final List<Integer> SIDES = List.of(0, 4096, 2048, 1600, 1024, 512);
    private static final int PREVIEW = 240;
    private static final Duration PATIENCE = Duration.millis(250);
    private static final double WIDTH = 340;

    private final StudioModel model;
    private final PictureRef ref;
    private final ObjectProperty<ExportChoice> choice;
    private final ImageView preview = new ImageView();
    private final Label size = new Label();

    private ExportDialog(StudioModel model, PictureRef ref) {
        this.model = model;
        this.ref = ref;
        choice = new SimpleObjectProperty<>(model.settingsProperty().get().export());
    }

    /** Exports what the page shows as its result. */
    static void show(StudioModel model, FileDialogs dialogs) {
        model.result().ifPresent(ref -> show(model, dialogs, ref));
    }

    public static void show(StudioModel model, FileDialogs dialogs, PictureRef ref) {
        new ExportDialog(model, ref).ask().flatMap(chosen -> {
            model.changeSettings(s -> s.withExport(chosen));
            return dialogs.exportTarget(ref, chosen.format()).map(file -> new ExportOptions(file,
                    chosen.withFormat(PictureFormat.ofName(file).orElse(chosen.format()))));
        }).ifPresent(options -> model.export(ref, options));
    }

    private <T> ObservableValue<T> part(Function<ExportChoice, T> what) {
        return Bindings.createObjectBinding(() -> what.apply(choice.get()), choice);
    }

    private void change(ExportChoice now) {
        choice.set(now);
    }

    private Optional<ExportChoice> ask() {
        Dialog<ButtonType> dialog = new Dialog<>();
        Ui.belongsToWindow(dialog);
        dialog.setTitle(Texts.of("export.title"));
        dialog.setHeaderText(null);
        dialog.getDialogPane().setId("export-dialog");
        var isJpeg = part(c -> c.format() == PictureFormat.JPEG);
        var isWebp = part(c -> c.format() == PictureFormat.WEBP);
        var withQuality = part(c -> c.format() == PictureFormat.JPEG || c.format() == PictureFormat.WEBP && !c.lossless());
        TextField pattern = new TextField(choice.get().pattern());
        pattern.setId("export-pattern");
        pattern.setAccessibleText(Texts.of("export.pattern"));
        pattern.textProperty().addListener((o, before, now) -> change(choice.get().withPattern(now)));
        Ui.tip(pattern, "export.pattern");
        Label name = Ui.quiet("");
        name.textProperty().bind(Bindings.createStringBinding(() -> model.suggestedExport(ref, choice.get()).getFileName().toString(), choice));
        VBox controls = new VBox(2 * Ui.GRID,
                Ui.segmented("export.format", List.of(PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.WEBP, PictureFormat.TIFF),
                        part(ExportChoice::format), v -> change(choice.get().withFormat(v)), f -> "export.format." + f.name().toLowerCase(Locale.ROOT)),
                Ui.visibleWhen(Ui.check("export.lossless", part(ExportChoice::lossless), v -> change(choice.get().withLossless(v))), isWebp),
                Ui.visibleWhen(Ui.slider("export.quality", 1, 100, 1, part(ExportChoice::quality), v -> change(choice.get().withQuality(v.intValue())),
                        v -> Integer.toString((int) v)), withQuality),
                Ui.visibleWhen(Ui.choice("export.sampling", List.of(ChromaSampling.S444, ChromaSampling.S422, ChromaSampling.S420),
                        part(ExportChoice::sampling), v -> change(choice.get().withSampling(v)),
                        s -> Texts.of("export.sampling." + s.name().toLowerCase(Locale.ROOT))), isJpeg),
                Ui.choice("export.side", SIDES, part(ExportChoice::side), v -> change(choice.get().withSide(v)),
                        v -> v == 0 ? Texts.of("export.side.whole") : Texts.of("export.side.pixels", v)),
                Ui.check("export.metadata", part(ExportChoice::metadata), v -> change(choice.get().withMetadata(v))),
                Ui.named("export.pattern", new VBox(4, pattern, name)));
        controls.setPrefWidth(WIDTH);
        dialog.getDialogPane().setContent(new HBox(3 * Ui.GRID, controls, result()));
        dialog.getDialogPane().setPadding(new Insets(2 * Ui.GRID));
        choice.addListener((o, before, now) -> {
            if (before.format() != now.format()) {
                dialog.getDialogPane().getScene().getWindow().sizeToScene();
            }
        });
        ButtonType save = new ButtonType(Texts.of("export.choosePlace"), ButtonData.OK_DONE);
        dialog.getDialogPane().getButtonTypes().setAll(Ui.cancel(), save);
        return dialog.showAndWait().filter(answer -> answer == save).map(answer -> choice.get());
    }

    /** A part of the file pixel by pixel, and how large it is. */
    private VBox result() {
        preview.setId("export-preview");
        preview.setAccessibleText(Texts.of("export.preview"));
        StackPane frame = new StackPane(preview);
        frame.getStyleClass().add("canvas-view");
        frame.setMinSize(PREVIEW, PREVIEW);
        frame.setMaxSize(PREVIEW, PREVIEW);
        size.setId("export-size");
        size.getStyleClass().add("quiet");
        PauseTransition wait = new PauseTransition(PATIENCE);
        wait.setOnFinished(e -> model.tryExport(ref, choice.get(), PREVIEW, this::show));
        choice.addListener((o, before, now) -> {
            if (!before.withPattern("").equals(now.withPattern(""))) {
                wait.playFromStart();
            }
        });
        wait.play();
        return new VBox(Ui.GRID, Ui.section("export.preview"), frame, size);
    }

    private void show(PictureExport.Trial trial) {
        preview.setImage(Images.of(trial.middle()));
        String bytes = trial.bytes() < 1_000_000 ? Texts.of("export.kilobytes", Math.max(1, Math.round(trial.bytes() / 1e3)))
                : Texts.of("export.megabytes", String.format(Texts.locale(), "%.1f", trial.bytes() / 1e6));
        size.setText(Texts.of("file.size", trial.width(), trial.height()) + " · " + bytes);
    }
}
