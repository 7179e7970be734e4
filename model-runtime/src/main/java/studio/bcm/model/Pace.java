package studio.bcm.model;

/**
 * How a function is best fed with the tiles of large pictures: wishes, not limits.
 *
 * @param batchSize   tiles to evaluate at once
 * @param atOnce      evaluations to have under way at once, so that a device does not wait for what is done on the CPU before and
 *                    after each; more than one only where evaluations may be called by several threads
 * @param keepsShapes whether a new shape of batch costs so much that tiles are better all of one size
 */
public record Pace(int batchSize, int atOnce, boolean keepsShapes) {
    /** For a function that has no wishes. */
    public static final Pace ANY = new Pace(4, 1, false);

    public Pace {
        if (batchSize < 1 || atOnce < 1) {
            throw new IllegalArgumentException(batchSize + " tiles, " + atOnce + " evaluations at once");
        }
    }
}
