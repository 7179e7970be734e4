package studio.bcm.train.data;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * Pictures that photos lack, for training: smooth surfaces with little grain, line art and flat drawings, screens with
 * text, scanned pages. All are drawn at random and free of rights.
 */
public final class DrawnPictures {
    private static final int SIDE = 320;
    private static final String LETTERS = "etaoinshrdlucmfwypvbgkjqxzETAOINSHRDLU0123456789.,;:-()%&";
    private static final float[] SIZES = {9, 10, 11, 12, 13, 14, 16, 18, 22, 28, 40};

    /** What is drawn. */
    public enum Kind {
        /** Gradients and soft blobs, grain of a deviation up to 1.5 of 255. */
        SMOOTH,
        /** Curves and filled shapes in few colours, with and without antialiasing. */
        DRAWING,
        /** Windows, rules and lines of text, dark on light or light on dark. */
        SCREEN,
        /** Text on paper, slightly turned, soft and noisy, mostly grey. */
        PAGE
    }

    private final Random random;
    private final String[] families;

    public DrawnPictures(long seed) {
        random = new Random(seed);
        families = GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames();
    }

    /** One picture of 320×320, sRGB. */
    public BufferedImage draw(Kind kind) {
        return switch (kind) {
            case SMOOTH -> smooth();
            case DRAWING -> drawing();
            case SCREEN -> screen();
            case PAGE -> page();
        };
    }

