package studio.bcm.edit.morph;

import java.util.Objects;

/**
 * How a morph passes in time.
 *
 * @param shape     of the way that things move
 * @param colour    of what is coarse
 * @param detail    of what is chosen from A or B
 * @param holdStart share of the time that A stands still, 0…1
 * @param holdEnd   share of the time that B stands still
 */
public record MorphTiming(Curve shape, Curve colour, Curve detail, double holdStart, double holdEnd) {
    public static final MorphTiming EVEN = new MorphTiming(Curve.LINEAR, Curve.LINEAR, Curve.LINEAR, 0, 0);

    public MorphTiming {
        Objects.requireNonNull(shape);
        Objects.requireNonNull(colour);
        Objects.requireNonNull(detail);
        if (!(holdStart >= 0 && holdEnd >= 0 && holdStart + holdEnd < 1)) {
            throw new IllegalArgumentException("nothing is left between the holds");
        }
    }

    /** The moment at a time, 0…1. */
    public Moment at(double time) {
        double moving = time >= 1 - holdEnd ? 1 : Math.clamp((time - holdStart) / (1 - holdStart - holdEnd), 0, 1);
        return new Moment(shape.at(moving), colour.at(moving), detail.at(moving));
    }
}
