package studio.bcm.evaluation.frechet;

/** What a network sees in pictures: the vectors between which Fréchet distances are measured. */
public interface Features extends AutoCloseable {
    /** As it stands in reports: where the features come from. */
    String title();

    /**
     * Features of a batch.
     *
     * @param batch N×3×size×size, planar RGB in −1…1; values beyond are clamped
     * @return N×d, where d is always the same
     */
    float[] of(float[] batch, int n, int size);

    @Override
    void close();
}
