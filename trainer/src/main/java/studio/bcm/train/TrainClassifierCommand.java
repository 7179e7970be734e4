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

/** {@code bcm-studio train-classifier}: features for {@code evaluate frechet} where there is no Inception network. */
@Command(name = "train-classifier", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
        description = "Trains a classifier of small pictures, whose features 'evaluate frechet --features' compares samples and photos by.")
public final class TrainClassifierCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Folders of pictures, one folder for each class right below, or of CIFAR-10's batches.")
    private List<Path> folders;

    @Option(names = "--validation", required = true, paramLabel = "FOLDER", description = "Other pictures of the same classes, to measure on.")
    private Path validation;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "ONNX file to write.")
    private Path out;

    @Option(names = "--size", defaultValue = "64", paramLabel = "PIXELS", description = "Sides of the pictures (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--channels", defaultValue = "64", paramLabel = "N",
            description = "Channels of the first level, twice as many at each further one (default: ${DEFAULT-VALUE}).")
    private int channels;

    @Option(names = "--levels", defaultValue = "4", paramLabel = "N", description = "Levels, each half as large (default: ${DEFAULT-VALUE}).")
    private int levels;

    @Option(names = "--blocks", defaultValue = "2", paramLabel = "N", description = "Residual blocks per level (default: ${DEFAULT-VALUE}).")
    private int blocks;

    @Option(names = "--minutes", defaultValue = "3", description = "How long to train (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(names = "--batch", defaultValue = "512", description = "Pictures per step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of all random numbers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--photo-memory", defaultValue = "4096", paramLabel = "MIB", description = "Memory for pictures on the device (default: ${DEFAULT-VALUE} MiB).")
    private long photoMemory;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cuda, cuda:N or cpu (default: ${DEFAULT-VALUE}).")
    private String device;

    private final Supplier<Progress> progress;

    /** @param progress receives the run's progress */
    public TrainClassifierCommand(Supplier<Progress> progress) {
        this.progress = progress;
    }

    @Override
    public Integer call() {
        Torch.prepare();
        new ClassifierTrainer(new ClassifierTrainer.Settings(folders, validation, out, size, channels, levels, blocks, minutes, batch, seed, device,
                photoMemory << 20), progress.get()).run();
        return 0;
    }
}
