package studio.bcm.benchmark;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
import studio.bcm.natives.OnnxRuntimeNatives;

/**
 * The convolution that photo-64 spends most of its time in on the CPU (3×3, 96 to 96 channels, half the picture's size), a chain of
 * them: in single precision; in int8 with fixed ranges, channels first and last; and with ranges found while it runs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 1, time = 2)
@Measurement(iterations = 1, time = 6)
public class ConvolutionBenchmark {
    private static final int CHANNELS = 96;
    private static final int SIDE = 96;
    private static final int LENGTH = 6;
    private static final float SCALE = 0.05f;
    private static final int SINGLE = TensorProto.DataType.FLOAT.getNumber();

    @Param({"single", "int8", "int8-channels-last", "int8-dynamic"})
    public String arithmetic;

    private OrtSession session;
    private FloatBuffer pixels;

    @Setup(Level.Trial)
    public void load() throws OrtException {
        pixels = ByteBuffer.allocateDirect(Float.BYTES * CHANNELS * SIDE * SIDE).order(ByteOrder.nativeOrder()).asFloatBuffer();
        Random random = new Random(1);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (float) random.nextGaussian());
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(CpuInfo.examine().cores());
            session = OnnxRuntimeNatives.environment().createSession(graph(), options);
        }
    }

    @TearDown(Level.Trial)
    public void close() throws OrtException {
        session.close();
    }

    @Benchmark
    public float[] chain() throws OrtException {
        try (OnnxTensor x = OnnxTensor.createTensor(OnnxRuntimeNatives.environment(), pixels, new long[] {1, CHANNELS, SIDE, SIDE});
                OrtSession.Result result = session.run(Map.of("x", x))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        }
    }

    private byte[] graph() {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("chain").addInput(map("x")).addOutput(map("out"));
        Random random = new Random(2);
        boolean whole = arithmetic.startsWith("int8") && !arithmetic.equals("int8-dynamic");
        boolean last = arithmetic.equals("int8-channels-last");
        graph.addInitializer(single("scale", SCALE)).addInitializer(bytes("zero", TensorProto.DataType.UINT8, new byte[] {(byte) 128}))
                .addInitializer(bytes("zero8", TensorProto.DataType.INT8, new byte[CHANNELS], CHANNELS));
        float[] scales = new float[CHANNELS];
        Arrays.fill(scales, SCALE / 29 / 4);
        graph.addInitializer(single("scales", scales));
        String value = "x";
        if (last) {
            graph.addNode(node("", "Transpose", List.of(value), "turned").addAttribute(integers("perm", 0, 2, 3, 1)));
            value = "turned";
        }
        if (whole) {
            graph.addNode(node("", "QuantizeLinear", List.of(value, "scale", "zero"), "q"));
            value = "q";
        }
        for (int i = 0; i < LENGTH; i++) {
            int[] shape = {CHANNELS, CHANNELS, 3, 3};
            String w = "w" + i;
            String next = "v" + i;
            if (arithmetic.equals("single")) {
                float[] weights = new float[CHANNELS * CHANNELS * 9];
                for (int k = 0; k < weights.length; k++) {
                    weights[k] = (float) random.nextGaussian() / 29;
                }
                graph.addInitializer(single(w, weights, shape)).addNode(padded(node("", "Conv", List.of(value, w), next)));
            } else {
                byte[] weights = new byte[CHANNELS * CHANNELS * 9];
                random.nextBytes(weights);
                graph.addInitializer(bytes(w, TensorProto.DataType.INT8, weights, shape));
                if (whole) {
                    NodeProto.Builder conv = padded(node(last ? "com.microsoft" : "", "QLinearConv",
                            List.of(value, "scale", "zero", w, "scales", "zero8", "scale", "zero"), next));
                    graph.addNode(last ? conv.addAttribute(AttributeProto.newBuilder().setName("channels_last")
                            .setType(AttributeProto.AttributeType.INT).setI(1)) : conv);
                } else {
                    graph.addNode(NodeProto.newBuilder().setOpType("DynamicQuantizeLinear").addInput(value).addOutput("q" + i).addOutput("s" + i).addOutput("z" + i));
                    graph.addNode(padded(node("", "ConvInteger", List.of("q" + i, w, "z" + i), "c" + i)));
                    graph.addNode(node("", "Cast", List.of("c" + i), "f" + i).addAttribute(AttributeProto.newBuilder().setName("to")
                            .setType(AttributeProto.AttributeType.INT).setI(SINGLE)));
                    graph.addNode(node("", "Mul", List.of("f" + i, "s" + i), next));
                }
            }
            value = next;
        }
        if (whole) {
            graph.addNode(node("", "DequantizeLinear", List.of(value, "scale", "zero"), last ? "d" : "out"));
        }
        if (last) {
            graph.addNode(node("", "Transpose", List.of("d"), "out").addAttribute(integers("perm", 0, 3, 1, 2)));
        } else if (!whole) {
            graph.addNode(node("", "Identity", List.of(value), "out"));
        }
        return ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1)).setGraph(graph).build().toByteArray();
    }

    private static NodeProto.Builder node(String domain, String type, List<String> inputs, String output) {
        return NodeProto.newBuilder().setDomain(domain).setOpType(type).addAllInput(inputs).addOutput(output);
    }

    private static NodeProto.Builder padded(NodeProto.Builder node) {
        return node.addAttribute(integers("pads", 1, 1, 1, 1)).addAttribute(integers("kernel_shape", 3, 3));
    }

    private static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static TensorProto single(String name, float value) {
        return TensorProto.newBuilder().setName(name).setDataType(SINGLE).addFloatData(value).build();
    }

    private static TensorProto single(String name, float[] values) {
        return single(name, values, new int[] {values.length});
    }

    private static TensorProto single(String name, float[] values, int[] shape) {
        ByteBuffer data = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(SINGLE).setRawData(ByteString.copyFrom(data));
        for (int s : shape) {
            tensor.addDims(s);
        }
        return tensor.build();
    }

    private static TensorProto bytes(String name, TensorProto.DataType type, byte[] values, int... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber()).setRawData(ByteString.copyFrom(values));
        for (int s : shape) {
            tensor.addDims(s);
        }
        return tensor.build();
    }

    private static ValueInfoProto map(String name) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int s : new int[] {1, CHANNELS, SIDE, SIDE}) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(s));
        }
        return ValueInfoProto.newBuilder().setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(SINGLE).setShape(shape))).build();
    }
}
