package studio.bcm.ui.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;

/** What the user can set for good. */
public final class SettingsPage extends StackPane {
    private static final double CONTROL_WIDTH = 320;

    private final StudioModel model;

    public SettingsPage(StudioModel model, FileDialogs dialogs) {
        this.model = model;
        setId("settings-page");
        List<String> languages = new ArrayList<>(List.of(""));
        Texts.LANGUAGES.forEach(l -> languages.add(l.toLanguageTag()));
        List<String> devices = new ArrayList<>(List.of("auto", "cuda:0", "tensorrt:0", "cpu", "cpu-int8"));
        if (!devices.contains(model.settingsProperty().get().device())) {
            devices.add(model.settingsProperty().get().device());
        }
        List<Double> scales = new ArrayList<>(List.of(0.75, 1.0, 1.25, 1.5, 2.0));
        VBox look = card("settings.look",
                line("settings.scale", Ui.choice("settings.scale", scales, set(Settings::scale), v -> model.changeSettings(s -> s.withScale(v)),
                        v -> v == 1 ? Texts.of("settings.scale.system") : String.format(Texts.locale(), "%.0f %%", 100 * v))),
                line("settings.theme", Ui.segmented("settings.theme", List.of(Settings.Theme.values()), set(Settings::theme),
                        v -> model.changeSettings(s -> s.withTheme(v)), v -> "settings.theme." + v.name().toLowerCase(Locale.ROOT))),
                line("settings.language", Ui.choice("settings.language", languages, set(Settings::language), v -> model.changeSettings(s -> s.withLanguage(v)),
                        v -> v.isEmpty() ? Texts.of("settings.language.system")
                                : Locale.forLanguageTag(v).getDisplayLanguage(Locale.forLanguageTag(v)))));
        Button doctor = Ui.button("settings.doctor", "mdi2s-stethoscope", () -> model.pageProperty().set(Page.DOCTOR));
        VBox device = card("settings.running",
                line("settings.device", Ui.choice("settings.device", devices, set(Settings::device), v -> model.changeSettings(s -> s.withDevice(v)),
                        SettingsPage::deviceWords)),
                folder("settings.cudaFolder", set(Settings::cudaFolder), () -> dialogs.folder("dialog.cudaFolder",
                        f -> model.changeSettings(s -> s.withCudaFolder(f.toString()))), () -> model.changeSettings(s -> s.withCudaFolder(""))),
                doctor);
        VBox folders = card("settings.folders",
                folder("settings.exportFolder", set(Settings::exportFolder), () -> dialogs.folder("dialog.exportFolder",
                        f -> model.changeSettings(s -> s.withExportFolder(f.toString()))), () -> model.changeSettings(s -> s.withExportFolder(""))));
        VBox box = new VBox(3 * Ui.GRID, Ui.heading("page.settings"), look, device, folders);
        getChildren().add(Ui.page(box));
    }

    /** A device as the command line takes it, in words; of several GPUs with the number. */
    private static String deviceWords(String device) {
        String[] kindAndIndex = device.split(":");
        String words = Texts.of("device." + kindAndIndex[0]);
        return kindAndIndex.length == 1 || kindAndIndex[1].equals("0") ? words : words + " " + kindAndIndex[1];
    }

    private <T> ObservableValue<T> set(Function<Settings, T> what) {
        return Bindings.createObjectBinding(() -> what.apply(model.settingsProperty().get()), model.settingsProperty());
    }

    private static VBox card(String key, Node... nodes) {
        VBox card = new VBox(2 * Ui.GRID);
        card.getChildren().add(Ui.section(key));
        card.getChildren().addAll(nodes);
        card.getStyleClass().add("card");
        return card;
    }

    /** A setting's name on the left, its control on the right. */
    private static HBox line(String key, Pane control) {
        Region node = control instanceof HBox ? control : (Region) control.getChildren().get(1);
        Label name = new Label(Texts.of(key));
        name.setLabelFor(node);
        node.setPrefWidth(CONTROL_WIDTH);
        node.setMinWidth(CONTROL_WIDTH);
        return Ui.row(name, Ui.spacer(), node);
    }

    private static VBox folder(String key, ObservableValue<String> value, Runnable choose, Runnable clear) {
        Label name = new Label(Texts.of(key));
        Label path = Ui.quiet("");
        path.textProperty().bind(Bindings.createStringBinding(() -> value.getValue().isEmpty() ? Texts.of(key + ".usual") : value.getValue(), value));
        Button button = Ui.button(key + ".choose", "mdi2f-folder-outline", choose);
        button.setMinWidth(USE_PREF_SIZE);
        Button none = Ui.iconButton("settings.clearFolder", "mdi2c-close", clear);
        Ui.visibleWhen(none, Bindings.createBooleanBinding(() -> !value.getValue().isEmpty(), value));
        HBox row = Ui.row(new VBox(2, name, path), Ui.spacer(), none, button);
        return new VBox(row);
    }
}
