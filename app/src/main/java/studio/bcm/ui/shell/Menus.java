package studio.bcm.ui.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;
import javafx.stage.Window;
import javafx.stage.WindowEvent;
import studio.bcm.ui.Texts;
import studio.bcm.ui.canvas.Compare;
import studio.bcm.ui.control.Ui;

/** The menu bar: every command with its key. */
final class Menus {
    private final StudioModel model;
    private final FileDialogs dialogs;
    private final Runnable paste;
    private final Consumer<String> browser;
    private MenuBar bar;

    Menus(StudioModel model, FileDialogs dialogs, Runnable paste, Consumer<String> browser) {
        this.model = model;
        this.dialogs = dialogs;
        this.paste = paste;
        this.browser = browser;
    }

    MenuBar bar() {
        bar = new MenuBar();
        bar.getMenus().addAll(file(), edit(), view(), go(), help());
        bar.setUseSystemMenuBar(true);
        return bar;
    }

    private static MenuItem item(String key, KeyCombination keys, Runnable action) {
        MenuItem item = new MenuItem(Texts.of(key));
        item.setId(Ui.id(key));
        item.setMnemonicParsing(false);
        item.setAccelerator(keys);
        item.setOnAction(e -> action.run());
        return item;
    }

    private static KeyCombination ctrl(KeyCode code, KeyCombination.Modifier... more) {
        KeyCombination.Modifier[] all = new KeyCombination.Modifier[more.length + 1];
        all[0] = KeyCombination.SHORTCUT_DOWN;
        System.arraycopy(more, 0, all, 1, more.length);
        return new KeyCodeCombination(code, all);
    }

    private ObservableValue<Boolean> nothingOpen() {
        return Bindings.createBooleanBinding(() -> model.document().state().a() == null, model.document().stateProperty());
    }

    private static Menu menu(String key) {
        Menu menu = new Menu(Texts.of(key));
        menu.setId(Ui.id(key));
        return menu;
    }

    private Menu file() {
        Menu menu = menu("menu.file");
        Menu recent = menu("menu.recent");
        Runnable fill = () -> {
            recent.getItems().clear();
            model.settingsProperty().get().recent().stream().map(Path::of).forEach(f -> {
                MenuItem entry = new MenuItem(f.getFileName().toString());
                entry.setMnemonicParsing(false);
                entry.setOnAction(e -> model.open(List.of(f)));
                recent.getItems().add(entry);
            });
            recent.setDisable(recent.getItems().isEmpty());
        };
        model.settingsProperty().addListener((o, before, now) -> fill.run());
        fill.run();
        MenuItem export = item("menu.export", ctrl(KeyCode.E), () -> ExportDialog.show(model, dialogs));
        export.disableProperty().bind(nothingOpen());
        MenuItem save = item("menu.save", ctrl(KeyCode.S), () -> dialogs.saveProject(false));
        MenuItem saveAs = item("menu.saveAs", ctrl(KeyCode.S, KeyCombination.SHIFT_DOWN), () -> dialogs.saveProject(true));
        MenuItem close = item("menu.close", ctrl(KeyCode.W), model::closeDocument);
        save.disableProperty().bind(nothingOpen());
        saveAs.disableProperty().bind(nothingOpen());
        close.disableProperty().bind(nothingOpen());
        menu.getItems().addAll(item("menu.open", ctrl(KeyCode.O), dialogs::open),
                item("menu.openProject", ctrl(KeyCode.O, KeyCombination.SHIFT_DOWN), dialogs::openProject), recent,
                new SeparatorMenuItem(), save, saveAs, export, new SeparatorMenuItem(), close,
                item("menu.quit", ctrl(KeyCode.Q), Menus::quit));
        return menu;
    }

    private static void quit() {
        Window.getWindows().stream().filter(w -> w instanceof Stage).findFirst().ifPresentOrElse(
                w -> w.fireEvent(new WindowEvent(w, WindowEvent.WINDOW_CLOSE_REQUEST)), Platform::exit);
    }

