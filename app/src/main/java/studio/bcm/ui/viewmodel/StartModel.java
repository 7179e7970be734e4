package studio.bcm.ui.viewmodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureReader;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.task.BackgroundTask;

/** The sample pictures that come with the program, for the start page. */
public final class StartModel {
    private static final int THUMB = 320;

    /** A sample with its thumbnail. */
    public record Sample(Path file, Raster thumbnail) {
    }

    private final EditContext context;
    private final ObservableList<Sample> samples = FXCollections.observableArrayList();

    StartModel(EditContext context) {
        this.context = context;
    }

    public ObservableList<Sample> samples() {
        return samples;
    }

    /** Reads the samples' thumbnails. */
    public void load() {
        String assets = System.getProperty("bcm.assets");
        if (assets == null) {
            return;
        }
        for (Path file : pictures(Path.of(assets).resolve("samples"))) {
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
