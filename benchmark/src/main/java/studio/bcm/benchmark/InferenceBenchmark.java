package studio.bcm.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
import studio.bcm.device.DeviceChoice;
import studio.bcm.model.GaussianModel;
import studio.bcm.model.Model;
import studio.bcm.model.Pack;
import studio.bcm.natives.OnnxRuntimeNatives;

/** What {@link Model} adds to a call of ONNX Runtime itself, from arrays to arrays. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 4)
public class InferenceBenchmark {
    /** A pack's file, or {@code nothing} for a function of a few operations: what remains is the share of the calls. */
    @Param("nothing")
    public String pack;

    @Param("1")
    public int batch;

    @Param("64")
    public int side;

    private Model model;
    private OrtSession session;
    private float[] x;
    private float[] t;
    private float[] u;
    private final FloatBuffer[] buffers = new FloatBuffer[3];

    @Setup(Level.Trial)
    public void load() throws OrtException {
        try {
            Pack opened = pack.equals("nothing") ? GaussianModel.pack(Files.createTempDirectory("bcm-benchmark"), "nothing") : Pack.open(Path.of(pack));
            model = Model.load(opened, DeviceChoice.CPU);
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(CpuInfo.examine().cores());
                session = OnnxRuntimeNatives.environment().createSession(opened.modelArray(), options);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        x = new float[batch * 3 * side * side];
        t = filled(0.1f);
        u = filled(0.002f);
    }

    /** In memory that is kept from call to call, as a caller that cares would. */
    private FloatBuffer direct(int index, float[] values) {
        if (buffers[index] == null) {
            buffers[index] = ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.nativeOrder()).asFloatBuffer();
        }
        return buffers[index].clear().put(values).flip();
    }

    private float[] filled(float level) {
        float[] levels = new float[batch];
        Arrays.fill(levels, level);
        return levels;
    }

    @TearDown(Level.Trial)
    public void close() throws OrtException {
        model.close();
        session.close();
    }

    @Benchmark
    public float[] model() {
        return model.evaluate(x, batch, side, side, t, u, null);
    }

    @Benchmark
    public float[] onnxRuntime() throws OrtException {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        try (OnnxTensor pixels = OnnxTensor.createTensor(environment, direct(0, x), new long[] {batch, 3, side, side});
                OnnxTensor from = OnnxTensor.createTensor(environment, direct(1, t), new long[] {batch});
                OnnxTensor to = OnnxTensor.createTensor(environment, direct(2, u), new long[] {batch});
                OrtSession.Result result = session.run(Map.of("x", pixels, "t", from, "u", to))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        }
    }
}
