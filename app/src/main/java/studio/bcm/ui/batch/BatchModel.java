package studio.bcm.ui.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.batch.BatchJob;
import studio.bcm.batch.BatchPlan;
import studio.bcm.batch.BatchQueue;
import studio.bcm.batch.BatchResult;
import studio.bcm.batch.BatchStatus;
import studio.bcm.batch.BatchWork;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureReader;
import studio.bcm.job.EnlargeFile;
import studio.bcm.job.RestoreFile;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.ui.Sentences;
import studio.bcm.ui.Texts;
import studio.bcm.ui.enlarge.Enlarger;
import studio.bcm.ui.export.PictureExport;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.restore.Restorer;
import studio.bcm.ui.settings.BatchSettings;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.shell.ActivityModel;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.shell.Message;
import studio.bcm.ui.shell.Messages;
import studio.bcm.ui.task.BackgroundTask;
import studio.bcm.ui.task.TaskExecutor;

/**
 * A queue of files and folders that are restored or enlarged one after another. Results go into a folder {@code restored} or
 * {@code enlarged} beside what was added, or into the chosen one, with the folders' tree kept; what is there already is skipped.
 */
public final class BatchModel {
    static final String KEY = "batch";
    private static final String RESTORED = "restored";
    private static final String ENLARGED = "enlarged";
    private static final int THUMB = 96;

    private final EditContext context;
    private final TaskExecutor worker;
    private final BatchQueue queue = new BatchQueue(this::process, this::overwrites);
    private final AtomicReference<CompletableFuture<BatchResult>> asked = new AtomicReference<>();
    private final ObservableList<BatchRow> rows = FXCollections.observableArrayList();
    private final ObjectProperty<Path> folder = new SimpleObjectProperty<>();
    private final ObjectProperty<Path> shownFolder = new SimpleObjectProperty<>();
    private final Supplier<Settings> remembered;
    private final Consumer<UnaryOperator<Settings>> remember;
    private final ReadOnlyObjectWrapper<BatchSettings> settings = new ReadOnlyObjectWrapper<>();
    /** Whether what runs was asked for anew, so that results that are there give way. */
    private volatile boolean again;
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper paused = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyStringWrapper summary = new ReadOnlyStringWrapper("");
    private final ReadOnlyBooleanWrapper anyWaiting = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper anyFailed = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyDoubleWrapper fraction = new ReadOnlyDoubleWrapper(0);

    /**
     * @param worker     goes through the queue; each file's work waits for its turn among the other work of the device
     * @param remembered what the user has chosen before
     * @param remember   keeps what the user chooses
     */
    public BatchModel(EditContext context, TaskExecutor worker, Supplier<Settings> remembered, Consumer<UnaryOperator<Settings>> remember) {
        this.context = context;
        this.worker = worker;
        this.remembered = remembered;
        this.remember = remember;
        settings.set(remembered.get().batch());
        queue.addListener(job -> context.window().execute(() -> changed(job)));
    }

    /** How files that are begun with from now on are restored and written. */
    public ReadOnlyObjectProperty<BatchSettings> settingsProperty() {
        return settings.getReadOnlyProperty();
    }

    private boolean overwrites() {
        return again || settings.get().overwrite();
    }

    /** Changes how it works, and keeps that for the next start. */
    public void choose(UnaryOperator<BatchSettings> change) {
        String before = results();
        BatchSettings now = change.apply(settings.get());
        settings.set(now);
        moveWaiting(before, results());
        remember.accept(s -> s.withBatch(now));
    }

    /** Name of the folder of results beside the originals. */
    private String results() {
        return settings.get().enlarges() ? ENLARGED : RESTORED;
    }

    /** Files that wait get their results where those of the new way of working go, unless the user has chosen a folder. */
    private void moveWaiting(String before, String now) {
        if (before.equals(now) || folder.get() != null) {
            return;
        }
        List<BatchRow> waiting = rows.stream().filter(r -> r.stateProperty().get() == BatchRow.State.WAITING).toList();
        for (BatchRow row : waiting) {
            if (queue.remove(row.id())) {
                Path target = renamed(row.result(), before, now);
                BatchRow moved = new BatchRow(queue.add(row.file(), target).id(), row.file(), target);
                moved.beforeProperty().set(row.beforeProperty().get());
                if (row.beforeProperty().get() == null) {
                    thumbnail(row.file(), moved.beforeProperty(), moved);
                }
                rows.set(rows.indexOf(row), moved);
            }
        }
    }

