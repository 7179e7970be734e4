package studio.bcm.ui.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureReader;
import studio.bcm.model.Pack;
import studio.bcm.ui.Texts;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.models.PacksModel;
import studio.bcm.ui.shell.EditContext;
import studio.bcm.ui.task.BackgroundTask;

/**
 * Training in a process of its own, which goes on when the window is closed: its run folder shows what it does, so that a
 * later start of the window finds it again.
 */
public final class TrainModel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROCESS = "window-process.json";
    private static final String LOG = "log.jsonl";
    private static final String OUTPUT = "output.txt";
    private static final String STATE = "state.json";
    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String MEASURE = "train measure";
    private static final int SHEET_SIDE = 1600;
    private static final int THUMBNAIL_SIDE = 160;
    private static final int MOST_THUMBNAILS = 12;
    private static final int MEASURING_LOOK_MILLIS = 200;

    /** Which stages the trainer is asked for. */
    public enum Recipe { FULL, DIFFUSION, CONSISTENCY }

    /** A point of the loss curve. */
    record Point(double kimg, double seconds, String stage, double loss) {
    }

    /**
     * The trainer's process.
     *
     * @param arguments it was started with, for going on after a restart
     */
    private record Owner(long pid, long startMillis, List<String> arguments) {
    }

    /**
     * Where a run is. The trainer names the first phases itself; a run whose process has gone while it was in one of them was
     * ended by somebody else.
     */
    public enum Phase {
        NONE, STARTING, PREPARING, READING, TRAINING, SAMPLING, FINISHED, PAUSED, OUT_OF_MEMORY, FAILED, ENDED_FROM_OUTSIDE;

        /** Whether the trainer works. */
        public boolean works() {
            return this == STARTING || this == PREPARING || this == READING || this == TRAINING || this == SAMPLING;
        }
    }

    /**
     * How a run is.
     *
     * @param done        share of the phase, 0…1
     * @param secondsLeft until the run is finished; negative while that is not known
     * @param message     of the trainer, in English; empty where the phase says all
     * @param resumable   whether there is a checkpoint to go on from
     * @param installable whether a model is there
     */
    record RunStatus(Phase phase, double done, double secondsLeft, String message, boolean resumable, boolean installable) {
        static final RunStatus NONE = new RunStatus(Phase.NONE, 0, -1, "", false, false);
    }

    /**
     * What a dry run has found out.
     *
     * @param pictures    in the folders
     * @param seen        pictures that the run will learn from in its time, repeats counted
     * @param memoryBytes that the trainer took
     * @param limitBytes  at which it stops
     */
    public record Estimate(int pictures, long seen, int batch, int atOnce, long memoryBytes, long limitBytes, String device) {
    }

    private final EditContext context;
    private final Path runs;
    private final ObservableList<Path> folders = FXCollections.observableArrayList();
    private final ObjectProperty<Recipe> recipe = new SimpleObjectProperty<>(Recipe.FULL);
    private final IntegerProperty minutes = new SimpleIntegerProperty(30);
    private final ReadOnlyObjectWrapper<Path> run = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final StringProperty name = new SimpleStringProperty("");
    private final BooleanProperty fromModel = new SimpleBooleanProperty(true);
    private final ReadOnlyObjectWrapper<RunStatus> status = new ReadOnlyObjectWrapper<>(RunStatus.NONE);
    private final ReadOnlyObjectWrapper<Estimate> estimate = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper measuring = new ReadOnlyBooleanWrapper(false);
    private final ObservableList<Raster> thumbnails = FXCollections.observableArrayList();
    private final ObservableList<Point> points = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Raster> sheet = new ReadOnlyObjectWrapper<>();
    private Path shownSheet;

    public TrainModel(EditContext context, Path runs) {
        this.context = context;
        this.runs = runs;
        folders.addListener((ListChangeListener<Path>) change -> {
            forgetEstimate();
            lookAtPictures();
        });
        recipe.addListener((o, before, now) -> forgetEstimate());
        minutes.addListener((o, before, now) -> forgetEstimate());
        fromModel.addListener((o, before, now) -> forgetEstimate());
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> newestRun()).onDone(newest -> {
            if (run.get() == null) {
                run.set(newest.orElse(null));
                refresh();
            }
        }).onFailed(context.messages()::failure));
    }

    private void forgetEstimate() {
        context.activity().cancel(MEASURE);
        estimate.set(null);
    }

    /** A few of the pictures that will be learnt from, from all folders alike. */
    private void lookAtPictures() {
        List<Path> chosen = List.copyOf(folders);
        context.activity().submitDisk(BackgroundTask.of("", "train pictures", progress -> {
            List<Raster> found = new ArrayList<>();
            for (Path folder : chosen) {
                for (Path file : picturesOf(folder, MOST_THUMBNAILS / chosen.size())) {
                    progress.checkCancelled();
                    found.add(Raster.of(PictureReader.read(file)).fitted(THUMBNAIL_SIDE));
                }
            }
            return found;
        }).onDone(thumbnails::setAll).onFailed(context.messages()::failure));
    }

    private static List<Path> picturesOf(Path folder, int most) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(f -> PictureFormat.ofName(f).isPresent()).sorted().limit(Math.max(1, most)).toList();
        }
    }

    private Optional<Path> newestRun() throws IOException {
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(runs)) {
            return entries.filter(p -> Files.exists(p.resolve(PROCESS))).max(Comparator.comparing(Path::getFileName));
        }
    }

    public ObservableList<Path> folders() {
        return folders;
    }

    ObjectProperty<Recipe> recipeProperty() {
        return recipe;
    }

    /** For how long to train. */
    IntegerProperty minutesProperty() {
        return minutes;
    }

    /** Folder of the run that is shown; null before the first. */
    ReadOnlyObjectProperty<@Nullable Path> runProperty() {
        return run.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** What the model that is made shall be called; empty for a name by its date. */
    StringProperty nameProperty() {
        return name;
    }

    /** Whether training goes on from the model in use rather than from nothing. */
    BooleanProperty fromModelProperty() {
        return fromModel;
    }

    /** How the run that is shown is. */
    public ReadOnlyObjectProperty<RunStatus> statusProperty() {
        return status.getReadOnlyProperty();
    }

    /** What the present choices will take; null before it was measured. */
    ReadOnlyObjectProperty<@Nullable Estimate> estimateProperty() {
        return estimate.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty measuringProperty() {
        return measuring.getReadOnlyProperty();
    }

    /** Some of the pictures in the folders. */
    public ObservableList<Raster> thumbnails() {
        return thumbnails;
    }

    public ObservableList<Point> points() {
        return points;
    }

    /** The newest sample sheet; null before the first. */
    ReadOnlyObjectProperty<@Nullable Raster> sheetProperty() {
        return sheet.getReadOnlyProperty();
    }

    /** How the trainer is started on this machine; empty when it is not part of this installation. */
    static Optional<String> launcher() {
        return Optional.ofNullable(System.getProperty("bcm.launcher")).filter(l -> Files.isExecutable(Path.of(l)));
    }

    /** Measures what the present choices take, by a dry run of the trainer. */
    public void measure() {
        if (folders.isEmpty()) {
            context.messages().info(Texts.of("train.noFolder"));
            return;
        }
        Arguments asked = arguments(runs.resolve("measured"), "measured");
        int time = minutes.get();
        measuring.set(true);
        context.activity().submitDisk(BackgroundTask.of(Texts.of("task.measureTraining"), MEASURE, progress -> {
            Path folder = Files.createTempDirectory("bcm-measure-");
            Path figures = folder.resolve("figures.json");
            Path output = folder.resolve(OUTPUT);
            try {
                List<String> command = new ArrayList<>(List.of(launcherOrThrow(), "train"));
                command.addAll(asked.get());
                command.addAll(List.of("--dry-run", "--figures", figures.toString()));
                Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
                try {
                    while (!process.waitFor(MEASURING_LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                        progress.checkCancelled();
                    }
                } finally {
                    process.descendants().forEach(ProcessHandle::destroy);
                    process.destroy();
                }
                if (process.exitValue() != 0 || !Files.exists(figures)) {
                    throw new UserException(Texts.of("train.notMeasured", readLastLine(output)));
                }
                return estimate(JSON.readTree(figures.toFile()), time);
            } finally {
                Files.deleteIfExists(figures);
                Files.deleteIfExists(output);
                Files.deleteIfExists(folder);
            }
        }).onDone(found -> {
            measuring.set(false);
            estimate.set(found);
        }).onCancelled(() -> measuring.set(context.activity().isActive(MEASURE))).onFailed(e -> {
            measuring.set(false);
            context.messages().failure(e);
        }));
    }

    /** Stages share the time alike. */
    static Estimate estimate(JsonNode figures, int minutes) {
        JsonNode measured = figures.path("measured");
        JsonNode stages = measured.path("stages");
        double seconds = 60.0 * minutes / Math.max(1, stages.size());
        double seen = 0;
        for (JsonNode stage : stages) {
            seen += seconds / stage.path("seconds").asDouble() * stage.path("pictures").asDouble();
        }
        return new Estimate(measured.path("pictures").asInt(), Math.round(seen), measured.path("batch").asInt(),
                measured.path("microBatch").asInt(), measured.path("memoryBytes").asLong(), figures.path("limitBytes").asLong(),
                measured.path("device").asText());
    }

    /** Begins a run. */
    public void start() {
        if (folders.isEmpty()) {
            context.messages().info(Texts.of("train.noFolder"));
            return;
        }
        Path folder = runs.resolve(LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss")));
        launch(folder, arguments(folder, packName(folder)));
    }

    /** What a pack may be called: letters, digits and hyphens. */
    private String packName(Path folder) {
        String chosen = name.get().strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return chosen.isEmpty() ? "trained-" + folder.getFileName() : chosen;
    }

    private Arguments arguments(Path folder, String packName) {
        List<String> pictures = folders.stream().map(Path::toString).toList();
        Recipe chosen = recipe.get();
        int time = minutes.get();
        boolean goOn = fromModel.get() || chosen == Recipe.CONSISTENCY;
        String title = name.get().strip();
        return () -> {
            List<String> arguments = new ArrayList<>(pictures);
            switch (chosen) {
                case FULL -> arguments.addAll(List.of("--stage", "diffusion:" + (time + 1) / 2, "--stage", "trajectory:" + time / 2));
                case DIFFUSION -> arguments.addAll(List.of("--stage", "diffusion:" + time));
                case CONSISTENCY -> arguments.addAll(List.of("--stage", "consistency:" + time));
            }
            boolean there = chosen == Recipe.CONSISTENCY || !context.models().library().list().isEmpty();
            Pack used = goOn && there ? context.models().pack() : null;
            if (used != null && (used.manifest().training() != null || chosen == Recipe.CONSISTENCY)) {
                arguments.addAll(List.of("--from", used.file().toAbsolutePath().toString()));
            }
            if (!title.isEmpty()) {
                arguments.addAll(List.of("--title", title));
            }
            arguments.addAll(List.of("--out", folder.toString(), "--name", packName, "--device", device()));
            return arguments;
        };
    }

    /** The trainer knows processors and CUDA alone. */
    private String device() {
        String chosen = context.models().device();
        return chosen.startsWith("cpu") ? "cpu" : chosen.startsWith("cuda") ? chosen : "auto";
    }

    /** Goes on with the run that is shown, also after a restart of the machine. */
    public void resume() {
        Path folder = run.get();
        if (folder != null && !running.get()) {
            launch(folder, () -> {
                Owner before = JSON.readValue(folder.resolve(PROCESS).toFile(), Owner.class);
                List<String> arguments = new ArrayList<>(StoredArguments.checked(before.arguments(), folder));
                if (!arguments.contains("--resume")) {
                    arguments.add("--resume");
                }
                return arguments;
            });
        }
    }

    /** Found on the disk's thread. */
    @FunctionalInterface
    private interface Arguments {
        List<String> get() throws IOException;
    }

    private void launch(Path folder, Arguments asked) {
        context.activity().submitDisk(BackgroundTask.of(Texts.of("task.startTrainer"), "train", progress -> {
            String launcher = launcherOrThrow();
            List<String> arguments = asked.get();
            Files.createDirectories(folder);
            // What an earlier process of this run has said last is over.
            Files.deleteIfExists(folder.resolve(STATE));
            List<String> command = new ArrayList<>(List.of(launcher, "train"));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(OUTPUT).toFile())).start();
            JSON.writeValue(folder.resolve(PROCESS).toFile(), new Owner(process.pid(), startMillis(process.toHandle()), arguments));
            return folder;
        }).onDone(started -> {
            run.set(started);
            refresh();
        }).onFailed(context.messages()::failure));
    }

    private static String launcherOrThrow() {
        return launcher().orElseThrow(() -> new UserException(Texts.of("train.notInstalled")));
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
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
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> {
            process(folder).ifPresent(p -> {
                p.descendants().forEach(ProcessHandle::destroy);
                p.destroy();
            });
            return null;
        }).onDone(nothing -> refresh()).onFailed(context.messages()::failure));
    }

    private record Look(RunStatus status, List<Point> points, Path sheetFile, Raster sheet) {
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
            return new Look(status(folder), readLog(folder.resolve(LOG)), newest, raster);
        }).onDone(look -> {
            running.set(look.status().phase().works());
            if (look.points().size() != points.size()) {
                points.setAll(look.points());
            }
            status.set(look.status());
            if (look.sheet() != null) {
                shownSheet = look.sheetFile();
                sheet.set(look.sheet());
            }
        }).onFailed(context.messages()::failure));
    }

    /** What the trainer has written and whether it is alive, put together. */
    static RunStatus status(Path folder) throws IOException {
        // In this order: a trainer that ends between the two has written its end.
        boolean alive = process(folder).isPresent();
        Path file = folder.resolve(STATE);
        JsonNode written = Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
        Phase phase = written.has("phase") ? Phase.valueOf(written.path("phase").asText()) : Phase.STARTING;
        String message = written.path("message").asText("");
        if (phase.works() && !alive) {
            String last = readLastLine(folder.resolve(OUTPUT));
            // Before a run has begun, what stops it is its last line; later its state says so.
            boolean refused = phase == Phase.STARTING && !last.isEmpty();
            phase = refused ? Phase.FAILED : Phase.ENDED_FROM_OUTSIDE;
            message = refused ? last : "";
        }
        return new RunStatus(phase, written.path("done").asDouble(0), written.path("secondsLeft").asDouble(-1), message,
                !alive && phase != Phase.FINISHED && Files.exists(folder.resolve(CHECKPOINT)), pack(folder) != null);
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
            ByteBuffer bytes = ByteBuffer.allocate(2048);
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
        Path folder = run.get();
        context.activity().submitDisk(BackgroundTask.of("", null, progress -> Optional.ofNullable(folder == null ? null : pack(folder)))
                .onDone(made -> made.ifPresentOrElse(packs::install, () -> context.messages().info(Texts.of("train.noPack"))))
                .onFailed(context.messages()::failure));
    }
}
