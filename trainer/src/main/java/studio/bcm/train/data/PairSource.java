package studio.bcm.train.data;

/** Questions to f(x, t, 0.002) with one right answer each, of which a share is in every batch. */
public interface PairSource {
    /** n pairs of size×size. */
    RestorationSamples.Batch draw(int n, int size);

    /** Of their loss. */
    String name();
}
