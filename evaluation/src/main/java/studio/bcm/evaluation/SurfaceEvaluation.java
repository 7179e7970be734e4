package studio.bcm.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.edit.EditDefaults;
import studio.bcm.evaluation.bench.Bench;
import studio.bcm.evaluation.figure.ResultFiles;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.evaluation.surfaces.SurfaceMeasure;
import studio.bcm.task.Progress;

/** {@code evaluate surfaces [DIR]}: what variations leave on smooth surfaces. */
@Command(name = "surfaces", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Varies a gradient with a little noise by fresh noise of several strengths, and tells what is left around a blur of 12 pixels, "
                + "and whether it has lines of a period of 2 pixels.",
            "With a folder of photos also: how the spectrum of the smoothest part of each compares with that of its variations. --out takes "
                + "surfaces.md and surfaces.png."})
final class SurfaceEvaluation implements Callable<Integer> {
    @Mixin
    private EvaluationOptions options;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Clean photos, at any depth; default: the gradient alone.")
    private Path folder;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "1", description = "Evaluations of a variation, 1 to 3; default: ${DEFAULT-VALUE}.")
    private int steps;

    @Override
    public Integer call() {
        Progress progress = options.progress();
        try (Bench bench = options.open()) {
            SurfaceMeasure measure = new SurfaceMeasure(bench.classes().heldToOne(bench.function()), EditDefaults.of(bench.manifest()), steps, options.seed());
            List<Table> tables = new ArrayList<>(List.of(SurfaceMeasure.table(measure.onGradient(progress))));
            if (folder != null) {
                tables.add(SurfaceMeasure.photoTable(measure.onPhotos(options.photos(folder), progress)));
            }
            StringBuilder markdown = new StringBuilder("# " + bench.manifest().name() + "\n\n    " + options.command() + "\n");
            for (Table table : tables) {
                options.print().println(table.text());
                markdown.append("\n## ").append(table.title()).append("\n\n").append(table.markdown()).append('\n').append(table.note()).append('\n');
            }
            options.print().flush();
            if (options.out() != null) {
                ResultFiles.writeText(markdown.toString(), options.out().resolve("surfaces.md"));
                measure.sheet(options.command(), progress).write(options.out().resolve("surfaces.png"));
            }
            return 0;
        }
    }
}
