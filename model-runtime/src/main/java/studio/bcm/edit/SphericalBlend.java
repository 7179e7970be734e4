package studio.bcm.edit;

import studio.bcm.image.Pixels;

/**
 * Blends two noises along the sphere that they lie on (slerp): the direction turns at constant speed and the length goes
 * evenly from the one to the other, so that every blend has the deviation of noise. Where both point nearly the same way
 * this is the linear blend, scaled to that length.
 *
 * <p>The mean of each channel is blended linearly and apart: it is what noise knows of a picture's brightness and colour,
 * and on the sphere two pictures of like brightness would pass through a brighter one.
 */
final class SphericalBlend {
    private static final double NEARLY_PARALLEL = 1e-4;

    private final Pixels a;
    private final Pixels b;
    private final float[] meansA;
    private final float[] meansB;
    private final double lengthA;
    private final double lengthB;
    private final double angle;

    SphericalBlend(Pixels a, Pixels b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new IllegalArgumentException("the noises differ in size");
        }
        this.a = a;
        this.b = b;
        meansA = means(a);
        meansB = means(b);
        double aa = 0;
        double bb = 0;
        double ab = 0;
        int plane = a.width() * a.height();
        for (int c = 0; c < 3; c++) {
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                double p = a.data()[i] - meansA[c];
                double q = b.data()[i] - meansB[c];
                aa += p * p;
                bb += q * q;
                ab += p * q;
            }
        }
        lengthA = Math.sqrt(aa);
        lengthB = Math.sqrt(bb);
        angle = aa == 0 || bb == 0 ? 0 : Math.acos(Math.clamp(ab / (lengthA * lengthB), -1, 1));
    }

    /** Angle between the two, without their means, in radians. */
    double angle() {
        return angle;
    }

    /**
     * The blend at a position.
     *
     * @param position 0 for the first, 1 for the second
     */
    Pixels at(double position) {
        double weightA;
        double weightB;
        double sine = Math.sin(angle);
        if (sine < NEARLY_PARALLEL) {
            weightA = 1 - position;
            weightB = position;
        } else {
            double length = (1 - position) * lengthA + position * lengthB;
            weightA = Math.sin((1 - position) * angle) / sine * length / lengthA;
            weightB = Math.sin(position * angle) / sine * length / lengthB;
        }
        Pixels blend = Pixels.blank(a.width(), a.height());
        int plane = a.width() * a.height();
        for (int c = 0; c < 3; c++) {
            double mean = (1 - position) * meansA[c] + position * meansB[c];
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                blend.data()[i] = (float) (mean + weightA * (a.data()[i] - meansA[c]) + weightB * (b.data()[i] - meansB[c]));
            }
        }
        return blend;
    }

    private static float[] means(Pixels pixels) {
        float[] means = new float[3];
        int plane = pixels.width() * pixels.height();
        for (int c = 0; c < 3; c++) {
            double sum = 0;
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                sum += pixels.data()[i];
            }
            means[c] = (float) (sum / plane);
        }
        return means;
    }
}
