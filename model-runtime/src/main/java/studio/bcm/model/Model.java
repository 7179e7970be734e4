package studio.bcm.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.UserException;
import studio.bcm.cuda.driver.CudaStatus;
import studio.bcm.cuda.driver.TensorRtLibraries;
import studio.bcm.cuda.graph.CudaGraph;
import studio.bcm.cuda.graph.CudaVariant;
import studio.bcm.cuda.operator.OwnOperators;
import studio.bcm.device.CpuInfo;
import studio.bcm.device.DeviceChoice;
import studio.bcm.file.ProgramFolders;
import studio.bcm.natives.OnnxRuntimeNatives;
import studio.bcm.onnx.UnsupportedGraphException;

/**
 * A model pack loaded for execution by ONNX Runtime, on the GPU or the CPU. Thread-safe; evaluations of several threads
 * run side by side. Closing waits for them and frees all native memory.
 */
public final class Model implements ConsistencyFunction, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Model.class);
    /** A large tile already keeps all cores busy, and its maps fit the caches better alone. */
    private static final Pace CPU_PACE = new Pace(1, 1, false);
    private static final Pace CUDA_PACE = new Pace(16, 2, true);
    private static final String HALF_PRECISION = "fp16";
    /** Levels come from float arithmetic: 0.1 + rounding is still the 0.1 that a manifest ends at. */
    private static final float LEVEL_ROUNDING = 1e-4f;

    private final Manifest manifest;
    private final Evaluator function;
    private final Execution execution;

    private Model(Manifest manifest, Evaluator function, Execution execution) {
        this.manifest = manifest;
        this.function = function;
        this.execution = execution;
    }

    /** As {@link #load(Pack, DeviceChoice, ExecutionOptions)} with default options. */
    public static Model load(Pack pack, DeviceChoice choice) {
        return load(pack, choice, ExecutionOptions.DEFAULT);
    }

    /**
     * Loads a pack.
     *
     * @param pack    verified; its model is read once more and then needed no longer
     * @param choice  {@code auto} falls back to the CPU and says why in {@link #execution()}
     * @param options of ONNX Runtime
     * @throws UserException when CUDA was asked for and cannot be had, with the reason, or the pack's model cannot be run
     */
    public static Model load(Pack pack, DeviceChoice choice, ExecutionOptions options) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment onnx = pack.readModel(arena);
            Model model = switch (choice) {
                case DeviceChoice.Cpu() -> onCpu(pack, onnx, options, "");
                case DeviceChoice.CpuInt8() when pack.manifest().detail() != null ->
                        onCpu(pack, onnx, options, "int8 is for restorations, not for detail");
                case DeviceChoice.CpuInt8() -> onCpuInt8(pack, options);
                case DeviceChoice.Cuda(int index) -> onCuda(pack, onnx, options, index);
                case DeviceChoice.TensorRt(int index) -> onTensorRt(pack, onnx, options, index);
                case DeviceChoice.Auto() -> onBest(pack, onnx, options);
            };
            LOG.info("{} runs on {}", pack.manifest().name(), model.execution.describe());
            return model;
        }
    }

    /** What it runs on; after an evaluation that the graph for the GPU could not do, that it is the portable graph since. */
    public Execution execution() {
        return function.graphProblem().isEmpty() ? execution
                : execution.withPrecision(precision(manifest) + ", portable graph: " + function.graphProblem());
    }

    /** Of the pack that it was loaded from. */
    public Manifest manifest() {
        return manifest;
    }

    /**
     * {@inheritDoc}
     *
     * @throws OutOfDeviceMemoryException when a smaller batch or tile may fit
     * @throws UserException              when the model needs a class and none is given, or has no such class
     * @throws IllegalStateException      when it has been closed
     */
    @Override
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        requireShape(x, n, height, width);
        requireLevels(t, n);
        requireLevels(u, n);
        requireClasses(y, n);
        return function.evaluate(x, n, height, width, t, u, y);
    }

    @Override
    public int inputChannels() {
        return function.inputChannels();
    }

    @Override
    public int sizeMultiple() {
        return manifest.sizeMultiple();
    }

    @Override
    public int resolution() {
        return manifest.resolution();
    }

    @Override
    public float sigmaMin() {
        return manifest.sigmaMin();
    }

    @Override
    public float sigmaMax() {
        return manifest.sigmaMax();
    }

    @Override
    public Pace pace() {
        return execution.isCuda() ? CUDA_PACE : CPU_PACE;
    }

    @Override
    public void close() {
        function.close();
    }

    private void requireShape(float[] x, int n, int height, int width) {
        if (n < 1 || height < 1 || width < 1 || height % sizeMultiple() != 0 || width % sizeMultiple() != 0) {
            throw new IllegalArgumentException(
                    n + " pictures of " + width + "×" + height + ": sizes must be multiples of " + sizeMultiple());
        }
        if (x.length != (long) inputChannels() * n * height * width) {
            throw new IllegalArgumentException(
                    x.length + " values are not " + n + " inputs of " + inputChannels() + " planes of " + width + "×" + height);
        }
    }

    private void requireLevels(float[] levels, int n) {
        if (levels.length != n) {
            throw new IllegalArgumentException(levels.length + " noise levels for " + n + " pictures");
        }
        for (float level : levels) {
            if (!(level >= sigmaMin() * (1 - LEVEL_ROUNDING) && level <= sigmaMax() * (1 + LEVEL_ROUNDING))) {
                throw new IllegalArgumentException(
                        "noise level " + level + " is outside the model's " + sigmaMin() + "…" + sigmaMax());
            }
        }
    }

    private void requireClasses(long[] y, int n) {
        if (y == null) {
            if (function.isConditional()) {
                throw new UserException("The model " + manifest.name() + " needs a class for each picture.");
            }
            return;
        }
        if (!function.isConditional()) {
            throw new UserException("The model " + manifest.name() + " has no classes.");
        }
        if (y.length != n) {
            throw new IllegalArgumentException(y.length + " classes for " + n + " pictures");
        }
        for (long k : y) {
            if (k < 0 || k >= manifest.classCount()) {
                throw new UserException("The model " + manifest.name() + " has classes 0 to " + (manifest.classCount() - 1)
                        + ", and not " + k + ".");
            }
        }
    }

    private static Model onBest(Pack pack, MemorySegment onnx, ExecutionOptions options) {
        CudaStatus status = CudaStatus.examine();
        Optional<String> problem = status.problem(0);
        if (problem.isPresent()) {
            return onCpu(pack, onnx, options, problem.get());
        }
        try {
            return onCuda(pack, onnx, options, 0, status);
        } catch (OrtException e) {
            LOG.warn("CUDA does not start", e);
            return onCpu(pack, onnx, options, "ONNX Runtime does not start CUDA (" + firstLine(e) + ")");
        }
    }

    private static Model onCuda(Pack pack, MemorySegment onnx, ExecutionOptions options, int index) {
        CudaStatus status = CudaStatus.examine();
        status.problem(index).ifPresent(problem -> {
            throw new UserException("CUDA cannot be used: " + problem + ".");
        });
        try {
            return onCuda(pack, onnx, options, index, status);
        } catch (OrtException e) {
            throw new UserException("CUDA cannot be used: ONNX Runtime does not start it (" + firstLine(e) + ").", e);
        }
    }

    private static Model onCuda(Pack pack, MemorySegment onnx, ExecutionOptions options, int index, CudaStatus status)
            throws OrtException {
        OnnxRuntimeNatives.environment();
        Execution execution = new Execution("CUDA", index, status.gpus().get(index).name(), HALF_PRECISION, 0, "");
        String problem = "";
        for (CudaVariant variant : List.of(CudaVariant.BEST, CudaVariant.PROVIDER)) {
            try {
                byte[] graph = CudaGraph.of(onnx.asByteBuffer(), variant);
                OnnxFunction tuned = cudaSession(MemorySegment.ofArray(graph), options, index, variant.isOwn());
                return checked(pack, new TunedFunction(CUDA_PACE.batchSize(), tuned, () -> portable(pack, options, index)),
                        problem.isEmpty() ? execution : execution.withPrecision(HALF_PRECISION + ", without our own operators: " + problem));
            } catch (UnsupportedGraphException | OrtException | IllegalStateException e) {
                LOG.info("The graph for the GPU cannot be made: {}", variant, e);
                problem = e.getMessage().lines().findFirst().orElse("no reason given");
            } catch (OutOfMemoryError e) {
                problem = "there is not enough memory to rewrite it";
            }
        }
        return checked(pack, cudaSession(onnx, options, index, false),
                execution.withPrecision(precision(pack.manifest()) + ", portable graph: " + problem));
    }

    /** The portable graph, of which TensorRT makes what it wants; CUDA has what TensorRT does not take. */
    private static Model onTensorRt(Pack pack, MemorySegment onnx, ExecutionOptions options, int index) {
        CudaStatus status = CudaStatus.examine();
        status.problem(index).or(TensorRtLibraries::problem).ifPresent(problem -> {
            throw new UserException("TensorRT cannot be used: " + problem + ".");
        });
        String name = status.gpus().get(index).name();
        EngineCache cache = EngineCache.of(ProgramFolders.cache(), List.of(pack.manifest().modelSha256(), name, status.driverVersion(),
                OnnxRuntimeNatives.environment().getVersion()));
        Execution execution = new Execution("TensorRT", index, name, HALF_PRECISION, 0, "");
        try {
            OnnxFunction tuned = fromCache(cache, () -> tensorRtSession(onnx, options, index, tensorRtOptions(pack.manifest(), cache.folder())));
            return checked(pack, new TunedFunction(CUDA_PACE.batchSize(), tuned, () -> portable(pack, options, index)), execution);
        } catch (OrtException e) {
            throw new UserException("TensorRT cannot be used: ONNX Runtime does not start it (" + firstLine(e) + ").", e);
        }
    }

    /** Makes a session. */
    @FunctionalInterface
    interface SessionMaker<T> {
        T make() throws OrtException;
    }

    /** What is made with a cache that may be damaged: if it fails, once more without what is in it. */
    static <T> T fromCache(EngineCache cache, SessionMaker<T> maker) throws OrtException {
        boolean wasEmpty = cache.isEmpty();
        try {
            return maker.make();
        } catch (OrtException e) {
            if (wasEmpty) {
                throw e;
            }
            LOG.warn("What TensorRT has kept of this model cannot be used and is made anew", e);
            cache.discard();
            return maker.make();
        }
    }

    /** Options of ONNX Runtime's TensorRT provider: half precision, engines kept, and the shapes that one engine is for. */
    static Map<String, String> tensorRtOptions(Manifest manifest, Path folder) {
        int least = manifest.sizeMultiple();
        int most = 1 << 9;
        Map<String, String> all = new LinkedHashMap<>();
        all.put("trt_fp16_enable", "1");
        all.put("trt_engine_cache_enable", "1");
        all.put("trt_engine_cache_path", folder.toString());
        all.put("trt_timing_cache_enable", "1");
        all.put("trt_timing_cache_path", folder.toString());
        all.put("trt_profile_min_shapes", shapes(manifest, 1, least));
        all.put("trt_profile_opt_shapes", shapes(manifest, CUDA_PACE.batchSize(), Math.max(manifest.resolution(), 256 / least * least)));
        all.put("trt_profile_max_shapes", shapes(manifest, CUDA_PACE.batchSize(), most / least * least));
        return all;
    }

    private static String shapes(Manifest manifest, int n, int side) {
        String coarse = manifest.detail() == null ? "" : "," + CoarseLevel.INPUT + ":" + n + "x" + CoarseLevel.CHANNELS + "x" + side + "x" + side;
        String levels = ",t:" + n + ",u:" + n + (manifest.classCount() > 0 ? ",y:" + n : "");
        return "x:" + n + "x3x" + side + "x" + side + levels + coarse;
    }

    private static OnnxFunction tensorRtSession(MemorySegment onnx, ExecutionOptions options, int index, Map<String, String> tensorRt)
            throws OrtException {
        try (OrtSession.SessionOptions session = sessionOptions(options, 1);
                OrtTensorRTProviderOptions first = new OrtTensorRTProviderOptions(index);
                OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(index)) {
            for (Map.Entry<String, String> option : tensorRt.entrySet()) {
                first.add(option.getKey(), option.getValue());
            }
            for (Map.Entry<String, String> option : options.cudaOptions().entrySet()) {
                cuda.add(option.getKey(), option.getValue());
            }
            session.addTensorrt(first);
            session.addCUDA(cuda);
            return OnnxFunction.create(onnx, session, OptionalInt.of(index));
        }
    }

    private static OnnxFunction portable(Pack pack, ExecutionOptions options, int index) {
        try (Arena arena = Arena.ofShared()) {
            return cudaSession(pack.readModel(arena), options, index, false);
        } catch (OrtException e) {
            throw new UserException("The model " + pack.manifest().name() + " cannot be run on the GPU: " + firstLine(e) + ".", e);
        }
    }

    private static OnnxFunction cudaSession(MemorySegment onnx, ExecutionOptions options, int index, boolean own) throws OrtException {
        try (OrtSession.SessionOptions session = sessionOptions(options, 1);
                OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(index)) {
            if (own) {
                OwnOperators.addTo(session, index);
            }
            for (Map.Entry<String, String> option : options.cudaOptions().entrySet()) {
                cuda.add(option.getKey(), option.getValue());
            }
            session.addCUDA(cuda);
            return OnnxFunction.create(onnx, session, OptionalInt.of(index));
        }
    }

    private static Model onCpu(Pack pack, MemorySegment onnx, ExecutionOptions options, String fallback) {
        CpuInfo cpu = CpuInfo.examine();
        int threads = options.threads() > 0 ? options.threads() : cpu.cores();
        OnnxRuntimeNatives.environment();
        try {
            Execution execution = new Execution("CPU", -1, cpu.name(), precision(pack.manifest()), threads, fallback);
            return checked(pack, cpuSession(onnx, options, threads), execution);
        } catch (OrtException e) {
            throw refused(pack, e);
        }
    }

    private static Model onCpuInt8(Pack pack, ExecutionOptions options) {
        CpuInfo cpu = CpuInfo.examine();
        int threads = options.threads() > 0 ? options.threads() : cpu.cores();
        OnnxRuntimeNatives.environment();
        try {
            byte[] whole = new Int8Models(ProgramFolders.cache()).of(pack, threads);
            OnnxFunction restoring = cpuSession(MemorySegment.ofArray(whole), options, threads);
            Supplier<Evaluator> other = () -> {
                try (Arena arena = Arena.ofShared()) {
                    return cpuSession(pack.readModel(arena), options, threads);
                } catch (OrtException e) {
                    throw refused(pack, e);
                }
            };
            return checked(pack, new LevelFunction(restoring, other, Int8Calibration.MOST_LEVEL, pack.manifest().sigmaMin()),
                    new Execution("CPU", -1, cpu.name(), "int8 for restorations, else " + precision(pack.manifest()), threads, ""));
        } catch (OrtException e) {
            throw refused(pack, e);
        } catch (UnsupportedGraphException e) {
            throw new UserException("The model " + pack.manifest().name() + " cannot be run in int8: " + e.getMessage() + ".", e);
        }
    }

    private static OnnxFunction cpuSession(MemorySegment onnx, ExecutionOptions options, int threads) throws OrtException {
        try (OrtSession.SessionOptions session = sessionOptions(options, threads)) {
            return OnnxFunction.create(onnx, session, OptionalInt.empty());
        }
    }

    private static UserException refused(Pack pack, OrtException e) {
        return new UserException("The model " + pack.manifest().name() + " cannot be run: ONNX Runtime refuses it (" + firstLine(e) + ").", e);
    }

    private static Model checked(Pack pack, Evaluator function, Execution execution) {
        Manifest manifest = pack.manifest();
        if (function.isConditional() != manifest.classCount() > 0) {
            function.close();
            throw new UserException("The model " + manifest.name() + " contradicts its manifest: "
                    + (function.isConditional() ? "it takes a class, and no classes are named." : "classes are named, and it takes none."));
        }
        if (function.inputChannels() > 3 != (manifest.detail() != null)) {
            function.close();
            throw new UserException("The model " + manifest.name() + " contradicts its manifest: " + (manifest.detail() == null
                    ? "it takes a coarser level, of which nothing is said." : "it is said to take a coarser level, and takes none."));
        }
        return new Model(manifest, function, execution);
    }

    private static OrtSession.SessionOptions sessionOptions(ExecutionOptions options, int threads) throws OrtException {
        OrtSession.SessionOptions session = new OrtSession.SessionOptions();
        session.setIntraOpNumThreads(threads);
        // Threads that wait busily for work take processors from whatever else there is, the drawing of the window above all.
        session.addConfigEntry("session.intra_op.allow_spinning", "0");
        session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        return session;
    }

    private static String precision(Manifest manifest) {
        return manifest.precision() + " weights";
    }

    private static String firstLine(OrtException e) {
        return e.getMessage().lines().findFirst().orElse("no reason given");
    }
}
