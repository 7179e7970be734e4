package studio.bcm.edit.morph;

/** How far shape, colour and detail of a frame are on the way from A (0) to B (1). */
public record Moment(double shape, double colour, double detail) {
    public Moment {
        if (!(shape >= 0 && shape <= 1 && colour >= 0 && colour <= 1 && detail >= 0 && detail <= 1)) {
            throw new IllegalArgumentException("a moment outside 0…1");
        }
    }

    /** All at one position. */
    public static Moment of(double position) {
        return new Moment(position, position, position);
    }

    boolean isStart() {
        return shape == 0 && colour == 0 && detail == 0;
    }

    boolean isEnd() {
        return shape == 1 && colour == 1 && detail == 1;
    }
}
