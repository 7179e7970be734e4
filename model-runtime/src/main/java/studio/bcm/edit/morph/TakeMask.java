package studio.bcm.edit.morph;

/**
 * What was painted over the halfway frame: which photo a place is taken from.
 *
 * @param width  columns; any size will do
 * @param height rows
 * @param values height·width values: {@link #FREE}, {@link #A}, {@link #B} or {@link #APART}; shared, not copied
 */
public record TakeMask(int width, int height, byte[] values) {
    /** Left to the photos. */
    public static final byte FREE = 0;
    /** A's until the end. */
    public static final byte A = 1;
    /** B's from the start. */
    public static final byte B = 2;
    /** A's or B's, but never a mixture. */
    public static final byte APART = 3;
    /** Share of the time in which what is A's turns into B in the end, or what is B's has come from A. */
    private static final float MARGIN = 0.1f;
    private static final double SOFT = 1;

    public TakeMask {
        if (width < 1 || height < 1 || values.length != width * height) {
            throw new IllegalArgumentException(values.length + " values are no mask of " + width + "×" + height);
        }
    }

    private Plane of(byte kind) {
        Plane plane = Plane.blank(width, height);
        for (int i = 0; i < values.length; i++) {
            plane.data()[i] = values[i] == kind ? 1 : 0;
        }
        return plane;
    }

    /** Times with what is A's moved to the end and what is B's to the start. */
    Plane applied(Plane times) {
        Plane ofA = of(A).resized(times.width(), times.height()).blurred(SOFT);
        Plane ofB = of(B).resized(times.width(), times.height()).blurred(SOFT);
        Plane result = Plane.blank(times.width(), times.height());
        for (int i = 0; i < result.data().length; i++) {
            float time = times.data()[i];
            time += ofA.data()[i] * (1 - MARGIN + MARGIN * time - time);
            time += ofB.data()[i] * (MARGIN * time - time);
            result.data()[i] = time;
        }
        return result;
    }

    /** 0 where nothing is mixed: that is so wherever anything was painted. */
    Plane together() {
        Plane plane = Plane.blank(width, height);
        for (int i = 0; i < values.length; i++) {
            plane.data()[i] = values[i] == FREE ? 1 : 0;
        }
        return plane.blurred(SOFT);
    }
}
