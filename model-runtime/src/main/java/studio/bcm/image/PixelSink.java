package studio.bcm.image;

/** Takes a picture in rectangles, in any order: the counterpart of {@link PixelSource}. */
@FunctionalInterface
public interface PixelSink {
    /**
     * Writes a rectangle of planar RGB in −1…1 (values outside are clamped). Rectangles that do not overlap may be written
     * by several threads at the same time.
     *
     * @param x left column, at least 0
     * @param y top row, at least 0
     * @param w columns, at least 1, all inside the picture
     * @param h rows, at least 1, all inside the picture
     * @param from holds 3·h·w values from {@code offset} on: red plane, green plane, blue plane, each row-major
     */
    void write(int x, int y, int w, int h, float[] from, int offset);
}
