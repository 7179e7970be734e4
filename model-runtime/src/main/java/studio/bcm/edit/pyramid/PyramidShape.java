package studio.bcm.edit.pyramid;

import studio.bcm.UserException;

/**
 * Sizes of a picture's levels. Level 0 is the picture itself, enlarged by reflection so that it can be halved often enough; the last is
 * the whole picture as small as the base model likes it.
 *
 * @param width    columns of the picture
 * @param height   rows of the picture
 * @param details  levels of detail, of which each doubles the size
 * @param multiple what sizes of all levels are multiples of
 */
public record PyramidShape(int width, int height, int details, int multiple) {
    /** Of the base's side: a smaller picture is a base by itself. */
    static final double SMALLEST = 1.5;
    /** More would be pictures of 16,000 pixels a side. */
    private static final int MOST_DETAILS = 8;

    /**
     * The levels of a picture for a base of some size.
     *
     * @param base shorter side that the base model was trained at
     */
    public static PyramidShape of(int width, int height, int base, int multiple) {
        int details = 0;
        while (Math.min(width, height) > base * SMALLEST * (1 << details)) {
            details++;
        }
        if (details > MOST_DETAILS) {
            throw new UserException("A picture of " + width + "×" + height + " pixels has more levels than a pyramid can hold.");
        }
        return new PyramidShape(width, height, details, multiple);
    }

    /** Columns of a level. */
    public int widthOf(int level) {
        return roundedUp(width) >> level;
    }

    /** Rows of a level. */
    int heightOf(int level) {
        return roundedUp(height) >> level;
    }

    private int roundedUp(int side) {
        int step = multiple << details;
        return Math.ceilDiv(side, step) * step;
    }
}
