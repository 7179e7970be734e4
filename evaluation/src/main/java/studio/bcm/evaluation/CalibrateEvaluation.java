package studio.bcm.evaluation;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.DoubleUnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.evaluation.bench.Bench;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.evaluation.photo.Degradation;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.evaluation.restoration.RestorationMeasure;
import studio.bcm.model.Manifest;
import studio.bcm.task.Progress;

/** {@code evaluate calibrate DIR}: fits what restoration takes from the pack's tuning. */
@Command(name = "calibrate", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Finds the factor on the estimated deviation of a JPEG that restores best, and writes it into the pack.",
            "Use photos other than those that the pack is to be measured on."})
final class CalibrateEvaluation implements Callable<Integer> {
    private static final double FIRST_RATIO = 1.25;
    private static final double LAST_RATIO = 1.04;

    @Mixin
    private EvaluationOptions options;

    @Parameters(paramLabel = "DIR", description = "Clean photos, at any depth.")
    private Path folder;

    @Option(names = "--qualities", paramLabel = "Q", split = ",", defaultValue = "10,20,30,40,75",
            description = "JPEG qualities that count alike; default: ${DEFAULT-VALUE}.")
    private int[] qualities;

    @Option(names = "--dry-run", description = "Print the factor without writing it.")
    private boolean dryRun;

    @Option(names = "--pack-out", paramLabel = "FILE", description = "Write a new pack instead of changing the one calibrated.")
    private Path packOut;

    @Override
    public Integer call() {
        EvaluationPhotos photos = options.photos(folder);
        Progress progress = options.progress();
        try (Bench bench = options.open()) {
            List<Degradation> degradations = Degradation.qualities(qualities);
            Manifest manifest = bench.manifest();
            Map<Double, Double> gains = new TreeMap<>();
            double before = manifest.tuning(Manifest.Tuning.RESTORATION_SCALE, 1);
            double scale = bestScale(before, gains, s -> {
                List<RestorationMeasure.Row> rows = new RestorationMeasure(bench.restorer(tuned(manifest, s)), List.of()).measure(photos, degradations, progress);
                double gain = rows.stream().mapToDouble(RestorationMeasure.Row::gain).average().orElseThrow();
                progress.note(String.format(Locale.ROOT, "factor %.3f: %+.3f dB", s, gain));
                return gain;
            });
            Table table = new Table("Restoration by the factor on the estimated deviation", List.of("factor", "mean gain, dB"), "");
            gains.forEach((s, g) -> table.add(String.format(Locale.ROOT, "%.3f", s), String.format(Locale.ROOT, "%+.3f", g)));
            options.print().println(table.text());
            options.print().printf(Locale.ROOT, "best factor: %.3f%n", scale);
            options.print().flush();
            if (!dryRun) {
                options.store(bench, packOut, tuned(manifest, scale));
            }
            return 0;
        }
    }

    private static Manifest tuned(Manifest manifest, double scale) {
        Map<String, Double> tuning = new LinkedHashMap<>(manifest.tuning());
        tuning.put(Manifest.Tuning.RESTORATION_SCALE, scale);
        return manifest.withTuning(tuning);
    }

    /**
     * Climbs by a ratio that shrinks.
     *
     * @param gains receives what was tried
     */
    static double bestScale(double start, Map<Double, Double> gains, DoubleUnaryOperator gain) {
        double best = start;
        double most = gains.computeIfAbsent(best, gain::applyAsDouble);
        for (double ratio = FIRST_RATIO; ratio > LAST_RATIO;) {
            boolean better = false;
            for (double other : new double[] {best * ratio, best / ratio}) {
                double g = gains.computeIfAbsent(other, gain::applyAsDouble);
                if (g > most) {
                    most = g;
                    best = other;
                    better = true;
                    break;
                }
            }
            if (!better) {
                ratio = Math.sqrt(ratio);
            }
        }
        return best;
    }
}
