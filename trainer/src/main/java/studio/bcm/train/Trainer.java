package studio.bcm.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import studio.bcm.UserException;
import studio.bcm.evaluation.figure.LossPlot;
import studio.bcm.file.AtomicFile;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.model.PackWriter;
import studio.bcm.network.Network;
import studio.bcm.network.NetworkOptions;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.onnx.OnnxExporter;
import studio.bcm.network.torch.MemoryLimit;
import studio.bcm.network.torch.Weights;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.train.data.DetailSamples;
import studio.bcm.train.data.JpegSimulator;
import studio.bcm.train.data.PairSource;
import studio.bcm.train.data.PhotoCrops;
import studio.bcm.train.data.PhotoFolder;
import studio.bcm.train.data.PhotoStream;
import studio.bcm.train.data.PictureSource;
import studio.bcm.train.data.RestorationSamples;
import studio.bcm.train.processes.Workers;

/**
 * A training run: stages one after another, with log, sheets, checkpoints and a pack of the EMA weights in the run's
 * folder. A run that was stopped goes on from its checkpoint.
 */
final class Trainer {
    /** Files in the run's folder. */
    public static final String CHECKPOINT = "checkpoint.safetensors";
    public static final String LOG = "log.jsonl";
    static final String OPTIONS = "training_options.json";

    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {
    };
    private static final double LOG_SECONDS = 10;
    private static final double LONGEST_DRY_RUN = 60;
    private static final int CROPS_A_PHOTO = 10;
    private static final int WIDE_CROP = 256;
    private static final ObjectMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final TrainOptions options;
    private final Workers workers;
    private final Progress progress;
    private final MemoryLimit limit;
    private final RunState state;
    private final Random random = new Random();
    private final ObjectMapper line = new ObjectMapper();
    private final List<Manifest.Stage> history = new ArrayList<>();
    private final Map<String, Manifest.DataSource> sources = new LinkedHashMap<>();
    private int stageIndex;
    private double stageSeconds;
    private long stageSteps;
    private long stageImages;
    private long steps;
    private long images;
    private double seconds;
    private Weights teacher;
    private boolean teacherDenoises = true;

    Trainer(TrainOptions options, Progress progress) {
        this(options, Workers.alone(), progress, MemoryLimit.none());
    }

    /**
     * @param workers  processes that each compute some parts of every batch; their number divides that of the parts
     * @param progress where the first of them reports progress
     * @param limit    of main memory, at which a run on the processor stops
     */
    Trainer(TrainOptions options, Workers workers, Progress progress, MemoryLimit limit) {
        this.options = options;
        this.workers = workers;
        this.progress = progress;
        this.limit = limit;
        state = new RunState(workers.isFirst() ? options.out() : null);
    }

    /**
     * Runs all stages.
     *
     * @param resume go on from the checkpoint in the run's folder
     * @return the pack that was made
     * @throws UserException      for folders, packs or devices that cannot be used
     * @throws CancelledException when asked to stop; the checkpoint is written first
     */
    public Path run(boolean resume) {
        try (RunLock lock = workers.isFirst() ? RunLock.take(options.out()) : null) {
            return runLocked(resume);
        }
    }

    /** Whether there is something that a later run can go on from. */
    boolean hasCheckpoint() {
        return Files.exists(options.out().resolve(CHECKPOINT));
    }

    private Path runLocked(boolean resume) {
        Path checkpoint = options.out().resolve(CHECKPOINT);
        if (workers.isFirst()) {
            begin(checkpoint, resume);
        }
        state.tell("batch", options.batch());
        state.tell("microBatch", options.execution().microBatch());
        state.enter(RunState.Phase.PREPARING, "");
        try {
            Path pack = runStages(resume, checkpoint);
            state.enter(RunState.Phase.FINISHED, "");
            return pack;
        } catch (CancelledException e) {
            state.enter(RunState.Phase.PAUSED, "");
            throw e;
        } catch (MemoryLimit.Exceeded e) {
            state.enter(RunState.Phase.OUT_OF_MEMORY, e.getMessage());
            throw e;
        } catch (RuntimeException e) {
            state.enter(RunState.Phase.FAILED, e.getMessage() == null ? e.toString() : e.getMessage());
            throw e;
        }
    }

