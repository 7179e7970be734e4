package studio.bcm.cli;

import java.nio.file.Path;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;

/** Small smooth pictures with an edge. */
final class TestPhotos {
    private TestPhotos() {
    }

    static Pixels pixels(int width, int height, double phase) {
        Pixels pixels = Pixels.blank(width, height);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double v = 0.5 * Math.sin(0.11 * x + phase + c) * Math.cos(0.07 * y - phase) + (x > width / 2 ? 0.25 : -0.2);
                    pixels.data()[(c * height + y) * width + x] = (float) v;
                }
            }
        }
        return pixels;
    }

    static Path png(Path file, double phase) {
        PictureWriter.builder().build().write(Picture.of(pixels(64, 48, phase)), file);
        return file;
    }

    static Path jpeg(Path file, int quality, double phase) {
        PictureWriter.builder().optQuality(quality).optSampling(ChromaSampling.S420).build().write(Picture.of(pixels(64, 48, phase)), file);
        return file;
    }
}
