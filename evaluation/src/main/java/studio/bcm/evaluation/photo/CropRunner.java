package studio.bcm.evaluation.photo;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.route.Move;
import studio.bcm.task.Progress;

/**
 * Takes single crops through moves. Each crop draws its noise from a seed of its own, so that a figure depends neither on
 * the batch size nor on how many crops there are beside it.
 */
public final class CropRunner {
    private final ConsistencyFunction function;
    private final int batch;
    private final long seed;
    private final IntToLongFunction labels;

    public CropRunner(ConsistencyFunction function, int batch, long seed) {
        this(function, batch, seed, null);
    }

    /** @param labels class of each crop by its number among all, or null for a model without classes */
    public CropRunner(ConsistencyFunction function, int batch, long seed, @Nullable IntToLongFunction labels) {
        this.function = function;
        this.batch = batch;
        this.seed = seed;
        this.labels = labels;
    }

    /** The same for crops that have classes of their own. */
    public CropRunner of(Crops crops) {
        return crops.labels() == null ? this : new CropRunner(function, batch, seed, i -> crops.labels()[i]);
    }

    public ConsistencyFunction function() {
        return function;
    }

    public int batch() {
        return batch;
    }

    /**
     * Runs moves on a batch.
     *
     * @param x     N×3×size×size; not changed
     * @param first number of the batch's first crop among all, for its seed
     * @return N×3×size×size, a new array
     */
    public float[] run(float[] x, int size, int first, List<Move> moves, Progress progress) {
        int length = 3 * size * size;
        int n = x.length / length;
        int noise = 0;
        float[] picture = x.clone();
        for (Move move : moves) {
            progress.checkCancelled();
            switch (move) {
                case Move.AddNoise(float sigma) -> addNoise(picture, length, first, noise++, sigma);
                case Move.Carry(float t, float u) -> picture = carry(picture, n, size, first, t, u);
            }
        }
        return picture;
    }

    /**
     * One evaluation of a batch at one pair of levels.
     *
     * @param first number of the batch's first crop among all, for its class
     */
    public float[] carry(float[] x, int n, int size, int first, float t, float u) {
        float[] from = new float[n];
        float[] to = new float[n];
        Arrays.fill(from, t);
        Arrays.fill(to, u);
        long[] classes = null;
        if (labels != null) {
            classes = new long[n];
            Arrays.setAll(classes, i -> labels.applyAsLong(first + i));
        }
        return function.evaluate(x, n, size, size, from, to, classes);
    }

    /**
     * Adds normal noise to each crop.
     *
     * @param first number of the first crop among all
     * @param draw  which of a crop's independent noises
     */
    public void addNoise(float[] x, int length, int first, int draw, double sigma) {
        for (int i = 0; i < x.length / length; i++) {
            SplittableRandom random = new SplittableRandom((seed * 1_000_003 + first + i) * 31 + draw);
            for (int j = i * length; j < (i + 1) * length; j++) {
                x[j] += (float) (sigma * random.nextGaussian());
            }
        }
    }
}