    private Path runStages(boolean resume, Path checkpoint) {
        List<PhotoFolder.PhotoFile> files = options.data().files();
        nameSources(files);
        state.tell("pictures", count(files));
        Device device = Device.choose(options.execution().device(), workers, options.execution().fusedKernels(), progress);
        progress.note("Training on " + (workers.count() > 1 ? workers.count() + " × " : "") + device.name()
                + (device.kernels() != null ? " with fused kernels" : "") + ".");
        seed(0, 0);
        state.enter(RunState.Phase.READING, "");
        try (PointerScope all = new PointerScope();
                PhotoStream photos = new PhotoStream(files, options.side(), device.device(), options.execution().photoBytes(),
                        options.seed(), share(), state.during(progress));
                JpegSimulator jpeg = new JpegSimulator(device.device());
                Learner learner = learner(device);
                Optimiser optimiser = new Optimiser(learner.weights.flat(), options.learning().optimiser().equals("radam"));
                RunFigures validation = workers.isFirst() ? validation(learner, options.mixture().restorationShare() > 0 ? jpeg : null, photos) : null) {
            Sources sources = Sources.of(options, photos, jpeg, random);
            if (resume) {
                restore(workers.isFirst() ? Checkpoint.read(checkpoint) : null, learner, optimiser);
            } else if (options.from() != null) {
                Pack pack = Pack.open(options.from());
                PackWeights.load(pack, learner.weights);
                learner.ema.assign(learner.weights);
                goOnFrom(pack.manifest().training());
            }
            if (teacher == null && options.teacher() != null) {
                Pack pack = Pack.open(options.teacher());
                teacher = learner.ema.copy();
                PackWeights.load(pack, teacher);
                teacherDenoises = denoises(pack.manifest().training());
            }
            while (stageIndex < options.stages().size()) {
                StagePlan plan = options.stages().get(stageIndex);
                if (stageSteps == 0) {
                    learner.weights.assign(learner.ema);
                    optimiser.reset();
                    haveFirsts(learner.ema, learner.weights);
                }
                // Processes integrate trajectories of their own.
                seed(steps, -1L - workers.rank());
                try (Stage stage = stage(plan.stage(), learner, sources)) {
                    train(plan, stage, learner, optimiser, validation, device.name());
                } finally {
                    learner.forgetRecordings();
                }
                finishStage(plan, learner);
                if (workers.isFirst()) {
                    save(learner, optimiser, device.name());
                    sheets(learner, validation, plan.stage() + "-end");
                    writePack(learner, device.name());
                }
            }
            Path pack = workers.isFirst() ? writePack(learner, device.name()) : null;
            waitForFirst();
            return pack;
        }
    }

    private PhotoStream.Share share() {
        return new PhotoStream.Share(workers.rank(), workers.count(), workers.localCount());
    }

    /** Until it has written all that it writes: a process that ends earlier would look like one that has failed. */
    private void waitForFirst() {
        workers.agree(0);
    }

    private void haveFirsts(Weights... all) {
        for (Weights weights : all) {
            workers.takeFirsts(weights.flat());
            weights.changed();
        }
    }

    private void begin(Path checkpoint, boolean resume) {
        if (resume && !Files.exists(checkpoint)) {
            throw new UserException("There is no checkpoint in " + options.out() + " to go on from.");
        }
        if (!resume && Files.exists(checkpoint)) {
            throw new UserException(options.out() + " holds a checkpoint already: go on with --resume, or choose another folder.");
        }
        try {
            Files.createDirectories(options.out());
            AtomicFile.write(options.out().resolve(OPTIONS), true, t -> JSON.writeValue(t.toFile(), describe()));
        } catch (IOException e) {
            throw new UserException("The folder " + options.out() + " cannot be written to: " + e.getMessage(), e);
        }
    }

    /** What a step of a stage takes. */
    record StepCost(String stage, double seconds, int pictures) {
    }

    /**
     * What a dry run has measured.
     *
     * @param pictures    that were found
     * @param parameters  of the network
     * @param memoryBytes greatest memory of this process; 0 where it is not known
     */
    record Measured(int pictures, long parameters, String device, int batch, int microBatch, long memoryBytes, List<StepCost> stages) {
    }

