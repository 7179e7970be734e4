package studio.bcm.image.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.image.Pixels;
import studio.bcm.image.ScreenPixels;

class GifWriterTest {
    @TempDir
    Path folder;

    /** A colourful ramp with more than 256 colours. */
    private static Pixels ramp(double turn) {
        Pixels pixels = Pixels.blank(90, 60);
        for (int y = 0; y < 60; y++) {
            for (int x = 0; x < 90; x++) {
                int i = y * 90 + x;
                pixels.data()[i] = (float) (x / 45.0 - 1);
                pixels.data()[5400 + i] = (float) (y / 30.0 - 1);
                pixels.data()[10800 + i] = (float) Math.sin(turn + x * 0.05 + y * 0.03);
            }
        }
        return pixels;
    }

    private static ImageReader reader(Path file) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(ImageIO.createImageInputStream(file.toFile()));
        return reader;
    }

    @Test
    void framesComeBackNearlyAsTheyWere() throws IOException {
        Path file = folder.resolve("größer als.gif");
        List<Pixels> frames = List.of(ramp(0), ramp(1), ramp(2));
        GifWriter.write(frames, 120, file, false);
        ImageReader reader = reader(file);
        assertThat(reader.getNumImages(true)).isEqualTo(3);
        for (int f = 0; f < 3; f++) {
            BufferedImage image = reader.read(f);
            ScreenPixels back = new ScreenPixels(image);
            float[] got = new float[3 * 90 * 60];
            back.read(0, 0, 90, 60, got, 0);
            double error = 0;
            double bias = 0;
            for (int i = 0; i < got.length; i++) {
                error += Math.pow(got[i] - frames.get(f).data()[i], 2);
                bias += got[i] - frames.get(f).data()[i];
            }
            assertThat(Math.sqrt(error / got.length) * 127.5).as("deviation in 8-bit steps").isLessThan(9);
            assertThat(Math.abs(bias / got.length) * 127.5).as("mean, which dithering keeps").isLessThan(0.5);
        }
    }

    @Test
    void theAnimationRepeatsAndKeepsItsTime() throws IOException {
        Path file = folder.resolve("a.gif");
        GifWriter.write(List.of(ramp(0), ramp(1)), 120, file, false);
        ImageReader reader = reader(file);
        IIOMetadataNode first = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0");
        IIOMetadataNode control = (IIOMetadataNode) first.getElementsByTagName("GraphicControlExtension").item(0);
        assertThat(control.getAttribute("delayTime")).isEqualTo("12");
        IIOMetadataNode repeat = (IIOMetadataNode) first.getElementsByTagName("ApplicationExtension").item(0);
        assertThat(repeat.getAttribute("applicationID")).isEqualTo("NETSCAPE");
    }

    @Test
    void fewColoursStayExact() throws IOException {
        Pixels flat = Pixels.blank(8, 8);
        for (int i = 0; i < flat.data().length; i++) {
            flat.data()[i] = i % 64 < 32 ? -1 : 1;
        }
        Path file = folder.resolve("b.gif");
        GifWriter.write(List.of(flat), 100, file, false);
        BufferedImage image = reader(file).read(0);
        assertThat(image.getRGB(0, 0) & 0xFFFFFF).isZero();
        assertThat(image.getRGB(7, 7) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    }

    @Test
    void anExistingFileIsKept() throws IOException {
        Path file = Files.writeString(folder.resolve("c.gif"), "precious");
        assertThatThrownBy(() -> GifWriter.write(List.of(ramp(0)), 100, file, false)).isInstanceOf(UserException.class);
        assertThat(file).hasContent("precious");
    }
}
