package studio.bcm.image.metadata;

/**
 * The eight ways in which a camera may store a picture, by the value of the EXIF tag Orientation (0x0112): how the stored
 * picture is mirrored and turned to be seen upright.
 */
public enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    HALF_TURN(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    QUARTER_TURN(true, true, false),
    TRANSVERSED(true, true, true),
    THREE_QUARTER_TURN(true, false, true);

    /** Whether rows become columns. */
    private final boolean swapped;
    /** Whether upright columns run against the stored axis that they come from. */
    private final boolean columnsReversed;
    private final boolean rowsReversed;

    Orientation(boolean swapped, boolean columnsReversed, boolean rowsReversed) {
        this.swapped = swapped;
        this.columnsReversed = columnsReversed;
        this.rowsReversed = rowsReversed;
    }

    /** The orientation of an EXIF value; values outside 1…8 count as upright. */
    public static Orientation ofExif(int value) {
        return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
    }

    /** The EXIF value, 1…8. */
    public int exif() {
        return ordinal() + 1;
    }

    /** Whether width and height of the stored and the upright picture are exchanged. */
    public boolean swapsSides() {
        return swapped;
    }

    /** Stored column of the upright pixel (x, y), where the stored picture is {@code storedWidth} wide. */
    public int storedX(int x, int y, int storedWidth) {
        int along = swapped ? y : x;
        boolean reversed = swapped ? rowsReversed : columnsReversed;
        return reversed ? storedWidth - 1 - along : along;
    }

    /** Stored row of the upright pixel (x, y), where the stored picture is {@code storedHeight} high. */
    public int storedY(int x, int y, int storedHeight) {
        int along = swapped ? x : y;
        boolean reversed = swapped ? columnsReversed : rowsReversed;
        return reversed ? storedHeight - 1 - along : along;
    }

    /** The orientation that undoes this one. */
    public Orientation inverse() {
        return switch (this) {
            case QUARTER_TURN -> THREE_QUARTER_TURN;
            case THREE_QUARTER_TURN -> QUARTER_TURN;
            default -> this;
        };
    }
}