    /**
     * What stages learn from.
     *
     * @param pictures to be noised and carried
     * @param pairs    with one right answer each
     */
    private record Sources(PhotoStream photos, PictureSource pictures, PairSource pairs) {
        static Sources of(TrainOptions options, PhotoStream photos, JpegSimulator jpeg, Random random) {
            if (options.network().detail()) {
                DetailSamples samples = new DetailSamples(photos, jpeg, random);
                return new Sources(photos, samples, samples);
            }
            return new Sources(photos, photos, new RestorationSamples(photos, jpeg, random, options.mixture().minQuality()));
        }
    }

    /** Reports what a step of each stage takes, and trains nothing. */
    public Measured dryRun() {
        List<PhotoFolder.PhotoFile> files = options.data().files();
        Device device = Device.choose(options.execution().device(), workers, options.execution().fusedKernels(), progress);
        seed(0, 0);
        try (PointerScope all = new PointerScope();
                PhotoStream photos = new PhotoStream(files, options.side(), device.device(), options.execution().photoBytes(),
                        options.seed(), share(), progress);
                JpegSimulator jpeg = new JpegSimulator(device.device());
                Learner learner = learner(device);
                Optimiser optimiser = new Optimiser(learner.weights.flat(), options.learning().optimiser().equals("radam"))) {
            Sources sources = Sources.of(options, photos, jpeg, random);
            progress.note(String.format(Locale.ROOT, "%,d pictures%s, %.1f M parameters, on %s.", count(files),
                    options.network().classes() == 0 ? "" : String.format(Locale.ROOT, " of %d classes", options.network().classes()),
                    learner.weights.list().size() / 1e6, device.name()));
            List<StepCost> costs = new ArrayList<>();
            for (StagePlan plan : options.stages()) {
                try (Stage stage = stage(plan.stage(), learner, sources)) {
                    costs.add(timeSteps(plan, stage, learner, optimiser));
                } finally {
                    learner.forgetRecordings();
                }
            }
            long memory = greatestMemory().map(gib -> Math.round(gib * (1L << 30))).orElse(0L);
            return new Measured(count(files), learner.weights.list().size(), device.name(), options.batch(), options.execution().microBatch(), memory, costs);
        }
    }

    private Learner learner(Device device) {
        Learner learner = new Learner(options.network().network(), device.device(), device.computeType(), device.kernels(),
                device.device().is_cuda() ? MemoryLimit.none() : limit);
        if (options.execution().graphs() && learner.device.is_cuda()) {
            learner.record(progress);
        }
        return learner;
    }

