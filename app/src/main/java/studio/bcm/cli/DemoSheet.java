package studio.bcm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;

/** Everything that the demo made, on one page. */
final class DemoSheet {
    private final Sheet.Builder sheet = Sheet.builder().optTitle("BCM Studio: demo").optZoom(1);

    /** A row of pictures at half their size. */
    void half(String label, List<? extends PixelSource> pictures, List<String> captions) {
        sheet.addRow(label, pictures.stream().map(DemoSheet::halved).toList(), captions);
    }

    /** A row of the middle of pictures, a quarter of their area, at full size. */
    void detail(String label, List<? extends PixelSource> pictures, List<String> captions) {
        sheet.addRow(label, pictures.stream().map(DemoSheet::middle).toList(), captions);
    }

    private static Pixels halved(PixelSource picture) {
        int width = picture.width() / 2;
        int height = picture.height() / 2;
        float[] all = new float[3 * 4 * width * height];
        picture.read(0, 0, 2 * width, 2 * height, all, 0);
        Pixels half = Pixels.blank(width, height);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int from = (c * 2 * height + 2 * y) * 2 * width + 2 * x;
                    half.data()[(c * height + y) * width + x] =
                            (all[from] + all[from + 1] + all[from + 2 * width] + all[from + 2 * width + 1]) / 4;
                }
            }
        }
        return half;
    }

    private static Pixels middle(PixelSource picture) {
        Pixels middle = Pixels.blank(picture.width() / 2, picture.height() / 2);
        picture.read(picture.width() / 4, picture.height() / 4, middle.width(), middle.height(), middle.data(), 0);
        return middle;
    }

    void write(Path file, String footer, boolean overwrite) {
        var image = sheet.optFooter(footer).build().image();
        AtomicFile.write(file, overwrite, temporary -> {
            try (var out = Files.newOutputStream(temporary)) {
                ImageIO.write(image, "png", out);
            }
        });
    }
}
