package studio.bcm.evaluation.inversion;

import studio.bcm.task.Progress;

/** Finds the start noise of an inversion that loses least: too little is unlike what the network was taught, too much is lost. */
public final class StartNoise {
    private static final double FIRST_STEP = 2;
    private static final double LAST_STEP = 1.2;
    private static final float LEAST = 0.004f;
    private static final float GREATEST = 1f;

    private StartNoise() {
    }

    /** The error of an inversion that starts with so much noise. */
    @FunctionalInterface
    public interface Error {
        double of(float startNoise);
    }

    /** Climbs down over the logarithm of the noise with shrinking steps. */
    public static float tune(float start, Error error, Progress progress) {
        float best = start;
        double least = error.of(start);
        for (double step = FIRST_STEP; step > LAST_STEP; step = Math.sqrt(step)) {
            for (double factor : new double[] {step, 1 / step}) {
                while (true) {
                    progress.checkCancelled();
                    float other = (float) (best * factor);
                    double e = other < LEAST || other > GREATEST ? Double.POSITIVE_INFINITY : error.of(other);
                    if (e >= least) {
                        break;
                    }
                    best = other;
                    least = e;
                }
            }
        }
        return best;
    }
}
