package studio.bcm.edit.pyramid;

import java.util.ArrayList;
import java.util.List;
import studio.bcm.UserException;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

/**
 * A morph of two pictures in the noise of all their levels, that of the whole small pictures included: the composition of one turns into that
 * of the other. What the models lose of each level is carried along, so that both ends are exact.
 */
public final class PyramidMorph {
    /** Beyond it the arc is taken for a line. */
    private static final double NEARLY_ALIKE = 0.9995;

    private final Pyramid pyramid;
    private final PyramidNoise a;
    private final PyramidNoise b;

    private PyramidMorph(Pyramid pyramid, PyramidNoise a, PyramidNoise b) {
        this.pyramid = pyramid;
        this.a = a;
        this.b = b;
    }

    /**
     * Carries two pictures to the noise of their levels.
     *
     * @param second of the first one's size
     */
    public static PyramidMorph prepare(Pyramid pyramid, PixelSource first, PixelSource second, Progress progress) {
        if (first.width() != second.width() || first.height() != second.height()) {
            throw new UserException("The pictures have different sizes, " + first.width() + "×" + first.height() + " and " + second.width() + "×"
                    + second.height() + ": levels are mixed of pictures of one size.");
        }
        return new PyramidMorph(pyramid, pyramid.invert(first, progress.part(0, 0.5)), pyramid.invert(second, progress.part(0.5, 1)));
    }

    /**
     * A frame.
     *
     * @param position 0 for the first picture, 1 for the second
     * @return nominally −1…1
     */
    public Pixels frameAt(double position, Progress progress) {
        List<Pixels> noise = new ArrayList<>();
        List<Pixels> rest = new ArrayList<>();
        for (int k = 0; k < a.noise().size(); k++) {
            noise.add(turned(a.noise().get(k), b.noise().get(k), position));
            rest.add(weighed(a.rest().get(k), 1 - position, b.rest().get(k), position));
        }
        return pyramid.rebuild(new PyramidNoise(a.shape(), noise, rest), true, progress);
    }

    /** On the arc between two noises, so that the deviation stays (Shoemake 1985). */
    private static Pixels turned(Pixels a, Pixels b, double position) {
        double dot = 0;
        double lengthA = 0;
        double lengthB = 0;
        for (int i = 0; i < a.data().length; i++) {
            dot += (double) a.data()[i] * b.data()[i];
            lengthA += (double) a.data()[i] * a.data()[i];
            lengthB += (double) b.data()[i] * b.data()[i];
        }
        double cosine = dot / Math.sqrt(lengthA * lengthB + 1e-12);
        if (Math.abs(cosine) > NEARLY_ALIKE) {
            return weighed(a, 1 - position, b, position);
        }
        double angle = Math.acos(cosine);
        return weighed(a, Math.sin((1 - position) * angle) / Math.sin(angle), b, Math.sin(position * angle) / Math.sin(angle));
    }

    private static Pixels weighed(Pixels a, double ofA, Pixels b, double ofB) {
        float[] values = new float[a.data().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (ofA * a.data()[i] + ofB * b.data()[i]);
        }
        return new Pixels(a.width(), a.height(), values);
    }
}
