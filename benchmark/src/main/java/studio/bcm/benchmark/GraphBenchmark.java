package studio.bcm.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import studio.bcm.benchmark.Subject.Shape;
import studio.bcm.cuda.driver.CudaStatus;
import studio.bcm.natives.OnnxRuntimeNatives;

/**
 * Times every way to write a graph for the GPU against the portable one, in one run on one machine, and measures how far each
 * is from it. Results go to a CSV file and to standard output; a way that fails is listed with its error.
 *
 * <pre>java … studio.bcm.benchmark.GraphBenchmark OUT.csv cuda|cpu SUBJECT[,SUBJECT…] [TRIAL,TRIAL…] [profile-prefix]</pre>
 *
 * A subject is {@code matrix} (rate of large matrix products), a pack's file, {@code published} (the network published for
 * ImageNet-64, random weights) or {@code small}; with {@code @64x64x64} after it in that shape alone.
 */
public final class GraphBenchmark implements AutoCloseable {
    private static final int WARM_UP = 5;
    private static final int REPEATS = 20;
    private static final double NANOS_PER_MILLI = 1e6;

    private final OrtEnvironment environment = OnnxRuntimeNatives.environment();
    private final boolean cuda;
    private final BufferedWriter csv;
    private final String profile;

    private GraphBenchmark(Path results, boolean cuda, String profile) throws IOException {
        this.cuda = cuda;
        this.profile = profile;
        csv = Files.newBufferedWriter(results, StandardCharsets.UTF_8);
        line("subject,shape,trial,load s,first call ms,median ms,fastest ms,images/s,relative error,problem");
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3) {
            System.err.println("OUT.csv cuda|cpu SUBJECT[,SUBJECT...] [TRIAL,TRIAL...] [profile-prefix]");
            System.exit(2);
        }
        boolean cuda = arguments[1].equals("cuda");
        if (cuda) {
            System.out.println(CudaStatus.examine().problem(0).orElse("CUDA can be used"));
        }
        List<String> chosen = arguments.length > 3 && !arguments[3].equals("all") ? List.of(arguments[3].split(",")) : List.of();
        try (GraphBenchmark benchmark = new GraphBenchmark(Path.of(arguments[0]), cuda, arguments.length > 4 ? arguments[4] : null)) {
            for (String name : arguments[2].split(",")) {
                if (name.equals("matrix")) {
                    benchmark.matrixPeak();
                    continue;
                }
                benchmark.run(Subject.of(name), GraphTrial.all().stream().filter(t -> chosen.isEmpty() || chosen.contains(t.name())).toList());
            }
        }
    }

    /** From the times of a short and a long chain, whose difference is products alone. */
    private void matrixPeak() throws IOException {
        int size = cuda ? 8192 : 1024;
        for (boolean half : cuda ? new boolean[] {false, true} : new boolean[] {false}) {
            try {
                double perProduct = (chainTime(size, 24, half) - chainTime(size, 8, half)) / 16;
                line(String.format(Locale.ROOT, "matrix,%d,%s,,,%.3f,,,,%.1f TFLOP/s", size, half ? "half" : "single", perProduct,
                        MatrixPeak.operations(size) / perProduct / 1e9));
            } catch (OrtException e) {
                line("matrix," + size + "," + (half ? "half" : "single") + ",,,,,,," + quoted(e));
            }
        }
    }

    private double chainTime(int size, int products, boolean half) throws OrtException {
        FloatBuffer x = ByteBuffer.allocateDirect(Float.BYTES * size * size).order(ByteOrder.nativeOrder()).asFloatBuffer();
        try (GraphSession session = new GraphSession(MatrixPeak.chain(size, products, half), new GraphTrial("matrix", null, Map.of(), false), cuda, null, null);
                OnnxTensor tensor = OnnxTensor.createTensor(environment, x, new long[] {size, size})) {
            double[] times = new double[7];
            for (int i = -2; i < times.length; i++) {
                long from = System.nanoTime();
                session.session().run(Map.of("x", tensor)).close();
                if (i >= 0) {
                    times[i] = (System.nanoTime() - from) / NANOS_PER_MILLI;
                }
            }
            Arrays.sort(times);
            return times[times.length / 2];
        }
    }

    private void run(Subject subject, List<GraphTrial> trials) throws IOException {
        byte[] portable = subject.model().get();
        Map<Shape, float[]> references = new HashMap<>();
        // The reference: the portable graph in true single precision.
        try (GraphSession reference = new GraphSession(portable, new GraphTrial("reference", null, Map.of("use_tf32", "0"), false), cuda, null, null)) {
            for (Shape shape : subject.shapes()) {
                references.put(shape, reference.evaluate(shape));
            }
        } catch (OrtException e) {
            line(subject.name() + ",,reference,,,,,,," + quoted(e));
        }
        for (GraphTrial trial : trials) {
            try {
                run(subject, trial, trial.graph(portable), references);
            } catch (RuntimeException | OrtException | OutOfMemoryError e) {
                line(subject.name() + ",," + trial.name() + ",,,,,,," + quoted(e));
            }
        }
    }

    private void run(Subject subject, GraphTrial trial, byte[] graph, Map<Shape, float[]> references) throws IOException, OrtException {
        GraphSession shared = trial.fixed() ? null : new GraphSession(graph, trial, cuda, null, profile);
        try {
            for (Shape shape : subject.shapes()) {
                long start = System.nanoTime();
                GraphSession session = null;
                try {
                    session = trial.fixed() ? new GraphSession(graph, trial, cuda, shape, profile) : shared;
                    double load = (System.nanoTime() - start) / 1e9;
                    time(subject, trial, shape, session, load, references.get(shape));
                } catch (OrtException e) {
                    line(subject.name() + "," + shape + "," + trial.name() + ",,,,,,," + quoted(e));
                } finally {
                    if (trial.fixed() && session != null) {
                        if (profile != null) {
                            System.out.println("profile " + session.endProfiling());
                        }
                        session.close();
                    }
                }
            }
        } finally {
            if (shared != null) {
                if (profile != null) {
                    System.out.println("profile " + shared.endProfiling());
                }
                shared.close();
            }
        }
    }

    private void time(Subject subject, GraphTrial trial, Shape shape, GraphSession session, double load, float[] reference)
            throws IOException, OrtException {
        long start = System.nanoTime();
        float[] result = session.evaluate(shape);
        double first = (System.nanoTime() - start) / NANOS_PER_MILLI;
        double error = reference == null ? Double.NaN : relative(result, reference);
        double[] times = new double[REPEATS];
        try (GraphSession.Inputs inputs = session.new Inputs(shape)) {
            for (int i = -WARM_UP; i < REPEATS; i++) {
                long from = System.nanoTime();
                inputs.run();
                if (i >= 0) {
                    times[i] = (System.nanoTime() - from) / NANOS_PER_MILLI;
                }
            }
        }
        Arrays.sort(times);
        double median = (times[(REPEATS - 1) / 2] + times[REPEATS / 2]) / 2;
        line(String.format(Locale.ROOT, "%s,%s,%s,%.2f,%.1f,%.3f,%.3f,%.1f,%.2g,", subject.name(), shape, trial.name(), load, first, median,
                times[0], 1000 * shape.n() / median, error));
    }

    /** Greatest difference, relative to the greatest value of the reference. */
    private static double relative(float[] actual, float[] reference) {
        double difference = 0;
        double scale = 0;
        for (int i = 0; i < reference.length; i++) {
            double d = Math.abs((double) actual[i] - reference[i]);
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            scale = Math.max(scale, Math.abs(reference[i]));
        }
        return difference / scale;
    }

    private void line(String text) throws IOException {
        System.out.println(text);
        csv.write(text);
        csv.newLine();
        csv.flush();
    }

    private static String quoted(Throwable e) {
        return '"' + e.toString().replaceAll("\\s+", " ").replace("\"", "'") + '"';
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
