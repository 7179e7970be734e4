package studio.bcm.evaluation.seams;

import java.util.SplittableRandom;
import studio.bcm.image.Pixels;

/**
 * Smooth shading to look for seams in: colours that go up and down evenly in a direction of chance. Steps are 0.3 to 1 levels
 * of 8 bits a pixel in each direction and channel: of more pixels than there are levels, so that steps add up to the same
 * however they are rounded, and never so few that rounding is all there is.
 */
public final class SmoothGradient {
    private static final double LEVEL = 1 / 127.5;
    private static final double GENTLEST = 0.4 * LEVEL;
    private static final double STEEPEST = 0.8 * LEVEL;
    private static final double COLOUR = 0.25;
    /** Colours go from −0.9 to 0.9, so that nothing is cut off at black or white. */
    private static final double TOP = 0.9;

    private SmoothGradient() {
    }

    /** One of its own for every seed. */
    public static Pixels of(int side, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double right = slope(random);
        double down = slope(random);
        Pixels shade = Pixels.blank(side, side);
        for (int c = 0; c < 3; c++) {
            double colour = random.nextDouble(1 - COLOUR, 1 + COLOUR);
            double phase = random.nextDouble(4 * TOP);
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    shade.data()[(c * side + y) * side + x] = (float) upAndDown(phase + colour * (right * x + down * y));
                }
            }
        }
        return shade;
    }

    private static double slope(SplittableRandom random) {
        return (random.nextBoolean() ? 1 : -1) * random.nextDouble(GENTLEST, STEEPEST);
    }

    private static double upAndDown(double way) {
        double height = way - 4 * TOP * Math.floor(way / (4 * TOP));
        return height < 2 * TOP ? height - TOP : 3 * TOP - height;
    }
}
