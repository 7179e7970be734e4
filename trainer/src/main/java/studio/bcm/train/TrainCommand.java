package studio.bcm.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.network.UNetOptions;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;

/** {@code bcm-studio train}. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
        description = "Trains a model on folders of pictures and writes it as a pack.")
public final class TrainCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Folders of pictures (any depth; JPEG, PNG, WebP, BMP, TIFF).")
    private List<Path> data;

    @Option(names = "--out", required = true, paramLabel = "DIR",
            description = "Folder for the checkpoint, the pack, log.jsonl, sheets and the loss plot.")
    private Path out;

    @Option(names = "--stage", paramLabel = "NAME:LENGTH", description = "A stage and its length in minutes, or in thousands of pictures "
            + "as 500kimg; give several for several stages. Names: diffusion, trajectory, consistency, ict. "
            + "Default: diffusion:10 and trajectory:10.")
    private List<String> stages = new ArrayList<>();

    @Option(names = "--from", paramLabel = "PACK", description = "Start from the weights of a pack.")
    private Path from;

    @Option(names = "--resume", description = "Go on from the checkpoint in the folder given with --out.")
    private boolean resume;

    @Option(names = "--dry-run", description = "Measure memory and time a step of each stage, and train nothing.")
    private boolean dryRun;

    @Option(names = "--rules", paramLabel = "FILE", description = "Rules that say at which sizes the pictures of a folder may be used "
            + "(default: bcm-folders.json in each folder).")
    private Path rules;

    @Option(names = "--validation", paramLabel = "FOLDER", description = "Pictures for the run's figures and sheets.")
    private Path validation;

    @Option(names = "--name", defaultValue = "model", description = "Name of the pack (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(names = "--title", description = "Title of the pack.")
    private String title;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cuda, cuda:N or cpu (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(names = "--max-minutes", paramLabel = "N", description = "Stop after this many minutes; --resume goes on.")
    private Double maxMinutes;

    @Option(names = "--batch", defaultValue = "512", description = "Pictures a step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--lr", defaultValue = "4e-4", description = "Greatest learning rate (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(names = "--optimiser", defaultValue = "adam", description = "adam or radam (default: ${DEFAULT-VALUE}).")
    private String optimiser;

    @Option(names = "--ema", defaultValue = "0.999", description = "Decay of the moving average a step (default: ${DEFAULT-VALUE}).")
    private double emaDecay;

    @Option(names = "--clip", defaultValue = "1", description = "Greatest norm of the gradient (default: ${DEFAULT-VALUE}).")
    private double clip;

    @Option(names = "--warm-up", defaultValue = "200", paramLabel = "STEPS",
            description = "Steps over which the learning rate rises (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--cool-down", defaultValue = "0.35", paramLabel = "SHARE",
            description = "Share of a stage over which it falls (default: ${DEFAULT-VALUE}).")
    private double coolDown;

    @Option(names = "--final-rate", defaultValue = "0.03", paramLabel = "SHARE",
            description = "What it falls to (default: ${DEFAULT-VALUE} of the greatest).")
    private double finalRate;

    @Option(names = "--restoration-share", defaultValue = "0.3333", paramLabel = "SHARE",
            description = "Share of each batch that are JPEG-aware samples (default: a third).")
    private double restorationShare;

    @Option(names = "--min-quality", defaultValue = "5", description = "Least JPEG quality in them (default: ${DEFAULT-VALUE}).")
    private double minQuality;

    @Option(names = "--schedule", defaultValue = "ICT", paramLabel = "NAME", description = "Levels of the consistency stages: "
            + "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ConsistencyStage.Schedule schedule;

    @Option(names = "--seed", defaultValue = "0", description = "Seed of all random numbers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--photo-memory", defaultValue = "2048", paramLabel = "MIB",
            description = "Memory for photos on the device (default: ${DEFAULT-VALUE} MiB).")
    private long photoMemory;

    @Option(names = "--checkpoint-minutes", defaultValue = "2", paramLabel = "N",
            description = "Minutes between checkpoints (default: ${DEFAULT-VALUE}).")
    private double checkpointMinutes;

    @Option(names = "--sheet-minutes", defaultValue = "5", paramLabel = "N",
            description = "Minutes between sample sheets (default: ${DEFAULT-VALUE}).")
    private double sheetMinutes;

    @Option(names = "--resolution", defaultValue = "64", description = "Height and width of the crops (default: ${DEFAULT-VALUE}).")
    private int resolution;

    @Option(names = "--patch", defaultValue = "2", description = "Pixel-unshuffle factor (default: ${DEFAULT-VALUE}).")
    private int patch;

    @Option(names = "--channels", defaultValue = "96", description = "Channels of the first level (default: ${DEFAULT-VALUE}).")
    private int channels;

    @Option(names = "--multipliers", split = ",", defaultValue = "1,2,2", description = "Channels of each level (default: ${DEFAULT-VALUE}).")
    private List<Integer> multipliers;

    @Option(names = "--blocks", defaultValue = "2", description = "Residual blocks a level (default: ${DEFAULT-VALUE}).")
    private int blocks;

    @Option(names = "--head-channels", defaultValue = "64", description = "Channels of an attention head (default: ${DEFAULT-VALUE}).")
    private int headChannels;

    @Option(names = "--dropout", defaultValue = "0", description = "Dropout probability (default: ${DEFAULT-VALUE}).")
    private float dropout;

    @Option(names = "--plain-kernels", description = "On CUDA, normalise with libtorch's operators instead of our fused kernels.")
    private boolean plainKernels;

    private final Supplier<Progress> progress;

    /**
     * @param progress where the run tells how it goes
     */
    public TrainCommand(Supplier<Progress> progress) {
        this.progress = progress;
    }

    @Override
    public Integer call() {
        List<String> plan = stages.isEmpty() ? List.of("diffusion:10", "trajectory:10") : stages;
        TrainOptions options = new TrainOptions(data, rules, out, from, name, title == null ? name : title,
                plan.stream().map(StagePlan::parse).toList(), device, !plainKernels, batch, learningRate, optimiser, emaDecay, clip, warmUp, coolDown, finalRate,
                restorationShare, minQuality, schedule, seed, photoMemory << 20, checkpointMinutes, sheetMinutes, validation,
                new UNetOptions(resolution, patch, channels, multipliers, blocks, headChannels, 0, dropout));
        Progress watched = maxMinutes == null ? progress.get() : new Deadline(progress.get(), maxMinutes);
        Trainer trainer = new Trainer(options, watched);
        if (dryRun) {
            trainer.dryRun();
        } else {
            try {
                watched.note("Wrote " + trainer.run(resume) + ".");
            } catch (CancelledException e) {
                if (!(watched instanceof Deadline deadline) || !deadline.isOver()) {
                    throw e;
                }
                watched.note("Stopped after " + maxMinutes + " minutes; --resume goes on from here.");
            }
        }
        return 0;
    }
}
