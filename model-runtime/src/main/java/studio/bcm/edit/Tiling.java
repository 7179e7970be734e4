package studio.bcm.edit;

/**
 * How large pictures are cut for the network.
 *
 * @param tileSize side of a tile in pixels, at least 32; memory and, through attention, time per pixel grow with it
 * @param overlap  pixels that neighbouring tiles share and over which they are blended, at most a quarter of a tile
 * @param batch    tiles evaluated at once, at least 1
 */
public record Tiling(int tileSize, int overlap, int batch) {
    public Tiling {
        if (tileSize < 32 || overlap < 0 || 4 * TileGrid.roundUp(overlap, TileGrid.ALIGNMENT) > tileSize || batch < 1) {
            throw new IllegalArgumentException("tile size " + tileSize + ", overlap " + overlap + ", batch " + batch);
        }
    }

    /** For restoration, where little context is enough and every pixel of overlap costs time. */
    public static Tiling forRestoration() {
        return new Tiling(256, 16, 4);
    }

    /** For inversion and generation, where the picture should be one whole wherever memory allows it. */
    public static Tiling forWholePictures() {
        return new Tiling(512, 64, 1);
    }

    public Tiling withBatch(int tiles) {
        return new Tiling(tileSize, overlap, tiles);
    }

    TileGrid grid(int width, int height, int sizeMultiple) {
        return new TileGrid(width, height, tileSize, overlap, sizeMultiple);
    }
}
