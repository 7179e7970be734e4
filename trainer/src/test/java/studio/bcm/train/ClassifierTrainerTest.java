package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.task.Progress;

class ClassifierTrainerTest {
    private static final int SIZE = 16;

    @TempDir
    private static Path folder;

    private static Path photos;

    @BeforeAll
    static void drawPhotos() throws IOException {
        torch.set_num_threads(1);
        photos = folder.resolve("photos");
        Random random = new Random(5);
        for (int label = 0; label < 3; label++) {
            Path own = Files.createDirectories(photos.resolve("class" + label));
            for (int i = 0; i < 8; i++) {
                // Hues far apart, so that little has to be learnt.
                ImageIO.write(TestPictures.picture(SIZE, 33 * label, random), "png", own.resolve(i + ".png").toFile());
            }
        }
    }

    private static ClassifierTrainer trainer(String out, int levels, double minutes) {
        return new ClassifierTrainer(new ClassifierTrainer.Settings(List.of(photos), photos, folder.resolve(out), SIZE, 32, levels, 1, minutes, 12, 1, "cpu",
                1 << 20), Progress.none());
    }

    @Test
    void classesAreLearntAndFeaturesComeFirst() throws IOException {
        assertThat(trainer("classifier.onnx", 2, 0.12).run()).as("of three classes").isGreaterThan(0.6);
        GraphProto graph = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("classifier.onnx"))).getGraph();
        assertThat(graph.getOutputList()).extracting(ValueInfoProto::getName).containsExactly("features", "classes");
        assertThat(graph.getInput(0).getType().getTensorType().getShape().getDim(2).getDimValue()).isEqualTo(SIZE);
        assertThat(graph.getOutput(0).getType().getTensorType().getShape().getDim(1).getDimValue()).isEqualTo(64);
    }

    @Test
    void picturesThatAreTooSmallAreRefused() {
        assertThatThrownBy(() -> trainer("none.onnx", 5, 1).run()).isInstanceOf(UserException.class).hasMessageContaining("16 pixels");
    }
}
