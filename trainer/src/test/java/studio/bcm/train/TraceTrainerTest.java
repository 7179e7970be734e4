package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.network.ParameterList;
import studio.bcm.network.TraceNetwork;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.Weights;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class TraceTrainerTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    private TraceTrainer trainer(Path from, Path out, Progress progress) throws IOException {
        Random random = new Random(1);
        Path photos = Files.createDirectories(folder.resolve("photos"));
        for (int i = 0; i < 11; i++) {
            ImageIO.write(TestPictures.picture(192, i, random), "png", photos.resolve(i + ".png").toFile());
        }
        return new TraceTrainer(List.of(photos), from, out, 0.01, 12, 32, 1, "cpu", progress);
    }

    private static float[] weights(Path file) {
        try (PointerScope scope = new PointerScope();
                Weights weights = Weights.initialised(ParameterList.of(new TraceNetwork()), Torch.cpu(), ScalarType.Float)) {
            PackWeights.loadTraces(file, weights);
            return weights.toArray();
        }
    }

    @Test
    void aRunIsMeasuredAndCanGoOn() throws IOException {
        Path first = folder.resolve("first.onnx");
        RecordedProgress told = RecordedProgress.endless();
        trainer(null, first, told).run();
        assertThat(told.notes()).anyMatch(n -> n.matches("Logit over 0: [\\d.]+ % of \\d+ compressed found, .*"))
                .anyMatch(n -> n.startsWith("Deviation off by a factor of e^"));
        Path second = folder.resolve("second.onnx");
        trainer(first, second, Progress.none()).run();
        float[] before = weights(first);
        float[] after = weights(second);
        double moved = 0;
        double size = 0;
        for (int i = 0; i < before.length; i++) {
            moved += (after[i] - before[i]) * (after[i] - before[i]);
            size += before[i] * before[i];
        }
        assertThat(moved).isPositive();
        assertThat(moved / size).as("it goes on from where it was, not anew").isLessThan(0.1);
    }

    @Test
    void tooFewPicturesAreRefused() throws IOException {
        Path photos = Files.createDirectories(folder.resolve("one"));
        ImageIO.write(TestPictures.picture(192, 1, new Random(1)), "png", photos.resolve("1.png").toFile());
        TraceTrainer trainer = new TraceTrainer(List.of(photos), null, folder.resolve("x.onnx"), 0.01, 12, 32, 1, "cpu", Progress.none());
        assertThatThrownBy(trainer::run).isInstanceOf(UserException.class).hasMessageContaining("pictures are needed");
    }
}
