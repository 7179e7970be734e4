package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.network.UNetOptions;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class TrainerTest {
    @TempDir
    static Path folder;

    private static Path photos;

    @BeforeAll
    static void drawPhotos() throws IOException {
        torch.set_num_threads(1);
        photos = Files.createDirectory(folder.resolve("photos"));
        Random random = new Random(3);
        for (int i = 0; i < 3; i++) {
            BufferedImage image = new BufferedImage(96, 80, BufferedImage.TYPE_INT_RGB);
            Graphics2D g = image.createGraphics();
            for (int k = 0; k < 60; k++) {
                g.setColor(new Color(random.nextInt(1 << 24)));
                g.fillOval(random.nextInt(96) - 20, random.nextInt(80) - 20, random.nextInt(50), random.nextInt(50));
            }
            g.dispose();
            ImageIO.write(image, "png", photos.resolve("p" + i + ".png").toFile());
        }
        Files.writeString(photos.resolve("broken.jpg"), "no picture");
    }

    @Test
    void aStoppedRunGoesOnAsTheUnbrokenOne() throws IOException {
        String stages = "diffusion:0.032kimg";
        Path whole = run("whole", false, RecordedProgress.endless(), stages);
        assertThatThrownBy(() -> run("broken", false, RecordedProgress.cancelledAfterLooks(7), stages)).isInstanceOf(CancelledException.class);
        Files.writeString(folder.resolve("broken").resolve(Trainer.LOG), "{\"kimg\": 0.0", StandardOpenOption.APPEND);
        Path resumed = run("broken", true, RecordedProgress.endless(), stages);
        assertThat(weights(resumed.resolveSibling(Trainer.CHECKPOINT))).isEqualTo(weights(whole.resolveSibling(Trainer.CHECKPOINT)));
        assertThat(resumed.resolveSibling(Trainer.LOG)).content().doesNotContain("0.0{");
    }

    @Test
    void everyStageRunsAndIsRecordedInThePack() throws IOException {
        RecordedProgress progress = RecordedProgress.endless();
        Path file = run("stages", false, progress, "diffusion:0.008kimg", "trajectory:0.008kimg", "consistency:0.008kimg", "ict:0.008kimg");
        Manifest.TrainingRecord training = Pack.open(file).manifest().training();
        assertThat(training.stages()).extracting(Manifest.Stage::name).containsExactly("diffusion", "trajectory", "consistency", "ict");
        assertThat(training.imagesSeen()).isEqualTo(32);
        assertThat(training.data()).singleElement().satisfies(d -> assertThat(d.pictures()).isEqualTo(4));
        assertThat(progress.notes()).anyMatch(n -> n.contains("broken.jpg") && n.contains("skipped"));
        assertThat(Files.readAllLines(file.resolveSibling(Trainer.LOG))).anyMatch(l -> l.contains("soft trajectory"))
                .anyMatch(l -> l.contains("round trip"));
        assertThat(file.resolveSibling("sheet-trajectory-end.png")).exists();
        assertThat(file.resolveSibling(Trainer.OPTIONS)).content().contains("\"learningRate\"");

        Path next = run("next", false, progress, file, "trajectory:0.008kimg");
        assertThat(progress.notes()).anyMatch(n -> n.contains("own carries"));
        assertThat(Pack.open(next).manifest().training().stages()).hasSize(5);
        assertThat(Pack.open(next).manifest().training().imagesSeen()).isEqualTo(40);
    }

    @Test
    void aTeacherIsIntegratedByWhatItLearntLast() {
        Path carrier = run("carrier", false, RecordedProgress.endless(), "trajectory:0.008kimg");
        Path denoiser = run("denoiser", false, RecordedProgress.endless(), carrier, "diffusion:0.008kimg");
        RecordedProgress progress = RecordedProgress.endless();
        Path pupil = run("pupil", false, progress, carrier, denoiser, "trajectory:0.008kimg");
        assertThat(pupil.resolveSibling(Trainer.OPTIONS)).content().contains("\"name\" : \"diffusion\"");
        assertThat(progress.notes()).anyMatch(n -> n.contains("Heun"));
    }

    @Test
    @Tag("slow")
    void lossFallsOnFewPictures() throws IOException {
        Path file = run("falls", false, RecordedProgress.endless(), "diffusion:2kimg");
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(file.resolveSibling(Trainer.LOG))) {
            if (line.contains("\"losses\"")) {
                losses.add(Double.parseDouble(line.replaceAll(".*\"diffusion\":([0-9.eE-]+).*", "$1")));
            }
        }
        assertThat(losses.getLast()).isLessThan(0.9 * losses.getFirst());
    }

    @Test
    void aRunIsNotStartedOverAnother() {
        run("twice", false, RecordedProgress.endless(), "diffusion:0.008kimg");
        assertThatThrownBy(() -> run("twice", false, RecordedProgress.endless(), "diffusion:0.008kimg"))
                .isInstanceOf(UserException.class).hasMessageContaining("--resume");
        assertThatThrownBy(() -> run("nowhere", true, RecordedProgress.endless(), "diffusion:0.008kimg"))
                .isInstanceOf(UserException.class).hasMessageContaining("no checkpoint");
    }

    @Test
    void cutCheckpointsAreRefused() throws IOException {
        Path file = run("cut", false, RecordedProgress.endless(), "diffusion:0.008kimg").resolveSibling(Trainer.CHECKPOINT);
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, 100, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(UserException.class).hasMessageContaining("no whole checkpoint");
        }
    }

    @Test
    void stageLengthsAreParsed() {
        assertThat(StagePlan.parse("diffusion:8")).isEqualTo(new StagePlan(StageName.DIFFUSION, 8, Double.POSITIVE_INFINITY));
        assertThat(StagePlan.parse("ict:500kimg")).isEqualTo(new StagePlan(StageName.ICT, Double.POSITIVE_INFINITY, 500));
        for (String wrong : new String[] {"diffusion", "diffusion:", "diffusion:-1", "diffusion:many", "magic:3"}) {
            assertThatThrownBy(() -> StagePlan.parse(wrong)).isInstanceOf(UserException.class);
        }
    }

    @Test
    void theDiscretisationDoublesUpTo1280() {
        assertThat(ConsistencyStage.Levels.PUBLISHED.after(0)).isEqualTo(10);
        assertThat(ConsistencyStage.Levels.PUBLISHED.after(0.5)).isEqualTo(160);
        assertThat(ConsistencyStage.Levels.PUBLISHED.after(1)).isEqualTo(1280);
        double[] sigmas = ConsistencyStage.sigmas(20);
        assertThat(sigmas).isSorted().hasSize(21);
        assertThat(sigmas[0]).isCloseTo(0.002, withinPercentage(0.01));
        assertThat(sigmas[20]).isCloseTo(80, withinPercentage(0.01));
    }

    @Test
    void ectDrawsTheLowerLevelCloserAsTrainingGoesOn() {
        double before = 0;
        for (double progress : new double[] {0, 0.3, 0.6, 1}) {
            double r = ConsistencyStage.lowerLevel(3, progress);
            assertThat(r).isBetween(before, 3.0);
            before = r;
        }
        assertThat(before).isGreaterThan(2.97);
        assertThat(ConsistencyStage.lowerLevel(0.01, 0)).isCloseTo(0.002, withinPercentage(0.01));
    }

    private static Path run(String name, boolean resume, Progress progress, String... stages) {
        return run(name, resume, progress, null, stages);
    }

    private static Path run(String name, boolean resume, Progress progress, Path from, String... stages) {
        return run(name, resume, progress, from, null, stages);
    }

    private static Path run(String name, boolean resume, Progress progress, Path from, Path teacher, String... stages) {
        TrainOptions options = new TrainOptions(DataOptions.of(List.of(photos), null), folder.resolve(name), from, teacher,
                new TrainOptions.Label("toy", "Toy", null), Arrays.stream(stages).map(StagePlan::parse).toList(),
                new TrainOptions.Execution("cpu", false, true, 4, 4, 64 << 20), new TrainOptions.Learning(2e-3, "adam", 0.9, 1, 2, 0.3, 0.1),
                new TrainOptions.Mixture(0.5, 32, 0.25, 5),
                new TrainOptions.Discretisation(ConsistencyStage.Schedule.ICT, ConsistencyStage.Levels.PUBLISHED), 7,
                new TrainOptions.Watching(1000, 1000, null), new UNetOptions(16, 2, 32, List.of(1, 1), 1, 32, 0, 0), Guidance.NONE);
        return new Trainer(options, progress).run(resume);
    }

    private static float[] weights(Path checkpoint) {
        try (PointerScope scope = new PointerScope()) {
            return Torch.toArray(Checkpoint.read(checkpoint).tensor("weights"));
        }
    }
}
