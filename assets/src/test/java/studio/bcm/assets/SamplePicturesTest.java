package studio.bcm.assets;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed sample pictures are those that the program renders. */
class SamplePicturesTest {
    private static final Path FOLDER = Path.of("samples");
    private static final int REDUCTION = 16;
    private static final int GRAINS = 3;

    static Set<String> names() {
        return SamplePictures.ALL.keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aSmallRenderingLooksLikeTheCommittedPicture(String name) throws IOException {
        BufferedImage committed = ImageIO.read(FOLDER.resolve(name + ".png").toFile());
        assertThat(committed.getWidth()).isEqualTo(SamplePictures.WIDTH);
        assertThat(committed.getHeight()).isEqualTo(SamplePictures.HEIGHT);
        SamplePictures.Sample sample = SamplePictures.ALL.get(name);
        int width = SamplePictures.WIDTH / REDUCTION;
        int height = SamplePictures.HEIGHT / REDUCTION;
        // Few rays are grainy; the mean over squares of rendered pixels is not.
        BufferedImage rendered = Film.expose(sample.scene().get(), width * GRAINS, height * GRAINS, 4, sample.seed());
        double difference = 0;
        double contrast = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    double mean = mean(committed, x, y, shift, REDUCTION);
                    difference += Math.abs(mean - mean(rendered, x, y, shift, GRAINS));
                    contrast += Math.abs(mean - 128);
                }
            }
        }
        double perValue = difference / (3 * width * height);
        assertThat(perValue).isLessThan(6);
        assertThat(contrast / (3 * width * height)).isGreaterThan(4 * perValue);
    }

    private static double mean(BufferedImage image, int x, int y, int shift, int side) {
        double sum = 0;
        for (int j = 0; j < side; j++) {
            for (int i = 0; i < side; i++) {
                sum += image.getRGB(x * side + i, y * side + j) >> shift & 255;
            }
        }
        return sum / (side * side);
    }

    @Test
    void thereIsNoOtherPicture() throws IOException {
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrderElementsOf(
                    names().stream().map(n -> n + ".png").toList());
        }
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() throws Exception {
        Scene scene = new StillLife(Fruit.APPLE, 0);
        BufferedImage here = Film.expose(scene, 24, 18, 3, 5);
        try (ForkJoinPool one = new ForkJoinPool(1)) {
            BufferedImage alone = one.submit(() -> Film.expose(scene, 24, 18, 3, 5)).get();
            assertThat(alone.getRGB(0, 0, 24, 18, null, 0, 24)).isEqualTo(here.getRGB(0, 0, 24, 18, null, 0, 24));
        }
        assertThat(Film.expose(scene, 24, 18, 3, 6).getRGB(0, 0, 24, 18, null, 0, 24)).isNotEqualTo(here.getRGB(0, 0, 24, 18, null, 0, 24));
    }
}
