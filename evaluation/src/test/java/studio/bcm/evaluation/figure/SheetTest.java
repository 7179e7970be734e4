package studio.bcm.evaluation.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.image.Pixels;

class SheetTest {
    private static Pixels flat(int size, float red, float green, float blue) {
        Pixels p = Pixels.blank(size, size);
        Arrays.fill(p.data(), 0, size * size, red);
        Arrays.fill(p.data(), size * size, 2 * size * size, green);
        Arrays.fill(p.data(), 2 * size * size, 3 * size * size, blue);
        return p;
    }

    private static long count(BufferedImage image, int rgb) {
        long n = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                n += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
            }
        }
        return n;
    }

    @Test
    void showsEveryPixelEnlargedByTheZoom(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("new folder/sheet ä.png");
        Sheet.builder().optTitle("Samples").optColumnLabels(List.of("red", "blue")).optZoom(3)
                .addRow("first", List.of(flat(8, 1, -1, -1), flat(8, -1, -1, 1)), List.of("r", "b"))
                .addRow("second", List.of(flat(8, 1, -1, -1))).optFooter("made by a test").build().write(file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(count(image, 0xff0000)).isEqualTo(2 * 24 * 24);
        assertThat(count(image, 0x0000ff)).isEqualTo(24 * 24);
        assertThat(Files.list(dir.resolve("new folder"))).containsExactly(file);
    }

    @Test
    void labelsTakeRoomAndLongOnesAreCutToTheCell() {
        BufferedImage bare = Sheet.builder().addRow("", List.of(flat(96, 0, 0, 0))).build().image();
        BufferedImage named = Sheet.builder().optColumnLabels(List.of("a name far too long to fit above a single small picture"))
                .addRow("", List.of(flat(96, 0, 0, 0))).build().image();
        assertThat(named.getHeight()).isGreaterThan(bare.getHeight());
        assertThat(named.getWidth()).isEqualTo(bare.getWidth());
    }

    @Test
    void valuesBeyondTheRangeAreClamped() {
        BufferedImage image = Sheet.image(flat(1, 1.7f, -3f, 0f));
        assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0xff0080);
    }

    @Test
    void aBatchIsCutIntoItsPictures() {
        float[] batch = new float[2 * 3 * 2 * 2];
        batch[12] = 1;
        List<Pixels> pictures = Sheet.pictures(batch, 2, 2, 2);
        assertThat(pictures).hasSize(2);
        assertThat(pictures.get(0).data()).containsOnly(0f);
        assertThat(pictures.get(1).data()[0]).isEqualTo(1f);
    }

    @Test
    void anEmptySheetIsRefused() {
        assertThatThrownBy(() -> Sheet.builder().build()).isInstanceOf(IllegalStateException.class);
    }

    /** Draws a sheet and a plot, as a process of its own. */
    static final class Drawing {
        private Drawing() {
        }

        public static void main(String[] folder) throws Exception {
            Sheet.builder().optTitle("no letters").addRow("row", List.of(flat(8, 1, -1, -1))).build().write(Path.of(folder[0], "sheet.png"));
            Path log = Files.writeString(Path.of(folder[0], "log.jsonl"), "{\"kimg\":1,\"seconds\":1,\"stage\":\"diffusion\",\"loss\":0.5}\n");
            System.exit(LossPlot.read(log, LossPlot.Axis.KIMG).write(Path.of(folder[0], "loss.png")) ? 1 : 0);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void withoutFontsPicturesAreDrawnAndPlotsLeftOut(@TempDir Path dir) throws Exception {
        // What is no library hides the system's own, under both names that Java asks for.
        Files.createFile(dir.resolve("libfontconfig.so.1"));
        Files.createFile(dir.resolve("libfontconfig.so"));
        ProcessBuilder process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Djava.awt.headless=true",
                "-cp", System.getProperty("java.class.path"), Drawing.class.getName(), dir.toString());
        process.environment().put("LD_LIBRARY_PATH", dir.toString());
        process.redirectErrorStream(true).redirectOutput(dir.resolve("output").toFile());
        assertThat(process.start().waitFor()).as(() -> read(dir.resolve("output"))).isZero();
        assertThat(count(ImageIO.read(dir.resolve("sheet.png").toFile()), 0xff0000)).isEqualTo(96 * 96);
        assertThat(dir.resolve("loss.png")).doesNotExist();
        assertThat(dir.resolve("output")).content().contains("no usable fonts");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
