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
import studio.bcm.evaluation.inversion.InversionMeasure;
import studio.bcm.evaluation.inversion.SolverInversion;
import studio.bcm.evaluation.inversion.StartNoise;
import studio.bcm.evaluation.photo.CropRunner;
import studio.bcm.evaluation.photo.Crops;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.evaluation.report.ErrorPlot;
import studio.bcm.evaluation.report.EvaluationReport;
import studio.bcm.evaluation.sampling.RouteSearch;
import studio.bcm.route.Move;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/** {@code evaluate solvers DIR}: inversion error over the number of evaluations, as in the paper's figure. */
@Command(name = "solvers", sortOptions = false, mixinStandardHelpOptions = true,
        description = "Inversion error over evaluations: the model's own routes and grids against Euler and Heun steps with the same network.")
final class SolverEvaluation implements Callable<Integer> {
    private static final List<Integer> EVALUATIONS = List.of(2, 4, 8, 16, 32);
    private static final List<Integer> GRIDS = List.of(4, 8);

    @Mixin
    private EvaluationOptions options;

    @Parameters(paramLabel = "DIR", description = "Clean photos, at any depth.")
    private Path folder;

    @Option(names = "--crops", paramLabel = "N", defaultValue = "10", description = "Random crops per photo; 0: its middle square, made as small as "
            + "the model's pictures. Default: ${DEFAULT-VALUE}.")
    private int cropsPerPhoto;

    @Option(names = "--tune-crops", paramLabel = "N", defaultValue = "48", description = "Crops on which the start noise of each row is tuned; 0: as in "
            + "the model's own route. Default: ${DEFAULT-VALUE}.")
    private int tuneCrops;

    @Override
    public Integer call() {
        EvaluationPhotos photos = options.photos(folder);
        Progress progress = options.progress();
        try (Bench bench = options.open()) {
            CropRunner runner = options.runner(bench);
            Crops crops = photos.crops(bench.function().resolution(), cropsPerPhoto, options.seed(), bench.classes(), progress);
            Crops few = InversionMeasure.spread(crops, Math.min(Math.max(1, tuneCrops), crops.count()));
            List<EvaluationReport.SolverRow> rows = new ArrayList<>();
            InversionMeasure measure = new InversionMeasure(runner);
            SolverInversion solvers = new SolverInversion(runner);
            List<Route> routes = bench.inversions();
            float known = startNoise(routes.getLast());
            for (Route route : routes) {
                float start = tuned(startNoise(route), s -> measure.measure(few, from(route, s), progress).mse(), progress);
                add(rows, "BCM", measure.measure(crops, from(route, start), progress), start);
            }
            for (int n : GRIDS) {
                float start = tuned(known, s -> measure.measure(few, new Route("grid-" + n, solvers.carries(n, s)), progress).mse(), progress);
                add(rows, "BCM, even grid", measure.measure(crops, new Route("grid-" + n, solvers.carries(n, start)), progress), start);
            }
            for (SolverInversion.Solver solver : SolverInversion.Solver.values()) {
                for (int n : EVALUATIONS) {
                    float start = tuned(known, s -> solvers.measure(few, solver, n, s, progress).oneBack().mse(), progress);
                    SolverInversion.Result r = solvers.measure(crops, solver, n, start, progress);
                    rows.add(new EvaluationReport.SolverRow(solver.title(), n, start, r.oneBack().mse(), r.sameBack().mse(), r.oneBack().noiseDeviation()));
                }
            }
            if (options.out() != null) {
                ErrorPlot.of(rows).write(options.out().resolve("inversion-error.png"));
            }
            options.publish(options.report(bench, folder, photos).optCrops(crops).optSolvers(rows).build());
            return 0;
        }
    }

    private float tuned(float known, StartNoise.Error error, Progress progress) {
        return tuneCrops == 0 ? known : StartNoise.tune(known, error, progress);
    }

    private static float startNoise(Route inversion) {
        return ((Move.AddNoise) inversion.moves().getFirst()).sigma();
    }

    /** The same route from another start noise. */
    private static Route from(Route inversion, float startNoise) {
        double[] levels = RouteSearch.levels(inversion);
        levels[0] = startNoise;
        return RouteSearch.with(inversion, levels);
    }

    private static void add(List<EvaluationReport.SolverRow> rows, String method, InversionMeasure.Result r, float start) {
        rows.add(new EvaluationReport.SolverRow(method, r.evaluations(), start, r.mse(), null, r.noiseDeviation()));
    }
}
