package studio.bcm.ui;

import java.nio.file.Path;
import java.util.Random;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.Pixels;

/** Photo-like pictures that are made on the spot: a lit sphere before a sky, with grain. */
public final class TestPictures {
    private TestPictures() {
    }

    public static Pixels photo(int width, int height, long seed) {
        Random random = new Random(seed);
        float hue = random.nextFloat();
        double cx = width * (0.3 + 0.4 * random.nextDouble());
        double cy = height * (0.4 + 0.2 * random.nextDouble());
        double r = Math.min(width, height) * (0.2 + 0.15 * random.nextDouble());
        Pixels p = Pixels.blank(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sky = (double) y / height;
                double[] c = {0.25 + 0.5 * sky + 0.2 * hue, 0.45 + 0.35 * sky, 0.85 - 0.35 * sky * hue};
                if (y > height * 0.72) {
                    double stripes = 0.06 * Math.sin(x * 0.21 + y * 0.5) + 0.05 * Math.sin(y * 1.3);
                    c = new double[] {0.35 + stripes + 0.1 * hue, 0.42 + stripes, 0.2 + stripes};
                }
                double dx = (x - cx) / r;
                double dy = (y - cy) / r;
                double d = dx * dx + dy * dy;
                if (d < 1) {
                    double z = Math.sqrt(1 - d);
                    double light = Math.max(0.08, -0.5 * dx - 0.6 * dy + 0.62 * z);
                    double weave = 0.85 + 0.15 * Math.sin(14 * Math.atan2(dx, z)) * Math.sin(14 * dy);
                    c = new double[] {light * weave * (0.4 + 0.6 * hue), light * weave * 0.55, light * weave * (1 - 0.6 * hue)};
                }
                for (int k = 0; k < 3; k++) {
                    double grain = 0.015 * random.nextGaussian();
                    p.data()[(k * height + y) * width + x] = (float) Math.clamp(2 * (c[k] + grain) - 1, -1, 1);
                }
            }
        }
        return p;
    }

    /** Writes one; the format follows the ending, JPEG at the given quality. */
    public static Path write(Path file, int width, int height, long seed, int quality) {
        PictureWriter.builder().optQuality(quality).optOverwrite(true).build().write(Picture.of(photo(width, height, seed)), file);
        return file;
    }
}
