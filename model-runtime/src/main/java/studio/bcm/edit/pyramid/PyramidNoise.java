package studio.bcm.edit.pyramid;

import java.util.List;
import studio.bcm.image.Pixels;

/**
 * A picture as the noise of its levels, the finest first, and what the models lost of each. From the noise alone the picture comes back
 * nearly, with what was lost exactly.
 *
 * @param noise of each level, at the models' greatest level; the last is the base's
 * @param rest  what each level lacks when it is made of its noise and the exact coarser level, on −1…1
 */
public record PyramidNoise(PyramidShape shape, List<Pixels> noise, List<Pixels> rest) {
    public PyramidNoise {
        noise = List.copyOf(noise);
        rest = List.copyOf(rest);
    }

    /** Levels of detail, above the base. */
    public int details() {
        return shape.details();
    }
}
