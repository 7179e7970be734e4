package studio.bcm.edit.noise;

/** Numbers of the noise streams that operations draw from: what must differ for one seed has a stream of its own. */
public final class Streams {
    /** Start noise of inversions. */
    public static final int START = 0;
    /** Noise that pictures are made of, one stream for each picture. */
    public static final int PICTURES = 1 << 20;

    private static final int SAMPLING = 1 << 24;
    private static final int MOVES = 32;

    private Streams() {
    }

    /** First stream of the noise that a sampling route adds on the way to a picture. */
    public static int sampling(int picture) {
        return SAMPLING + MOVES * picture;
    }
}
