package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import studio.bcm.task.RecordedProgress;

/** A run whose time is over says what can be gone on with. */
final class MaxMinutesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void drawPhotos() throws Exception {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        for (int i = 0; i < 2; i++) {
            ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", photos.resolve(i + ".png").toFile());
        }
    }

    private List<String> train(String... more) {
        RecordedProgress progress = RecordedProgress.endless();
        TrainCommand command = new TrainCommand(() -> progress);
        List<String> arguments = new ArrayList<>(List.of(folder.resolve("photos").toString(), "--out", folder.resolve("run").toString(), "--device",
                "cpu", "--resolution", "16", "--channels", "32", "--multipliers", "1,1", "--blocks", "1", "--head-channels", "32", "--batch", "4",
                "--stage", "diffusion:0.016kimg"));
        arguments.addAll(List.of(more));
        new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
        command.call();
        return progress.notes();
    }

    @Test
    void resumeIsOfferedWhereThereIsACheckpointAlone() {
        assertThat(train("--max-minutes", "0")).contains(
                "Stopped after 0.0 minutes; there is no checkpoint yet, and nothing for --resume to go on from.");
        assertThat(folder.resolve("run/checkpoint.safetensors")).doesNotExist();
        train();
        assertThat(folder.resolve("run/checkpoint.safetensors")).exists();
        assertThat(train("--resume", "--max-minutes", "0")).contains("Stopped after 0.0 minutes; --resume goes on from the checkpoint.");
    }
}
