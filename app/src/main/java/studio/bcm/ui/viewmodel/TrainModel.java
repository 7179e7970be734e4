package studio.bcm.ui.viewmodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.bcm.UserException;
import studio.bcm.image.PictureReader;
import studio.bcm.ui.Texts;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.task.BackgroundTask;

/**
 * Training in a process of its own, which goes on when the window is closed: its run folder tells what it does, so that a
 * later start of the window finds it again.
 */
public final class TrainModel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROCESS = "window-process.json";
    private static final String LOG = "log.jsonl";
    private static final String OUTPUT = "output.txt";
    private static final int SHEET_SIDE = 1600;

    /** Which stages the trainer is asked for. */
    public enum Recipe { FULL, DIFFUSION, CONSISTENCY }

    /** A point of the loss curve. */
    public record Point(double kimg, double seconds, String stage, double loss) {
    }

    /**
     * The trainer's process.
     *
     * @param arguments it was started with, for going on after a restart
     */
    private record Owner(long pid, long startMillis, List<String> arguments) {
    }

    private final EditContext context;
    private final Path runs;
    private final ObservableList<Path> folders = FXCollections.observableArrayList();
    private final ObjectProperty<Recipe> recipe = new SimpleObjectProperty<>(Recipe.FULL);
    private final IntegerProperty minutes = new SimpleIntegerProperty(30);
    private final ReadOnlyObjectWrapper<Path> run = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyStringWrapper lastLine = new ReadOnlyStringWrapper("");
    private final ObservableList<Point> points = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Raster> sheet = new ReadOnlyObjectWrapper<>();
    private boolean stopped;
    private Path shownSheet;

    TrainModel(EditContext context, Path runs) {
        this.context = context;
        this.runs = runs;
        run.set(newestRun().orElse(null));
        refresh();
    }

    private Optional<Path> newestRun() {
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(runs)) {
            return entries.filter(p -> Files.exists(p.resolve(PROCESS))).max(Comparator.comparing(Path::getFileName));
        } catch (IOException e) {
            context.messages().failure(e);
            return Optional.empty();
        }
    }

    public ObservableList<Path> folders() {
        return folders;
    }

    public ObjectProperty<Recipe> recipeProperty() {
        return recipe;
    }

    /** For how long to train. */
    public IntegerProperty minutesProperty() {
        return minutes;
    }

    /** Folder of the run that is shown; null before the first. */
    public ReadOnlyObjectProperty<Path> runProperty() {
        return run.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** What the trainer said last. */
    public ReadOnlyStringProperty lastLineProperty() {
        return lastLine.getReadOnlyProperty();
    }

    public ObservableList<Point> points() {
        return points;
    }

    /** The newest sample sheet; null before the first. */
    public ReadOnlyObjectProperty<Raster> sheetProperty() {
        return sheet.getReadOnlyProperty();
    }

    /** How the trainer is started on this machine; empty when it is not part of this installation. */
    static Optional<String> launcher() {
        return Optional.ofNullable(System.getProperty("bcm.launcher")).filter(l -> Files.isExecutable(Path.of(l)));
    }

    public void start() {
        if (folders.isEmpty()) {
            context.messages().info(Texts.of("train.noFolder"));
            return;
        }
        Path folder = runs.resolve(LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss")));
        List<String> pictures = folders.stream().map(Path::toString).toList();
        Recipe chosen = recipe.get();
        int time = minutes.get();
        launch(folder, () -> {
            List<String> arguments = new ArrayList<>(pictures);
            switch (chosen) {
                case FULL -> arguments.addAll(List.of("--stage", "diffusion:" + (time + 1) / 2, "--stage", "trajectory:" + time / 2));
                case DIFFUSION -> arguments.addAll(List.of("--stage", "diffusion:" + time));
                case CONSISTENCY -> arguments.addAll(List.of("--stage", "consistency:" + time,
                        "--from", context.models().pack().file().toAbsolutePath().toString()));
            }
            arguments.addAll(List.of("--out", folder.toString(), "--name", "trained-" + folder.getFileName(),
                    "--device", context.models().device()));
            return arguments;
        });
    }

    /** Goes on with the run that is shown, also after a restart of the machine. */
    public void resume() {
        if (run.get() != null && !running.get()) {
            try {
                Owner before = JSON.readValue(run.get().resolve(PROCESS).toFile(), Owner.class);
                List<String> arguments = new ArrayList<>(before.arguments());
                if (!arguments.contains("--resume")) {
                    arguments.add("--resume");
                }
                launch(run.get(), () -> arguments);
            } catch (IOException e) {
                context.messages().failure(e);
            }
        }
    }

    private void launch(Path folder, Supplier<List<String>> asked) {
        context.activity().submitDisk(BackgroundTask.of(Texts.of("task.startTrainer"), "train", progress -> {
            String launcher = launcher().orElseThrow(() -> new UserException(Texts.of("train.notInstalled")));
            List<String> arguments = asked.get();
            Files.createDirectories(folder);
            List<String> command = new ArrayList<>(List.of(launcher, "train"));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(OUTPUT).toFile())).start();
            JSON.writeValue(folder.resolve(PROCESS).toFile(), new Owner(process.pid(), startMillis(process.toHandle()), arguments));
            return folder;
        }).onDone(started -> {
            stopped = false;
            run.set(started);
            refresh();
        }).onFailed(context.messages()::failure));
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }

    private static Optional<ProcessHandle> process(Path folder) throws IOException {
        Path file = folder.resolve(PROCESS);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Owner owner = JSON.readValue(file.toFile(), Owner.class);
        return ProcessHandle.of(owner.pid()).filter(ProcessHandle::isAlive).filter(p -> startMillis(p) == owner.startMillis());
    }

    /** Asks the trainer to write a checkpoint and end; {@link #resume} goes on from there. */
    public void stop() {
        Path folder = run.get();
        if (folder == null) {
            return;
        }
        stopped = true;
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> {
            process(folder).ifPresent(p -> {
                p.descendants().forEach(ProcessHandle::destroy);
                p.destroy();
            });
            return null;
        }).onDone(nothing -> refresh()).onFailed(context.messages()::failure));
    }

    private record Look(boolean alive, List<Point> points, String lastLine, Path sheetFile, Raster sheet, boolean finished) {
    }

    /** Looks how the run is; called every second while the page is shown. */
    public void refresh() {
        Path folder = run.get();
        if (folder == null) {
            return;
        }
        Path known = shownSheet;
        context.activity().submitDisk(BackgroundTask.of("", "train look", progress -> {
            Path newest = newestSheet(folder);
            Raster raster = newest == null || newest.equals(known) ? null : Raster.of(PictureReader.read(newest)).fitted(SHEET_SIDE);
            return new Look(process(folder).isPresent(), readLog(folder.resolve(LOG)), readLastLine(folder.resolve(OUTPUT)),
                    newest, raster, pack(folder) != null);
        }).onDone(look -> {
            boolean ended = running.get() && !look.alive();
            running.set(look.alive());
            if (look.points().size() != points.size()) {
                points.setAll(look.points());
            }
            lastLine.set(look.lastLine());
            if (look.sheet() != null) {
                shownSheet = look.sheetFile();
                sheet.set(look.sheet());
            }
            if (ended && !stopped && !look.finished()) {
                context.messages().warning(Texts.of("train.ended", look.lastLine()));
            }
        }).onFailed(context.messages()::failure));
    }

    private static Path newestSheet(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(f -> f.getFileName().toString().endsWith(".png") && !f.getFileName().toString().contains("loss"))
                    .max(Comparator.comparingLong(f -> f.toFile().lastModified())).orElse(null);
        }
    }

    /** The log's points; lines that are still being written, or were cut off by a kill, are left out. */
    static List<Point> readLog(Path log) throws IOException {
        List<Point> points = new ArrayList<>();
        if (!Files.exists(log)) {
            return points;
        }
        for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
            JsonNode entry;
            try {
                entry = JSON.readTree(line);
            } catch (IOException e) {
                continue;
            }
            if (entry != null && entry.path("loss").isNumber() && entry.path("kimg").isNumber()) {
                points.add(new Point(entry.path("kimg").asDouble(), entry.path("seconds").asDouble(),
                        entry.path("stage").asText(""), entry.path("loss").asDouble()));
            }
        }
        return points;
    }

    private static String readLastLine(Path output) throws IOException {
        if (!Files.exists(output)) {
            return "";
        }
        try (var file = Files.newByteChannel(output)) {
            long size = file.size();
            file.position(Math.max(0, size - 2048));
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(2048);
            while (file.read(bytes) > 0) {
                // until the end of the file
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            return text.lines().flatMap(l -> Stream.of(l.split("\r"))).map(l -> l.replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "").strip())
                    .filter(l -> !l.isEmpty()).reduce((a, b) -> b).orElse("");
        }
    }

    private static Path pack(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(f -> f.getFileName().toString().endsWith(".bcm")).max(Comparator.comparing(f -> f.toFile().lastModified()))
                    .orElse(null);
        }
    }

    /** Installs the pack that the run has made. */
    public void install(PacksModel packs) {
        try {
            Path made = run.get() == null ? null : pack(run.get());
            if (made == null) {
                context.messages().info(Texts.of("train.noPack"));
            } else {
                packs.install(made);
            }
        } catch (IOException e) {
            context.messages().failure(e);
        }
    }
}
