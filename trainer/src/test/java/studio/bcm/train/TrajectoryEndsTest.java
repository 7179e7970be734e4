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
import org.bytedeco.pytorch.global.torch.ScalarType;
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
    private static final int SIZE = 32;

    @Test
    void aSmoothPhotoThatNoiseWasAddedToComesBackWithoutIt(@TempDir Path folder) throws IOException {
        BufferedImage sky = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIZE * SIZE; i++) {
            int down = i / SIZE;
            sky.setRGB(i % SIZE, down, 90 + down << 16 | 130 + down << 8 | 190 + down);
        }
        ImageIO.write(sky, "png", folder.resolve("sky.png").toFile());
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
                assertThat(Math.sqrt(Torch.item(left.square().mean()))).as("of 255; half of the noise is 7.6").isLessThan(2.5);
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
