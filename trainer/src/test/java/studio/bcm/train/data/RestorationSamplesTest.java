package studio.bcm.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.image.DeadLeaves;
import studio.bcm.image.Pixels;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.Progress;

class RestorationSamplesTest {
    private static final int SIZE = 32;
    private static final int COUNT = 200;

    @TempDir
    Path folder;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @Test
    void theLevelIsHowFarTheCompressionTookThePicture() throws IOException {
        photo(192);
        double sum = 0;
        try (PointerScope scope = new PointerScope(); JpegSimulator jpeg = new JpegSimulator(Torch.cpu()); PhotoStream photos = photos()) {
            RestorationSamples.Batch batch = new RestorationSamples(photos, jpeg, new Random(5), 5).draw(COUNT, SIZE);
            float[] clean = Torch.toArray(batch.clean());
            float[] x = Torch.toArray(batch.x());
            float[] t = Torch.toArray(batch.t());
            int each = 3 * SIZE * SIZE;
            assertThat(clean).hasSize(COUNT * each);
            for (int k = 0; k < COUNT; k++) {
                double square = 0;
                for (int i = k * each; i < (k + 1) * each; i++) {
                    square += (x[i] - clean[i]) * (x[i] - clean[i]);
                    assertThat(clean[i]).isBetween(-1.0001f, 1.0001f);
                }
                // The level is told with a factor of e^(±0.25), bounded below.
                double factor = Math.log(t[k] / Math.max(0.004, Math.sqrt(square / each)));
                assertThat(Math.abs(factor)).as("picture " + k).isLessThan(1.3);
                sum += factor * factor;
            }
            assertThat(Math.sqrt(sum / COUNT)).isBetween(0.1, 0.4);
        }
    }

    @Test
    void photosTooSmallForAScaleAreTakenAsTheyAre() throws IOException {
        photo(SIZE + 16);
        try (PointerScope scope = new PointerScope(); JpegSimulator jpeg = new JpegSimulator(Torch.cpu()); PhotoStream photos = photos()) {
            RestorationSamples samples = new RestorationSamples(photos, jpeg, new Random(5), 5);
            for (int i = 0; i < 5; i++) {
                RestorationSamples.Batch batch = samples.draw(10, SIZE);
                // Integers of 0…255 without noise: crops of the photo and nothing in between.
                for (float value : Torch.toArray(batch.clean())) {
                    float level = (value + 1) * 127.5f;
                    assertThat(Math.abs(level - Math.round(level))).isLessThan(1e-3f);
                }
            }
        }
    }

    private void photo(int side) throws IOException {
        Pixels picture = DeadLeaves.picture(side, new Random(4));
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        int plane = side * side;
        for (int i = 0; i < plane; i++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                rgb = rgb << 8 | Math.clamp(Math.round((picture.data()[c * plane + i] + 1) * 127.5f), 0, 255);
            }
            image.setRGB(i % side, i / side, rgb);
        }
        ImageIO.write(image, "png", folder.resolve("photo.png").toFile());
    }

    private PhotoStream photos() {
        FolderRules.Rule rule = new FolderRules.Rule(Map.of("1", 1.0), 1, null);
        List<PhotoFolder.PhotoFile> files = PhotoFolder.find(List.of(folder), null, rule, PhotoClasses.none());
        return new PhotoStream(files, SIZE + 16, Torch.cpu(), 1 << 20, 1, Progress.none());
    }
}