    private StepCost timeSteps(StagePlan plan, Stage stage, Learner learner, Optimiser optimiser) {
        // A GPU needs some steps to choose algorithms and record passes, and new trajectories come every fifty or so.
        int unmeasured = learner.device.is_cuda() ? 5 : 2;
        int own = options.parts() / workers.count();
        int wanted = Math.max(2, (learner.device.is_cuda() ? 100 : 8) / own);
        int timed = 0;
        long begin = System.nanoTime();
        long start = begin;
        // A large network on a slow device shows enough in one step.
        for (int i = 0; timed < wanted && (timed == 0 || workers.agree(secondsSince(begin))[0] < LONGEST_DRY_RUN); i++) {
            progress.checkCancelled();
            for (int part = 0; part < own; part++) {
                try (PointerScope scope = new PointerScope()) {
                    stage.step(0.5);
                }
            }
            workers.sum(learner.gradients.flat());
            optimiser.step(learner.weights.flat(), learner.gradients.flat(), 0, options.learning().clip());
            stage.updated(0.5);
            boolean warmUp = i == 0 || i < unmeasured && workers.agree(secondsSince(begin))[0] < LONGEST_DRY_RUN;
            if (warmUp) {
                synchronise(learner);
                start = System.nanoTime();
            } else {
                timed++;
            }
        }
        synchronise(learner);
        double each = secondsSince(start) / timed;
        int pictures = stage.imagesPerStep() * options.parts();
        String memory = learner.device.is_cuda() ? String.format(Locale.ROOT, ", %.1f GiB of GPU memory in use", gibibytesInUse())
                : greatestMemory().map(gib -> String.format(Locale.ROOT, ", %.1f GiB of memory at most", gib)).orElse("");
        progress.note(String.format(Locale.ROOT, pictures < each ? "%s: %.0f ms a step of %d, %.3f images/s%s."
                : "%s: %.0f ms a step of %d, %.1f images/s%s.", plan.stage(), 1000 * each, pictures, pictures / each, memory));
        return new StepCost(plan.stage().toString(), each, pictures);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static double gibibytesInUse() {
        try (SizeTPointer free = new SizeTPointer(1); SizeTPointer total = new SizeTPointer(1)) {
            int result = cudart.cudaMemGetInfo(free, total);
            if (result != 0) {
                throw new IllegalStateException("cudaMemGetInfo failed with code " + result);
            }
            return (total.get() - free.get()) / (double) (1 << 30);
        }
    }

    /** Greatest resident memory of this process in GiB, where the system reports it as Linux does. */
    private static Optional<Double> greatestMemory() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(l -> l.startsWith("VmHWM:")).findFirst().map(l -> Double.parseDouble(l.replaceAll("\\D", "")) / (1 << 20));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void synchronise(Learner learner) {
        if (learner.device.is_cuda()) {
            torch.cuda_synchronize();
        }
    }

    /** What a pack was taught before counts: in its record, and for what its f(x, t, 0.002) may be used as. */
    private void goOnFrom(Manifest.TrainingRecord record) {
        teacherDenoises = denoises(record);
        if (record == null) {
            return;
        }
        history.addAll(record.stages());
        images = record.imagesSeen();
        seconds = record.wallSeconds();
        record.data().forEach(source -> sources.putIfAbsent(source.name(), source));
    }

    /** Whether f(x, t, 0.002) is the mean of the clean pictures: what was learnt last decides. */
    private static boolean denoises(Manifest.TrainingRecord record) {
        return record != null && !record.stages().isEmpty()
                && record.stages().getLast().name().equals(StageName.DIFFUSION.toString());
    }

    private Stage stage(StageName name, Learner learner, Sources sources) {
        TrainOptions part = options.ofOnePart();
        int least = RestorationSamples.leastPhoto(options.network().resolution());
        boolean restores = (name == StageName.DIFFUSION || name == StageName.TRAJECTORY) && options.mixture().restorationShare() > 0;
        if (restores && !options.network().detail() && !sources.photos().holds(least)) {
            throw new UserException("JPEG-aware samples are cut from pictures of at least " + least
                    + " pixels, and there are none: give --restoration-share 0, or larger pictures.");
        }
        return switch (name) {
            case DIFFUSION -> new DiffusionStage(learner, sources.pictures(), new RestorationPass(learner, sources.pairs(), part), part);
            case TRAJECTORY -> {
                if (teacher == null) {
                    teacher = learner.ema.copy();
                }
                progress.note("Integrating the teacher's trajectories, by "
                        + (teacherDenoises ? "Heun's method through its denoiser." : "its own carries from level to level."));
                if (options.guidance().guides() && !teacherDenoises) {
                    throw new UserException("--guidance is for a teacher that learnt diffusion last; this one carries from level to level.");
                }
                yield new TrajectoryStage(learner, teacher, teacherDenoises, sources.pictures(), new RestorationPass(learner, sources.pairs(), part), part, random);
            }
            case CONSISTENCY -> new ConsistencyStage(learner, sources.photos(), part, random, true);
            case ICT -> new ConsistencyStage(learner, sources.photos(), part, random, false);
            case CT -> {
                if (teacher == null || stageSteps == 0) {
                    forgetTeacher();
                    teacher = learner.ema.copy();
                }
                yield new OriginalConsistencyStage(learner, teacher, sources.photos(), part, random);
            }
        };
    }

    private void forgetTeacher() {
        if (teacher != null) {
            teacher.close();
            teacher = null;
        }
    }

    private void train(StagePlan plan, Stage stage, Learner learner, Optimiser optimiser, RunFigures validation, String device) {
        try {
            step(plan, stage, learner, optimiser, validation, device);
        } catch (MemoryLimit.Exceeded e) {
            // The step that was under way has changed gradients alone.
            if (steps > 0 && workers.isFirst()) {
                save(learner, optimiser, device);
            }
            throw e;
        }
    }

    private void step(StagePlan plan, Stage stage, Learner learner, Optimiser optimiser, RunFigures validation, String device) {
        state.enter(RunState.Phase.TRAINING, plan.stage().toString());
        long start = System.nanoTime();
        double before = stageSeconds;
        double lastLog = before;
        long loggedImages = stageImages;
        double lastSave = before;
        double lastSheet = before;
        int summed = 0;
        Map<String, Tensor> sums = new LinkedHashMap<>();
        while (true) {
            // What depends on the clock and the user is the first process's to say, so that all do the same.
            boolean logs = stageSteps == 1 && summed > 0 || stageSeconds - lastLog >= LOG_SECONDS;
            double[] agreed = workers.agree(plan.progress(stageSeconds, stageImages), progress.isCancelled() ? 1 : 0, logs ? 1 : 0);
            double done = agreed[0];
            state.advance((stageIndex + Math.min(1, done)) / options.stages().size(), secondsLeft(done));
            boolean cancelled = agreed[1] > 0;
            boolean ends = cancelled || done >= 1;
            if (summed > 0 && (ends || agreed[2] > 0)) {
                Map<String, Double> means = means(sums, summed);
                summed = 0;
                // Reading the losses waited for the device, so the time up to here is the steps' own.
                double now = ends ? stageSeconds : before + (System.nanoTime() - start) / 1e9;
                if (workers.isFirst()) {
                    log(plan, means, (stageImages - loggedImages) / Math.max(1e-9, now - lastLog), rate(done));
                }
                lastLog = now;
                loggedImages = stageImages;
            }
            if (ends) {
                if (cancelled) {
                    if (workers.isFirst()) {
                        save(learner, optimiser, device);
                        writePack(learner, device);
                    }
                    waitForFirst();
                    throw new CancelledException();
                }
                return;
            }
            for (int part = workers.rank(); part < options.parts(); part += workers.count()) {
                seed(steps + 1, part);
                try (PointerScope scope = new PointerScope()) {
                    Map<String, Tensor> losses = stage.step(done);
                    for (Map.Entry<String, Tensor> loss : losses.entrySet()) {
                        Tensor sum = sums.get(loss.getKey());
                        if (sum == null) {
                            loss.getValue().retainReference();
                            sums.put(loss.getKey(), loss.getValue());
                        } else {
                            sum.add_(loss.getValue());
                        }
                    }
                    summed++;
                }
            }
            workers.sum(learner.gradients.flat());
            if (options.parts() > 1) {
                try (PointerScope scope = new PointerScope()) {
                    learner.gradients.flat().mul_(new Scalar(1.0 / options.parts()));
                }
            }
            optimiser.step(learner.weights.flat(), learner.gradients.flat(), rate(done), options.learning().clip());
            learner.weights.changed();
            try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
                double decay = Math.min(options.learning().emaDecay(), 1 - 10.0 / (stageSteps + 10));
                learner.ema.flat().lerp_(learner.weights.flat(), new Scalar(1 - decay));
            }
            stage.updated(done);
            steps++;
            stageSteps++;
            int pictures = stage.imagesPerStep() * options.parts();
            images += pictures;
            stageImages += pictures;
            double now = before + (System.nanoTime() - start) / 1e9;
            seconds += now - stageSeconds;
            stageSeconds = now;
            if (workers.isFirst() && now - lastSheet >= 60 * options.watching().sheetMinutes()) {
                sheets(learner, validation, plan.stage() + "-" + Math.round(images / 1000.0));
                state.enter(RunState.Phase.TRAINING, plan.stage().toString());
                lastSheet = before + (System.nanoTime() - start) / 1e9;
            }
            if (workers.isFirst() && now - lastSave >= 60 * options.watching().checkpointMinutes()) {
                save(learner, optimiser, device);
                lastSave = before + (System.nanoTime() - start) / 1e9;
            }
        }
    }

