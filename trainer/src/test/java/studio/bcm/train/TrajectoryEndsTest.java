package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.model.Pack;
import studio.bcm.network.UNet;
import studio.bcm.network.UNetOptions;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.Progress;
import studio.bcm.train.data.FolderRules;
import studio.bcm.train.data.PhotoClasses;
import studio.bcm.train.data.PhotoFolder;
import studio.bcm.train.data.PhotoStream;

class TrajectoryEndsTest {
    private static final Path PACK = Path.of("../assets/models/photo-64.bcm");
    private static final int SIZE = 64;

    @Test
    @Tag("slow")
    void aSmoothPhotoThatNoiseWasAddedToComesBackWithoutIt(@TempDir Path folder) throws IOException {
        BufferedImage sky = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIZE * SIZE; i++) {
            int down = i / SIZE;
            sky.setRGB(i % SIZE, down, 90 + down << 16 | 130 + down << 8 | 190 + down);
        }
        ImageIO.write(sky, "png", folder.resolve("sky.png").toFile());
        torch.manual_seed(1);
        // The bundled network takes noise of these levels away as a denoiser does.
        try (PointerScope scope = new PointerScope();
                PhotoStream photos = new PhotoStream(PhotoFolder.find(List.of(folder), null, FolderRules.Rule.FULL_SIZE, PhotoClasses.none()), SIZE,
                        Torch.cpu(), 1 << 20, 0, Progress.none());
                Learner learner = new Learner(new UNet(UNetOptions.DEFAULT), Torch.cpu(), ScalarType.Float, null)) {
            PackWeights.load(Pack.open(PACK), learner.weights);
            try (Trajectories trajectories = new Trajectories(learner, learner.weights, true, photos, 1, SIZE, 2, 1, Guidance.NONE, new Noisy())) {
                Trajectories.Bundle bundle = trajectories.draw();
                assertThat(bundle.upwards()).isTrue();
                assertThat(bundle.sigmas()[1]).as("the noise that was added, 15 of 255").isGreaterThan(0.11f);
                // States are divided by the root of σ² + 0.25, which is 0.5 at the picture.
                Tensor end = bundle.states().select(0, 0).to(ScalarType.Float).mul(new Scalar(0.5f * 127.5f));
                Tensor left = end.sub(bundle.photos().to(ScalarType.Float).mul(new Scalar(127.5f)));
                // Differences of neighbours have √2 times the deviation of noise, and nothing of what drifts over many pixels.
                Tensor luma = left.select(1, 0).mul(new Scalar(0.299f)).add(left.select(1, 1).mul(new Scalar(0.587f)))
                        .add(left.select(1, 2).mul(new Scalar(0.114f)));
                Tensor steps = luma.narrow(2, 1, SIZE - 1).sub(luma.narrow(2, 0, SIZE - 1));
                assertThat(Math.sqrt(Torch.item(steps.square().mean()) / 2)).as("luma, of 255; half of the noise is 5").isLessThan(2);
            }
        }
    }

    /** The greatest noise, and a grid without jitter. */
    private static final class Noisy extends Random {
        private boolean asked;

        @Override
        public double nextDouble() {
            double value = asked ? 0.5 : 0.999;
            asked = true;
            return value;
        }
    }
}
