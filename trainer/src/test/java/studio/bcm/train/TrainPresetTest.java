package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import studio.bcm.UserException;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.task.RecordedProgress;

/** The recipes of the paper's tables, through the command line, on networks of few channels. */
class TrainPresetTest {
    private static final Logger LOG = LoggerFactory.getLogger(TrainPresetTest.class);

    @TempDir
    private static Path folder;

    private static Path cifar;
    private static Path imageNet;

    private final RecordedProgress progress = RecordedProgress.endless();

    @BeforeAll
    static void drawPictures() throws IOException {
        torch.set_num_threads(1);
        cifar = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
        Random random = new Random(2);
        for (int i = 1; i <= 5; i++) {
            TestPictures.cifarBatch(cifar.resolve("data_batch_" + i + ".bin"), 20, random);
        }
        TestPictures.cifarBatch(cifar.resolve("test_batch.bin"), 20, random);
        imageNet = TestPictures.classFolders(folder.resolve("train"), 3, 8, 80);
    }

    static Stream<String> presets() {
        return TrainPreset.NAMES.stream();
    }

    @Test
    void thereIsAFileForEveryName() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("presets"))) {
            assertThat(files.map(f -> f.getFileName().toString().replace(".json", ""))).containsExactlyInAnyOrderElementsOf(TrainPreset.NAMES);
        }
        for (String name : TrainPreset.NAMES) {
            assertThat(TrainPreset.find(name).row()).startsWith(name.startsWith("cifar10") ? "CIFAR-10" : "ImageNet-64");
        }
    }

    @ParameterizedTest
    @MethodSource("presets")
    void everyOptionOfAPresetIsOneOfTheCommand(String preset) {
        CommandLine.Model.CommandSpec spec = new CommandLine(command()).getCommandSpec();
        assertThat(TrainPreset.find(preset).options().keySet()).allMatch(o -> spec.findOption("--" + o) != null);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void aDryRunTellsMemoryAndTimeOfAStep(String preset) {
        run(preset, "dry-" + preset, "--dry-run", "--batch", "4", "--micro-batch", "2");
        assertThat(progress.notes()).anyMatch(n -> n.matches(".* ms a step of 4, [\\d.]+ images/s, [\\d.]+ GiB of memory at most\\."));
        assertThat(progress.notes()).anyMatch(n -> n.contains(preset.startsWith("cifar10") ? "100 pictures," : "24 pictures of 3 classes"));
        assertThat(folder.resolve("dry-" + preset)).doesNotExist();
    }

    @Test
    void whatIsGivenGoesBeforeThePreset() throws IOException {
        run("imagenet64-ict", "given", "--stage", "ict:0.008kimg", "--lr", "5e-4", "--batch", "4", "--micro-batch", "4");
        JsonNode options = new ObjectMapper().readTree(folder.resolve("given").resolve(Trainer.OPTIONS).toFile());
        assertThat(options.get("preset").asText()).isEqualTo("imagenet64-ict");
        assertThat(options.get("learningRate").asDouble()).isEqualTo(5e-4);
        assertThat(options.get("optimiser").asText()).isEqualTo("radam");
        assertThat(options.get("emaDecay").asDouble()).isEqualTo(0.99997);
        assertThat(options.get("network").get("architecture").asText()).isEqualTo("adm");
        assertThat(options.get("network").get("oneTime").asBoolean()).isTrue();
        Manifest manifest = Pack.open(folder.resolve("given/imagenet64-ict.bcm")).manifest();
        assertThat(manifest.classes()).containsExactly("n00000000", "n00000001", "n00000002");
        assertThat(manifest.training().data()).singleElement().satisfies(d -> assertThat(d.pictures()).isEqualTo(24));
    }

    @Test
    void unknownPresetsAreRefused() throws IOException {
        assertThatThrownBy(() -> TrainPreset.find("cifar10-gan")).isInstanceOf(UserException.class).hasMessageContaining("cifar10-bcm");
        Path file = Files.writeString(folder.resolve("own.json"), "{\"row\": 1}");
        assertThatThrownBy(() -> TrainPreset.find(file.toString())).isInstanceOf(UserException.class).hasMessageContaining("own.json");
        assertThat(new CommandLine(command()).execute(cifar.toString(), "--out", folder.resolve("gan").toString(), "--preset", "cifar10-gan")).isEqualTo(2);
        assertThatThrownBy(() -> run("cifar10-bcm-from-ict", "nothing-to-tune")).isInstanceOf(UserException.class).hasMessageContaining("--from");
        assertThatThrownBy(() -> TrainPreset.find("none.json")).isInstanceOf(UserException.class).hasMessageContaining("none.json");
    }

    @Test
    void cropsThatAreTooSmallAreRefused() {
        assertThatThrownBy(() -> execute(List.of(cifar.toString(), "--out", folder.resolve("small").toString(), "--resolution", "8", "--dry-run"))).isInstanceOf(UserException.class).hasMessageContaining("8 pixels");
    }

    /** As libtorch words it. */
    @Test
    void shortMemoryIsToldFromOtherFailures() {
        assertThat(TrainCommand.isOutOfMemory(new RuntimeException("CUDA out of memory. Tried to allocate 1.50 GiB. GPU 0 has"))).isTrue();
        assertThat(TrainCommand.isOutOfMemory(new RuntimeException("[enforce fail at alloc_cpu.cpp:127] . DefaultCPUAllocator: can't allocate memory"))).isTrue();
        assertThat(TrainCommand.isOutOfMemory(new RuntimeException("Expected 4D tensor"))).isFalse();
        assertThat(TrainCommand.isOutOfMemory(new NullPointerException())).isFalse();
    }

    /** The losses of the same pictures, noise and levels before and after. */
    @ParameterizedTest
    @MethodSource("presets")
    @Tag("slow")
    void lossFallsOnFewPictures(String preset) throws IOException {
        List<String> start = new ArrayList<>();
        if (preset.endsWith("-from-ict")) {
            String before = preset.replace("-bcm", "-ict").replace("-from-ict", "");
            // Taught so little that tuning has something to teach.
            train(before, "before-" + preset, List.of(), "0.04kimg");
            start.addAll(List.of("--from", folder.resolve("before-" + preset).resolve(before + ".bcm").toString()));
        }
        double random = firstLoss(preset, "random-" + preset, start);
        train(preset, "taught-" + preset, start, "0.4kimg");
        double taught = firstLoss(preset, "measured-" + preset, List.of("--from", folder.resolve("taught-" + preset).resolve(preset + ".bcm").toString()));
        LOG.info("{}: loss {} before, {} after", preset, random, taught);
        assertThat(taught).isLessThan(0.9 * random);
    }

    private void train(String preset, String out, List<String> start, String length) {
        run(preset, out, more(start, "--stage", stageOf(preset) + ":" + length, "--batch", "2", "--micro-batch", "2", "--lr", "5e-3", "--ema", "0.95",
                "--clip", "1", "--dropout", "0", "--levels", "2,2"));
    }

    private double firstLoss(String preset, String out, List<String> start) throws IOException {
        run(preset, out, more(start, "--stage", stageOf(preset) + ":0.064kimg", "--batch", "64", "--micro-batch", "16", "--levels", "2,2", "--dropout", "0", "--seed", "9"));
        return new ObjectMapper().readTree(Files.readAllLines(folder.resolve(out).resolve(Trainer.LOG)).getFirst()).get("loss").asDouble();
    }

    private static String stageOf(String preset) {
        return TrainPreset.find(preset).options().get("stage").split(":")[0];
    }

    private static String[] more(List<String> start, String... options) {
        return Stream.concat(start.stream(), Stream.of(options)).toArray(String[]::new);
    }

    private void run(String preset, String out, String... more) {
        boolean small = preset.startsWith("cifar10");
        List<String> arguments = new ArrayList<>(List.of((small ? cifar : imageNet).toString(), "--out", folder.resolve(out).toString(), "--preset", preset,
                "--device", "cpu", "--channels", "32", "--multipliers", "1,1", "--blocks", preset.contains("-deep") ? "2" : "1", "--head-channels", "32",
                "--attention", "8", "--resolution", "16", "--scales", "1/2=1,1/4=1"));
        arguments.addAll(Arrays.asList(more));
        execute(arguments);
    }

    private void execute(List<String> arguments) {
        CommandLine line = new CommandLine(command());
        AtomicReference<Exception> failure = new AtomicReference<>();
        line.setExecutionExceptionHandler((e, commandLine, result) -> {
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

    private TrainCommand command() {
        return new TrainCommand(() -> progress);
    }
}
