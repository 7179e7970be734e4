package studio.bcm.edit.tile;

import studio.bcm.model.Pace;

/**
 * How large pictures are cut for the network.
 *
 * @param tileSize side of a tile in pixels, at least 32; memory and, through attention, time per pixel grow with it
 * @param overlap  pixels that neighbouring tiles share and over which they are blended, at most a quarter of a tile
 * @param batch    tiles evaluated at once, at least 1
 * @param isFitted whether tiles are made smaller where as many of them still cover the picture, so that no pixel is computed
 *                 more often than the overlap asks for; otherwise what they share beyond it serves as context
 */
public record Tiling(int tileSize, int overlap, int batch, boolean isFitted) {
    public Tiling {
        if (tileSize < 32 || overlap < 0 || 4 * TileGrid.roundUp(overlap, TileGrid.ALIGNMENT) > tileSize || batch < 1) {
            throw new IllegalArgumentException("tile size " + tileSize + ", overlap " + overlap + ", batch " + batch);
        }
    }

    /** Tiles of just that size. */
    public Tiling(int tileSize, int overlap, int batch) {
        this(tileSize, overlap, batch, false);
    }

    /**
     * For restoration, where every pixel of overlap costs time; with 16 of them borders show in gradients. Larger tiles share fewer pixels and let repeated texture be
     * seen, but attention costs more in each and their strength is estimated less locally (docs/performance.md).
     */
    public static Tiling forRestoration() {
        return new Tiling(288, 32, 4, true);
    }

    /** For restoration by a function of that pace. */
    public static Tiling forRestoration(Pace pace) {
        Tiling usual = forRestoration();
        return new Tiling(usual.tileSize, usual.overlap, pace.batchSize(), !pace.keepsShapes());
    }

    /** For inversion and generation, where the picture should be one whole wherever memory allows it. */
    public static Tiling forWholePictures() {
        return new Tiling(512, 64, 1);
    }

    public Tiling withBatch(int tiles) {
        return new Tiling(tileSize, overlap, tiles, isFitted);
    }

    public TileGrid grid(int width, int height, int sizeMultiple) {
        return new TileGrid(width, height, tileSize, overlap, sizeMultiple, isFitted);
    }
}
