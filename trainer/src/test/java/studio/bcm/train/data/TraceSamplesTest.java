package studio.bcm.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.image.DeadLeaves;
import studio.bcm.image.Lanczos;
import studio.bcm.image.Pixels;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.Progress;

class TraceSamplesTest {
    private static final int SIZE = 32;

    @TempDir
    Path folder;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @Test
    void onlyWhatWasCompressedDeviates() throws IOException {
        Random random = new Random(3);
        for (int photo = 0; photo < 2; photo++) {
            BufferedImage image = new BufferedImage(160, 160, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < 160 * 160; i++) {
                image.setRGB(i % 160, i / 160, (i / 11 * 7 + i / 160 / 9 * 40 + random.nextInt(20)) * 0x010203 & 0xffffff);
            }
            ImageIO.write(image, "png", folder.resolve(photo + ".png").toFile());
        }
        FolderRules.Rule rule = new FolderRules.Rule(Map.of("1", 1.0), 1, null);
        List<PhotoFolder.PhotoFile> files = PhotoFolder.find(List.of(folder), null, rule, PhotoClasses.none());
        try (PointerScope scope = new PointerScope(); JpegSimulator jpeg = new JpegSimulator(Torch.cpu());
                PhotoStream photos = new PhotoStream(files, SIZE, Torch.cpu(), 1 << 20, 1, Progress.none())) {
            TraceSamples.Batch batch = new TraceSamples(photos, jpeg, new Random(5), Torch.cpu()).draw(96, SIZE);
            float[] compressed = Torch.toArray(batch.compressed());
            float[] deviation = Torch.toArray(batch.deviation());
            assertThat(compressed).contains(0, 1);
            int clean = 0;
            for (int k = 0; k < compressed.length; k++) {
                if (compressed[k] == 1) {
                    assertThat(deviation[k]).isBetween(1e-3f, 1f);
                } else if (deviation[k] == 0) {
                    clean++;
                }
            }
            // The others without a deviation were compressed again after they were scaled, which is no trace from before.
            assertThat(clean).isGreaterThan(96 / 5);
            for (float value : Torch.toArray(batch.x())) {
                float level = (value + 1) * 127.5f;
                assertThat(level).isBetween(-0.01f, 255.01f).isCloseTo(Math.round(level), within(1e-3f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5", "0.6", "1.5"})
    void lanczosIsTheEditors(double scale) {
        int size = (int) (64 * scale);
        Pixels picture = DeadLeaves.picture(64, new Random(4));
        Pixels expected = Lanczos.resample(picture, 0, 0, size / scale, size / scale, size, size);
        try (PointerScope scope = new PointerScope()) {
            Tensor x = Torch.tensor(picture.data(), 1, 3, 64, 64);
            float[] actual = Torch.toArray(Resampler.resample(x, size, scale, 0, Resampler.Kernel.LANCZOS, true));
            for (int c = 0; c < 3; c++) {
                for (int y = 8; y < size - 8; y++) {
                    for (int i = 8; i < size - 8; i++) {
                        int at = (c * size + y) * size + i;
                        assertThat(actual[at]).isCloseTo(expected.data()[at], within(1e-4f));
                    }
                }
            }
        }
    }

    @Test
    void kernelsKeepWhatIsConstant() {
        try (PointerScope scope = new PointerScope()) {
            for (Resampler.Kernel kernel : Resampler.Kernel.values()) {
                for (boolean antialias : new boolean[] {true, false}) {
                    float[] actual = Torch.toArray(Resampler.resample(torch.ones(1, 3, 40, 40), 18, 0.47, 0.3, kernel, antialias));
                    for (float value : actual) {
                        assertThat(value).as(kernel + " " + antialias).isCloseTo(1, within(1e-5f));
                    }
                }
            }
        }
    }
}
