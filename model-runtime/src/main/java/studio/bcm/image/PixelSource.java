package studio.bcm.image;

/** A picture that can be read in rectangles, so that work on it needs memory for a tile and not for the whole. */
public interface PixelSource {
    int width();

    int height();

    /**
     * Reads a rectangle as planar RGB in −1…1 (sRGB-encoded or whatever the picture's profile says: values are passed on
     * as stored). Parts outside the picture are filled by reflection at its borders, so any rectangle may be asked for.
     *
     * @param x left column, may be negative
     * @param y top row, may be negative
     * @param w columns, at least 1
     * @param h rows, at least 1
     * @param into receives 3·h·w values from {@code offset} on: red plane, green plane, blue plane, each row-major
     */
    void read(int x, int y, int w, int h, float[] into, int offset);
}
