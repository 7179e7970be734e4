package studio.bcm.ui.models;

import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.bcm.model.PackLibrary;
import studio.bcm.ui.Texts;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.task.BackgroundTask;

/** The installed models. */
public final class PacksModel {
    private final EditContext context;
    private final PackSheets sheets;
    private final Supplier<Settings> settings;
    private final java.util.function.Consumer<UnaryOperator<Settings>> change;
    private final ObservableList<PackLibrary.Entry> entries = FXCollections.observableArrayList();

    public PacksModel(EditContext context, Path sheetFolder, Supplier<Settings> settings,
            java.util.function.Consumer<UnaryOperator<Settings>> change) {
        this.sheets = new PackSheets(context, sheetFolder);
        this.context = context;
        this.settings = settings;
        this.change = change;
    }

    public ObservableList<PackLibrary.Entry> entries() {
        return entries;
    }

    /** Pictures that the models make. */
    public PackSheets sheets() {
        return sheets;
    }

    /** Looks which there are. */
    public void refresh() {
        PackLibrary library = context.models().library();
        context.activity().submitDisk(BackgroundTask.of("", "packs", progress -> library.list())
                .onDone(found -> {
                    entries.setAll(found);
                    found.forEach(entry -> entry.pack().ifPresent(sheets::ask));
                }).onFailed(context.messages()::failure));
    }

    public void install(Path file) {
        PackLibrary library = context.models().library();
        context.activity().submitDisk(BackgroundTask.of(Texts.of("task.install"), null, progress -> library.install(file))
                .onDone(pack -> {
                    context.messages().success(Texts.of("models.installed", pack.manifest().title()));
                    refresh();
                }).onFailed(context.messages()::failure));
    }

    public void remove(PackLibrary.Entry entry) {
        PackLibrary library = context.models().library();
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> {
            library.remove(entry.name());
            return null;
        }).onDone(nothing -> {
            if (settings.get().model().equals(entry.name())) {
                change.accept(s -> s.withModel(""));
            }
            refresh();
        }).onFailed(context.messages()::failure));
    }

    public boolean isDefault(PackLibrary.Entry entry) {
        String chosen = settings.get().model();
        return chosen.isEmpty() ? entry.name().equals(PackLibrary.DEFAULT_NAME) || entries.size() == 1
                : chosen.equals(entry.name());
    }

    public void useAsDefault(PackLibrary.Entry entry) {
        change.accept(s -> s.withModel(entry.name()));
    }
}