    /** The path with the last folder of one name called by another. */
    private static Path renamed(Path path, String before, String now) {
        for (int i = path.getNameCount() - 2; i >= 0; i--) {
            if (path.getName(i).toString().equals(before)) {
                Path start = i == 0 ? path.getRoot() : path.getRoot().resolve(path.subpath(0, i));
                return start.resolve(now).resolve(path.subpath(i + 1, path.getNameCount()));
            }
        }
        return path;
    }

    /** Names of the ways of working that were saved. */
    public List<String> presets() {
        return List.copyOf(remembered.get().presets().keySet());
    }

    /** Saves the present way of working under a name; one of that name is replaced. */
    public void savePreset(String name) {
        BatchSettings now = settings.get();
        remember.accept(s -> s.withPreset(name.strip(), now));
    }

    void removePreset(String name) {
        remember.accept(s -> s.withPreset(name, null));
    }

    /** Works as was saved under a name. */
    public void usePreset(String name) {
        BatchSettings saved = remembered.get().presets().get(name);
        if (saved != null) {
            choose(now -> saved);
        }
    }

    /** Restores all files of the list once more, with what is chosen now; earlier results are replaced. */
    public void runAgain() {
        List<Path> files = rows.stream().map(BatchRow::file).toList();
        Path into = folder.get();
        PictureFormat kind = settings.get().write().format();
        Map<Path, Path> targets = new LinkedHashMap<>();
        rows.forEach(row -> targets.put(row.file(), row.result().resolveSibling(named(row.file(), kind))));
        clear();
        again = true;
        enqueue(new BatchPlan.Found(files.stream().filter(file -> rows.stream().noneMatch(row -> row.file().equals(file)))
                .map(file -> new BatchPlan.Item(file, into == null ? targets.get(file) : into.resolve(targets.get(file).getFileName()))).toList(), List.of(), 0), kind);
        start();
    }

