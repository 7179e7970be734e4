package studio.bcm.ui.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureReader;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.task.BackgroundTask;

/** The sample pictures that come with the program, for the start page. */
final class StartModel {
    private static final int THUMB = 320;

    /** A sample with its thumbnail. */
    public record Sample(Path file, Raster thumbnail) {
    }

    private final EditContext context;
    private final Map<Path, Raster> thumbnails = new HashMap<>();
    private final ObservableList<Sample> samples = FXCollections.observableArrayList();

    StartModel(EditContext context) {
        this.context = context;
    }

    public ObservableList<Sample> samples() {
        return samples;
    }

    private static Optional<Path> folder() {
        return Optional.ofNullable(System.getProperty("bcm.assets")).map(assets -> Path.of(assets).resolve("samples"));
    }

    /** A photo to be shown over-compressed and restored. */
    public Optional<Path> photo() {
        return folder().map(f -> f.resolve("apples.png")).filter(Files::exists);
    }

    /** Two photos to be morphed; empty where they did not come with the program. */
    public List<Path> pair() {
        return folder().map(f -> List.of(f.resolve("apples.png"), f.resolve("oranges.png"))).filter(p -> p.stream().allMatch(Files::exists))
                .orElse(List.of());
    }

    /** Samples that morph well into each other; those that came with the program. */
    public List<List<Path>> pairs() {
        return folder().map(f -> Stream.of(List.of("apples", "oranges"), List.of("lake-dawn", "lake-day"))
                .map(names -> names.stream().map(n -> f.resolve(n + ".png")).toList()).filter(p -> p.stream().allMatch(Files::exists)).toList())
                .orElse(List.of());
    }

    /** Reads a thumbnail of a file that was opened once; a file that is no picture, or none any more, has none. */
    void thumbnail(Path file, Consumer<Raster> then) {
        Raster known = thumbnails.get(file);
        if (known != null) {
            then.accept(known);
        } else if (Files.exists(file) && PictureFormat.ofName(file).isPresent()) {
            context.activity().submitDisk(BackgroundTask.of("", null, progress -> Raster.of(PictureReader.read(file)).fitted(THUMB))
                    .onDone(raster -> {
                        thumbnails.put(file, raster);
                        then.accept(raster);
                    })
                    // Opening it will say why.
                    .onFailed(e -> { }));
        }
    }

    /** Reads the samples' thumbnails. */
    public void load() {
        for (Path file : folder().map(StartModel::pictures).orElse(List.of())) {
            context.activity().submitDisk(BackgroundTask.of("", null,
                    progress -> new Sample(file, Raster.of(PictureReader.read(file)).fitted(THUMB)))
                    .onDone(samples::add).onFailed(context.messages()::failure));
        }
    }

    private static List<Path> pictures(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> PictureFormat.ofName(f).isPresent()).sorted().limit(6).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
