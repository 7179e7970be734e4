package studio.bcm.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.evaluation.bench.Bench;
import studio.bcm.evaluation.inversion.InversionMeasure;
import studio.bcm.evaluation.photo.CropRunner;
import studio.bcm.evaluation.photo.Crops;
import studio.bcm.evaluation.photo.Degradation;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.evaluation.report.EvaluationReport;
import studio.bcm.evaluation.report.ReportBuilder;
import studio.bcm.evaluation.restoration.RestorationMeasure;
import studio.bcm.evaluation.sampling.RouteSearch;
import studio.bcm.evaluation.sampling.Routes;
import studio.bcm.evaluation.sampling.SampleSheets;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Manifest;
import studio.bcm.route.Presets;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/** {@code evaluate DIR}: what a pack can do, measured on a folder of clean photos. */
@Command(name = "evaluate", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Measures a model pack on a folder of clean photos: inversion error for one to three evaluations and restoration "
                + "of JPEGs at quality 10, 20, 30, 40 and 75, with sheets to look at.", "Files of an earlier report in --out are replaced."},
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {RestoreEvaluation.class, SurfaceEvaluation.class, EnlargeEvaluation.class, PyramidEvaluation.class,
            SeamEvaluation.class, CalibrateEvaluation.class,
            SolverEvaluation.class, FrechetEvaluation.class, FacesEvaluation.class, AlignEvaluation.class,
            MorphEvaluation.class, PlotCommand.class})
public final class EvaluateCommand implements Callable<Integer> {
    private static final int SAMPLES = 32;
    private static final int FRAMES = 9;

    @Mixin
    private EvaluationOptions options;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Clean photos, at any depth.")
    private Path folder;

    @Option(names = "--crops", paramLabel = "N", defaultValue = "10", description = "Random crops per photo for inversion; 0: its middle square, "
            + "made as small as the model's pictures. Default: ${DEFAULT-VALUE}.")
    private int cropsPerPhoto;

    @Option(names = "--only", paramLabel = "PART", split = ",",
            description = "Measure only these: ${COMPLETION-CANDIDATES}; default: all.")
    private List<Part> only = List.of();

    @Option(names = "--search", description = "First tune the inversion routes' noise levels and write them into the pack.")
    private boolean search;

    @Option(names = "--search-crops", paramLabel = "N", defaultValue = "256", description = "Crops to tune on; default: ${DEFAULT-VALUE}.")
    private int searchCrops;

    @Option(names = "--store", description = "Write the measured figures into the pack.")
    private boolean store;

    @Option(names = "--pack-out", paramLabel = "FILE", description = "With --search or --store: write a new pack instead of changing the one measured.")
    private Path packOut;

    /** Parts of the evaluation. */
    enum Part {
        inversion, restoration, samples
    }

    @Override
    public Integer call() {
        EvaluationPhotos photos = options.photos(folder);
        Progress progress = options.progress();
        try (Bench bench = options.open()) {
            CropRunner runner = options.runner(bench);
            ReportBuilder report = options.report(bench, folder, photos);
            Manifest manifest = bench.manifest();
            List<Route> inversions = bench.inversions();
            if (wanted(Part.inversion) || wanted(Part.samples) || search) {
                Crops crops = photos.crops(bench.function().resolution(), cropsPerPhoto, options.seed(), bench.classes(), progress);
                report.optCrops(crops);
                InversionMeasure measure = new InversionMeasure(runner);
                if (search) {
                    inversions = tuned(inversions, measure, crops, bench.function(), progress);
                    manifest = manifest.withRoutes(merged(manifest.routes(), inversions));
                }
                if (wanted(Part.inversion)) {
                    List<InversionMeasure.Result> results = new ArrayList<>();
                    for (Route route : inversions) {
                        results.add(measure.measure(crops, route, progress));
                    }
                    report.optInversion(results);
                    if (options.out() != null) {
                        measure.sheet(crops, inversions, options.command(), progress).write(options.out().resolve("inversion.png"));
                        if (crops.count() > 1) {
                            measure.interpolationSheet(crops, inversions.getLast(), FRAMES, options.command(), progress)
                                    .write(options.out().resolve("interpolation.png"));
                        }
                    }
                }
            }
            if (wanted(Part.samples) && options.out() != null) {
                new SampleSheets(runner, bench.function().resolution()).write(bench.samplings(), SAMPLES, options.out(), options.command(), progress);
            }
            if (wanted(Part.restoration)) {
                RestorationMeasure restoration = new RestorationMeasure(bench.restorer(manifest), List.of());
                report.optRestoration(restoration.measure(photos, Degradation.published(), progress));
            }
            EvaluationReport found = report.build();
            if (search || store) {
                options.store(bench, packOut, store ? manifest.withFigures(mergedFigures(manifest.figures(), found.figures())) : manifest);
            }
            options.publish(found);
            return 0;
        }
    }

    private boolean wanted(Part part) {
        return only.isEmpty() || only.contains(part);
    }

    private List<Route> tuned(List<Route> own, InversionMeasure measure, Crops crops, ConsistencyFunction f, Progress progress) {
        Crops few = InversionMeasure.spread(crops, Math.min(searchCrops, crops.count()));
        RouteSearch routeSearch = new RouteSearch(route -> measure.measure(few, route, progress).mse(), f.sigmaMin(), f.sigmaMax());
        List<Route> tuned = new ArrayList<>();
        for (Route route : own) {
            RouteSearch.Found fromOwn = routeSearch.search(route, progress);
            Route preset = Presets.find(route.name()).orElse(route);
            // Tuned routes of a model before this one may sit in a hollow that this one does not have.
            RouteSearch.Found best = preset.equals(route) ? fromOwn : better(fromOwn, routeSearch.search(preset, progress));
            progress.note(String.format(Locale.ROOT, "%s: %s, error %.5f instead of %.5f", route.name(), Routes.text(best.route().moves()),
                    best.after(), fromOwn.before()));
            tuned.add(best.route());
        }
        return tuned;
    }

    private static RouteSearch.Found better(RouteSearch.Found a, RouteSearch.Found b) {
        return a.after() <= b.after() ? a : b;
    }

    /** Routes with those of the same name replaced. */
    static List<Route> merged(List<Route> before, List<Route> tuned) {
        Map<String, Route> byName = new LinkedHashMap<>();
        before.forEach(r -> byName.put(r.name(), r));
        tuned.forEach(r -> byName.put(r.name(), r));
        return List.copyOf(byName.values());
    }

    static List<Manifest.Figure> mergedFigures(List<Manifest.Figure> before, List<Manifest.Figure> measured) {
        Map<String, Manifest.Figure> byName = new LinkedHashMap<>();
        before.forEach(f -> byName.put(f.name(), f));
        measured.forEach(f -> byName.put(f.name(), f));
        return List.copyOf(byName.values());
    }
}
