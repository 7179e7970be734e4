package studio.bcm.edit;

import java.util.Random;
import studio.bcm.image.Pixels;

/** Pictures to test with. */
public final class Samples {
    private Samples() {
    }

    /** A value of a picture by place. */
    @FunctionalInterface
    public interface Shade {
        double at(int channel, int x, int y);
    }

    public static Pixels picture(int width, int height, Shade shade) {
        Pixels picture = Pixels.blank(width, height);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    picture.data()[(c * height + y) * width + x] = (float) shade.at(c, x, y);
                }
            }
        }
        return picture;
    }

    public static Pixels gradient(int width, int height) {
        return picture(width, height, (c, x, y) -> -0.8 + 1.6 * (x + (c + 1) * 0.3 * y) / (width + 0.9 * height));
    }

    /** Values that a Gaussian model takes for data. */
    public static Pixels gaussian(int width, int height, long seed) {
        Random random = new Random(seed);
        return picture(width, height, (c, x, y) -> 0.5 * random.nextGaussian());
    }

    /** Something like a photo: soft light, edges and texture. */
    public static Pixels scene(int width, int height, long seed) {
        Random random = new Random(seed);
        double[] waves = random.doubles(24, -1, 1).toArray();
        Pixels grain = picture(width, height, (c, x, y) -> 0.05 * random.nextGaussian());
        return picture(width, height, (c, x, y) -> {
            double light = 0.5 * Math.sin(x * 0.011 + waves[c]) * Math.cos(y * 0.017 + waves[3]);
            double edge = Math.hypot(x - width * 0.4, y - height * 0.55) < Math.min(width, height) * 0.3 ? 0.3 : -0.2;
            double texture = y > height / 2 ? 0.12 * Math.sin(x * 0.9 + y * 0.4) : 0;
            return Math.clamp(light + edge + texture + grain.data()[(c * height + y) * width + x], -1, 1);
        });
    }

    /** Power falls with frequency as in photos, with flat and lively regions and little colour. */
    public static Pixels photoLike(int width, int height) {
        Random random = new Random(11);
        int waves = 250;
        double[] u = new double[waves];
        double[] v = new double[waves];
        double[] phase = new double[waves];
        double[][] gain = new double[3][waves];
        for (int i = 0; i < waves; i++) {
            double f = Math.exp(random.nextDouble() * Math.log(60)) / 20;
            double angle = random.nextDouble() * 2 * Math.PI;
            u[i] = f * Math.cos(angle);
            v[i] = f * Math.sin(angle);
            phase[i] = random.nextDouble() * 2 * Math.PI;
            double luma = 0.033 * Math.pow(f * 20, -0.5) * random.nextGaussian();
            for (int c = 0; c < 3; c++) {
                gain[c][i] = 2 * luma + 0.25 * luma * random.nextGaussian();
            }
        }
        return picture(width, height, (c, x, y) -> {
            double lively = 0.15 + 1.6 * Math.pow(Math.sin(x * 0.021) * Math.sin(y * 0.017), 2);
            double sum = 0;
            for (int i = 0; i < waves; i++) {
                sum += gain[c][i] * Math.cos(u[i] * x + v[i] * y + phase[i]);
            }
            return Math.clamp(sum * lively + 0.4 * Math.sin(x * 0.013) * Math.cos(y * 0.02), -0.99, 0.99);
        });
    }

    public static double meanSquare(Pixels a, Pixels b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            double d = a.data()[i] - b.data()[i];
            sum += d * d;
        }
        return sum / a.data().length;
    }

    /** Root of the mean square over one column of all channels. */
    public static double columnDeviation(Pixels p, int x) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < p.height(); y++) {
                double v = p.data()[(c * p.height() + y) * p.width() + x];
                sum += v * v;
            }
        }
        return Math.sqrt(sum / (3 * p.height()));
    }
}
