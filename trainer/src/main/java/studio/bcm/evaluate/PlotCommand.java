package studio.bcm.evaluate;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evaluate plot LOG --out FILE}: the losses of a training run, for where the trainer itself had no fonts to draw with. */
@Command(name = "plot", sortOptions = false, mixinStandardHelpOptions = true, description = "Draws the losses of a training log.")
final class PlotCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LOG", description = "The trainer's log.jsonl.")
    private Path log;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "PNG to write; an older one is replaced.")
    private Path out;

    @Option(names = "--over", paramLabel = "AXIS", defaultValue = "KIMG", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private LossPlot.Axis axis;

    @Override
    public Integer call() {
        ResultFiles.writePng(LossPlot.read(log, axis).image(), out);
        return 0;
    }
}
