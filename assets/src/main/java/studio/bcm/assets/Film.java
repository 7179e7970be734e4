package studio.bcm.assets;

import java.awt.image.BufferedImage;
import java.util.stream.IntStream;

/** Exposes a scene pixel by pixel and develops it: lens fall-off, tone curve, grain, sRGB. */
final class Film {
    private static final double GRAIN = 0.006;

    private Film() {
    }

    /**
     * Renders a scene.
     *
     * @param samples rays a pixel
     * @param seed    of everything random; the same seed gives the same picture on any number of threads
     */
    static BufferedImage expose(Scene scene, int width, int height, int samples, long seed) {
        Camera camera = scene.camera((double) width / height);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        IntStream.range(0, height).parallel().forEach(j -> {
            for (int i = 0; i < width; i++) {
                Dice dice = new Dice(seed * 0x100000001B3L + (long) j * width + i);
                Vec sum = Vec.ZERO;
                for (int s = 0; s < samples; s++) {
                    double u = (i + 0.5 + tent(dice)) / width;
                    double v = (j + 0.5 + tent(dice)) / height;
                    sum = sum.add(scene.radiance(camera.ray(u, v, dice), dice));
                }
                double dx = (i + 0.5) / width - 0.5;
                double dy = ((j + 0.5) / height - 0.5) * height / width;
                double fallOff = 1 - 0.55 * (dx * dx + dy * dy);
                image.setRGB(i, j, develop(sum.mul(scene.exposure() * fallOff / samples), dice));
            }
        });
        return image;
    }

    private static double tent(Dice dice) {
        return (dice.next() + dice.next() - 1) * 0.9;
    }

    private static int develop(Vec light, Dice dice) {
        double grain = dice.normal();
        int rgb = 0;
        for (double c : new double[] {light.x(), light.y(), light.z()}) {
            double code = encode(curve(c)) + GRAIN * (0.8 * grain + 0.5 * dice.normal());
            rgb = rgb << 8 | (int) Math.round(Math.clamp(code, 0.0, 1.0) * 255);
        }
        return rgb;
    }

    /** A film-like curve with a toe and a shoulder (Narkowicz's fit of the ACES reference curve). */
    private static double curve(double x) {
        return x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14);
    }

    private static double encode(double linear) {
        double c = Math.clamp(linear, 0.0, 1.0);
        return c <= 0.0031308 ? 12.92 * c : 1.055 * Math.pow(c, 1 / 2.4) - 0.055;
    }
}
