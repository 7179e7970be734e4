package studio.bcm.assets;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/** The program's icon: a ball that forms out of noise, left to right. {@code Icon DIR} draws it in all sizes. */
public final class Icon {
    /** Sides in pixels. */
    public static final List<Integer> SIZES = List.of(16, 24, 32, 48, 64, 128, 256, 512);
    private static final int OVERSAMPLING = 4;
    private static final long SEED = 17;

    private Icon() {
    }

    /** Draws the icon in all sizes as {@code bcm-studio-SIZE.png} into a folder. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (int size : SIZES) {
            ImageIO.write(draw(size), "png", folder.resolve("bcm-studio-" + size + ".png").toFile());
        }
    }

    /** The icon with a side of so many pixels; small ones have fewer and larger grains. */
    static BufferedImage draw(int size) {
        int large = size * OVERSAMPLING;
        BufferedImage canvas = new BufferedImage(large, large, BufferedImage.TYPE_INT_ARGB_PRE);
        Graphics2D g = canvas.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.scale(large / 512.0, large / 512.0);
        paint(g, size);
        g.dispose();
        return reduced(canvas, size);
    }

    private static void paint(Graphics2D g, int size) {
        RoundRectangle2D tile = new RoundRectangle2D.Double(16, 16, 480, 480, 112, 112);
        g.setPaint(new LinearGradientPaint(0, 16, 0, 496, new float[] {0, 1}, new Color[] {new Color(0x2B2F55), new Color(0x12132A)}));
        g.fill(tile);
        Ellipse2D ball = new Ellipse2D.Double(96, 96, 320, 320);
        RadialGradientPaint light = new RadialGradientPaint(310, 185, 290, new float[] {0, 0.35f, 0.75f, 1},
                new Color[] {new Color(0xFFE9B8), new Color(0xFF9E4A), new Color(0xD8406E), new Color(0x6A2C8F)});
        g.setPaint(light);
        Area whole = new Area(ball);
        whole.intersect(new Area(new Rectangle2D.Double(300, 0, 212, 512)));
        g.fill(whole);
        grains(g, ball, light, size);
    }

    /** Grains on a jittered grid: at the right they touch and are the ball, to the left they drift apart and lose its colours. */
    private static void grains(Graphics2D g, Ellipse2D ball, RadialGradientPaint light, int size) {
        Dice dice = new Dice(SEED);
        double cell = size <= 24 ? 64 : size <= 48 ? 40 : size <= 128 ? 26 : 18;
        BufferedImage colours = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        Graphics2D sample = colours.createGraphics();
        sample.setPaint(light);
        sample.fillRect(0, 0, 512, 512);
        sample.dispose();
        for (double y = cell / 2; y < 512; y += cell) {
            for (double x = cell / 2; x < 320; x += cell) {
                double noise = Math.clamp((300 - x) / 230, 0.0, 1.0);
                double px = x + dice.normal() * cell * 0.55 * noise;
                double py = y + dice.normal() * cell * 0.75 * noise;
                double keep = dice.next();
                double tint = dice.normal();
                double grown = cell * (1.12 - 0.62 * noise) * (1 + 0.25 * noise * dice.normal());
                if (!ball.contains(x, y) || keep < 0.45 * noise * noise || px < 56 || px > 330) {
                    continue;
                }
                Color c = new Color(colours.getRGB((int) Math.clamp(px, 0, 511), (int) Math.clamp(py, 0, 511)));
                double lift = 1 + 0.35 * noise * tint;
                g.setPaint(new Color(channel(c.getRed() * lift), channel(c.getGreen() * lift + 22 * noise), channel(c.getBlue() * lift + 70 * noise)));
                double r = Math.max(2, grown) / 2;
                if (noise < 0.06) {
                    Area square = new Area(new Rectangle2D.Double(px - r, py - r, 2 * r, 2 * r));
                    square.intersect(new Area(ball));
                    g.fill(square);
                } else {
                    g.fill(new RoundRectangle2D.Double(px - r, py - r, 2 * r, 2 * r, r * noise * 2, r * noise * 2));
                }
            }
        }
    }

    private static int channel(double v) {
        return (int) Math.clamp(v, 0.0, 255.0);
    }

    /** Mean over squares of pixels, with alpha. */
    private static BufferedImage reduced(BufferedImage large, int size) {
        BufferedImage small = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB_PRE);
        int k = OVERSAMPLING;
        int[] sum = new int[4];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                Arrays.fill(sum, 0);
                for (int j = 0; j < k; j++) {
                    for (int i = 0; i < k; i++) {
                        for (int b = 0; b < 4; b++) {
                            sum[b] += large.getRaster().getSample(x * k + i, y * k + j, b);
                        }
                    }
                }
                for (int b = 0; b < 4; b++) {
                    small.getRaster().setSample(x, y, b, Math.round(sum[b] / (float) (k * k)));
                }
            }
        }
        BufferedImage straight = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        straight.createGraphics().drawImage(small, 0, 0, null);
        return straight;
    }
}
