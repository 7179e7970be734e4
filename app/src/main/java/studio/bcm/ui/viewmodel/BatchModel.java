package studio.bcm.ui.viewmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.bcm.edit.Restoration;
import studio.bcm.image.JpegFacts;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.task.Progress;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.task.BackgroundTask;

/**
 * A queue of files and folders that are restored one after another. Results go into a folder {@code restored} beside what
 * was added, or into the chosen one, with the folders' tree kept; what is there already is skipped.
 */
public final class BatchModel {
    static final String KEY = "batch";
    private static final String RESULTS = "restored";
    private static final int THUMB = 96;

    private final EditContext context;
    private final ObservableList<BatchRow> rows = FXCollections.observableArrayList();
    private final ObjectProperty<Path> folder = new SimpleObjectProperty<>();
    private final ObjectProperty<PictureFormat> format = new SimpleObjectProperty<>(PictureFormat.PNG);
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper paused = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyStringWrapper summary = new ReadOnlyStringWrapper("");

    public BatchModel(EditContext context) {
        this.context = context;
    }

    public ObservableList<BatchRow> rows() {
        return rows;
    }

    /** Where results go; null for beside the originals. */
    public ObjectProperty<Path> folderProperty() {
        return folder;
    }

    public ObjectProperty<PictureFormat> formatProperty() {
        return format;
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty pausedProperty() {
        return paused.getReadOnlyProperty();
    }

    /** How many are done, left and failed, in words. */
    public ReadOnlyStringProperty summaryProperty() {
        return summary.getReadOnlyProperty();
    }

    /** Adds files, and all pictures in folders. */
    public void add(List<Path> paths) {
        Path into = folder.get();
        PictureFormat kind = format.get();
        context.activity().submitDisk(BackgroundTask.of(Texts.of("task.lookingForPictures"), null, progress -> {
            List<BatchRow> found = new ArrayList<>();
            for (Path path : paths) {
                collect(path, into, kind, found, progress);
            }
            return found;
        }).onDone(found -> {
            found.removeIf(r -> rows.stream().anyMatch(there -> there.file().equals(r.file())));
            rows.addAll(found);
            if (found.isEmpty()) {
                context.messages().info(Texts.of("batch.nothingFound"));
            }
            summarise();
            thumbnails(found);
        }).onFailed(context.messages()::failure));
    }

    private static void collect(Path path, Path into, PictureFormat kind, List<BatchRow> found, Progress progress)
            throws IOException {
        if (!Files.isDirectory(path)) {
            Path target = into != null ? into : path.toAbsolutePath().getParent().resolve(RESULTS);
            found.add(new BatchRow(path, target.resolve(renamed(path, kind))));
            return;
        }
        Path target = into != null ? into : path.resolve(RESULTS);
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)
                    .filter(f -> !f.startsWith(target) && PictureFormat.ofName(f).isPresent()).sorted()::iterator) {
                progress.checkCancelled();
                Path inside = path.relativize(file);
                found.add(new BatchRow(file, target.resolve(inside).resolveSibling(renamed(file, kind))));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String renamed(Path file, PictureFormat kind) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name) + "." + kind.extension();
    }

    private void thumbnails(List<BatchRow> found) {
        for (BatchRow row : found) {
            context.activity().submitDisk(BackgroundTask.of("", null, progress -> thumbnail(row.file()))
                    .onDone(raster -> row.beforeProperty().set(raster))
                    // The same failure is told when the file's turn comes.
                    .onFailed(e -> row.detailProperty().set(Messages.describe(e))));
        }
    }

    private static Raster thumbnail(Path file) {
        return Raster.of(PictureReader.read(file)).fitted(THUMB);
    }

    /** Begins with the first file that waits, or goes on after a pause. */
    public void start() {
        paused.set(false);
        if (!running.get()) {
            running.set(true);
            next();
        }
    }

    /** Finishes the file that runs and begins no other. */
    public void pause() {
        paused.set(true);
    }

    /** Leaves the file that runs where it was. */
    public void stop() {
        paused.set(false);
        running.set(false);
        context.activity().cancel(KEY);
    }

    public void retryFailed() {
        rows.stream().filter(r -> r.stateProperty().get() == BatchRow.State.FAILED).forEach(r -> {
            r.stateProperty().set(BatchRow.State.WAITING);
            r.detailProperty().set("");
        });
        start();
    }

    /** Takes everything out that does not run. */
    public void clear() {
        rows.removeIf(r -> r.stateProperty().get() != BatchRow.State.RUNNING);
        summarise();
    }

    public void remove(List<BatchRow> chosen) {
        rows.removeIf(r -> chosen.contains(r) && r.stateProperty().get() != BatchRow.State.RUNNING);
        summarise();
    }

    private void next() {
        summarise();
        if (!running.get()) {
            return;
        }
        BatchRow row = rows.stream().filter(r -> r.stateProperty().get() == BatchRow.State.WAITING).findFirst().orElse(null);
        if (row == null || paused.get()) {
            running.set(false);
            if (row == null) {
                paused.set(false);
                summarise();
            }
            return;
        }
        row.stateProperty().set(BatchRow.State.RUNNING);
        Choices.Restore choices = context.document().state().choices().restore();
        long start = System.nanoTime();
        context.activity().submit(BackgroundTask.of(Texts.of("task.batch", row.file().getFileName()), KEY,
                progress -> restore(row, choices, progress)).onDone(done -> {
                    row.stateProperty().set(done.skipped() ? BatchRow.State.SKIPPED : BatchRow.State.DONE);
                    row.detailProperty().set(done.detail());
                    row.afterProperty().set(done.after());
                    row.secondsProperty().set((System.nanoTime() - start) / 1e9);
                    next();
                }).onFailed(e -> {
                    row.stateProperty().set(BatchRow.State.FAILED);
                    row.detailProperty().set(Messages.describe(e));
                    next();
                }).onCancelled(() -> {
                    row.stateProperty().set(BatchRow.State.WAITING);
                    running.set(false);
                    summarise();
                }));
    }

    private record Done(boolean skipped, String detail, Raster after) {
    }

    private Done restore(BatchRow row, Choices.Restore choices, Progress progress) {
        if (Files.exists(row.result())) {
            return new Done(true, Texts.of("batch.exists"), thumbnail(row.result()));
        }
        Picture picture = PictureReader.read(row.file());
        LoadedFunction loaded = context.models().get();
        Restoration.Result result = Restorer.of(loaded, choices, progress).run(picture, progress);
        PictureWriter.builder().build().write(result.picture(), row.result());
        String quality = picture.jpegFacts().map(JpegFacts::quality).map(q -> Texts.of("batch.quality", q)).orElse("");
        return new Done(false, quality, Raster.of(result.picture()).fitted(THUMB));
    }

    private void summarise() {
        long done = rows.stream().filter(r -> r.stateProperty().get() == BatchRow.State.DONE
                || r.stateProperty().get() == BatchRow.State.SKIPPED).count();
        long failed = rows.stream().filter(r -> r.stateProperty().get() == BatchRow.State.FAILED).count();
        summary.set(rows.isEmpty() ? "" : Texts.of(failed == 0 ? "batch.summary" : "batch.summaryFailed", done, rows.size(), failed));
    }
}
