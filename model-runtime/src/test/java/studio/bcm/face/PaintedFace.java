package studio.bcm.face;

import studio.bcm.image.Pixels;

/**
 * Paints heads of soft ellipses, whose features are at known places.
 *
 * @param x     of the head's centre, pixels
 * @param y     of the head's centre
 * @param size  of the square that head and shoulders fill, pixels; the face is about .45 of it
 * @param angle by which the head is tilted, radians, clockwise on the screen
 * @param skin  how dark the skin is, 0 light … 1
 */
public record PaintedFace(double x, double y, double size, double angle, double skin) {
    private static final double EYE_X = 0.083;
    private static final double EYE_Y = -0.025;
    private static final double MOUTH_Y = 0.155;

    private static final double[] SHIRT = {0.25, 0.3, 0.45};
    private static final double[] HAIR = {0.2, 0.14, 0.1};
    private static final double[] LIPS = {0.72, 0.38, 0.36};
    private static final double[] WHITE = {0.93, 0.91, 0.9};
    private static final double[] IRIS = {0.25, 0.17, 0.1};
    private static final double[] BLACK = {0.02, 0.02, 0.02};

    /** A picture of plain grey with heads, later ones in front. */
    public static Pixels picture(int width, int height, PaintedFace... faces) {
        Pixels pixels = Pixels.blank(width, height);
        double[] colour = new double[3];
        for (int j = 0; j < height; j++) {
            for (int i = 0; i < width; i++) {
                colour[0] = 0.75;
                colour[1] = 0.78;
                colour[2] = 0.8;
                for (PaintedFace face : faces) {
                    double dx = (i + 0.5 - face.x) / face.size;
                    double dy = (j + 0.5 - face.y) / face.size;
                    double cos = Math.cos(face.angle);
                    double sin = Math.sin(face.angle);
                    double u = dx * cos + dy * sin;
                    double v = dy * cos - dx * sin;
                    if (Math.abs(u) < 0.5 && Math.abs(v) < 0.5) {
                        face.paint(u, v, colour);
                    }
                }
                for (int c = 0; c < 3; c++) {
                    pixels.data()[(c * height + j) * width + i] = (float) (2 * colour[c] - 1);
                }
            }
        }
        return pixels;
    }

    /** Where the person's right eye is. */
    public double[] rightEye() {
        return place(-EYE_X, EYE_Y);
    }

    /** Where the person's left eye is. */
    public double[] leftEye() {
        return place(EYE_X, EYE_Y);
    }

    public double[] mouth() {
        return place(0, MOUTH_Y);
    }

    public double eyeDistance() {
        return 2 * EYE_X * size;
    }

    private double[] place(double u, double v) {
        return new double[] {x + size * (u * Math.cos(angle) - v * Math.sin(angle)), y + size * (u * Math.sin(angle) + v * Math.cos(angle))};
    }

    private void paint(double u, double v, double[] colour) {
        double[] light = {0.85 - 0.45 * skin, 0.65 - 0.4 * skin, 0.55 - 0.38 * skin};
        double[] shade = {0.65 * light[0], 0.55 * light[1], 0.55 * light[2]};
        put(colour, soft(u, v, 0, 0.62, 0.42, 0.28, 0.05), SHIRT);
        put(colour, soft(u, v, 0, 0.3, 0.1, 0.2, 0.1), new double[] {0.8 * light[0], 0.77 * light[1], 0.75 * light[2]});
        put(colour, soft(u, v, 0, -0.07, 0.24, 0.3, 0.06), HAIR);
        for (int side = -1; side <= 1; side += 2) {
            put(colour, soft(u, v, side * 0.215, 0, 0.03, 0.06, 0.2), new double[] {0.88 * light[0], 0.85 * light[1], 0.84 * light[2]});
        }
        double head = soft(u, v, 0, 0.02, 0.2, 0.26, 0.06);
        put(colour, head, light);
        double round = 1 - 0.25 * Math.min(1, u * u / 0.04) * head;
        for (int c = 0; c < 3; c++) {
            colour[c] *= round;
        }
        for (int side = -1; side <= 1; side += 2) {
            double eye = side * EYE_X;
            put(colour, 0.5 * soft(u, v, eye, -0.03, 0.055, 0.035, 0.8), shade);
            put(colour, soft(u, v, eye, EYE_Y, 0.036, 0.016, 0.25), WHITE);
            put(colour, soft(u, v, eye, EYE_Y, 0.0165, 0.0165, 0.25) * soft(u, v, eye, EYE_Y, 0.036, 0.018, 0.2), IRIS);
            put(colour, soft(u, v, eye, EYE_Y, 0.007, 0.007, 0.3), BLACK);
            put(colour, 0.8 * soft(u, v, eye, -0.042, 0.042, 0.006, 0.6), HAIR);
            put(colour, 0.85 * soft(u, v, eye * 1.02, -0.085, 0.05, 0.011, 0.5), HAIR);
            put(colour, 0.5 * soft(u, v, side * 0.02, 0.087, 0.012, 0.008, 0.7), HAIR);
            put(colour, 0.3 * soft(u, v, side * 0.03, 0.05, 0.012, 0.06, 0.9), shade);
        }
        put(colour, 0.35 * soft(u, v, 0, 0.06, 0.014, 0.05, 0.9), new double[] {1.15 * light[0], 1.25 * light[1], 1.35 * light[2]});
        put(colour, 0.35 * soft(u, v, 0, 0.1, 0.04, 0.012, 0.9), shade);
        put(colour, soft(u, v, 0, MOUTH_Y, 0.062, 0.022, 0.25), LIPS);
        put(colour, 0.8 * soft(u, v, 0, MOUTH_Y - 0.003, 0.058, 0.0035, 0.6), BLACK);
        put(colour, 0.3 * soft(u, v, 0, 0.19, 0.04, 0.012, 0.9), shade);
    }

    /** 1 inside of an ellipse, 0 outside. */
    private static double soft(double u, double v, double cx, double cy, double rx, double ry, double width) {
        double du = (u - cx) / rx;
        double dv = (v - cy) / ry;
        return Math.clamp((1 - Math.sqrt(du * du + dv * dv)) / width + 0.5, 0, 1);
    }

    private static void put(double[] colour, double cover, double[] with) {
        for (int c = 0; c < 3; c++) {
            colour[c] += cover * (with[c] - colour[c]);
        }
    }
}