    private Menu edit() {
        Menu menu = menu("menu.edit");
        MenuItem undo = item("menu.undo", ctrl(KeyCode.Z), model.document()::undo);
        undo.textProperty().bind(Bindings.createStringBinding(
                () -> words("menu.undo", model.document().undoLabelProperty().get()), model.document().undoLabelProperty()));
        undo.disableProperty().bind(model.document().undoLabelProperty().isEmpty());
        MenuItem redo = item("menu.redo", ctrl(KeyCode.Z, KeyCombination.SHIFT_DOWN), model.document()::redo);
        redo.textProperty().bind(Bindings.createStringBinding(
                () -> words("menu.redo", model.document().redoLabelProperty().get()), model.document().redoLabelProperty()));
        redo.disableProperty().bind(model.document().redoLabelProperty().isEmpty());
        MenuItem copy = item("menu.copy", ctrl(KeyCode.C), new PictureOut(model)::copy);
        copy.disableProperty().bind(nothingOpen());
        menu.getItems().addAll(undo, redo, new SeparatorMenuItem(), copy, item("menu.paste", ctrl(KeyCode.V), paste),
                new SeparatorMenuItem(), item("menu.cancel", new KeyCodeCombination(KeyCode.ESCAPE), model.activity()::cancelAll),
                item("menu.settings", ctrl(KeyCode.COMMA), () -> model.pageProperty().set(Page.SETTINGS)));
        return menu;
    }

    private static String words(String key, String labelKey) {
        return labelKey.isEmpty() ? Texts.of(key) : Texts.of(key) + ": " + Texts.of(labelKey);
    }

    private Menu view() {
        Menu menu = menu("menu.view");
        MenuItem info = item("menu.info", ctrl(KeyCode.I), () -> PictureInfo.show(model));
        info.disableProperty().bind(model.shownAProperty().isNull());
        menu.getItems().addAll(item("menu.fit", ctrl(KeyCode.DIGIT0), model.viewport()::fit),
                item("menu.actual", ctrl(KeyCode.DIGIT1), model.viewport()::actualSize),
                item("menu.zoomIn", ctrl(KeyCode.PLUS), () -> zoom(1.25)),
                item("menu.zoomOut", ctrl(KeyCode.MINUS), () -> zoom(0.8)), new SeparatorMenuItem(),
                item("menu.split", new KeyCodeCombination(KeyCode.F2), () -> compare(Compare.SPLIT)),
                item("menu.sideBySide", new KeyCodeCombination(KeyCode.F3), () -> compare(Compare.SIDE_BY_SIDE)),
                item("menu.after", new KeyCodeCombination(KeyCode.F4), () -> compare(Compare.AFTER)),
                item("menu.flicker", new KeyCodeCombination(KeyCode.F6), () -> compare(Compare.FLICKER)),
                item("menu.onion", new KeyCodeCombination(KeyCode.F7), () -> compare(Compare.ONION)), new SeparatorMenuItem(),
                item("menu.loupe", new KeyCodeCombination(KeyCode.L), () -> model.viewport().loupeProperty().set(!model.viewport().loupeProperty().get())), info);
        return menu;
    }

    private void compare(Compare mode) {
        model.viewport().compareProperty().set(mode);
    }

    private void zoom(double factor) {
        model.viewport().zoomBy(factor, model.viewport().width() / 2, model.viewport().height() / 2);
    }

    private Menu go() {
        Menu menu = menu("menu.go");
        KeyCode[] digits = {KeyCode.DIGIT1, KeyCode.DIGIT2, KeyCode.DIGIT3, KeyCode.DIGIT4, KeyCode.DIGIT5, KeyCode.DIGIT6, KeyCode.DIGIT7,
            KeyCode.DIGIT8};
        Page[] pages = {Page.INTERPOLATE, Page.RESAMPLE, Page.RESTORE, Page.INVERT, Page.INPAINT, Page.BATCH, Page.MODELS, Page.ENLARGE};
        for (int i = 0; i < pages.length; i++) {
            Page page = pages[i];
            MenuItem item = new MenuItem(Texts.of("page." + page.key()));
            item.setMnemonicParsing(false);
            item.setAccelerator(new KeyCodeCombination(digits[i], KeyCombination.ALT_DOWN));
            item.setOnAction(e -> model.pageProperty().set(page));
            menu.getItems().add(item);
        }
        return menu;
    }

    private Menu help() {
        Menu menu = menu("menu.help");
        HelpDialogs dialogs = new HelpDialogs(model);
        menu.getItems().addAll(item("menu.shortcuts", new KeyCodeCombination(KeyCode.F1), () -> dialogs.shortcuts(bar)),
                item("menu.doctor", null, () -> model.pageProperty().set(Page.DOCTOR)),
                item("menu.paper", null, () -> browser.accept("https://arxiv.org/abs/2403.18035")),
                new SeparatorMenuItem(), item("menu.report", null, dialogs::report), item("menu.about", null, dialogs::about));
        return menu;
    }
}