    /** Name of a file's result, by the pattern that is chosen. */
    private String named(Path file, PictureFormat kind) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return settings.get().write().name(dot > 0 ? name.substring(0, dot) : name, results()) + "." + kind.extension();
    }

    public ObservableList<BatchRow> rows() {
        return rows;
    }

    /** Where results go; null for beside the originals. */
    ObjectProperty<@Nullable Path> folderProperty() {
        return folder;
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty pausedProperty() {
        return paused.getReadOnlyProperty();
    }

    /** How many are done, left and failed, in words. */
    public ReadOnlyStringProperty summaryProperty() {
        return summary.getReadOnlyProperty();
    }

    /** Whether there is a file to begin with. */
    ReadOnlyBooleanProperty anyWaitingProperty() {
        return anyWaiting.getReadOnlyProperty();
    }

    /** Whether there is a file to try once more. */
    ReadOnlyBooleanProperty anyFailedProperty() {
        return anyFailed.getReadOnlyProperty();
    }

    /** How much of the queue is behind it, 0…1. */
    public ReadOnlyDoubleProperty fractionProperty() {
        return fraction.getReadOnlyProperty();
    }

    /** Adds files, and all pictures in folders. */
    public void add(List<Path> paths) {
        Path into = folder.get();
        PictureFormat kind = settings.get().write().format();
        String results = results();
        context.activity().submitDisk(BackgroundTask.of(Texts.of("task.lookingForPictures"), null, progress -> plan(paths, into, results, kind))
                .onDone(found -> enqueue(found, kind)).onFailed(context.messages()::failure));
    }

    private static BatchPlan.Found plan(List<Path> paths, Path into, String results, PictureFormat kind) {
        Map<Path, List<Path>> byTarget = new LinkedHashMap<>();
        for (Path path : paths) {
            Path here = path.toAbsolutePath();
            byTarget.computeIfAbsent(into != null ? into
                    : (Files.isDirectory(here) ? here : here.getParent()).resolve(results), t -> new ArrayList<>()).add(here);
        }
        List<BatchPlan.Item> items = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        int others = 0;
        for (Map.Entry<Path, List<Path>> entry : byTarget.entrySet()) {
            BatchPlan.Found found = BatchPlan.find(entry.getValue(), entry.getKey(), file -> Optional.of(kind.extension()));
            items.addAll(found.items());
            problems.addAll(found.problems());
            others += found.others();
        }
        return new BatchPlan.Found(items, problems, others);
    }

    private void enqueue(BatchPlan.Found planned, PictureFormat kind) {
        BatchPlan.Found found = new BatchPlan.Found(planned.items().stream()
                .map(item -> new BatchPlan.Item(item.input(), item.output().resolveSibling(named(item.input(), kind)))).toList(),
                planned.problems(), planned.others());
        found.problems().forEach(problem -> context.messages().failure(new UserException(problem)));
        List<BatchRow> added = new ArrayList<>();
        for (BatchPlan.Item item : found.items()) {
            if (rows.stream().noneMatch(r -> r.file().equals(item.input()))) {
                // Of two files that differ in their ending alone, the one that comes later keeps its own before the new one.
                Path output = rows.stream().noneMatch(r -> r.result().equals(item.output())) ? item.output()
                        : item.output().resolveSibling(item.input().getFileName() + "." + kind.extension());
                BatchRow row = new BatchRow(queue.add(item.input(), output).id(), item.input(), output);
                rows.add(row);
                added.add(row);
            }
        }
        if (found.items().isEmpty()) {
            context.messages().info(Texts.of("batch.nothingFound"));
        }
        summarise();
        for (BatchRow row : added) {
            thumbnail(row.file(), row.beforeProperty(), row);
        }
    }

    private void thumbnail(Path file, ObjectProperty<Raster> shown, BatchRow row) {
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> Raster.of(PictureReader.read(file)).fitted(THUMB))
                .onDone(shown::set)
                // The same failure is reported when the file's turn comes.
                .onFailed(e -> row.detailProperty().set(Messages.describe(e))));
    }

    /** Begins with the first file that waits, or goes on after a pause. */
    public void start() {
        paused.set(false);
        queue.resume();
        if (!running.get()) {
            running.set(true);
            worker.submit(BackgroundTask.of("", null, progress -> {
                queue.run(1, progress);
                return null;
            }).onDone(nothing -> {
                ended();
                // A file that was added while the last one was finished.
                if (rows.stream().anyMatch(r -> r.stateProperty().get() == BatchRow.State.WAITING)) {
                    start();
                } else {
                    finished();
                }
            }).onCancelled(this::ended).onFailed(e -> {
                ended();
                context.messages().failure(e);
            }));
        }
        summarise();
    }

    private void ended() {
        running.set(false);
        paused.set(false);
        again = false;
        summarise();
    }

    /** Nobody watches a long batch: its end is announced, with the way to its results. */
    private void finished() {
        rows.stream().filter(r -> r.stateProperty().get() == BatchRow.State.DONE).findFirst().ifPresent(row ->
                context.messages().add(new Message(Message.Kind.SUCCESS, Texts.of("batch.finished", summary.get()), Texts.of("message.showFolder"),
                        () -> shownFolder.set(row.result().getParent()))));
    }

    /** A folder that the user wants to see; whoever shows it sets it to null. */
    public ObjectProperty<Path> shownFolderProperty() {
        return shownFolder;
    }

    /** Finishes the file that runs and begins no other. */
    public void pause() {
        paused.set(true);
        queue.pause();
        summarise();
    }

    /** Leaves the file that runs where it was. */
    public void stop() {
        queue.stop();
        context.activity().cancel(KEY);
        // What the device does ends by itself, and leaves nothing; nobody waits for it, for the window may be closing.
        CompletableFuture<BatchResult> waiting = asked.get();
        if (waiting != null) {
            waiting.completeExceptionally(new CancelledException());
        }
    }

    /** Tries those that failed once more. */
    public void retryFailed() {
        queue.retryFailed();
        start();
    }

    /** Takes everything out that does not run. */
    public void clear() {
        remove(List.copyOf(rows));
    }

    public void remove(List<BatchRow> chosen) {
        rows.removeIf(r -> chosen.contains(r) && queue.remove(r.id()));
        summarise();
    }

    private Optional<BatchRow> row(int id) {
        return rows.stream().filter(r -> r.id() == id).findFirst();
    }

    private void changed(BatchJob job) {
        row(job.id()).ifPresent(row -> {
            row.stateProperty().set(BatchRow.State.valueOf(job.state().name()));
            switch (job.state()) {
                case WAITING, RUNNING -> row.detailProperty().set("");
                case DONE -> {
                    row.detailProperty().set(job.result().estimatedQuality() == 0 ? Texts.of("restore.noJpeg") : Texts.of("batch.quality", job.result().estimatedQuality()));
                    row.secondsProperty().set(job.time().toNanos() / 1e9);
                }
                case SKIPPED -> {
                    row.detailProperty().set(Texts.of("batch.exists"));
                    thumbnail(job.output(), row.afterProperty(), row);
                }
                case FAILED -> row.detailProperty().set(Sentences.translate(job.problem()));
            }
        });
        summarise();
    }

    /** On the worker's thread: has a file worked on by the device, when its turn comes. */
    private BatchResult process(Path input, Path output, Progress progress) {
        CompletableFuture<BatchResult> result = new CompletableFuture<>();
        asked.set(result);
        if (progress.isCancelled()) {
            throw new CancelledException();
        }
        context.window().execute(() -> submit(input, output, progress, result));
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CancelledException cancelled) {
                throw cancelled;
            }
            throw new UserException(Messages.describe(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    private void submit(Path input, Path output, Progress progress, CompletableFuture<BatchResult> result) {
        if (result.isDone()) {
            return;
        }
        BatchSettings choices = settings.get();
        context.activity().submit(BackgroundTask.of(Texts.of(choices.enlarges() ? "task.batchEnlarge" : "task.batch", input.getFileName()), KEY, own -> {
            try {
                result.complete(work(input, output, choices, new Either(own, progress)));
            } catch (CancelledException e) {
                throw e;
            } catch (Exception | OutOfMemoryError e) {
                result.completeExceptionally(e);
            }
            return null;
        }).onCancelled(() -> {
            // By the status bar: the whole queue stops.
            if (result.completeExceptionally(new CancelledException())) {
                queue.stop();
            }
        }));
    }

    private BatchResult work(Path input, Path output, BatchSettings choices, Progress progress) throws IOException {
        BatchWork work = choices.enlarges()
                ? new EnlargeFile(Enlarger.of(context.models(), choices.enlarge(), choices.restore()), (made, file) -> write(made, file, choices))
                : new RestoreFile(Restorer.of(context.models().get(), choices.restore(), progress), (made, file) -> write(made, file, choices));
        BatchResult told = work.process(input, output, progress);
        if (choices.times()) {
            Files.setLastModifiedTime(output, Files.getLastModifiedTime(input));
        }
        return told;
    }

    private List<String> write(Picture picture, Path output, BatchSettings choices) {
        PictureFormat format = PictureFormat.ofName(output).orElse(choices.write().format());
        List<String> notes = PictureExport.write(picture, output, choices.write().withFormat(format));
        Raster after = Raster.of(picture).fitted(THUMB);
        context.window().execute(() -> rows.stream().filter(r -> r.result().equals(output)).forEach(r -> r.afterProperty().set(after)));
        return notes;
    }

    /** Reports to one and is cancelled by either. */
    private record Either(Progress told, Progress other) implements Progress {
        @Override
        public void report(long done, long total, String message) {
            told.report(done, total, message);
        }

        @Override
        public void note(String message) {
            told.note(message);
        }

        @Override
        public boolean isCancelled() {
            return told.isCancelled() || other.isCancelled();
        }
    }

    /** Says anew what is known of each file, after another language was chosen. */
    public void sayAgain() {
        queue.jobs().forEach(this::changed);
        summarise();
    }

    private void summarise() {
        BatchStatus status = queue.status();
        int done = status.done() + status.skipped();
        anyWaiting.set(done + status.failed() < status.files());
        anyFailed.set(status.failed() > 0);
        fraction.set(status.files() == 0 ? 0 : (double) (done + status.failed()) / status.files());
        String words = rows.isEmpty() ? ""
                : Texts.of(status.failed() == 0 ? "batch.summary" : "batch.summaryFailed", done, status.files(), status.failed());
        if (paused.get()) {
            words = Texts.of("batch.paused", words);
        } else if (running.get() && status.timeLeft().isPresent()) {
            words = words + " · " + ActivityModel.timeLeft(Math.max(1, status.timeLeft().get().toSeconds()));
        }
        summary.set(words);
    }
}
