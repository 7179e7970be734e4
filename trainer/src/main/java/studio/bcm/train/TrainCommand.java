package studio.bcm.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.model.ClassNames;
import studio.bcm.model.Pack;
import studio.bcm.network.NetworkOptions;
import studio.bcm.network.torch.MemoryLimit;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.train.data.FolderRules;
import studio.bcm.train.data.PhotoClasses;
import studio.bcm.train.processes.DistributedWorkers;
import studio.bcm.train.processes.Placement;
import studio.bcm.train.processes.Supervisor;
import studio.bcm.train.processes.Workers;

/** {@code bcm-studio train}. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
        description = "Trains a model on folders of pictures and writes it as a pack.")
public final class TrainCommand implements Callable<Integer> {
    /** What presets end in that are for a network which was taught before. */
    private static final String TUNING = "-from-ict";
    private static final int USUAL_BATCH = 512;
    private static final double SHARE_OF_FREE = 0.75;
    /** The program that has this command among others. */
    private static final String STUDIO = "studio.bcm.cli.Main";

    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Folders of pictures (any depth; JPEG, PNG, WebP, BMP, TIFF), or of "
            + "CIFAR-10's binary batches.")
    private List<Path> data;

    @Option(names = "--out", required = true, paramLabel = "DIR",
            description = "Folder for the checkpoint, the pack, log.jsonl, sheets and the loss plot.")
    private Path out;

    @Option(names = "--preset", paramLabel = "NAME|FILE", description = "Take options that are not given from a recipe: ${COMPLETION-CANDIDATES}, "
            + "after the paper's tables, or a file of your own.", completionCandidates = PresetNames.class)
    private String preset;

    @Option(names = "--stage", paramLabel = "NAME:LENGTH", split = ",", description = "A stage and its length in minutes, or in thousands of pictures "
            + "as 500kimg; give several for several stages. Names: diffusion, trajectory, consistency, ict, ct. "
            + "Default: diffusion:10 and trajectory:10.")
    private List<String> stages = new ArrayList<>();

    @Option(names = "--from", paramLabel = "PACK", description = "Start from the weights of a pack, which may be an imported consistency model. "
            + "Its shape is taken over; a network of one time is given a second that changes nothing at first.")
    private Path from;

    @Option(names = "--teacher", paramLabel = "PACK", description = "Pack whose trajectories a trajectory stage learns (default: the "
            + "network as the last diffusion stage, or the start, left it). One that learnt diffusion alone is integrated by Heun's method.")
    private Path teacher;

    @Option(names = "--resume", description = "Continue from the checkpoint in the folder given with --out.")
    private boolean resume;

    @Option(names = "--dry-run", description = "Measure the memory and the time of a step of each stage, without training.")
    private boolean dryRun;

    @Option(names = "--figures", paramLabel = "FILE", description = "With --dry-run: write what was measured to a JSON file too.")
    private Path figures;

    @Option(names = "--rules", paramLabel = "FILE", description = "Rules that say at which sizes the pictures of a folder may be used "
            + "(default: bcm-folders.json in each folder).")
    private Path rules;

    @Option(names = "--scales", paramLabel = "SIZE=WEIGHT", split = ",", description = "How often pictures without a rule are used at "
            + "1, 1/2, 1/4, 1/8 of their size or whole, such as whole=1 (default: 1=3,1/2=2,1/4=1,1/8=0.5,whole=0.5).")
    private Map<String, Double> scales;

    @Option(names = "--class-conditional", description = "Train with classes: one for each folder right below the data folder, in the "
            + "order of their names (ImageNet's layout), or those of CIFAR-10.")
    private boolean conditional;

    @Option(names = "--class-names", paramLabel = "FILE", description = "Text file with one class name per line, or a folder's name, "
            + "a tab and the class's name. Without it: "
            + "ImageNet's names for its 1000 folders, else those of the folders.")
    private Path classNames;

    @Option(names = "--class-dropout", defaultValue = "0", paramLabel = "SHARE", description = "Share of the diffusion stage's pictures whose class is "
            + "kept back, as --guidance needs it (default: ${DEFAULT-VALUE}).")
    private double classDropout;

    @Option(names = "--guidance", defaultValue = "1", paramLabel = "SCALE", description = "Classifier-free guidance of the trajectories that a "
            + "diffusion teacher gives (default: ${DEFAULT-VALUE}, none).")
    private double guidance;

    @Option(names = "--guidance-levels", paramLabel = "SIGMA", split = ",",
            description = "Range of noise levels that are guided, such as 0.2,5 (default: all).")
    private List<Double> guidanceLevels = new ArrayList<>();

    @Option(names = "--validation", paramLabel = "FOLDER", description = "Pictures for the run's figures and sheets.")
    private Path validation;

    @Option(names = "--name", defaultValue = "model", description = "Name of the pack (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(names = "--title", description = "Title of the pack.")
    private String title;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cuda, cuda:N or cpu (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(names = "--gpus", defaultValue = "1", paramLabel = "N", description = "Train on the first N GPUs of this machine, a process each, which share "
            + "every batch. A cluster's scheduler starts the processes itself: then RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR and MASTER_PORT say "
            + "which each is (default: ${DEFAULT-VALUE}).")
    private int gpus;

    @Option(names = "--max-minutes", paramLabel = "N", description = "Stop after this many minutes; --resume goes on.")
    private Double maxMinutes;

    @Option(names = "--batch", paramLabel = "N", description = "Pictures per step, of all processes together (default: 512; on a processor as many as leave time for some "
            + "hundred steps).")
    private Integer batch;

    @Option(names = "--micro-batch", paramLabel = "N", description = "Pictures computed together, to save memory: gradients are summed "
            + "over a batch (default: the whole batch, or its share of each process; on a processor as many as memory holds, which is measured).")
    private Integer microBatch;

    @Option(names = "--memory", paramLabel = "GB", description = "On the CPU, memory that the run may use; it stops with a sentence "
            + "before it takes more (default: three quarters of what is free).")
    private Double memory;

    @Option(names = "--lr", defaultValue = "4e-4", description = "Peak learning rate (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(names = "--optimiser", defaultValue = "adam", description = "adam or radam (default: ${DEFAULT-VALUE}).")
    private String optimiser;

    @Option(names = "--ema", defaultValue = "0.999", description = "EMA decay per step (default: ${DEFAULT-VALUE}).")
    private double emaDecay;

    @Option(names = "--clip", defaultValue = "1", description = "Gradient clipping norm (default: ${DEFAULT-VALUE}).")
    private double clip;

    @Option(names = "--warm-up", defaultValue = "200", paramLabel = "STEPS",
            description = "Warm-up steps (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--cool-down", defaultValue = "0.35", paramLabel = "SHARE",
            description = "Share of a stage over which the learning rate falls (default: ${DEFAULT-VALUE}).")
    private double coolDown;

    @Option(names = "--final-rate", defaultValue = "0.03", paramLabel = "SHARE",
            description = "Final learning rate (default: ${DEFAULT-VALUE} of the peak).")
    private double finalRate;

    @Option(names = "--restoration-share", defaultValue = "0.3333", paramLabel = "SHARE",
            description = "Share of each batch that are JPEG-aware samples, or with --detail questions for the mean of what the detail may "
                    + "be (default: a third).")
    private double restorationShare;

    @Option(names = "--restoration-size", paramLabel = "PIXELS", description = "Height and width of these samples, a multiple of 16. The share "
            + "counts pixels: samples of twice the size are a quarter as many (default: the network's resolution).")
    private Integer restorationSize;

    @Option(names = "--round-trip-share", defaultValue = "0.2", paramLabel = "SHARE",
            description = "Share of each batch of a trajectory stage that are round trips to noise and back (default: ${DEFAULT-VALUE}).")
    private double roundTripShare;

    @Option(names = "--min-quality", defaultValue = "5", description = "Lowest JPEG quality of these samples (default: ${DEFAULT-VALUE}).")
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

    @Option(names = "--levels", paramLabel = "N", split = ",", defaultValue = "10,1280",
            description = "Levels of the ICT schedule, or of the stage ct (in its paper: 2,150), at the beginning and at the end (default: ${DEFAULT-VALUE}).")
    private List<Integer> levels;

    @Mixin
    private NetworkFlags network;

    @Option(names = "--plain-kernels", description = "On CUDA, normalise with libtorch's operators instead of our fused kernels.")
    private boolean plainKernels;

    @Option(names = "--eager", description = "On CUDA, hand passes of the network to the GPU kernel by kernel instead of recording them once "
            + "as CUDA graphs. Slower, but needs less memory.")
    private boolean eager;

    private final Supplier<Progress> progress;
    private CommandSpec spec;

    /**
     * @param progress where the run reports progress
     */
    public TrainCommand(Supplier<Progress> progress) {
        this.progress = progress;
    }

    @Override
    public Integer call() {
        Torch.prepare();
        Optional<Placement> placement = Placement.of(System.getenv());
        int processes = placement.map(Placement::count).orElse(gpus);
        List<String> plan = stages.isEmpty() ? List.of("diffusion:10", "trajectory:10") : stages;
        if (preset != null && preset.endsWith(TUNING) && from == null && !dryRun) {
            throw new UserException("The preset " + preset + " tunes a consistency model: give its pack with --from.");
        }
        DataOptions pictures = pictures();
        NetworkOptions before = from == null ? null : PackWeights.shape(Pack.open(from));
        NetworkOptions shape = network.options(before, pictures.classes().count());
        List<StagePlan> parsed = plan.stream().map(StagePlan::parse).toList();
        Progress told = progress.get();
        boolean processor = !torch.cuda_is_available() || device.equals("cpu");
        MemoryLimit limit = processor ? new MemoryLimit(allowedBytes() / processes) : MemoryLimit.none();
        Parts parts = parts(processes, processor, limit, shape, parsed, told);
        TrainOptions options = new TrainOptions(pictures, out, from, teacher, new TrainOptions.Label(name, title == null ? name : title, preset), parsed,
                new TrainOptions.Execution(device, !plainKernels, !eager, parts.batch(), parts.microBatch(), parts.photoBytes()),
                new TrainOptions.Learning(learningRate, optimiser, emaDecay, clip, warmUp, coolDown, finalRate),
                new TrainOptions.Mixture(restorationShare, restorationSize == null ? shape.resolution() : restorationSize, roundTripShare, minQuality),
                new TrainOptions.Discretisation(schedule, levels()), seed,
                new TrainOptions.Watching(checkpointMinutes, sheetMinutes, validation), shape, Guidance.of(classDropout, guidance, guidanceLevels));
        if (placement.isEmpty() && processes > 1) {
            return new Supervisor(mainClass(), arguments(), told).run(processes);
        }
        try (Workers workers = placement.isPresent() ? join(placement.get()) : Workers.alone()) {
            run(options, workers, told, limit);
        }
        return 0;
    }

    /**
     * What a step is computed in.
     *
     * @param batch      pictures a step
     * @param microBatch pictures at once
     * @param photoBytes memory for photos
     */
    record Parts(int batch, int microBatch, long photoBytes) {
    }

    private long allowedBytes() {
        if (memory != null && !(memory > 0)) {
            throw new UserException("--memory wants gigabytes above 0, such as 4.");
        }
        return Math.round(memory != null ? memory * 1e9 : SHARE_OF_FREE * (MemoryLimit.available() + MemoryLimit.resident()));
    }

    /** What was not given is chosen by what the machine has, but a run that goes on keeps what it began with. */
    private Parts parts(int processes, boolean processor, MemoryLimit limit, NetworkOptions shape, List<StagePlan> plan, Progress told) {
        // Photos come first to where they are read, then to the memory of the device, which may be the same.
        long photos = processor ? Math.min(photoMemory << 20, limit.most() / 8) : photoMemory << 20;
        Parts begun = resume ? begun(photos) : null;
        if (processes != 1) {
            return shared(processes, begun, photos);
        }
        if (begun != null) {
            return begun;
        }
        if (!processor) {
            int given = batch == null ? USUAL_BATCH : batch;
            return new Parts(given, microBatch == null ? given : microBatch, photos);
        }
        if (batch != null && microBatch != null) {
            return new Parts(batch, microBatch, photos);
        }
        MemoryFit fit = MemoryFit.measure(shape);
        int atOnce = microBatch != null ? microBatch : fit.atOnce(limit, 2 * photos, plan);
        int chosen = batch != null ? batch : Math.max(fit.batch(plan), microBatch == null ? 1 : microBatch);
        int together = microBatch != null ? microBatch : MemoryFit.divisor(chosen, atOnce);
        told.note(String.format(Locale.ROOT, "Batches of %d pictures, %d at once: about %.1f GB of memory, of which the run may have %.1f GB.",
                chosen, together, fit.bytes(together, 2 * photos, plan) / 1e9, limit.most() / 1e9));
        return new Parts(chosen, together, photos);
    }

    private Parts begun(long photoBytes) {
        Path file = out.resolve(Trainer.OPTIONS);
        if (batch != null || microBatch != null || !Files.exists(file)) {
            return null;
        }
        try {
            JsonNode options = new ObjectMapper().readTree(file.toFile());
            return new Parts(options.get("batch").asInt(), options.get("microBatch").asInt(), photoBytes);
        } catch (IOException e) {
            throw new UserException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static Workers join(Placement placement) {
        boolean supervised = System.getenv(Supervisor.SUPERVISED) != null;
        if (supervised) {
            ProcessHandle.current().parent().ifPresent(p -> p.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
        }
        return new DistributedWorkers(placement, supervised);
    }

    /** What several processes compute a step in: nothing is measured, for all must come to the same. */
    private Parts shared(int processes, Parts begun, long photos) {
        int whole = batch != null ? batch : begun != null ? begun.batch() : USUAL_BATCH;
        if (processes < 1 || whole % processes != 0) {
            throw new UserException("A batch of " + whole + " pictures cannot be shared by " + processes + " processes.");
        }
        int share = whole / processes;
        if (microBatch != null && (microBatch < 1 || share % microBatch != 0)) {
            throw new UserException("A batch of " + share + " pictures cannot be computed " + microBatch + " at a time; choose a divisor.");
        }
        int atOnce = microBatch != null ? microBatch : begun != null ? MemoryFit.divisor(share, begun.microBatch()) : share;
        return new Parts(whole, atOnce, photos);
    }

    /** The program that this process runs, where it is one of ours. */
    private static String mainClass() {
        String command = System.getProperty("sun.java.command", "").split(" ")[0];
        return command.equals(STUDIO) ? STUDIO : TrainerMain.class.getName();
    }

    private List<String> arguments() {
        List<String> given = new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
        if (spec.parent() == null) {
            given.addFirst(spec.name());
        }
        return given;
    }

    private void run(TrainOptions options, Workers workers, Progress told, MemoryLimit limit) {
        Progress own = workers.isFirst() ? told : Progress.none();
        Progress watched = maxMinutes == null || !workers.isFirst() ? own : new Deadline(own, maxMinutes);
        try {
            train(new Trainer(options, workers, watched, limit), watched, workers, limit);
        } catch (CancelledException e) {
            if (workers.isFirst()) {
                throw e;
            }
        } catch (RuntimeException e) {
            throw isOutOfMemory(e) ? new UserException("The memory of the device does not suffice for " + options.execution().microBatch()
                    + " pictures at once: compute the batch in smaller parts with --micro-batch.", e) : e;
        }
    }

    private void train(Trainer trainer, Progress watched, Workers workers, MemoryLimit limit) {
        if (dryRun) {
            Trainer.Measured measured = trainer.dryRun();
            if (figures != null && workers.isFirst()) {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("measured", measured);
                all.put("limitBytes", limit.most());
                AtomicFile.write(figures, true, t -> new ObjectMapper().writeValue(t.toFile(), all));
            }
            return;
        }
        try {
            Path pack = trainer.run(resume);
            if (workers.isFirst()) {
                watched.note("Wrote " + pack + ".");
            }
        } catch (CancelledException e) {
            String goOn = trainer.hasCheckpoint() ? "--resume goes on from the checkpoint"
                    : "there is no checkpoint yet, and nothing for --resume to go on from";
            if (!(watched instanceof Deadline deadline) || !deadline.isOver()) {
                watched.note("Stopped; " + goOn + ".");
                throw e;
            }
            watched.note("Stopped after " + maxMinutes + " minutes; " + goOn + ".");
        }
    }

    /** libtorch says so in words alone, on the GPU and on the processor. */
    static boolean isOutOfMemory(RuntimeException e) {
        String message = e.getMessage();
        return !(e instanceof UserException) && message != null && (message.contains("CUDA out of memory") || message.contains("can't allocate memory"));
    }

    private DataOptions pictures() {
        FolderRules.Rule otherwise = scales == null ? FolderRules.Rule.DEFAULT : new FolderRules.Rule(scales, 1, null);
        PhotoClasses classes = conditional ? PhotoClasses.of(data) : PhotoClasses.none();
        return new DataOptions(data, rules, otherwise, classes, ClassNames.ofFolders(classes.names(), classNames));
    }

    private ConsistencyStage.Levels levels() {
        if (levels.size() != 2) {
            throw new UserException("--levels wants two numbers, such as 10,1280.");
        }
        return new ConsistencyStage.Levels(levels.getFirst(), levels.getLast());
    }

    /** Names for the help. */
    static final class PresetNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return TrainPreset.NAMES.iterator();
        }
    }

    /** Asked for each option that is not given, once all that are given are known. */
    final class PresetValues implements IDefaultValueProvider {
        private TrainPreset read;

        @Override
        public String defaultValue(ArgSpec argument) {
            if (preset == null || !(argument instanceof OptionSpec option)) {
                return null;
            }
            if (read == null) {
                try {
                    read = TrainPreset.find(preset);
                } catch (UserException e) {
                    throw new ParameterException(argument.command().commandLine(), e.getMessage(), e);
                }
            }
            return read.options().get(option.longestName().substring(2));
        }
    }

    /** Lets presets give what the command line does not. */
    @Spec
    private void use(CommandSpec own) {
        spec = own;
        spec.defaultValueProvider(new PresetValues());
    }
}
