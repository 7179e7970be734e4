package studio.bcm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import studio.bcm.device.DeviceChoice;
import studio.bcm.route.NoiseField;
import studio.bcm.task.Progress;

/** Times a pack on a device, and compares what it computes with the CPU. */
public final class Benchmark {
    /** Batch sizes to give where the user names none. */
    public static final List<Integer> BATCHES = List.of(1, 8, 64);
    /** Fewest evaluations for a median. */
    public static final int LEAST_REPEATS = 20;

    private static final int WARM_UP = 5;
    private static final double NANOS_PER_MILLI = 1e6;
    /** Level pairs at which devices are compared: down, up, and at the ends of the range. */
    private static final float[][] LEVELS = {{1f, 0f}, {0f, 1f}, {0.5f, 0f}, {0.3f, 0.7f}};

    private Benchmark() {
    }

    /**
     * Times of one batch size.
     *
     * @param batch               pictures in it
     * @param medianMilliseconds  of one evaluation, from arrays to arrays
     * @param fastestMilliseconds of one evaluation
     * @param imagesPerSecond     by the median
     */
    public record Timing(int batch, double medianMilliseconds, double fastestMilliseconds, double imagesPerSecond) {
    }

    /**
     * What came out.
     *
     * @param execution         what ran
     * @param resolution        height and width of the pictures
     * @param repeats           evaluations behind each median
     * @param timings           one for each batch size that fitted the memory
     * @param relativeToCpu     greatest error against the same model on the CPU over several pairs of levels, relative to the
     *                          greatest value of the CPU's output; 0 when the CPU itself ran
     */
    public record Result(
            Execution execution, int resolution, int repeats, List<Timing> timings, double relativeToCpu) {
        public Result {
            timings = List.copyOf(timings);
        }
    }

    /**
     * Runs it, with default options of ONNX Runtime.
     *
     * @param pack     to time, at its own resolution
     * @param choice   of device
     * @param batches  batch sizes
     * @param repeats  evaluations per batch size, at least {@value #LEAST_REPEATS}, after {@value #WARM_UP} to warm up
     * @throws studio.bcm.UserException when the device cannot be had
     */
    public static Result run(Pack pack, DeviceChoice choice, List<Integer> batches, int repeats) {
        return run(pack, choice, ExecutionOptions.DEFAULT, batches, repeats, Progress.none());
    }

    /** As the other, with options of ONNX Runtime, progress and cancelling. */
    public static Result run(Pack pack, DeviceChoice choice, ExecutionOptions options, List<Integer> batches, int repeats,
            Progress progress) {
        if (repeats < LEAST_REPEATS) {
            throw new IllegalArgumentException(repeats + " repeats are fewer than " + LEAST_REPEATS);
        }
        try (Model model = Model.load(pack, choice, options)) {
            List<Timing> timings = new ArrayList<>();
            for (int batch : batches) {
                progress.report(timings.size(), batches.size(), "batch " + batch);
                try {
                    timings.add(time(model, batch, repeats, progress));
                } catch (OutOfDeviceMemoryException e) {
                    progress.note("A batch of " + batch + " does not fit the memory and is left out.");
                }
            }
            double difference = model.execution().isCuda() ? differenceToCpu(pack, model) : 0;
            return new Result(model.execution(), model.resolution(), repeats, timings, difference);
        }
    }

    private static Timing time(Model model, int batch, int repeats, Progress progress) {
        int size = model.resolution();
        float[] x = pictures(batch, size, model.inputChannels(), model.sigmaMax());
        float[] t = filled(batch, model.sigmaMax());
        float[] u = filled(batch, model.sigmaMin());
        long[] y = classes(model, batch);
        double[] milliseconds = new double[repeats];
        for (int i = -WARM_UP; i < repeats; i++) {
            progress.checkCancelled();
            long start = System.nanoTime();
            model.evaluate(x, batch, size, size, t, u, y);
            if (i >= 0) {
                milliseconds[i] = (System.nanoTime() - start) / NANOS_PER_MILLI;
            }
        }
        Arrays.sort(milliseconds);
        double median = (milliseconds[(repeats - 1) / 2] + milliseconds[repeats / 2]) / 2;
        return new Timing(batch, median, milliseconds[0], 1000 * batch / median);
    }

    private static double differenceToCpu(Pack pack, Model model) {
        int size = model.resolution();
        double greatest = 0;
        try (Model cpu = Model.load(pack, DeviceChoice.CPU)) {
            for (float[] pair : LEVELS) {
                float t = level(model, pair[0]);
                float u = level(model, pair[1]);
                float[] x = pictures(2, size, model.inputChannels(), (float) Math.hypot(t, 0.5));
                float[] here = model.evaluate(x, 2, size, size, filled(2, t), filled(2, u), classes(model, 2));
                float[] there = cpu.evaluate(x, 2, size, size, filled(2, t), filled(2, u), classes(model, 2));
                greatest = Math.max(greatest, relativeDifference(here, there));
            }
        }
        return greatest;
    }

    /** Greatest difference, relative to the greatest value of the reference. */
    static double relativeDifference(float[] actual, float[] reference) {
        double difference = 0;
        double scale = 0;
        for (int i = 0; i < reference.length; i++) {
            // A NaN must not look like agreement.
            double d = Math.abs((double) actual[i] - reference[i]);
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            scale = Math.max(scale, Math.abs(reference[i]));
        }
        return difference / Math.max(scale, Float.MIN_NORMAL);
    }

    /** Level at a fraction of the range, logarithmically. */
    private static float level(Model model, float fraction) {
        return (float) (model.sigmaMin() * Math.pow(model.sigmaMax() / model.sigmaMin(), fraction));
    }

    /** Noise, and zeros for the condition. */
    private static float[] pictures(int n, int size, int channels, float sigma) {
        float[] x = new float[n * channels * size * size];
        for (int i = 0; i < n; i++) {
            new NoiseField(i, 0).add(sigma, 0, 0, size, size, x, i * channels * size * size);
        }
        return x;
    }

    private static float[] filled(int n, float value) {
        float[] values = new float[n];
        Arrays.fill(values, value);
        return values;
    }

    private static long[] classes(Model model, int n) {
        return model.manifest().classCount() == 0 ? null : new long[n];
    }
}