    /** Until the last stage is done, as far as that is known; −1 before a first step. */
    private double secondsLeft(double done) {
        double left = 0;
        for (int i = stageIndex + 1; i < options.stages().size(); i++) {
            left += 60 * options.stages().get(i).minutes();
        }
        left += done > 0 ? stageSeconds * Math.max(0, 1 - done) / done : -1;
        return Double.isInfinite(left) ? -1 : left;
    }

    /** Waits for the device; the sums are closed and cleared. */
    private Map<String, Double> means(Map<String, Tensor> sums, int count) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> sum : sums.entrySet()) {
            workers.sum(sum.getValue());
            means.put(sum.getKey(), sum.getValue().item().toDouble() / count / workers.count());
            sum.getValue().close();
        }
        sums.clear();
        return means;
    }

    private double rate(double done) {
        double rise = Math.min(1, (stageSteps + 1.0) / options.learning().warmUpSteps());
        double fall = options.learning().coolDown() == 0 ? 1 : Math.min(1, Math.max(options.learning().finalRate(), (1 - done) / options.learning().coolDown()));
        return options.learning().learningRate() * rise * fall;
    }

    private void finishStage(StagePlan plan, Learner learner) {
        history.add(new Manifest.Stage(plan.stage().toString(), stageSteps, stageImages, stageSeconds));
        if (plan.stage() == StageName.CT) {
            forgetTeacher();
        }
        if (plan.stage() == StageName.DIFFUSION) {
            forgetTeacher();
            learner.ema.changed();
            teacher = learner.ema.copy();
            teacherDenoises = true;
        }
        stageIndex++;
        stageSteps = 0;
        stageImages = 0;
        stageSeconds = 0;
    }

    /**
     * Every part of every step draws from its own seed, so that a resumed run goes on as the unbroken one would have, and
     * parts are the same whichever process computes them.
     */
    private void seed(long step, long part) {
        long mixed = (options.seed() * 0x9E3779B97F4A7C15L) ^ (step * 0xBF58476D1CE4E5B9L) ^ (part * 0x94D049BB133111EBL);
        random.setSeed(mixed);
        torch.manual_seed(mixed);
    }

    private void log(StagePlan plan, Map<String, Double> losses, double imagesPerSecond, double rate) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("kimg", images / 1000.0);
        entry.put("seconds", seconds);
        entry.put("stage", plan.stage().toString());
        entry.put("step", steps);
        entry.put("loss", losses.values().stream().mapToDouble(Double::doubleValue).sum());
        entry.put("losses", losses);
        entry.put("imagesPerSecond", imagesPerSecond);
        entry.put("lr", rate);
        append(entry);
        double done = plan.progress(stageSeconds, stageImages);
        double left = done > 0 ? stageSeconds / done - stageSeconds : 0;
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s %.0f kimg, %.0f images/s", plan.stage(), images / 1000.0, imagesPerSecond));
        losses.forEach((name, value) -> text.append(String.format(Locale.ROOT, ", %s %.4f", name, value)));
        text.append(String.format(Locale.ROOT, ", %.1f min left in this stage", left / 60));
        progress.report(Math.round(1000 * (stageIndex + Math.min(1, done))), 1000L * options.stages().size(), text.toString());
    }

    private void append(Map<String, Object> entry) {
        try {
            Files.writeString(options.out().resolve(LOG), line.writeValueAsString(entry) + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UserException("The log in " + options.out() + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void sheets(Learner learner, RunFigures validation, String name) {
        state.enter(RunState.Phase.SAMPLING, "");
        learner.ema.changed();
        Map<String, Double> figures = validation.figures(learner.ema);
        StringBuilder text = new StringBuilder("On validation crops:");
        figures.forEach((key, value) -> text.append(String.format(Locale.ROOT, " %s %.5f", key, value)));
        progress.note(text.toString());
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("kimg", images / 1000.0);
        entry.put("seconds", seconds);
        entry.put("validation", figures);
        append(entry);
        validation.sheet(learner.ema, options.out().resolve("sheet-" + name + ".png"),
                String.format(Locale.ROOT, "%s, %.0f kimg", options.label().name(), images / 1000.0));
        Path log = options.out().resolve(LOG);
        LossPlot.read(log, LossPlot.Axis.KIMG).write(options.out().resolve("losses.png"));
    }

    private RunFigures validation(Learner learner, JpegSimulator jpeg, PhotoStream photos) {
        if (options.network().detail()) {
            return detailFigures(learner, photos);
        }
        if (options.watching().validation() == null) {
            try (PointerScope scope = new PointerScope()) {
                int size = options.network().resolution();
                int wide = photos.holds(size + 64) ? size + 64 : size;
                PhotoStream.Labelled small = photos.labelled(16, size, false);
                PhotoStream.Labelled large = photos.labelled(4, wide / 16 * 16, false);
                return new Validation(learner, jpeg, new PhotoCrops.Fixed(small.crops(), small.labels(), large.crops(), large.labels()));
            }
        }
        return Validation.of(learner, jpeg, options.watching().validation(), options.network().resolution(), CROPS_A_PHOTO, WIDE_CROP,
                options.data().classes(), progress);
    }

    private RunFigures detailFigures(Learner learner, PhotoStream photos) {
        try (PointerScope scope = new PointerScope()) {
            if (options.watching().validation() == null) {
                int wide = photos.holds(WIDE_CROP) ? WIDE_CROP : options.side();
                return new DetailFigures(learner, photos.crops(16, options.side(), false), photos.crops(4, wide, false));
            }
            PhotoCrops.Fixed crops = PhotoCrops.fixed(options.watching().validation(), options.side(), 2, WIDE_CROP, options.data().classes(), learner.device,
                    progress);
            return new DetailFigures(learner, crops.small(), crops.large());
        }
    }

    private void save(Learner learner, Optimiser optimiser, String device) {
        try (PointerScope scope = new PointerScope()) {
            Checkpoint checkpoint = new Checkpoint();
            checkpoint.put("weights", learner.weights.flat());
            checkpoint.put("ema", learner.ema.flat());
            checkpoint.put("first_moment", optimiser.first);
            checkpoint.put("second_moment", optimiser.second);
            if (teacher != null) {
                checkpoint.put("teacher", teacher.flat());
            }
            checkpoint.put("training", line.writeValueAsString(record(device)));
            checkpoint.put("network", line.writeValueAsString(options.network()));
            checkpoint.put("classes", line.writeValueAsString(options.data().classNames()));
            checkpoint.put("state", line.writeValueAsString(new State(stageIndex, stageSeconds, stageSteps, stageImages, steps, images,
                    seconds, optimiser.steps(), teacherDenoises, history)));
            checkpoint.write(options.out().resolve(CHECKPOINT));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private record State(int stageIndex, double stageSeconds, long stageSteps, long stageImages, long steps, long images, double seconds,
                         long optimiserSteps, boolean teacherDenoises, List<Manifest.Stage> history) {
    }

    /** A kill can cut the log's last line off, and what is appended to such a line could not be read. */
    private void dropCutLine() {
        Path log = options.out().resolve(LOG);
        try {
            if (Files.exists(log)) {
                String text = Files.readString(log);
                if (!text.endsWith("\n")) {
                    Files.writeString(log, text.substring(0, text.lastIndexOf('\n') + 1));
                }
            }
        } catch (IOException e) {
            throw new UserException("The log in " + options.out() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Where there are several processes, the first alone reads the checkpoint and sends it to the others. */
    private void restore(Checkpoint checkpoint, Learner learner, Optimiser optimiser) {
        boolean taught = false;
        String told = null;
        if (checkpoint != null) {
            checkNetwork(checkpoint);
            told = checkpoint.text("state");
            taught = checkpoint.has("teacher");
        }
        takeState(workers.agree(told), optimiser);
        taught = workers.agree(taught ? 1 : 0)[0] > 0;
        if (taught) {
            teacher = learner.ema.copy();
        }
        if (checkpoint != null) {
            learner.weights.flat().copy_(checkpoint.tensor("weights", learner.weights.list()));
            learner.ema.flat().copy_(checkpoint.tensor("ema", learner.weights.list()));
            optimiser.first.copy_(checkpoint.tensor("first_moment", learner.weights.list()));
            optimiser.second.copy_(checkpoint.tensor("second_moment", learner.weights.list()));
            if (taught) {
                teacher.flat().copy_(checkpoint.tensor("teacher", learner.weights.list()));
            }
            dropCutLine();
        }
        haveFirsts(learner.weights, learner.ema);
        workers.takeFirsts(optimiser.first);
        workers.takeFirsts(optimiser.second);
        if (taught) {
            haveFirsts(teacher);
        }
        progress.note(String.format(Locale.ROOT, "Going on after %.0f kimg, in stage %d.", images / 1000.0, stageIndex + 1));
    }

    private void checkNetwork(Checkpoint checkpoint) {
        try {
            NetworkOptions network = line.readValue(checkpoint.text("network"), NetworkOptions.class);
            if (!network.equals(options.network())) {
                throw new UserException("The checkpoint in " + options.out() + " is of another network: " + network + ".");
            }
        } catch (JsonProcessingException e) {
            throw damaged(e);
        }
    }

    private UserException damaged(JsonProcessingException e) {
        return new UserException("The checkpoint in " + options.out() + " is damaged: " + e.getOriginalMessage(), e);
    }

    private void takeState(String told, Optimiser optimiser) {
        try {
            State state = line.readValue(told, State.class);
            stageIndex = state.stageIndex();
            stageSeconds = state.stageSeconds();
            stageSteps = state.stageSteps();
            stageImages = state.stageImages();
            steps = state.steps();
            images = state.images();
            seconds = state.seconds();
            history.addAll(state.history());
            optimiser.setSteps(state.optimiserSteps());
            teacherDenoises = state.teacherDenoises();
        } catch (JsonProcessingException e) {
            throw damaged(e);
        }
    }

    private Manifest.TrainingRecord record(String device) {
        List<Manifest.Stage> stages = new ArrayList<>(history);
        if (stageSteps > 0) {
            stages.add(new Manifest.Stage(options.stages().get(stageIndex).stage().toString(), stageSteps, stageImages, stageSeconds));
        }
        return new Manifest.TrainingRecord(List.copyOf(sources.values()), stages, images, seconds, device, describe());
    }

    private Path writePack(Learner learner, String device) {
        Path pack = options.out().resolve(options.label().name() + Pack.SUFFIX);
        Network network = options.network().network();
        Manifest manifest = Manifest.builder().setName(options.label().name()).setResolution(network.resolution())
                .setSizeMultiple(network.sizeMultiple()).optTitle(options.label().title())
                .optSigmas(Preconditioning.SIGMA_MIN, Preconditioning.SIGMA_MAX).optPrecision("fp16")
                .optClasses(options.data().classNames()).optTraining(record(device))
                .optDetail(network.detail() ? new Manifest.Detail(DetailSamples.SCALE) : null).build();
        PackWriter.replace(pack, OnnxExporter.export(network, learner.ema::toArray, true), manifest);
        return pack;
    }

    private void nameSources(List<PhotoFolder.PhotoFile> files) {
        Map<String, Manifest.DataSource> seen = new LinkedHashMap<>();
        for (PhotoFolder.PhotoFile file : files) {
            String licence = file.rule().licence() == null ? "" : file.rule().licence();
            // Where folders are classes, the data folder is the source.
            Path source = options.data().classes().count() > 0 ? file.folder() : file.path().getParent();
            String name = source.getFileName().toString();
            seen.merge(name, new Manifest.DataSource(name, file.pictures(), licence),
                    (old, one) -> new Manifest.DataSource(old.name(), old.pictures() + one.pictures(), old.licence()));
        }
        sources.putAll(seen);
    }

    private static int count(List<PhotoFolder.PhotoFile> files) {
        return files.stream().mapToInt(PhotoFolder.PhotoFile::pictures).sum();
    }

    /** The options as they are written down: paths as text, folders without where they lie. */
    private Map<String, Object> describe() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("data", options.data().paths().stream().map(Path::getFileName).map(Path::toString).toList());
        all.put("from", options.from() == null ? null : options.from().getFileName().toString());
        all.put("teacher", options.teacher() == null ? null : describeTeacher());
        all.put("stages", options.stages().stream().map(StagePlan::toString).toList());
        all.put("preset", options.label().preset());
        all.put("batch", options.batch());
        all.put("microBatch", options.execution().microBatch());
        all.putAll(JSON.convertValue(options.learning(), MAP));
        all.putAll(JSON.convertValue(options.mixture(), MAP));
        all.put("schedule", options.discretisation().schedule().toString());
        all.put("levels", List.of(options.discretisation().levels().first(), options.discretisation().levels().last()));
        all.put("classes", options.data().classes().count());
        all.put("classDropout", options.guidance().classDropout());
        all.put("guidance", options.guidance().scale());
        all.put("guidanceLevels", options.guidance().guides() ? List.of(options.guidance().least(), options.guidance().greatest()) : null);
        all.put("seed", options.seed());
        all.put("processes", workers.count());
        all.put("network", JSON.convertValue(options.network(), MAP));
        return all;
    }

    /** The teacher's own training, so that nothing that a pack was made with is left out of its record. */
    private Map<String, Object> describeTeacher() {
        Manifest.TrainingRecord record = Pack.open(options.teacher()).manifest().training();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("pack", options.teacher().getFileName().toString());
        all.put("stages", record == null ? List.of() : record.stages());
        return all;
    }
}
