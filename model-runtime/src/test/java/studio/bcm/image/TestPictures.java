package studio.bcm.image;

import java.util.Random;

/** Pictures made for tests: smooth light with edges and a little texture, so that codecs behave as on photos. */
public final class TestPictures {
    private TestPictures() {
    }

    /** A photo-like picture, the same for the same seed. */
    public static Pixels photo(int width, int height, long seed) {
        Random random = new Random(seed);
        Pixels pixels = Pixels.blank(width, height);
        int shapes = 24;
        double[][] shape = new double[shapes][];
        for (int i = 0; i < shapes; i++) {
            shape[i] = new double[] {random.nextDouble() * width, random.nextDouble() * height,
                    (0.05 + 0.25 * random.nextDouble()) * Math.max(width, height), random.nextDouble(),
                    random.nextDouble(), random.nextDouble(), 0.1 + random.nextDouble()};
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double[] rgb = {0.3 + 0.3 * x / width, 0.4 + 0.2 * y / height, 0.5 - 0.2 * x / width};
                for (double[] s : shape) {
                    double distance = Math.hypot(x - s[0], y - s[1]) - s[2] * (1 + 0.2 * Math.sin(s[6] * x / 7));
                    double cover = Math.clamp(0.5 - distance / 2, 0, 1) * 0.6;
                    for (int c = 0; c < 3; c++) {
                        rgb[c] += cover * (s[3 + c] - rgb[c]);
                    }
                }
                double grain = 0.05 * Math.sin(x * 0.9 + Math.sin(y * 0.4)) * Math.cos(y * 0.7)
                        + 0.02 * random.nextGaussian();
                for (int c = 0; c < 3; c++) {
                    pixels.data()[(c * height + y) * width + x] = (float) Math.clamp(2 * (rgb[c] + grain) - 1, -1, 1);
                }
            }
        }
        return pixels;
    }

    /** Mean squared difference over −1…1, as PSNR in dB (peak to peak 2). */
    public static double psnr(Pixels a, Pixels b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            double d = a.data()[i] - b.data()[i];
            sum += d * d;
        }
        return 10 * Math.log10(4 / (sum / a.data().length));
    }
}
