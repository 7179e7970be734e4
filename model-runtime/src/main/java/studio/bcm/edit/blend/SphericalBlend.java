package studio.bcm.edit.blend;

import java.util.ArrayList;
import java.util.List;
import studio.bcm.image.Pixels;

/**
 * Blends two noises along the sphere that they lie on (slerp): the direction turns at constant speed and the length goes
 * evenly from the one to the other, so that every blend has the deviation of noise.
 *
 * <p>One angle for everything would not do. Noise of an inverted picture is partly the start noise that the inversion added,
 * which stands for a surface without texture, and partly what it knows of the picture. Both pictures have the first in
 * common, so that a plain slerp keeps its strength and weakens the second: frames in the middle would be blurred. And where
 * the pictures are alike they have the second in common as well, and a slerp by an angle that is wider elsewhere would make
 * it too strong. Therefore the part that follows the start noise is blended linearly and the rest spherically, by angles that
 * are taken octave by octave and place by place.
 *
 * <p>What is coarser than all octaves is blended linearly: it is what noise knows of a picture's brightness and colour, and
 * on the sphere two pictures of like brightness would pass through a brighter one.
 */
public final class SphericalBlend {
    /** The coarsest octave has waves of 32 to 64 pixels. */
    private static final int OCTAVES = 5;

    private final List<Pixels> a;
    private final List<Pixels> b;
    private final List<Pixels> start;
    private final List<LocalArcs> arcs = new ArrayList<>();

    /**
     * @param a     noise of the first picture
     * @param b     noise of the second
     * @param start the noise, at any level, with which both inversions began
     */
    public SphericalBlend(Pixels a, Pixels b, Pixels start) {
        if (a.width() != b.width() || a.height() != b.height() || a.width() != start.width() || a.height() != start.height()) {
            throw new IllegalArgumentException("the noises differ in size");
        }
        this.a = LaplacianPyramid.split(a, OCTAVES);
        this.b = LaplacianPyramid.split(b, OCTAVES);
        this.start = LaplacianPyramid.split(start, OCTAVES);
        for (int i = 0; i + 1 < this.a.size(); i++) {
            arcs.add(new LocalArcs(this.a.get(i), this.b.get(i), this.start.get(i)));
        }
    }

    /**
     * The blend at a position.
     *
     * @param position 0 for the first, 1 for the second
     */
    public Pixels at(double position) {
        List<Pixels> parts = new ArrayList<>();
        for (int i = 0; i < arcs.size(); i++) {
            parts.add(arcs.get(i).blend(a.get(i), b.get(i), start.get(i), position));
        }
        Pixels rest = new Pixels(a.getLast().width(), a.getLast().height(), a.getLast().data().clone());
        for (int i = 0; i < rest.data().length; i++) {
            rest.data()[i] = (float) ((1 - position) * rest.data()[i] + position * b.getLast().data()[i]);
        }
        parts.add(rest);
        return LaplacianPyramid.join(parts);
    }
}
