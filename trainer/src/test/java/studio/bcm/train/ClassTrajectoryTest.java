package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import studio.bcm.UserException;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.network.Ops;
import studio.bcm.network.ParameterList;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.UNet;
import studio.bcm.network.UNetOptions;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.Weights;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;
import studio.bcm.train.data.FolderRules;
import studio.bcm.train.data.PhotoClasses;
import studio.bcm.train.data.PhotoFolder;
import studio.bcm.train.data.PhotoStream;

/** Trajectories of networks with classes, on whole small JPEGs in a folder for each class. */
class ClassTrajectoryTest {
    private static final int SIZE = 16;
    private static final UNetOptions SHAPE = new UNetOptions(SIZE, 2, 32, List.of(1, 1), 1, 32, 3, 0);
    /** Mean of the three classes' pictures, red, green and blue, 0…255. */
    private static final int[][] COLOURS = {{230, 40, 40}, {40, 220, 40}, {50, 50, 235}};

    @TempDir
    private static Path folder;

    private static Path photos;

    @BeforeAll
    static void drawPhotos() throws IOException {
        torch.set_num_threads(1);
        photos = folder.resolve("train");
        Random random = new Random(3);
        for (int label = 0; label < 3; label++) {
            // The layout of Tiny-ImageNet.
            Path images = Files.createDirectories(photos.resolve("n0000000" + label).resolve("images"));
            for (int i = 0; i < 6; i++) {
                BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
                Graphics2D g = image.createGraphics();
                g.setColor(new Color(COLOURS[label][0], COLOURS[label][1], COLOURS[label][2]));
                g.fillRect(0, 0, SIZE, SIZE);
                g.setColor(new Color(random.nextInt(1 << 24)));
                g.fillRect(random.nextInt(12), random.nextInt(12), 4, 4);
                g.dispose();
                ImageIO.write(image, "jpg", images.resolve(i + ".JPEG").toFile());
            }
        }
    }

    private static PhotoStream stream() {
        List<Path> data = List.of(photos);
        return new PhotoStream(PhotoFolder.find(data, null, FolderRules.Rule.FULL_SIZE, PhotoClasses.of(data)), SIZE, Torch.cpu(), 1 << 20, 0,
                Progress.none());
    }

