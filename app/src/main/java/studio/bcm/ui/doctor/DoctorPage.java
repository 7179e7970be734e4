package studio.bcm.ui.doctor;

import java.util.Locale;
import javafx.geometry.VPos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.bcm.device.Doctor;
import studio.bcm.ui.Sentences;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.StudioModel;

/** What the network runs on, why, and what to do about it. */
public final class DoctorPage extends StackPane {
    private final StudioModel model;
    private final FileDialogs dialogs;
    private final VBox box = new VBox(3 * Ui.GRID);

    public DoctorPage(StudioModel model, FileDialogs dialogs) {
        this.model = model;
        this.dialogs = dialogs;
        setId("doctor-page");
        getChildren().add(Ui.page(box));
        model.doctor().reportProperty().addListener((o, before, now) -> fill(now));
        fill(model.doctor().reportProperty().get());
    }

    private void fill(Doctor.Report report) {
        Label title = Ui.heading("page.doctor");
        if (report == null) {
            box.getChildren().setAll(new VBox(4, title, Ui.quiet(Texts.of("doctor.looking"))));
            return;
        }
        box.getChildren().setAll(new VBox(4, title, Ui.text(Sentences.translate(report.reason()))));
        String line = model.models().statusProperty().get().line();
        if (!line.isEmpty()) {
            box.getChildren().add(Ui.quiet(Texts.of("doctor.now", Sentences.translate(line))));
        }
        if (!report.remedies().isEmpty()) {
            VBox remedies = new VBox(Ui.GRID, Ui.section("doctor.remedies"));
            report.remedies().forEach(r -> remedies.getChildren().add(Ui.text("• " + Sentences.translate(r))));
            Button folder = Ui.button("doctor.cudaFolder", "mdi2f-folder-outline",
                    () -> dialogs.folder("dialog.cudaFolder", f -> model.changeSettings(s -> s.withCudaFolder(f.toString()))));
            remedies.getChildren().add(folder);
            remedies.getStyleClass().add("card");
            box.getChildren().add(remedies);
        }
        GridPane lines = new GridPane(2 * Ui.GRID, Ui.GRID);
        int row = 0;
        for (Doctor.Line l : report.lines()) {
            Label name = new Label(Sentences.translate(l.label()));
            name.setMinWidth(USE_PREF_SIZE);
            Label value = Ui.text(Sentences.translate(l.value()));
            GridPane.setHgrow(value, Priority.ALWAYS);
            FontIcon icon = Ui.icon(switch (l.verdict()) {
                case FINE -> "mdi2c-check-circle-outline";
                case MISSING -> "mdi2a-alert-circle-outline";
                case OPTIONAL -> "mdi2m-minus-circle-outline";
            });
            icon.getStyleClass().add(l.verdict().name().toLowerCase(Locale.ROOT));
            lines.addRow(row++, icon, name, value);
            GridPane.setValignment(icon, VPos.TOP);
            GridPane.setValignment(name, VPos.TOP);
        }
        lines.getStyleClass().add("card");
        Button again = Ui.button("doctor.again", "mdi2r-refresh", model.doctor()::examine);
        Button copy = Ui.button("doctor.copy", "mdi2c-content-copy", () -> copy(report));
        box.getChildren().addAll(lines, Ui.row(again, copy));
    }

    private static void copy(Doctor.Report report) {
        StringBuilder text = new StringBuilder(report.reason()).append('\n');
        report.lines().forEach(l -> text.append(l.label()).append(": ").append(l.value()).append('\n'));
        report.remedies().forEach(r -> text.append(r).append('\n'));
        ClipboardContent content = new ClipboardContent();
        content.putString(text.toString());
        Clipboard.getSystemClipboard().setContent(content);
    }
}
