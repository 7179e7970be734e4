package studio.bcm.ui.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.model.PackLibrary;
import studio.bcm.ui.Texts;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.shell.Message;
import studio.bcm.ui.task.BackgroundTask;

/** The installed models. */
public final class PacksModel {
    private static final Logger LOG = LoggerFactory.getLogger(PacksModel.class);

    private final EditContext context;
    private final PackSheets sheets;
    private final Path removed;
    private final Supplier<Settings> settings;
    private final Consumer<UnaryOperator<Settings>> change;
    private final ObservableList<PackLibrary.Entry> entries = FXCollections.observableArrayList();

    /** @param removed where models that were removed wait for the program's end */
    public PacksModel(EditContext context, Path sheetFolder, Path removed, Supplier<Settings> settings,
            Consumer<UnaryOperator<Settings>> change) {
        this.removed = removed;
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

    /** Takes a model out of the library; until the program ends it can be put back. */
    public void remove(PackLibrary.Entry entry) {
        PackLibrary library = context.models().library();
        String title = entry.pack().map(p -> p.manifest().title()).orElse(entry.name());
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> {
            Files.createDirectories(removed);
            Path kept = removed.resolve(entry.file().getFileName());
            Files.deleteIfExists(kept);
            try {
                Files.createLink(kept, entry.file());
            } catch (IOException | UnsupportedOperationException e) {
                Files.copy(entry.file(), kept);
            }
            library.remove(entry.name());
            return kept;
        }).onDone(kept -> {
            boolean used = settings.get().model().equals(entry.name());
            if (used) {
                change.accept(s -> s.withModel(""));
            }
            refresh();
            context.messages().add(new Message(Message.Kind.INFO, Texts.of("models.removed", title), Texts.of("message.undo"),
                    () -> putBack(entry, kept, used)));
        }).onFailed(context.messages()::failure));
    }

    private void putBack(PackLibrary.Entry entry, Path kept, boolean used) {
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> {
            Files.move(kept, entry.file());
            return null;
        }).onDone(nothing -> {
            if (used) {
                change.accept(s -> s.withModel(entry.name()));
            }
            refresh();
        }).onFailed(context.messages()::failure));
    }

    /** The program ends: what was removed is gone for good. */
    public void forgetRemoved() {
        if (!Files.isDirectory(removed)) {
            return;
        }
        try (Stream<Path> files = Files.list(removed)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("Removed models in {} cannot be deleted: {}", removed, e.getMessage());
        }
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
