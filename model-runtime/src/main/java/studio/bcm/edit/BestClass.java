package studio.bcm.edit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import studio.bcm.image.Lanczos;
import studio.bcm.image.PixelSource;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.route.Move;
import studio.bcm.route.Presets;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/**
 * Which class of a conditional model suits a photo best: the one under which most of it survives being carried to noise and
 * back. The photo's middle square is looked at, at the model's resolution. All classes are compared with the same start
 * noise; the best of them again with more.
 */
public final class BestClass {
    private static final int NOISES = 4;
    private static final int FINALISTS = 16;
    private static final int DEFAULT_BATCH = 16;

    private final ConsistencyFunction function;
    private final int classes;
    private final Route route;
    private final int batch;
    private final long seed;

    private BestClass(Builder builder) {
        function = builder.function;
        classes = builder.classes;
        route = builder.route;
        batch = builder.batch;
        seed = builder.seed;
    }

    /**
     * A class that may suit.
     *
     * @param classId number of the class, from 0
     * @param error   mean squared per value after the round trip, on a scale of 0…1
     */
    public record Match(long classId, double error) {
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Compares the classes.
     *
     * @return the best ones, at most {@value #FINALISTS}, best first
     */
    public List<Match> of(PixelSource photo, Progress progress) {
        int size = function.resolution();
        double side = Math.min(photo.width(), photo.height());
        float[] clean = Lanczos.resample(photo, (photo.width() - side) / 2, (photo.height() - side) / 2, side, side, size, size).data();
        for (int i = 0; i < clean.length; i++) {
            clean[i] = Math.clamp(clean[i], -1f, 1f);
        }
        long[] all = LongStream.range(0, classes).toArray();
        int rounds = classes + (NOISES - 1) * Math.min(FINALISTS, classes);
        double[] first = errors(clean, all, 0, progress, 0, rounds);
        long[] finalists = IntStream.range(0, classes).boxed().sorted(Comparator.comparingDouble(i -> first[i])).limit(FINALISTS)
                .mapToLong(i -> all[i]).toArray();
        double[] sums = Arrays.stream(finalists).mapToDouble(id -> first[(int) id]).toArray();
        for (int noise = 1; noise < NOISES; noise++) {
            double[] more = errors(clean, finalists, noise, progress, classes + (noise - 1) * finalists.length, rounds);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += more[i];
            }
        }
        return IntStream.range(0, finalists.length).mapToObj(i -> new Match(finalists[i], sums[i] / NOISES))
                .sorted(Comparator.comparingDouble(Match::error)).toList();
    }

    private double[] errors(float[] clean, long[] ids, int noise, Progress progress, int done, int total) {
        double[] errors = new double[ids.length];
        for (int from = 0; from < ids.length; from += batch) {
            progress.report(done + from, total, "Comparing classes");
            int n = Math.min(batch, ids.length - from);
            long[] y = Arrays.copyOfRange(ids, from, from + n);
            float[] x = new float[n * clean.length];
            for (int i = 0; i < n; i++) {
                System.arraycopy(clean, 0, x, i * clean.length, clean.length);
            }
            SplittableRandom random = new SplittableRandom(seed * 31 + noise);
            for (Move move : roundTrip()) {
                progress.checkCancelled();
                switch (move) {
                    case Move.AddNoise(float sigma) -> addSameNoise(x, n, clean.length, sigma, random);
                    case Move.Carry(float t, float u) -> {
                        float[] ts = new float[n];
                        float[] us = new float[n];
                        Arrays.fill(ts, t);
                        Arrays.fill(us, u);
                        x = function.evaluate(x, n, function.resolution(), function.resolution(), ts, us, y);
                    }
                }
            }
            for (int i = 0; i < n; i++) {
                errors[from + i] = meanSquared(clean, x, i * clean.length);
            }
        }
        progress.report(done + ids.length, total, "Comparing classes");
        return errors;
    }

    private List<Move> roundTrip() {
        List<Move> moves = new ArrayList<>(route.moves());
        moves.add(new Move.Carry(route.endLevel(), function.sigmaMin()));
        return moves;
    }

    private static void addSameNoise(float[] x, int n, int length, float sigma, SplittableRandom random) {
        for (int j = 0; j < length; j++) {
            float z = (float) (sigma * random.nextGaussian());
            for (int i = 0; i < n; i++) {
                x[i * length + j] += z;
            }
        }
    }

    private static double meanSquared(float[] clean, float[] rebuilt, int at) {
        double sum = 0;
        for (int j = 0; j < clean.length; j++) {
            double d = (Math.clamp(rebuilt[at + j], -1f, 1f) - clean[j]) / 2;
            sum += d * d;
        }
        return sum / clean.length;
    }

    /** Makes a {@link BestClass}. */
    public static final class Builder {
        private ConsistencyFunction function;
        private int classes;
        private Route route = Presets.INVERT_1;
        private int batch = DEFAULT_BATCH;
        private long seed;

        private Builder() {
        }

        /** The conditional model itself, not one held to a class. */
        public Builder setFunction(ConsistencyFunction value) {
            function = value;
            return this;
        }

        /** How many classes it has. */
        public Builder setClasses(int value) {
            classes = value;
            return this;
        }

        /** The way to noise; default: {@link Presets#INVERT_1}. */
        public Builder optRoute(Route value) {
            route = value;
            return this;
        }

        /** Classes evaluated together; default: {@value #DEFAULT_BATCH}. */
        public Builder optBatch(int value) {
            batch = value;
            return this;
        }

        /** Of the start noises; default: 0. */
        public Builder optSeed(long value) {
            seed = value;
            return this;
        }

        public BestClass build() {
            if (function == null || classes < 1 || batch < 1) {
                throw new IllegalStateException("the best class wants a model with classes");
            }
            return new BestClass(this);
        }
    }
}
