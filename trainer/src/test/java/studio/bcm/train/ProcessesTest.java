package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import studio.bcm.UserException;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.Progress;
import studio.bcm.train.processes.Placement;

/** Several processes on the processor of this machine, which meet as they would on several GPUs. */
@DisabledOnOs(OS.WINDOWS)
class ProcessesTest {
    private static final List<String> SMALL = List.of("--class-conditional", "--device", "cpu", "--resolution", "16", "--channels", "32", "--multipliers",
            "1,1", "--blocks", "1", "--head-channels", "32", "--batch", "8", "--micro-batch", "4", "--lr", "2e-3", "--sheet-minutes", "1000");

    @TempDir
    private static Path folder;

    private static Path photos;

    @BeforeAll
    static void drawPhotos() throws IOException {
        torch.set_num_threads(1);
        photos = TestPictures.classFolders(folder.resolve("photos"), 2, 4, 48);
    }

    @Test
    void twoProcessesLearnWhatOneLearns() throws IOException {
        String[] stages = {"--stage", "diffusion:0.12kimg,consistency:0.04kimg", "--class-dropout", "0.2"};
        train("one", stages);
        List<String> two = new ArrayList<>(List.of(stages));
        two.addAll(List.of("--gpus", "2"));
        train("two", two.toArray(String[]::new));
        try (PointerScope scope = new PointerScope()) {
            Checkpoint one = Checkpoint.read(folder.resolve("one").resolve(Trainer.CHECKPOINT));
            Checkpoint other = Checkpoint.read(folder.resolve("two").resolve(Trainer.CHECKPOINT));
            assertThat(new ObjectMapper().readTree(other.text("state")).get("steps").asInt()).isEqualTo(20);
            for (String part : List.of("weights", "ema")) {
                double difference = Torch.item(one.tensor(part).sub(other.tensor(part)).norm());
                assertThat(difference / Torch.item(one.tensor(part).norm())).as(part).isLessThan(1e-5);
            }
        }
        Manifest manifest = Pack.open(folder.resolve("two/model.bcm")).manifest();
        assertThat(manifest.training().imagesSeen()).isEqualTo(160);
        assertThat(manifest.training().options()).containsEntry("processes", 2);
        Map<String, Double> alone = losses("one");
        Map<String, Double> together = losses("two");
        assertThat(together).containsOnlyKeys(alone.keySet());
        alone.forEach((stage, loss) -> assertThat(together.get(stage) / loss).as(stage).isBetween(0.999, 1.001));
    }

    /** Mean loss of each stage, whatever the times at which the run logged. */
    private static Map<String, Double> losses(String run) throws IOException {
        Map<String, Double> sums = new HashMap<>();
        double before = 0;
        for (String line : Files.readAllLines(folder.resolve(run).resolve(Trainer.LOG))) {
            JsonNode entry = new ObjectMapper().readTree(line);
            if (entry.has("losses")) {
                double kimg = entry.get("kimg").asDouble();
                sums.merge(entry.get("stage").asText(), entry.get("loss").asDouble() * (kimg - before), Double::sum);
                before = kimg;
            }
        }
        return sums;
    }

    @Test
    @Tag("slow")
    void aKilledProcessEndsAllAndAnotherNumberGoesOn() throws Exception {
        String[] arguments = {"--stage", "diffusion:2kimg", "--checkpoint-minutes", "0.001", "--gpus", "2"};
        Path checkpoint = folder.resolve("killed").resolve(Trainer.CHECKPOINT);
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> train("killed", arguments));
        for (int i = 0; i < 3000 && !Files.exists(checkpoint) && !run.isDone(); i++) {
            Thread.sleep(100);
        }
        List<ProcessHandle> children = ProcessHandle.current().children().toList();
        assertThat(children).hasSize(2);
        children.getLast().destroyForcibly();
        assertThatThrownBy(() -> run.get(60, TimeUnit.SECONDS)).cause().satisfiesAnyOf(
                e -> assertThat(e).isInstanceOf(UserException.class), e -> assertThat(e).isInstanceOf(CompletionException.class))
                .hasMessageContaining("ended while it trained").hasMessageContaining("--resume");
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        long steps = steps(checkpoint);
        assertThat(steps).isPositive();
        train("killed", "--stage", "diffusion:1kimg", "--resume");
        assertThat(steps(checkpoint)).isEqualTo(Math.max(125, steps));
        train("killed", "--stage", "diffusion:1kimg,diffusion:0.2kimg", "--resume", "--gpus", "2");
        assertThat(steps(checkpoint)).isEqualTo(Math.max(125, steps) + 25);
    }

    private static long steps(Path checkpoint) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            return new ObjectMapper().readTree(Checkpoint.read(checkpoint).text("state")).get("steps").asLong();
        }
    }

    @Test
    void whatOneProcessIsComesFromTheEnvironment() {
        assertThat(Placement.of(Map.of("PATH", "/bin"))).isEmpty();
        Map<String, String> whole = Map.of("RANK", "5", "WORLD_SIZE", "8", "LOCAL_RANK", "1", "LOCAL_WORLD_SIZE", "4", "MASTER_ADDR", "node-0", "MASTER_PORT", "29500");
        assertThat(Placement.of(whole)).isEqualTo(Optional.of(new Placement(5, 8, 1, 4, "node-0", 29500)));
        assertThatThrownBy(() -> Placement.of(Map.of("WORLD_SIZE", "8"))).isInstanceOf(UserException.class).hasMessageContaining("RANK");
        assertThatThrownBy(() -> Placement.of(Map.of("WORLD_SIZE", "8", "RANK", "8", "LOCAL_RANK", "0", "MASTER_ADDR", "a", "MASTER_PORT", "1")))
                .isInstanceOf(UserException.class).hasMessageContaining("8 of WORLD_SIZE 8");
        assertThatThrownBy(() -> Placement.of(Map.of("WORLD_SIZE", "two"))).isInstanceOf(UserException.class).hasMessageContaining("two");
    }

    @Test
    void picturesThatAreTooSmallForRestorationAreToldSo() {
        assertThatThrownBy(() -> train("tiny", "--stage", "diffusion:1", "--scales", "whole=1")).isInstanceOf(UserException.class)
                .hasMessageContaining("--restoration-share 0");
    }

    @Test
    void batchesThatCannotBeSharedAreRefused() {
        assertThatThrownBy(() -> train("odd", "--stage", "diffusion:1", "--gpus", "3")).isInstanceOf(UserException.class).hasMessageContaining("3 processes");
    }

    private static void train(String out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", photos.toString(), "--out", folder.resolve(out).toString()));
        arguments.addAll(SMALL);
        if (!List.of(more).contains("--scales")) {
            arguments.addAll(List.of("--scales", "1=1"));
        }
        arguments.addAll(List.of(more));
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create());
        line.addSubcommand(new TrainCommand(Progress::none));
        AtomicReference<Exception> failure = new AtomicReference<>();
        line.setExecutionExceptionHandler((e, command, result) -> {
            failure.set(e);
            return 1;
        });
        int code = line.execute(arguments.toArray(String[]::new));
        if (failure.get() instanceof UserException e) {
            throw e;
        }
        assertThat(failure.get()).isNull();
        assertThat(code).isZero();
    }
}