    private BufferedImage smooth() {
        // Bilinear between few random colours, which no 8-bit paint rounds on the way.
        int cells = 1 + random.nextInt(4);
        double[][][] nodes = new double[3][cells + 2][cells + 2];
        boolean near = random.nextBoolean();
        double[] base = {255 * random.nextDouble(), 255 * random.nextDouble(), 255 * random.nextDouble()};
        for (int c = 0; c < 3; c++) {
            for (double[] row : nodes[c]) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = near ? base[c] + 30 * random.nextGaussian() : 255 * random.nextDouble();
                }
            }
        }
        double grain = 1.5 * random.nextDouble() * random.nextDouble();
        boolean grey = random.nextInt(5) == 0;
        BufferedImage image = blank(Color.BLACK);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int rgb = 0;
                double luma = grain * random.nextGaussian();
                for (int c = 0; c < 3; c++) {
                    double value = between(nodes[grey ? 0 : c], cells * x / (double) SIDE, cells * y / (double) SIDE);
                    rgb = rgb << 8 | level(value + (grey ? luma : 0.5 * luma + 0.8 * grain * random.nextGaussian()));
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    private static double between(double[][] nodes, double x, double y) {
        int i = (int) x;
        int j = (int) y;
        double a = ease(x - i);
        double b = ease(y - j);
        return (1 - b) * ((1 - a) * nodes[j][i] + a * nodes[j][i + 1]) + b * ((1 - a) * nodes[j + 1][i] + a * nodes[j + 1][i + 1]);
    }

    private static double ease(double a) {
        return a * a * (3 - 2 * a);
    }

    private BufferedImage drawing() {
        Color paper = random.nextInt(3) > 0 ? pale() : colour();
        BufferedImage image = blank(paper);
        Graphics2D g = graphics(image, random.nextInt(4) > 0);
        int shapes = 6 + random.nextInt(30);
        Color ink = random.nextInt(3) > 0 ? new Color(random.nextInt(40), random.nextInt(40), random.nextInt(40)) : colour();
        boolean filled = random.nextInt(3) > 0;
        for (int i = 0; i < shapes; i++) {
            double x = SIDE * random.nextDouble();
            double y = SIDE * random.nextDouble();
            double w = 4 + 120 * random.nextDouble() * random.nextDouble();
            double h = 4 + 120 * random.nextDouble() * random.nextDouble();
            Path2D shape = new Path2D.Double();
            switch (random.nextInt(4)) {
                case 0 -> shape.append(new Ellipse2D.Double(x, y, w, h), false);
                case 1 -> shape.append(new Rectangle2D.Double(x, y, w, h), false);
                case 2 -> {
                    shape.moveTo(x, y);
                    for (int k = 0; k < 5; k++) {
                        shape.lineTo(x + w * random.nextGaussian(), y + h * random.nextGaussian());
                    }
                    shape.closePath();
                }
                default -> {
                    shape.moveTo(x, y);
                    for (int k = 0; k < 3; k++) {
                        shape.curveTo(x + w * random.nextGaussian(), y + h * random.nextGaussian(), x + w * random.nextGaussian(),
                                y + h * random.nextGaussian(), x + w * random.nextGaussian(), y + h * random.nextGaussian());
                    }
                }
            }
            if (filled) {
                g.setPaint(random.nextInt(6) == 0 ? new GradientPaint((float) x, (float) y, colour(), (float) (x + w), (float) (y + h), colour())
                        : colour());
                g.fill(shape);
            }
            g.setColor(ink);
            g.setStroke(new BasicStroke(0.7f + 3 * random.nextFloat() * random.nextFloat(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g.draw(shape);
        }
        g.dispose();
        return image;
    }

    private BufferedImage screen() {
        boolean dark = random.nextInt(3) == 0;
        Color paper = dark ? new Color(20 + random.nextInt(40), 20 + random.nextInt(40), 20 + random.nextInt(40)) : pale();
        BufferedImage image = blank(paper);
        Graphics2D g = graphics(image, random.nextInt(5) > 0);
        for (int i = random.nextInt(6); i > 0; i--) {
            g.setColor(random.nextBoolean() ? colour() : pale());
            g.fillRoundRect(random.nextInt(SIDE), random.nextInt(SIDE), 20 + random.nextInt(160), 12 + random.nextInt(60), 8, 8);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            g.setColor(random.nextBoolean() ? Color.GRAY : colour());
            int at = random.nextInt(SIDE);
            g.drawLine(random.nextBoolean() ? 0 : at, at, SIDE, at);
        }
        text(g, dark);
        g.dispose();
        return image;
    }

    private void text(Graphics2D g, boolean dark) {
        int y = 4;
        while (y < SIDE) {
            float size = SIZES[random.nextInt(SIZES.length)];
            g.setFont(font(size));
            int lines = 1 + random.nextInt(6);
            int left = random.nextInt(40);
            int tint = random.nextInt(60);
            g.setColor(random.nextInt(5) == 0 ? colour() : dark ? new Color(255 - tint, 255 - tint, 255 - tint) : new Color(tint, tint, tint));
            for (int i = 0; i < lines; i++) {
                y += Math.round(size * 1.35f);
                g.drawString(words(8 + random.nextInt(60)), left, y);
            }
            y += random.nextInt(12);
        }
    }

    private Font font(float size) {
        String family = families.length == 0 ? Font.SANS_SERIF : families[random.nextInt(families.length)];
        return new Font(family, random.nextInt(4) == 0 ? Font.BOLD : Font.PLAIN, 1).deriveFont(size);
    }

    private String words(int letters) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            line.append(random.nextInt(6) == 0 ? ' ' : LETTERS.charAt((int) (LETTERS.length() * random.nextDouble() * random.nextDouble())));
        }
        return line.toString();
    }

    private BufferedImage page() {
        BufferedImage sharp = blank(Color.WHITE);
        Graphics2D g = graphics(sharp, true);
        AffineTransform turn = AffineTransform.getRotateInstance(0.04 * random.nextGaussian(), SIDE / 2.0, SIDE / 2.0);
        g.transform(turn);
        text(g, false);
        g.dispose();
        double blur = 0.3 + 0.4 * random.nextDouble();
        double grain = 5 * random.nextDouble();
        double black = 60 * random.nextDouble();
        double[] paper = {225 + 30 * random.nextDouble(), 225 + 28 * random.nextDouble(), 215 + 30 * random.nextDouble()};
        boolean grey = random.nextInt(4) > 0;
        BufferedImage image = blank(Color.WHITE);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double sum = 0;
                double weights = 0;
                for (int j = -1; j <= 1; j++) {
                    for (int i = -1; i <= 1; i++) {
                        double weight = Math.exp(-(i * i + j * j) / (2 * blur * blur));
                        sum += weight * (sharp.getRGB(Math.clamp(x + i, 0, SIDE - 1), Math.clamp(y + j, 0, SIDE - 1)) >> 8 & 0xff);
                        weights += weight;
                    }
                }
                double ink = sum / weights / 255;
                double noise = grain * random.nextGaussian();
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    rgb = rgb << 8 | level(black + (paper[grey ? 0 : c] - black) * ink + noise);
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    private static int level(double value) {
        return Math.clamp(Math.round(value), 0, 255);
    }

    private static BufferedImage blank(Color paper) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(paper);
        g.fillRect(0, 0, SIDE, SIDE);
        g.dispose();
        return image;
    }

    private static Graphics2D graphics(BufferedImage image, boolean smooth) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, smooth ? RenderingHints.VALUE_ANTIALIAS_ON : RenderingHints.VALUE_ANTIALIAS_OFF);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING,
                smooth ? RenderingHints.VALUE_TEXT_ANTIALIAS_ON : RenderingHints.VALUE_TEXT_ANTIALIAS_OFF);
        return g;
    }

    private Color colour() {
        return Color.getHSBColor(random.nextFloat(), random.nextFloat(), random.nextFloat());
    }

    private Color pale() {
        return Color.getHSBColor(random.nextFloat(), 0.15f * random.nextFloat(), 0.85f + 0.15f * random.nextFloat());
    }
}
