package studio.bcm.ui.shell;

import java.util.List;
import java.util.Locale;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Insets;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.layout.VBox;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.PictureRef;

/** Asks for format and quality, then for a place, and writes the picture. */
public final class ExportDialog {
    private ExportDialog() {
    }

    /** Exports what the page shows as its result. */
    public static void show(StudioModel model, FileDialogs dialogs) {
        model.result().ifPresent(ref -> show(model, dialogs, ref));
    }

    public static void show(StudioModel model, FileDialogs dialogs, PictureRef ref) {
        ObjectProperty<PictureFormat> format = new SimpleObjectProperty<>(PictureFormat.PNG);
        IntegerProperty quality = new SimpleIntegerProperty(95);
        ObjectProperty<ChromaSampling> sampling = new SimpleObjectProperty<>(ChromaSampling.S444);
        BooleanProperty lossless = new SimpleBooleanProperty(true);
        Dialog<ButtonType> dialog = new Dialog<>();
        Ui.belongsToWindow(dialog);
        dialog.setTitle(Texts.of("export.title"));
        dialog.setHeaderText(null);
        dialog.getDialogPane().setId("export-dialog");
        var isJpeg = format.isEqualTo(PictureFormat.JPEG);
        var isWebp = format.isEqualTo(PictureFormat.WEBP);
        var withQuality = isJpeg.or(isWebp.and(lossless.not()));
        VBox content = new VBox(2 * Ui.GRID,
                Ui.quiet(Texts.of("export.what", ref.name(), ref.width(), ref.height())),
                Ui.segmented("export.format", List.of(PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.WEBP, PictureFormat.TIFF),
                        format, format::set, f -> "export.format." + f.name().toLowerCase(Locale.ROOT)),
                Ui.visibleWhen(Ui.check("export.lossless", lossless.asObject(), lossless::set), isWebp.asObject()),
                Ui.visibleWhen(Ui.slider("export.quality", 1, 100, 1, quality, v -> quality.set(v.intValue()),
                        v -> Integer.toString((int) v)), withQuality.asObject()),
                Ui.visibleWhen(Ui.choice("export.sampling", List.of(ChromaSampling.S444, ChromaSampling.S422, ChromaSampling.S420),
                        sampling, sampling::set, s -> Texts.of("export.sampling." + s.name().toLowerCase(Locale.ROOT))), isJpeg.asObject()),
                Ui.quiet(Texts.of("export.metadata")));
        content.setPadding(new Insets(2 * Ui.GRID));
        content.setPrefWidth(400);
        dialog.getDialogPane().setContent(content);
        format.addListener((o, before, now) -> dialog.getDialogPane().getScene().getWindow().sizeToScene());
        ButtonType save = new ButtonType(Texts.of("export.choosePlace"), ButtonData.OK_DONE);
        dialog.getDialogPane().getButtonTypes().setAll(Ui.cancel(), save);
        dialog.showAndWait().filter(answer -> answer == save).flatMap(answer -> dialogs.exportTarget(ref, format.get()))
                .ifPresent(file -> model.export(ref, new ExportOptions(file,
                        PictureFormat.ofName(file).orElse(format.get()), quality.get(),
                        sampling.get(), lossless.get())));
    }
}
