package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import studio.bcm.network.torch.MemoryLimit;
import studio.bcm.task.RecordedProgress;

/** Training on a processor takes the memory that it may take. */
final class MemoryLimitTest {
    @TempDir
    private Path folder;
    private Path photos;

    @BeforeEach
    void drawPhotos() throws Exception {
        photos = Files.createDirectory(folder.resolve("photos"));
        for (int i = 0; i < 2; i++) {
            ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", photos.resolve(i + ".png").toFile());
        }
    }

    private void train(RecordedProgress progress, String... more) {
        TrainCommand command = new TrainCommand(() -> progress);
        List<String> arguments = new ArrayList<>(List.of(photos.toString(), "--out", folder.resolve("run").toString(), "--device", "cpu",
                "--resolution", "16", "--channels", "32", "--multipliers", "1,1", "--blocks", "1", "--head-channels", "32"));
        arguments.addAll(List.of(more));
        new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
        command.call();
    }

    @Test
    void batchAndMicroBatchComeFromWhatIsMeasured() throws Exception {
        RecordedProgress progress = RecordedProgress.endless();
        Path figures = folder.resolve("figures.json");
        train(progress, "--stage", "diffusion:0.1", "--dry-run", "--figures", figures.toString());
        JsonNode measured = new ObjectMapper().readTree(figures.toFile());
        int batch = measured.at("/measured/batch").asInt();
        assertThat(batch).isBetween(8, 512);
        assertThat(Integer.bitCount(batch)).isEqualTo(1);
        assertThat(batch % measured.at("/measured/microBatch").asInt()).isZero();
        assertThat(measured.at("/limitBytes").asLong()).isBetween(100_000_000L, MemoryLimit.available() * 2);
        assertThat(measured.at("/measured/stages/0/seconds").asDouble()).isPositive();
        assertThat(progress.notes()).anyMatch(n -> n.contains("of which the run may have"));
    }

    @Test
    void aRunStopsAtItsLimitWithASentence() throws Exception {
        RecordedProgress progress = RecordedProgress.endless();
        assertThatThrownBy(() -> train(progress, "--stage", "diffusion:1", "--batch", "4", "--memory", "0.001"))
                .isInstanceOf(MemoryLimit.Exceeded.class).hasMessageContaining("--micro-batch");
        JsonNode state = new ObjectMapper().readTree(folder.resolve("run").resolve(RunState.FILE).toFile());
        assertThat(state.path("phase").asText()).isEqualTo("OUT_OF_MEMORY");
        assertThat(state.path("message").asText()).contains("GB of memory");
    }

    @Test
    void aFinishedRunSaysSo() throws Exception {
        train(RecordedProgress.endless(), "--stage", "diffusion:0.008kimg", "--batch", "4");
        JsonNode state = new ObjectMapper().readTree(folder.resolve("run").resolve(RunState.FILE).toFile());
        assertThat(state.path("phase").asText()).isEqualTo("FINISHED");
        assertThat(state.path("pictures").asInt()).isEqualTo(2);
    }

    @Test
    void moreMemoryComputesMoreAtOnce() {
        MemoryFit fit = new MemoryFit(100_000_000, 0.1, 1_000_000_000);
        List<StagePlan> restoring = List.of(StagePlan.parse("diffusion:5"));
        List<StagePlan> all = List.of(StagePlan.parse("diffusion:5"), StagePlan.parse("trajectory:5"));
        assertThat(fit.atOnce(new MemoryLimit(2_000_000_000L), 0, restoring)).isEqualTo(6);
        assertThat(fit.atOnce(new MemoryLimit(2_000_000_000L), 0, all)).as("two passes at once").isEqualTo(3);
        assertThat(fit.atOnce(new MemoryLimit(500_000_000L), 0, restoring)).as("at least one").isEqualTo(1);
        assertThat(fit.batch(restoring)).as("15 pictures would leave 200 steps").isEqualTo(8);
        assertThat(fit.batch(List.of(StagePlan.parse("diffusion:500kimg")))).isEqualTo(512);
        assertThat(MemoryFit.divisor(48, 20)).isEqualTo(16);
    }
}
