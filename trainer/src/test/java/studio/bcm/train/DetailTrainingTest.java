package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.device.DeviceChoice;
import studio.bcm.model.CoarseLevel;
import studio.bcm.model.Model;
import studio.bcm.model.Pack;
import studio.bcm.network.ParameterList;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.UNet;
import studio.bcm.network.UNetOptions;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.TorchOps;
import studio.bcm.network.torch.Weights;
import studio.bcm.task.RecordedProgress;
import studio.bcm.train.data.DetailSamples;

/** Networks that are given a coarser level, from their training to their packs. */
class DetailTrainingTest {
    private static final int SIDE = 32;
    private static final UNetOptions PLAIN = new UNetOptions(SIDE, 2, 32, List.of(1, 1), 1, 32, 0, 0);
    private static final UNetOptions DETAIL = new UNetOptions(SIDE, 2, 32, List.of(1, 1), 1, 32, 0, 0, true);
    private static final UNetOptions DEEPER = new UNetOptions(SIDE, 2, 32, List.of(1, 1), 1, 32, 0, 0, false, List.of(2, 3));

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
    }

    @Test
    void aDetailNetworkGrowsFromOneWithoutAndIsToldItsCoarserLevel() throws IOException {
        Path plain = run("plain", null, PLAIN, "diffusion:0.008kimg");
        try (PointerScope scope = new PointerScope();
                Weights before = Weights.initialised(ParameterList.of(new UNet(PLAIN)), Torch.cpu(), ScalarType.Float);
                Weights after = Weights.initialised(ParameterList.of(new UNet(DETAIL)), Torch.cpu(), ScalarType.Float)) {
            PackWeights.load(Pack.open(plain), before);
            PackWeights.load(Pack.open(plain), after);
            Tensor x = torch.randn(new long[] {2, 3, SIDE, SIDE});
            Tensor coarse = torch.randn(new long[] {2, CoarseLevel.CHANNELS, SIDE, SIDE});
            assertThat(f(after, DETAIL, x, coarse)).usingComparatorWithPrecision(1e-5f).containsExactly(f(before, PLAIN, x, null));
        }

        Path file = run("detail", plain, DETAIL, "diffusion:0.008kimg", "trajectory:0.008kimg");
        Pack pack = Pack.open(file);
        assertThat(pack.manifest().detail().scale()).isEqualTo(DetailSamples.SCALE);
        assertThat(((UNetOptions) PackWeights.shape(pack)).detail()).isTrue();
        assertThat(Files.readAllLines(file.resolveSibling(Trainer.LOG))).anyMatch(l -> l.contains("\"mean\"") && l.contains("\"round trip\""))
                .anyMatch(l -> l.contains("gain_of_bicubic_halved"));
        assertThat(file.resolveSibling("sheet-trajectory-end.png")).exists();

        Random random = new Random(5);
        float[] x = gaussian(random, 2 * 7 * SIDE * SIDE);
        try (PointerScope scope = new PointerScope(); Model model = Model.load(pack, DeviceChoice.CPU);
                Weights weights = Weights.initialised(ParameterList.of(new UNet(DETAIL)), Torch.cpu(), ScalarType.Float)) {
            PackWeights.load(pack, weights);
            assertThat(model.inputChannels()).isEqualTo(7);
            Tensor all = Torch.tensor(x, 2, 7, SIDE, SIDE);
            float[] expected = f(weights, DETAIL, all.narrow(1, 0, 3).contiguous(), all.narrow(1, 3, 4).contiguous());
            float[] actual = model.evaluate(x, 2, SIDE, SIDE, new float[] {0.4f, 20}, new float[] {3, 0.002f}, null);
            assertThat(actual).usingComparatorWithPrecision(2e-3f).containsExactly(expected);
            float[] other = x.clone();
            other[3 * SIDE * SIDE + 5] += 1;
            assertThat(model.evaluate(other, 2, SIDE, SIDE, new float[] {0.4f, 20}, new float[] {3, 0.002f}, null)).isNotEqualTo(actual);
            assertThatThrownBy(() -> model.evaluate(Arrays.copyOf(x, 2 * 3 * SIDE * SIDE), 2, SIDE, SIDE, new float[2], new float[2], null))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("7 planes");
        }
    }

    @Test
    void aDeeperNetworkGrowsFromOneOfLessDepth() {
        Path plain = run("shallow", null, PLAIN, "diffusion:0.008kimg");
        Path grown = run("deeper", plain, DEEPER, "diffusion:0.008kimg");
        try (PointerScope scope = new PointerScope();
                Weights before = Weights.initialised(ParameterList.of(new UNet(PLAIN)), Torch.cpu(), ScalarType.Float);
                Weights after = Weights.initialised(ParameterList.of(new UNet(DEEPER)), Torch.cpu(), ScalarType.Float)) {
            PackWeights.load(Pack.open(grown), after);
            Tensor x = torch.randn(new long[] {2, 3, SIDE, SIDE});
            float[] learnt = f(after, DEEPER, x, null);
            PackWeights.load(Pack.open(plain), before);
            PackWeights.load(Pack.open(plain), after);
            assertThat(f(after, DEEPER, x, null)).as("whatever the weights were").usingComparatorWithPrecision(1e-5f)
                    .containsExactly(f(before, PLAIN, x, null)).isNotEqualTo(learnt);
        }
        assertThat(((UNetOptions) PackWeights.shape(Pack.open(grown))).depths()).containsExactly(2, 3);
        assertThatThrownBy(() -> run("shallower", grown, PLAIN, "diffusion:0.008kimg")).isInstanceOf(UserException.class).hasMessageContaining("deeper");
    }

    @Test
    void whatIsHalvedAndDoubledLacksItsDetailAlone() {
        try (PointerScope scope = new PointerScope()) {
            Tensor crops = torch.rand(new long[] {2, 3, 64, 64}).mul(Torch.scalar(255)).round();
            for (boolean byMean : new boolean[] {true, false}) {
                DetailSamples.Level level = DetailSamples.level(crops, byMean);
                Tensor whole = level.coarse().narrow(1, 0, 3).add(level.detail().div(Torch.scalar(DetailSamples.SCALE)));
                Tensor expected = crops.narrow(2, 16, 32).narrow(3, 16, 32).div(Torch.scalar(127.5)).sub(Torch.scalar(1));
                assertThat(Torch.item(whole.sub(expected).abs().max())).isCloseTo(0, within(1e-5));
                assertThat(Torch.item(level.coarse().narrow(1, 3, 1).abs().max())).isZero();
            }
        }
    }

    @Test
    void otherStagesAreRefused() {
        assertThatThrownBy(() -> run("refused", null, DETAIL, "ict:0.008kimg")).isInstanceOf(UserException.class)
                .hasMessageContaining("diffusion and trajectory");
    }

    private static float[] f(Weights weights, UNetOptions shape, Tensor x, Tensor coarse) {
        TorchOps ops = TorchOps.inference(weights, null);
        return Torch.toArray(Preconditioning.f(ops, new UNet(shape), ops.input(x), ops.input(Torch.tensor(new float[] {0.4f, 20}, 2)),
                ops.input(Torch.tensor(new float[] {3, 0.002f}, 2)), coarse == null ? null : ops.input(coarse)).value());
    }

    private static float[] gaussian(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static Path run(String name, Path from, UNetOptions shape, String... stages) {
        TrainOptions options = new TrainOptions(DataOptions.of(List.of(photos), null), folder.resolve(name), from, null,
                new TrainOptions.Label("toy", "Toy", null), Arrays.stream(stages).map(StagePlan::parse).toList(),
                new TrainOptions.Execution("cpu", false, true, 4, 4, 64 << 20), new TrainOptions.Learning(2e-3, "adam", 0.9, 1, 2, 0.3, 0.1),
                new TrainOptions.Mixture(0.25, 16, 0.25, 5),
                new TrainOptions.Discretisation(ConsistencyStage.Schedule.ICT, ConsistencyStage.Levels.PUBLISHED), 7,
                new TrainOptions.Watching(1000, 1000, null), shape, Guidance.NONE);
        return new Trainer(options, RecordedProgress.endless()).run(false);
    }
}
