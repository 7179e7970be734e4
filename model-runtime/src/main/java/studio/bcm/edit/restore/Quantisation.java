package studio.bcm.edit.restore;

import java.util.Optional;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.image.metadata.Orientation;

/**
 * How a JPEG file quantised its picture, in the geometry of the upright picture.
 *
 * @param steps      for each of the planes 64 steps, row-major (8·v + u): luma alone, or luma and two chroma, or red, green
 *                   and blue
 * @param isRgb      whether the planes are red, green and blue
 * @param horizontal luma columns for each chroma column
 * @param vertical   luma rows for each chroma row
 * @param gridX      a column at which a macroblock begins
 * @param gridY      a row at which a macroblock begins
 */
record Quantisation(int[][] steps, boolean isRgb, int horizontal, int vertical, int gridX, int gridY) {
    /** Of a file; empty where its components have sampling factors that no common program writes. */
    static Optional<Quantisation> of(JpegFacts facts) {
        Orientation orientation = facts.orientation();
        boolean swapped = orientation.swapsSides();
        boolean isRgb = facts.colourTransform() == JpegFacts.ColourTransform.RGB
                || facts.colourTransform() == JpegFacts.ColourTransform.CMYK;
        int planes = Math.min(3, facts.components().size());
        int[][] steps = new int[planes][];
        for (int p = 0; p < planes; p++) {
            int[] stored = facts.components().get(p).steps();
            steps[p] = swapped ? transposed(stored) : stored.clone();
        }
        JpegFacts.Component luma = facts.components().getFirst();
        JpegFacts.Component chroma = facts.components().get(planes - 1);
        if (luma.horizontal() % chroma.horizontal() != 0 || luma.vertical() % chroma.vertical() != 0) {
            return Optional.empty();
        }
        int across = luma.horizontal() / chroma.horizontal();
        int down = luma.vertical() / chroma.vertical();
        int width = swapped ? facts.height() : facts.width();
        int height = swapped ? facts.width() : facts.height();
        int horizontal = swapped ? down : across;
        int vertical = swapped ? across : down;
        // A side that was stored the other way round has its first block at the far end.
        int exif = orientation.exif();
        boolean columnsReversed = exif == 2 || exif == 3 || exif == 6 || exif == 7;
        boolean rowsReversed = exif == 3 || exif == 4 || exif == 7 || exif == 8;
        return Optional.of(new Quantisation(steps, isRgb, horizontal, vertical,
                columnsReversed ? width % (8 * horizontal) : 0, rowsReversed ? height % (8 * vertical) : 0));
    }

    private static int[] transposed(int[] steps) {
        int[] turned = new int[64];
        for (int v = 0; v < 8; v++) {
            for (int u = 0; u < 8; u++) {
                turned[8 * u + v] = steps[8 * v + u];
            }
        }
        return turned;
    }
}