    private static Learner learner(double classes) {
        Learner learner = new Learner(new UNet(SHAPE), Torch.cpu(), ScalarType.Float, null);
        // Fresh outputs are zero, so that F would not depend on most weights.
        learner.weights.flat().add_(torch.randn_like(learner.weights.flat()).mul(new Scalar(0.05)));
        learner.weights.set("class", new float[3 * 128]);
        float[] table = new float[3 * 128];
        Random random = new Random(4);
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) (classes * random.nextGaussian());
        }
        learner.weights.set("class", table);
        learner.weights.changed();
        return learner;
    }

    /** Of a bundle upwards and one downwards. */
    private static List<float[]> states(Learner learner, Guidance guidance) {
        torch.manual_seed(8);
        try (PointerScope scope = new PointerScope(); PhotoStream stream = stream();
                Trajectories trajectories = new Trajectories(learner, learner.weights, true, stream, 3, SIZE, 2, 2, guidance, new Random(2))) {
            Trajectories.Bundle upwards = trajectories.drawUpwards();
            Trajectories.Bundle downwards = upwards;
            while (downwards.upwards()) {
                downwards = trajectories.draw();
            }
            return List.of(Torch.toArray(upwards.states().to(ScalarType.Float)), Torch.toArray(downwards.states().to(ScalarType.Float)));
        }
    }

    @Test
    void guidanceFollowsWhatTheClassesChange() {
        try (PointerScope scope = new PointerScope(); Learner learner = learner(1)) {
            List<float[]> plain = states(learner, Guidance.NONE);
            List<float[]> guided = states(learner, new Guidance(0.1, 3, 0, 100));
            List<float[]> elsewhere = states(learner, new Guidance(0.1, 3, 200, 300));
            List<float[]> without = states(learner, new Guidance(0.1, 0, 0, 100));
            learner.weights.set("class", new float[3 * 128]);
            learner.weights.changed();
            List<float[]> unconditional = states(learner, Guidance.NONE);
            for (int way = 0; way < 2; way++) {
                assertThat(guided.get(way)).isNotEqualTo(plain.get(way));
                assertThat(elsewhere.get(way)).as("no level guided").isEqualTo(plain.get(way));
                assertThat(without.get(way)).isNotEqualTo(plain.get(way));
                assertThat(without.get(way)).as("a scale of 0 passes the classes over").isEqualTo(unconditional.get(way));
            }
        }
    }

    @Test
    void aTrajectoryKeepsTheClassOfItsPicture() {
        try (PointerScope scope = new PointerScope(); Learner learner = learner(1); PhotoStream stream = stream();
                Trajectories trajectories = new Trajectories(learner, learner.weights, true, stream, 12, SIZE, 2, 2, Guidance.NONE, new Random(2))) {
            Trajectories.Bundle bundle = trajectories.drawUpwards();
            float[] labels = Torch.toArray(bundle.labels().to(ScalarType.Float));
            float[] means = Torch.toArray(bundle.photos().to(ScalarType.Float).mean(2, 3));
            for (int i = 0; i < labels.length; i++) {
                for (int other = 0; other < 3; other++) {
                    if (other != (int) labels[i]) {
                        assertThat(means[3 * i + other]).isLessThan(means[3 * i + (int) labels[i]]);
                    }
                }
            }
            assertThat(labels).contains(0f, 1f, 2f);
        }
    }

    @Test
    void noClassIsARowOfZerosThatIsNotLearnt() {
        try (PointerScope scope = new PointerScope(); Learner learner = learner(1); Weights without = learner.weights.copy()) {
            without.set("class", new float[3 * 128]);
            without.changed();
            Tensor x = torch.randn(3, 3, SIZE, SIZE);
            Tensor t = Torch.tensor(new float[] {0.1f, 1f, 10f}, 3);
            Tensor u = torch.full_like(t, new Scalar(Preconditioning.SIGMA_MIN));
            Tensor none = Torch.onDevice(new float[] {Ops.NO_CLASS, Ops.NO_CLASS, 2}, ScalarType.Long, Torch.cpu(), 3);
            float[] untold = Torch.toArray(learner.f(learner.weights, x, t, u, none));
            float[] zeros = Torch.toArray(learner.f(without, x, t, u, torch.zeros_like(none)));
            int two = 2 * 3 * SIZE * SIZE;
            assertThat(Arrays.copyOf(untold, two)).isEqualTo(Arrays.copyOf(zeros, two));
            assertThat(Arrays.copyOfRange(untold, two, untold.length)).isNotEqualTo(Arrays.copyOfRange(zeros, two, untold.length));

            Learner.Pass pass = learner.pass("there", true, Learner.scaledInput(x, t), t, u, none, new DropoutMasks());
            pass.inner.square().mean().backward();
            pass.backward();
            int first = Math.toIntExact(ParameterList.of(learner.network).entries().stream().filter(e -> e.name().equals("class")).findFirst()
                    .orElseThrow().offset());
            float[] gradient = Arrays.copyOfRange(Torch.toArray(learner.gradients.flat()), first, first + 3 * 128);
            assertThat(Arrays.copyOf(gradient, 2 * 128)).containsOnly(0);
            assertThat(gradient[2 * 128]).isNotZero();
        }
    }

    @Test
    void bothStagesRunOnWholePicturesWithoutRestoration() throws IOException {
        Path names = Files.writeString(folder.resolve("names.tsv"), "n00000002\tblue ones\nn00000000\tred ones\nn00000001\tgreen ones\nn09\tothers\n");
        RecordedProgress progress = RecordedProgress.endless();
        train(progress, "both", "--stage", "diffusion:0.016kimg,trajectory:0.016kimg", "--class-dropout", "0.5", "--guidance", "2",
                "--guidance-levels", "0.2,5", "--class-names", names.toString(), "--validation", photos.toString());
        Manifest manifest = Pack.open(folder.resolve("both/model.bcm")).manifest();
        assertThat(manifest.classes()).containsExactly("red ones", "green ones", "blue ones");
        assertThat(manifest.training().options()).containsEntry("guidance", 2.0).containsEntry("classDropout", 0.5);
        assertThat(progress.notes()).anyMatch(n -> n.contains("inversion_mse_1")).noneMatch(n -> n.contains("restoration_gain"));
        assertThat(folder.resolve("both/sheet-trajectory-end.png")).exists();
        assertThatThrownBy(() -> train(progress, "guided", "--from", folder.resolve("both/model.bcm").toString(), "--stage",
                "trajectory:0.016kimg", "--guidance", "2")).isInstanceOf(UserException.class).hasMessageContaining("carries from level to level");
        assertThatThrownBy(() -> train(progress, "never", "--stage", "diffusion:1,trajectory:1", "--guidance", "2"))
                .isInstanceOf(UserException.class).hasMessageContaining("--class-dropout");
    }

    @Test
    @Tag("slow")
    void classesComeOutOfOneEvaluationInTheirColours() {
        train(Progress.none(), "colours", "--stage", "diffusion:4kimg,trajectory:4kimg", "--class-dropout", "0.1", "--batch", "16", "--lr", "3e-3",
                "--ema", "0.98");
        try (PointerScope scope = new PointerScope(); Learner learner = new Learner(new UNet(SHAPE), Torch.cpu(), ScalarType.Float, null)) {
            PackWeights.load(Pack.open(folder.resolve("colours/model.bcm")), learner.weights);
            torch.manual_seed(1);
            for (int label = 0; label < 3; label++) {
                Tensor t = torch.full(new long[] {8}, new Scalar(Preconditioning.SIGMA_MAX));
                Tensor x = torch.randn(8, 3, SIZE, SIZE).mul(new Scalar(Preconditioning.SIGMA_MAX));
                Tensor y = torch.full_like(t, new Scalar(label)).to(ScalarType.Long);
                Tensor sample = learner.f(learner.weights, x, t, torch.full_like(t, new Scalar(Preconditioning.SIGMA_MIN)), y);
                float[] mean = Torch.toArray(sample.mean(0, 2, 3));
                for (int other = 0; other < 3; other++) {
                    if (other != label) {
                        assertThat(distance(mean, COLOURS[label])).as("class %d", label).isLessThan(0.6 * distance(mean, COLOURS[other]));
                    }
                }
            }
        }
    }

    private static double distance(float[] mean, int[] colour) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            sum += Math.pow((mean[c] + 1) * 127.5 - colour[c], 2);
        }
        return Math.sqrt(sum);
    }

    private static void train(Progress progress, String out, String... more) {
        List<String> arguments = new ArrayList<>(List.of(photos.toString(), "--out", folder.resolve(out).toString(), "--device", "cpu", "--resolution", "16",
                "--channels", "32", "--multipliers", "1,1", "--blocks", "1", "--head-channels", "32", "--scales", "whole=1", "--class-conditional",
                "--restoration-share", "0", "--batch", "4"));
        for (int i = 0; i < more.length; i += 2) {
            int given = arguments.indexOf(more[i]);
            if (given >= 0) {
                arguments.set(given + 1, more[i + 1]);
            } else {
                arguments.addAll(List.of(more[i], more[i + 1]));
            }
        }
        CommandLine line = new CommandLine(new TrainCommand(() -> progress));
        AtomicReference<Exception> failure = new AtomicReference<>();
        line.setExecutionExceptionHandler((e, command, result) -> {
            failure.set(e);
            return 1;
        });
        line.execute(arguments.toArray(String[]::new));
        if (failure.get() instanceof UserException e) {
            throw e;
        }
        assertThat(failure.get()).isNull();
    }
}
