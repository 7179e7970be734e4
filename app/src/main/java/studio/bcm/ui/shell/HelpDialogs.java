package studio.bcm.ui.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Insets;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import studio.bcm.device.Doctor;
import studio.bcm.face.FaceFinder;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.task.BackgroundTask;

/** What the help menu shows: all keys on one sheet, the program's versions and licences, and a file for those who help. */
final class HelpDialogs {
    /** Keys that no menu has, by the keys of their words. */
    private static final List<String> OTHER_KEYS = List.of("space", "arrows", "plus", "brackets", "alt", "escape");
    private static final double SHEET_WIDTH = 560;

    private final StudioModel model;

    HelpDialogs(StudioModel model) {
        this.model = model;
    }

    private static Dialog<Void> dialog(String id, String title) {
        Dialog<Void> dialog = new Dialog<>();
        Ui.belongsToWindow(dialog);
        dialog.setTitle(title);
        dialog.setHeaderText(null);
        dialog.getDialogPane().setId(id);
        dialog.getDialogPane().getButtonTypes().setAll(Ui.close());
        dialog.setResultConverter(button -> null);
        return dialog;
    }

    /** Every command that has a key, as the menus have them, and what the keys do on the pages. */
    void shortcuts(MenuBar menus) {
        GridPane sheet = new GridPane(2 * Ui.GRID, Ui.GRID / 2);
        ColumnConstraints words = new ColumnConstraints();
        words.setHgrow(Priority.ALWAYS);
        sheet.getColumnConstraints().addAll(words, new ColumnConstraints());
        int row = 0;
        for (Menu menu : menus.getMenus()) {
            List<MenuItem> withKeys = menu.getItems().stream().filter(i -> i.getAccelerator() != null).toList();
            if (!withKeys.isEmpty()) {
                row = head(sheet, row, menu.getText());
                for (MenuItem item : withKeys) {
                    sheet.addRow(row++, new Label(item.getText()), key(item.getAccelerator().getDisplayText()));
                }
            }
        }
        row = head(sheet, row, Texts.of("help.pages"));
        for (String name : OTHER_KEYS) {
            Label what = Ui.text(Texts.of("help." + name));
            sheet.addRow(row++, what, key(Texts.of("help." + name + ".key")));
        }
        ScrollPane scroll = new ScrollPane(sheet);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("plain-scroll");
        scroll.setPrefSize(SHEET_WIDTH, SHEET_WIDTH);
        sheet.setPadding(new Insets(2 * Ui.GRID));
        Dialog<Void> dialog = dialog("shortcuts-dialog", Texts.of("menu.shortcuts"));
        dialog.getDialogPane().setContent(scroll);
        dialog.show();
    }

    private static int head(GridPane sheet, int row, String words) {
        Label head = new Label(words);
        head.getStyleClass().add("section");
        head.setPadding(new Insets(Ui.GRID, 0, 0, 0));
        sheet.addRow(row, head);
        return row + 1;
    }

    private static Label key(String text) {
        Label key = new Label(text);
        key.getStyleClass().add("value");
        key.setMinWidth(Label.USE_PREF_SIZE);
        return key;
    }

    /** Versions and licences. */
    void about() {
        TextArea licences = new TextArea(licences());
        licences.setEditable(false);
        licences.setWrapText(true);
        licences.setPrefSize(SHEET_WIDTH, SHEET_WIDTH * 0.6);
        licences.setAccessibleText(Texts.of("about.licences"));
        Label name = new Label("BCM Studio " + ProgramVersion.number());
        name.getStyleClass().add("page-title");
        VBox content = new VBox(Ui.GRID, name, Ui.quiet(Texts.of("about.runs", Runtime.version().toString(),
                System.getProperty("javafx.runtime.version", ""), System.getProperty("os.name") + " " + System.getProperty("os.version"))),
                Ui.text(Texts.of("about.paper")), Ui.section("about.licences"), licences);
        content.setPadding(new Insets(2 * Ui.GRID));
        Dialog<Void> dialog = dialog("about-dialog", Texts.of("menu.about"));
        dialog.getDialogPane().setContent(content);
        dialog.show();
    }

    /** Of the libraries, and the notice that comes with the models of faces. */
    static String licences() {
        String assets = System.getProperty("bcm.assets", "");
        List<Path> places = assets.isEmpty() ? List.of() : List.of(Path.of(assets).resolve("THIRD-PARTY.md"), Path.of(assets).resolveSibling("THIRD-PARTY.md"));
        String libraries = Texts.of("about.noLicences");
        try (InputStream notice = FaceFinder.class.getResourceAsStream("NOTICE")) {
            for (Path place : places.stream().filter(Files::exists).limit(1).toList()) {
                libraries = Files.readString(place);
            }
            return libraries + (notice == null ? "" : "\n\n" + new String(notice.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return libraries;
        }
    }

    /** Writes what somebody who helps needs to know, and no photo, name or place of one. */
    void report() {
        Path file = Path.of(System.getProperty("user.home")).resolve("bcm-studio-report-"
                + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss")) + ".txt");
        List<String> told = new ArrayList<>();
        model.messages().shown().forEach(m -> told.add(m.kind() + ": " + m.text()));
        String page = model.pageProperty().get().name();
        model.activity().submit(BackgroundTask.of(Texts.of("task.report"), "report", progress -> {
            Files.writeString(file, text(Doctor.examine(), page, told));
            return file;
        }).onDone(written -> model.messages().add(new Message(Message.Kind.SUCCESS, Texts.of("report.done", written), Texts.of("message.showFolder"),
                () -> model.shownFolderProperty().set(written.getParent())))).onFailed(model.messages()::failure));
    }

    private static String text(Doctor.Report report, String page, List<String> told) {
        StringBuilder text = new StringBuilder();
        text.append("BCM Studio ").append(ProgramVersion.number()).append(", Java ").append(Runtime.version()).append(", ")
                .append(System.getProperty("os.name")).append(' ').append(System.getProperty("os.version")).append('\n');
        text.append("Page: ").append(page).append('\n');
        text.append("Memory: ").append(ProcessMemory.resident() >> 20).append(" MB\n\n");
        text.append(report.reason()).append('\n');
        report.lines().forEach(line -> text.append(line.label()).append(": ").append(line.value()).append('\n'));
        told.forEach(message -> text.append(withoutNames(message)).append('\n'));
        return text.toString();
    }

    /** Paths go, with all that could be a part of them, and so do names of pictures. */
    static String withoutNames(String message) {
        return message.replaceAll("(?:[~/]|\\b[A-Za-z]:\\\\).*?(?=\\. |: |\\.?$)", "(path)")
                .replaceAll("(?i)[^:“”\"]*\\.(?:jpe?g|png|webp|tiff?|bmp|gif|bcmproj|bcm)\\b", "(file)");
    }
}
