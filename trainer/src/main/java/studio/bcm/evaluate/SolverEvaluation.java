package studio.bcm.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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

    @Option(names = "--crops", paramLabel = "N", defaultValue = "10", description = "Random crops a photo; default: ${DEFAULT-VALUE}.")
    private int cropsPerPhoto;

    @Override
    public Integer call() {
        EvaluationPhotos photos = options.photos(folder);
        Progress progress = options.progress();
        try (Bench bench = options.open()) {
            CropRunner runner = options.runner(bench);
            Crops crops = photos.crops(bench.function().resolution(), cropsPerPhoto, options.seed(), progress);
            List<Report.SolverRow> rows = new ArrayList<>();
            InversionMeasure measure = new InversionMeasure(runner);
            List<Route> routes = bench.inversions();
            for (Route route : routes) {
                add(rows, measure.measure(crops, route, progress));
            }
            float startNoise = ((Move.AddNoise) routes.getLast().moves().getFirst()).sigma();
            SolverInversion solvers = new SolverInversion(runner, startNoise);
            for (int n : GRIDS) {
                add(rows, measure.measure(crops, new Route("grid-" + n, solvers.carries(n)), progress));
            }
            for (SolverInversion.Solver solver : SolverInversion.Solver.values()) {
                for (int n : EVALUATIONS) {
                    SolverInversion.Result r = solvers.measure(crops, solver, n, progress);
                    rows.add(new Report.SolverRow(solver.title(), n, r.oneBack().mse(), r.sameBack().mse(), r.oneBack().noiseDeviation()));
                }
            }
            if (options.out() != null) {
                ErrorPlot.of(rows).write(options.out().resolve("inversion-error.png"));
            }
            options.publish(options.report(bench, folder, photos).optCrops(crops).optSolvers(rows).build());
            return 0;
        }
    }

    private static void add(List<Report.SolverRow> rows, InversionMeasure.Result r) {
        rows.add(new Report.SolverRow("BCM", r.evaluations(), r.mse(), null, r.noiseDeviation()));
    }
}
