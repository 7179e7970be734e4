package studio.bcm.edit;

/**
 * How a JPEG file quantised its picture, in the geometry of the upright picture.
 *
 * @param luma       64 steps of luma, row-major (8·v + u)
 * @param chroma     64 steps of chroma, or null for a grey picture
 * @param horizontal luma columns for each chroma column
 * @param vertical   luma rows for each chroma row
 * @param gridX      column of the first block border at or right of the left edge, 0 unless the picture was turned
 * @param gridY      row of the first block border at or below the upper edge
 */
record Quantisation(int[] luma, int[] chroma, int horizontal, int vertical, int gridX, int gridY) {
}
