package studio.bcm.image;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * Makes pictures of dead leaves, random discs over each other, whose statistics are those of photographs (Lee, Mumford &amp;
 * Huang, "Occlusion models for natural images", IJCV 41, 2001).
 */
public final class DeadLeaves {
    private static final int DISCS = 600;

    private DeadLeaves() {
    }

    /**
     * A square picture; the same for the same numbers.
     *
     * @param side its side in pixels
     */
    public static Pixels picture(int side, Random random) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (int i = 0; i < DISCS; i++) {
            // Radii by the inverse cube, as sizes of things in photographs are.
            double radius = 1.5 / Math.sqrt(random.nextDouble() + 1.5 * 1.5 / side / side * 9);
            double x = random.nextDouble() * side;
            double y = random.nextDouble() * side;
            graphics.setPaint(new GradientPaint((float) (x - radius), (float) y, colour(random), (float) (x + radius), (float) (y + radius),
                    colour(random)));
            graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
        }
        graphics.dispose();
        return Quantum.pixels(image.getRGB(0, 0, side, side, null, 0, side), side, side);
    }

    private static Color colour(Random random) {
        return Color.getHSBColor(random.nextFloat(), random.nextFloat() * random.nextFloat(), random.nextFloat());
    }
}
