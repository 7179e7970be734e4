package studio.bcm.train;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.Progress;

/** {@code bcm-studio train-traces}: the small network by which restorations find compression that left no grid. */
@Command(name = "train-traces", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
        description = "Trains the network that detects from pixels alone whether a scaled picture was compressed, and how strongly.")
public final class TrainTracesCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Folders of pictures that were never compressed.")
    private List<Path> folders;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "ONNX file to write.")
    private Path out;

    @Option(names = "--from", paramLabel = "FILE", description = "Continue from the weights of such a file.")
    private Path from;

    @Option(names = "--minutes", defaultValue = "3", description = "How long to train (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(names = "--batch", defaultValue = "384", description = "Pictures per step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--size", defaultValue = "160", description = "Their sides in pixels (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of all random numbers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cuda, cuda:N or cpu (default: ${DEFAULT-VALUE}).")
    private String device;

    private final Supplier<Progress> progress;

    /** @param progress receives the run's progress */
    public TrainTracesCommand(Supplier<Progress> progress) {
        this.progress = progress;
    }

    @Override
    public Integer call() {
        Torch.prepare();
        new TraceTrainer(folders, from, out, minutes, batch, size, seed, device, progress.get()).run();
        return 0;
    }
}
