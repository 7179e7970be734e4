package studio.bcm.route;

/**
 * Where a {@link RouteRunner} gets the noise of a batch from. Noise moves are numbered from 0 in the order of the route;
 * each has noise independent of the others'.
 */
@FunctionalInterface
public interface BatchNoise {
    /**
     * Adds {@code sigma} times standard normal noise to one picture of the batch.
     *
     * @param noiseMove number of the noise move within the route
     * @param index     which picture of the batch
     * @param sigma     deviation
     * @param into      3·height·width values from {@code offset} on
     */
    void add(int noiseMove, int index, float sigma, int height, int width, float[] into, int offset);

    /**
     * Tiles of one picture: noise is one field over all of it.
     *
     * @param seed of the whole picture
     * @param lefts left column of each tile of the batch
     * @param tops  top row of each tile of the batch
     */
    static BatchNoise ofTiles(long seed, int[] lefts, int[] tops) {
        return (noiseMove, index, sigma, height, width, into, offset) ->
                new NoiseField(seed, noiseMove).add(sigma, lefts[index], tops[index], width, height, into, offset);
    }

    /**
     * Pictures that have nothing to do with each other.
     *
     * @param seeds one for each picture of the batch; the result for a seed does not depend on the batch it is in
     */
    static BatchNoise ofPictures(long... seeds) {
        return (noiseMove, index, sigma, height, width, into, offset) ->
                new NoiseField(seeds[index], noiseMove).add(sigma, 0, 0, width, height, into, offset);
    }
}
