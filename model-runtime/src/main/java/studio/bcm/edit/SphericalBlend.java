package studio.bcm.edit;

import java.util.ArrayList;
import java.util.List;
import studio.bcm.image.Pixels;

/**
 * Blends two noises along the sphere that they lie on (slerp): the direction turns at constant speed and the length goes
 * evenly from the one to the other, so that every blend has the deviation of noise. Where both point nearly the same way
 * this is the linear blend, scaled to that length.
 *
 * <p>Each octave of frequencies is blended by itself. Two photos have much in common in low frequencies and little in high
 * ones, and one angle for all would make a blend too strong in the former and too weak in the latter: a middle frame of too
 * much contrast and too little texture.
 *
 * <p>What is coarser than all octaves is blended linearly: it is what noise knows of a picture's brightness and colour, and
 * on the sphere two pictures of like brightness would pass through a brighter one.
 */
final class SphericalBlend {
    private static final double NEARLY_PARALLEL = 1e-4;
    /** The coarsest octave has waves of 32 to 64 pixels. */
    private static final int OCTAVES = 5;

    private final List<Pixels> a;
    private final List<Pixels> b;
    private final List<Arc> arcs = new ArrayList<>();

    SphericalBlend(Pixels a, Pixels b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new IllegalArgumentException("the noises differ in size");
        }
        this.a = LaplacianPyramid.split(a, OCTAVES);
        this.b = LaplacianPyramid.split(b, OCTAVES);
        for (int i = 0; i + 1 < this.a.size(); i++) {
            arcs.add(Arc.between(this.a.get(i).data(), this.b.get(i).data()));
        }
    }

    /**
     * The blend at a position.
     *
     * @param position 0 for the first, 1 for the second
     */
    Pixels at(double position) {
        List<Pixels> parts = new ArrayList<>();
        for (int i = 0; i < arcs.size(); i++) {
            parts.add(sum(arcs.get(i).weightOfFirst(position), a.get(i), arcs.get(i).weightOfSecond(position), b.get(i)));
        }
        parts.add(sum(1 - position, a.getLast(), position, b.getLast()));
        return LaplacianPyramid.join(parts);
    }

    private static Pixels sum(double weightA, Pixels a, double weightB, Pixels b) {
        Pixels sum = Pixels.blank(a.width(), a.height());
        for (int i = 0; i < sum.data().length; i++) {
            sum.data()[i] = (float) (weightA * a.data()[i] + weightB * b.data()[i]);
        }
        return sum;
    }

    /**
     * The way from one vector to another.
     *
     * @param angle between them, in radians
     */
    private record Arc(double lengthA, double lengthB, double angle) {
        static Arc between(float[] a, float[] b) {
            double aa = 0;
            double bb = 0;
            double ab = 0;
            for (int i = 0; i < a.length; i++) {
                aa += (double) a[i] * a[i];
                bb += (double) b[i] * b[i];
                ab += (double) a[i] * b[i];
            }
            double angle = aa == 0 || bb == 0 ? 0 : Math.acos(Math.clamp(ab / Math.sqrt(aa * bb), -1, 1));
            return new Arc(Math.sqrt(aa), Math.sqrt(bb), angle);
        }

        double weightOfFirst(double position) {
            return weight(1 - position, (1 - position) * lengthA + position * lengthB, lengthA);
        }

        double weightOfSecond(double position) {
            return weight(position, (1 - position) * lengthA + position * lengthB, lengthB);
        }

        private double weight(double share, double length, double own) {
            double sine = Math.sin(angle);
            return sine < NEARLY_PARALLEL ? share : Math.sin(share * angle) / sine * length / own;
        }
    }
}
