package studio.bcm.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.evaluation.photo.Photo;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.Progress;

class PhotoStreamTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @Test
    void cropsComeFromOnePhotoInOnePiece() throws IOException {
        // Red holds the column, green the row, blue the photo: a crop tells where it was cut.
        for (int photo = 0; photo < 3; photo++) {
            BufferedImage image = new BufferedImage(40 + photo, 50, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < 50; y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    image.setRGB(x, y, x << 16 | y << 8 | photo);
                }
            }
            ImageIO.write(image, "png", Files.createDirectories(folder.resolve("deep/er")).resolve(photo + ".png").toFile());
        }
        Path rules = Files.writeString(folder.resolve("rules.json"), "{\"er\": {\"scales\": {\"1\": 1}}}");
        try (PointerScope scope = new PointerScope();
                PhotoStream stream = new PhotoStream(PhotoFolder.find(List.of(folder), rules), 16, Torch.cpu(), 1 << 20, 0, Progress.none())) {
            float[] crops = Torch.toArray(stream.crops(64, 16, false));
            boolean mirrored = false;
            boolean straight = false;
            for (int n = 0; n < 64; n++) {
                float[] red = plane(crops, n, 0);
                float[] green = plane(crops, n, 1);
                float step = red[1] - red[0];
                mirrored |= step == -1;
                straight |= step == 1;
                for (int y = 0; y < 16; y++) {
                    for (int x = 0; x < 16; x++) {
                        assertThat(red[y * 16 + x]).isEqualTo(red[0] + x * step);
                        assertThat(green[y * 16 + x]).isEqualTo(green[0] + y);
                    }
                }
                assertThat(plane(crops, n, 2)).containsOnly(plane(crops, n, 2)[0]);
            }
            assertThat(mirrored && straight).isTrue();
        }
    }

    @Test
    void photosOfCollectionsLargerThanTheMemoryComeInTurn() throws IOException, InterruptedException {
        // Each photo is of one grey level of its own.
        for (int photo = 0; photo < 12; photo++) {
            BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < 32 * 32; i++) {
                image.setRGB(i % 32, i / 32, (10 * photo + 1) * 0x010101);
            }
            ImageIO.write(image, "png", folder.resolve(photo + ".png").toFile());
        }
        Path rules = Files.writeString(folder.resolve("rules.json"), "{\"\": {\"scales\": {\"1\": 1}}}");
        long threePhotos = 3 * 3 * 32 * 32;
        Set<Float> seen = new HashSet<>();
        try (PhotoStream stream = new PhotoStream(PhotoFolder.find(List.of(folder), rules), 16, Torch.cpu(), threePhotos, 0, Progress.none())) {
            for (int i = 0; i < 400 && seen.size() < 12; i++) {
                try (PointerScope scope = new PointerScope()) {
                    for (float value : Torch.toArray(stream.crops(8, 16, false))) {
                        seen.add(value);
                    }
                }
                Thread.sleep(5);
            }
        }
        assertThat(seen).hasSize(12);
    }

    @Test
    void photosInTwoBanksAreDrawnEquallyOften() throws IOException {
        for (int photo = 0; photo < 60; photo++) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < 256; i++) {
                image.setRGB(i % 16, i / 16, (4 * photo + 1) * 0x010101);
            }
            ImageIO.write(image, "png", folder.resolve(photo + ".png").toFile());
        }
        long fiftyPhotos = 50 * 3 * 16 * 16;
        int[] drawn = new int[60];
        try (PhotoStream stream = new PhotoStream(PhotoFolder.find(List.of(folder), null, FolderRules.Rule.FULL_SIZE, PhotoClasses.none()), 16,
                Torch.cpu(), 3 * fiftyPhotos / 2, 0, Progress.none())) {
            torch.manual_seed(1);
            for (int i = 0; i < 100; i++) {
                try (PointerScope scope = new PointerScope()) {
                    float[] crops = Torch.toArray(stream.crops(60, 16, false));
                    for (int n = 0; n < 60; n++) {
                        drawn[(int) crops[3 * 256 * n] / 4]++;
                    }
                }
            }
        }
        // A hundred each; were both banks drawn from equally often, those of the smaller one would come more than twice as often.
        assertThat(drawn).satisfies(d -> assertThat(Arrays.stream(d).min().orElse(0)).isGreaterThan(60),
                d -> assertThat(Arrays.stream(d).max().orElse(0)).isLessThan(150));
    }

    @Test
    void rulesKeepFoldersFromSizesThatAreNotClean() throws IOException {
        Path clothing = Files.createDirectory(folder.resolve("clothing"));
        ImageIO.write(new BufferedImage(100, 64, BufferedImage.TYPE_INT_RGB), "png", clothing.resolve("a.png").toFile());
        Path rules = Files.writeString(folder.resolve("rules.json"), "{\"clothing\": {\"scales\": {\"1/2\": 1, \"1/4\": 1}, \"weight\": 0.5}}");
        FolderRules.Rule rule = PhotoFolder.find(List.of(folder), rules).getFirst().rule();
        List<PhotoFolder.Weighted> sizes = PhotoFolder.sizes(PhotoFolder.decode(clothing.resolve("a.png")), rule, 32);
        assertThat(sizes).singleElement().satisfies(s -> {
            assertThat(s.photo().width()).isEqualTo(50);
            assertThat(s.weight()).isEqualTo(0.25);
        });
    }

    @Test
    void uselessFoldersAreNamed() throws IOException {
        assertThatThrownBy(() -> PhotoFolder.find(List.of(folder), null)).isInstanceOf(UserException.class).hasMessageContaining("No pictures");
        assertThatThrownBy(() -> PhotoFolder.find(List.of(folder.resolve("none")), null)).isInstanceOf(UserException.class);
        Path rules = Files.writeString(folder.resolve("rules.json"), "{\"x\": {\"scales\": {\"1/3\": 1}}}");
        assertThatThrownBy(() -> PhotoFolder.find(List.of(folder), rules)).isInstanceOf(UserException.class).hasMessageContaining("1/3");
    }

    @Test
    void shrinkingAverages() {
        Photo photo = new Photo(4, 2, new byte[] {0, 0, 0, 100, 0, 0, 0, 0, 0, 40, 0, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 40, 0, 0});
        assertThat(photo.shrunk(2, 1).rgb()).containsExactly(50, 0, 0, 20, 0, 0);
    }

    private static float[] plane(float[] crops, int n, int channel) {
        return Arrays.copyOfRange(crops, (n * 3 + channel) * 256, (n * 3 + channel + 1) * 256);
    }
}
