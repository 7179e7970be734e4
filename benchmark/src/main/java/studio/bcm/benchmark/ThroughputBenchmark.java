package studio.bcm.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import studio.bcm.device.CpuInfo;
import studio.bcm.natives.OnnxRuntimeNatives;
import studio.bcm.network.ParameterList;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.UNet;
import studio.bcm.network.UNetOptions;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.TorchOps;
import studio.bcm.network.torch.Var;
import studio.bcm.network.torch.Weights;

/**
 * One tile through the photo packs' network, in single precision on as many threads as there are cores, by ONNX Runtime and by
 * libtorch; and a large matrix product by ONNX Runtime, which is what the processor gives at best.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 1, time = 4)
@Measurement(iterations = 1, time = 16)
public class ThroughputBenchmark {
    private static final int MATRIX = 2048;
    private static final int PRODUCTS = 4;

    @Param({"onnxruntime", "libtorch", "matrix"})
    public String engine;

    @Param("192")
    public int side;

    private OrtSession session;
    private Weights weights;
    private UNet network;
    private FloatBuffer pixels;
    private float[] x;

    @Setup(Level.Trial)
    public void load() throws OrtException {
        int threads = CpuInfo.examine().cores();
        network = new UNet(UNetOptions.DEFAULT);
        x = new float[3 * side * side];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i);
        }
        if (engine.equals("libtorch")) {
            torch.set_num_threads(threads);
            weights = Weights.initialised(ParameterList.of(network), Torch.cpu(), ScalarType.Float);
            return;
        }
        byte[] graph = engine.equals("matrix") ? MatrixPeak.chain(MATRIX, PRODUCTS, false) : RandomNetworks.export(network);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            session = OnnxRuntimeNatives.environment().createSession(graph, options);
        }
        int values = engine.equals("matrix") ? MATRIX * MATRIX : x.length;
        pixels = ByteBuffer.allocateDirect(Float.BYTES * values).order(ByteOrder.nativeOrder()).asFloatBuffer();
        if (!engine.equals("matrix")) {
            pixels.put(x).flip();
        }
    }

    @TearDown(Level.Trial)
    public void close() throws OrtException {
        if (session != null) {
            session.close();
        }
        if (weights != null) {
            weights.close();
        }
    }

    @Benchmark
    public float[] tile() throws OrtException {
        return switch (engine) {
            case "libtorch" -> byLibtorch();
            case "matrix" -> product();
            default -> byOnnxRuntime();
        };
    }

    private float[] byLibtorch() {
        try (PointerScope scope = new PointerScope()) {
            TorchOps ops = TorchOps.inference(weights, null);
            Var from = ops.input(Torch.tensor(new float[] {0.1f}, 1));
            Var to = ops.input(Torch.tensor(new float[] {0.002f}, 1));
            Tensor image = Torch.tensor(x, 1, 3, side, side);
            return Torch.toArray(Preconditioning.f(ops, network, ops.input(image), from, to, null).value());
        }
    }

    private float[] byOnnxRuntime() throws OrtException {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        try (OnnxTensor image = OnnxTensor.createTensor(environment, pixels, new long[] {1, 3, side, side});
                OnnxTensor from = OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {0.1f}), new long[] {1});
                OnnxTensor to = OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {0.002f}), new long[] {1});
                OrtSession.Result result = session.run(Map.of("x", image, "t", from, "u", to))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        }
    }

    private float[] product() throws OrtException {
        try (OnnxTensor matrix = OnnxTensor.createTensor(OnnxRuntimeNatives.environment(), pixels, new long[] {MATRIX, MATRIX});
                OrtSession.Result result = session.run(Map.of("x", matrix))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        }
    }
}
