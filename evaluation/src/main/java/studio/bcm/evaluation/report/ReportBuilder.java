package studio.bcm.evaluation.report;

import java.nio.file.Path;
import java.util.List;
import studio.bcm.evaluation.bench.Bench;
import studio.bcm.evaluation.inversion.InversionMeasure;
import studio.bcm.evaluation.photo.Crops;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.evaluation.restoration.RestorationAims;
import studio.bcm.evaluation.restoration.RestorationMeasure;
import studio.bcm.evaluation.restoration.TextureMeasure;

/** Gathers the parts of a {@link EvaluationReport} as they are measured. */
public final class ReportBuilder {
    private final String command;
    private final String date;
    private final Bench bench;
    private final Path folder;
    private final EvaluationPhotos photos;
    private final long seed;
    private final long start;
    private Crops crops;
    private List<InversionMeasure.Result> inversion;
    private List<EvaluationReport.SolverRow> solvers;
    private List<RestorationMeasure.Row> restoration;
    private List<RestorationMeasure.Row> ensemble;
    private List<RestorationMeasure.Row> nearlyClean;
    private List<RestorationMeasure.Row> blind;
    private List<RestorationMeasure.Row> samplings;
    private List<RestorationMeasure.Row> scaled;
    private List<RestorationMeasure.Row> scaledClean;
    private List<RestorationMeasure.Row> kinds;
    private List<TextureMeasure.Row> texture;
    private List<EvaluationReport.SeamRow> seams;
    private List<EvaluationReport.Distance> distances;

    public ReportBuilder(String command, String date, Bench bench, Path folder, EvaluationPhotos photos, long seed, long start) {
        this.command = command;
        this.date = date;
        this.bench = bench;
        this.folder = folder;
        this.photos = photos;
        this.seed = seed;
        this.start = start;
    }

    public ReportBuilder optCrops(Crops value) {
        crops = value;
        return this;
    }

    public ReportBuilder optInversion(List<InversionMeasure.Result> value) {
        inversion = value;
        return this;
    }

    public ReportBuilder optSolvers(List<EvaluationReport.SolverRow> value) {
        solvers = value;
        return this;
    }

    public ReportBuilder optRestoration(List<RestorationMeasure.Row> value) {
        restoration = value;
        return this;
    }

    public ReportBuilder optEnsemble(List<RestorationMeasure.Row> value) {
        ensemble = value;
        return this;
    }

    public ReportBuilder optKinds(List<RestorationMeasure.Row> value) {
        kinds = value;
        return this;
    }

    public ReportBuilder optNearlyClean(List<RestorationMeasure.Row> value) {
        nearlyClean = value;
        return this;
    }

    public ReportBuilder optBlind(List<RestorationMeasure.Row> value) {
        blind = value;
        return this;
    }

    public ReportBuilder optSamplings(List<RestorationMeasure.Row> value) {
        samplings = value;
        return this;
    }

    public ReportBuilder optScaled(List<RestorationMeasure.Row> value) {
        scaled = value;
        return this;
    }

    public ReportBuilder optScaledClean(List<RestorationMeasure.Row> value) {
        scaledClean = value;
        return this;
    }

    public ReportBuilder optTexture(List<TextureMeasure.Row> value) {
        texture = value;
        return this;
    }

    public ReportBuilder optSeams(List<EvaluationReport.SeamRow> value) {
        seams = value;
        return this;
    }

    public ReportBuilder optDistances(List<EvaluationReport.Distance> value) {
        distances = value;
        return this;
    }

    public EvaluationReport build() {
        EvaluationReport.Run run = new EvaluationReport.Run(command, date, bench.manifest().name(), bench.manifest().modelSha256(), bench.device(),
                folder.toString(), photos.count() - photos.skipped().size(), photos.skipped(), crops == null ? 0 : crops.count(),
                crops == null ? 0 : crops.size(), seed, (System.nanoTime() - start) / 1e9);
        RestorationFigures figures = new RestorationFigures(restoration, ensemble, samplings, nearlyClean, blind, scaled, scaledClean, kinds,
                texture,
                RestorationAims.of(restoration, nearlyClean, blind, scaled, scaledClean, kinds));
        return new EvaluationReport(run, inversion, solvers, figures, seams, distances);
    }
}
