package studio.bcm.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.evaluation.bench.Bench;
import studio.bcm.evaluation.photo.Degradation;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.evaluation.report.ReportBuilder;
import studio.bcm.evaluation.restoration.RestorationMeasure;
import studio.bcm.evaluation.restoration.TextureMeasure;
import studio.bcm.task.Progress;

/** {@code evaluate restore DIR}: the table of restoration by JPEG quality, and whether it does no harm elsewhere. */
@Command(name = "restore", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Measures JPEG restoration as the restore command does it, on a folder of clean photos: PSNR-RGB, PSNR-Y, SSIM and PSNR-B "
                + "of the JPEG (4:2:0, optimised Huffman codes) and of the result, mean over the photos.",
            "Also: photos with little to restore (quality 90, 95, never compressed), photos whose file does not give the strength, photos that were "
                + "scaled after the compression, kinds of pictures (each folder right below DIR is one; night and grain are made of all), and whether the "
                + "aims were met."})
final class RestoreEvaluation implements Callable<Integer> {
    private static final List<Float> FIXED = List.of(.015f, .03f, .06f, .12f, .24f);

    private static final int TEXTURE_QUALITY = 20;
    private static final int TEXTURE_ROWS = 3;

    @Mixin
    private EvaluationOptions options;

    @Parameters(paramLabel = "DIR", description = "Clean photos, at any depth.")
    private Path folder;

    @Option(names = "--qualities", paramLabel = "Q", split = ",", defaultValue = "10,20,30,40,75",
            description = "JPEG qualities of the main table; default: ${DEFAULT-VALUE}.")
    private int[] qualities;

    @Option(names = "--fixed", description = "Also restore at fixed strengths, to see how good the automatic choice is.")
    private boolean fixed;

    @Option(names = "--table-only", description = "Only the main table: --only quality.")
    private boolean tableOnly;

    @Option(names = "--only", paramLabel = "PART", split = ",", description = "Only these tables: ${COMPLETION-CANDIDATES}; default: all.")
    private List<Part> only = List.of();

    @Option(names = "--crop", paramLabel = "N", defaultValue = "0", description = "Only the middle N×N pixels of each photo, for a quick look.")
    private int crop;

    @Option(names = "--effort", paramLabel = "N", defaultValue = "1", description = "Mirrored and rotated versions that are averaged: 1, 2, 4 or 8; "
            + "default: ${DEFAULT-VALUE}.")
    private int effort;

    @Option(names = "--ensemble", paramLabel = "N", defaultValue = "1", description = "Also restore with so many mirrored and turned versions averaged, 2, 4 "
            + "or 8, for a column of the main table.")
    private int ensemble;

    @Option(names = "--texture", paramLabel = "0…1", defaultValue = "0", description = "Texture added; default: ${DEFAULT-VALUE}, the least error.")
    private float texture;

    @Option(names = "--no-faithful", description = "Allow results that contradict the file's coefficients.")
    private boolean unfaithful;

    /** The tables. */
    enum Part {
        quality, sampling, clean, blind, scaled, kinds, texture
    }

    @Override
    public Integer call() {
        EvaluationPhotos photos = options.photos(folder).cropped(crop);
        Progress progress = options.progress();
        try (Bench bench = options.open()) {
            ReportBuilder report = options.report(bench, folder, photos);
            RestorationMeasure.Restorer restorer = bench.restorer(bench.manifest(), effort, texture, !unfaithful);
            List<Degradation> main = Degradation.qualities(qualities);
            RestorationMeasure plain = new RestorationMeasure(restorer, List.of());
            RestorationMeasure compared = new RestorationMeasure(restorer, fixed ? FIXED : List.of());
            if (wanted(Part.quality)) {
                report.optRestoration(compared.measure(photos, main, progress));
                if (ensemble > 1) {
                    RestorationMeasure averaged = new RestorationMeasure(bench.restorer(bench.manifest(), ensemble, texture, !unfaithful), List.of());
                    report.optEnsemble(averaged.measure(photos, main, progress));
                }
            }
            if (wanted(Part.sampling)) {
                report.optSamplings(plain.measure(photos, Degradation.samplings(), progress));
            }
            if (wanted(Part.clean)) {
                report.optNearlyClean(plain.measure(photos, Degradation.nearlyClean(), progress));
            }
            if (wanted(Part.blind)) {
                report.optBlind(compared.measure(photos, Degradation.blind(), progress));
            }
            if (wanted(Part.scaled)) {
                report.optScaled(compared.measure(photos, Degradation.scaled(), progress));
                report.optScaledClean(plain.measure(photos, Degradation.scaledClean(), progress));
            }
            if (wanted(Part.kinds)) {
                report.optKinds(kinds(photos, plain, progress));
            }
            EvaluationPhotos few = photos.spread(RestorationMeasure.sheetRows());
            if (wanted(Part.texture)) {
                TextureMeasure dial = new TextureMeasure(t -> bench.restorer(bench.manifest(), effort, t, !unfaithful),
                        Degradation.qualities(TEXTURE_QUALITY).getFirst());
                report.optTexture(dial.measure(few, progress));
                if (options.out() != null) {
                    dial.sheet(few.spread(TEXTURE_ROWS), options.command(), progress).write(options.out().resolve("texture.png"));
                }
            }
            if (options.out() != null && wanted(Part.quality)) {
                for (Degradation degradation : main) {
                    plain.sheet(few, degradation, options.command(), progress).write(options.out().resolve("quality-" + degradation.title() + ".png"));
                }
            }
            options.publish(report.build());
            return 0;
        }
    }

    /** A row for each folder and quality, then what all photos are made into. */
    private static List<RestorationMeasure.Row> kinds(EvaluationPhotos photos, RestorationMeasure measure, Progress progress) {
        List<RestorationMeasure.Row> rows = new ArrayList<>();
        photos.byFolder().forEach((kind, some) -> measure.measure(some, Degradation.qualities(20, 75), progress)
                .forEach(row -> rows.add(row.titled(kind + ", " + row.degradation()))));
        rows.addAll(measure.measure(photos, Degradation.kinds(), progress));
        return rows;
    }

    private boolean wanted(Part part) {
        return tableOnly ? part == Part.quality : only.isEmpty() || only.contains(part);
    }
}
