package studio.bcm.image;

/** Resampling with a three-lobed Lanczos window, widened when the picture gets smaller so that nothing aliases. */
public final class Lanczos {
    private Lanczos() {
    }

    /**
     * Resamples a part of a picture.
     *
     * @param left       of the part, in pixels of the source; need not be whole, nor the part lie within the picture
     * @param top        of the part
     * @param partWidth  of the part
     * @param partHeight of the part
     * @param width      columns wanted
     * @param height     rows wanted
     */
    public static Pixels resample(PixelSource source, double left, double top, double partWidth, double partHeight, int width,
            int height) {
        Taps across = new Taps(left, partWidth / width, width, Kernel.LANCZOS);
        Taps down = new Taps(top, partHeight / height, height, Kernel.LANCZOS);
        int columns = across.last() - across.first();
        int rows = down.last() - down.first();
        float[] row = new float[3 * columns];
        float[] narrow = new float[Math.multiplyExact(3, Math.multiplyExact(rows, width))];
        for (int j = 0; j < rows; j++) {
            source.read(across.first(), down.first() + j, columns, 1, row, 0);
            for (int c = 0; c < 3; c++) {
                across.row(row, c * columns, narrow, (c * rows + j) * width);
            }
        }
        Pixels result = Pixels.blank(width, height);
        for (int c = 0; c < 3; c++) {
            down.columns(narrow, c * rows * width, width, result.data(), c * height * width);
        }
        return result;
    }
}
