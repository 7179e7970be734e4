package studio.bcm.evaluation.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;

class LossPlotTest {
    @TempDir
    Path dir;

    private Path log(String text) throws Exception {
        return Files.writeString(dir.resolve("log.jsonl"), text);
    }

    private static String run() {
        StringBuilder s = new StringBuilder();
        Random random = new Random(1);
        for (int i = 1; i <= 400; i++) {
            double noise = Math.exp(0.1 * random.nextGaussian());
            if (i <= 200) {
                s.append(String.format(Locale.ROOT, "{\"kimg\":%d,\"seconds\":%d,\"stage\":\"diffusion\",\"loss\":%f,\"losses\":{}}%n",
                        i * 10, i, (0.1 + 3.0 / i) * noise));
            } else {
                s.append(String.format(Locale.ROOT,
                        "{\"kimg\":%d,\"seconds\":%d,\"stage\":\"trajectory\",\"loss\":%f,\"losses\":{\"pairs\":%f,\"jpeg\":%f}}%n",
                        i * 10, i, 0.4 * noise, (0.2 + 20.0 / i) * noise, 0.15 * noise));
            }
        }
        return s.toString();
    }

    @Test
    void drawsOneCurveForEachStageAndLoss() throws Exception {
        LossPlot plot = LossPlot.read(log(run()), LossPlot.Axis.KIMG);
        assertThat(plot.names()).containsExactly("diffusion", "trajectory: pairs", "trajectory: jpeg");
        Path png = dir.resolve("loss.png");
        plot.write(png);
        BufferedImage image = ImageIO.read(png.toFile());
        int blue = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                blue += (image.getRGB(x, y) & 0xffffff) == 0x1f5fa8 ? 1 : 0;
            }
        }
        assertThat(blue).as("pixels in the first curve's colour").isGreaterThan(300);
    }

    @Test
    void aCutOffLastLineIsSkippedAndALaterOneIsNot() throws Exception {
        String good = "{\"kimg\":1,\"seconds\":1,\"stage\":\"diffusion\",\"loss\":0.5}\n";
        assertThat(LossPlot.read(log(good + "{\"kimg\":2,\"sec"), LossPlot.Axis.SECONDS).names()).containsExactly("diffusion");
        Path broken = log("{\"kimg\":2,\"sec\n" + good);
        assertThatThrownBy(() -> LossPlot.read(broken, LossPlot.Axis.SECONDS)).isInstanceOf(UserException.class)
                .hasMessageContaining("Line 1");
    }

    @Test
    void aLogWithoutLossesIsRefused() throws Exception {
        Path log = log("{\"kimg\":1,\"seconds\":1,\"stage\":\"diffusion\",\"loss\":\"NaN\"}\n");
        assertThatThrownBy(() -> LossPlot.read(log, LossPlot.Axis.KIMG)).isInstanceOf(UserException.class).hasMessageContaining("no losses");
    }

    @Test
    void smoothingKeepsALineALine() {
        List<Double> line = IntStream.range(0, 1000).mapToObj(i -> 2.0 * i + 1).toList();
        List<Double> smooth = LossPlot.smooth(line);
        for (int i = 0; i < line.size(); i++) {
            assertThat(smooth.get(i)).isCloseTo(line.get(i), Offset.offset(1e-6));
        }
    }
}
