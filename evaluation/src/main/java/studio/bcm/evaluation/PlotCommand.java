package studio.bcm.evaluation;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.evaluation.figure.LossPlot;
import studio.bcm.evaluation.figure.ResultFiles;
import studio.bcm.evaluation.report.ErrorPlot;

/** {@code evaluate plot FILE --out FILE}: draws what was measured where there were no fonts to draw with. */
@Command(name = "plot", sortOptions = false, mixinStandardHelpOptions = true,
        description = "Draws the losses of a training log, or the inversion errors of a report of 'evaluate solvers'.")
final class PlotCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The trainer's log.jsonl, or the report.json of 'evaluate solvers'.")
    private Path file;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "PNG to write; an older one is replaced.")
    private Path out;

    @Option(names = "--over", paramLabel = "AXIS", defaultValue = "KIMG", description = "Of losses: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private LossPlot.Axis axis;

    @Override
    public Integer call() {
        boolean report = file.getFileName().toString().endsWith(".json");
        ResultFiles.writePng(report ? ErrorPlot.read(file).image() : LossPlot.read(file, axis).image(), out);
        return 0;
    }
}
