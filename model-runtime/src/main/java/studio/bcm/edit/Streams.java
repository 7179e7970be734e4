package studio.bcm.edit;

/** Numbers of the noise streams that operations draw from: what must differ for one seed has a stream of its own. */
final class Streams {
    /** Start noise of inversions. */
    static final int START = 0;
    /** Noise that sampling routes add on the way. */
    static final int SAMPLING = 100;
    /** Noise that pictures are made of, one stream for each picture. */
    static final int PICTURES = 1000;

    private Streams() {
    }
}
