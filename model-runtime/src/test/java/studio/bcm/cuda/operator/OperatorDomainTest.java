package studio.bcm.cuda.operator;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import studio.bcm.cuda.driver.CudaStatus;
import studio.bcm.natives.OnnxRuntimeNatives;

/** ONNX Runtime calls operators that are written in Java, with all that a node has and without what it lacks. */
class OperatorDomainTest {
    private static final OrtEnvironment ENVIRONMENT = OnnxRuntimeNatives.environment();
    private static final int HALF = TensorProto.DataType.FLOAT16.getNumber();
    private static final int SINGLE = TensorProto.DataType.FLOAT.getNumber();
    private static final int C = 8;
    private static final int PIXELS = 6;

    @Test
    void aNodeWithEverything() throws OrtException {
        Map<String, float[]> result = run("all.of.it", List.of("x", "gamma", "beta", "bias", "skip", "other", "matrix"), 3, OperatorDomainTest::norm);

        // Channel 0 is x + bias + skip = 1 + 0.5 + 2, channel 4 is other = 3: sums that the graph hands on.
        assertThat(result.get("sum")[0]).isEqualTo(3.5f);
        assertThat(result.get("sum")[4]).isEqualTo(3);
        // One group a channel here, so that all values are the mean: beta · scale + shift.
        assertThat(result.get("y")[0]).isCloseTo(0.25f * 2 + 1, within(1e-3f));
    }

    @Test
    void aNodeWithoutWhatIsOptional() throws OrtException {
        Map<String, float[]> result = run("least", List.of("wide", "gamma", "beta"), 2, OperatorDomainTest::norm);

        assertThat(result.get("y")[0]).isCloseTo(0.25f, within(1e-3f));
    }

    @Test
    void whatGoesWrongInJavaIsAFailureOfTheEvaluation() {
        assertThatThrownBy(() -> run("failing", List.of("wide", "gamma", "beta"), 2, options -> context -> {
            throw new IllegalStateException("no kernel for " + options.groups() + " groups");
        })).isInstanceOf(OrtException.class).hasMessageContaining("no kernel for 8 groups");
    }

    @Test
    void operatorsForTheGpuNeedADriver() throws OrtException {
        Assumptions.assumeTrue(CudaStatus.examine().problem(0).isPresent());
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            assertThatThrownBy(() -> OwnOperators.addTo(options, 0)).isInstanceOf(IllegalStateException.class);
        }
    }

    /** One group for each channel, so that what is normalised is zero. */
    private static Operator.Computation norm(NormOperator.Options options) {
        return context -> {
            NormOperator.Values v = NormOperator.Values.of(context);
            int c = v.channels();
            MemorySegment y = context.output(0, v.shape()).reinterpret(2L * v.n() * v.pixels() * c);
            MemorySegment partial = context.output(1, v.n(), 2).reinterpret(8L * v.n());
            partial.setAtIndex(JAVA_FLOAT, 0, options.epsilon());
            MemorySegment sum = v.hasSum() ? context.output(2, v.shape()).reinterpret(2L * v.n() * v.pixels() * c) : null;
            for (int p = 0; p < v.n() * v.pixels(); p++) {
                for (int k = 0; k < c; k++) {
                    float value = k < v.a() ? half(v.x(), p * v.a() + k) + single(v.bias(), k) + half(v.skip(), p * v.a() + k)
                            : half(v.other(), p * v.b() + k - v.a());
                    if (sum != null) {
                        sum.setAtIndex(JAVA_SHORT, (long) p * c + k, Float.floatToFloat16(value));
                    }
                    float scale = v.scaleShift() == null ? 1 : half(v.scaleShift(), options.column() + k);
                    float shift = half(v.scaleShift(), options.column() + c + k);
                    y.setAtIndex(JAVA_SHORT, (long) p * c + k, Float.floatToFloat16(single(v.beta(), k) * scale + shift));
                }
            }
        };
    }

    private static float half(MemorySegment data, int index) {
        return data == null ? 0 : Float.float16ToFloat(data.reinterpret(2L * index + 2).getAtIndex(JAVA_SHORT, index));
    }

    private static float single(MemorySegment data, int index) {
        return data == null ? 0 : data.reinterpret(4L * index + 4).getAtIndex(JAVA_FLOAT, index);
    }

    private static Map<String, float[]> run(String domain, List<String> inputs, int outputs,
            Function<NormOperator.Options, Operator.Computation> computation) throws OrtException {
        Map<String, Input> all = new LinkedHashMap<>();
        all.put("x", new Input(HALF, 1, 1, 2, 3, 4));
        all.put("wide", new Input(HALF, 1, 1, 2, 3, C));
        all.put("gamma", new Input(SINGLE, 1, C));
        all.put("beta", new Input(SINGLE, 0.25f, C));
        all.put("bias", new Input(SINGLE, 0.5f, 4));
        all.put("skip", new Input(HALF, 2, 1, 2, 3, 4));
        all.put("other", new Input(HALF, 3, 1, 2, 3, 4));
        all.put("matrix", new Input(HALF, 2, 1, 3 + 2 * C));
        all.get("matrix").set(3 + C, 1);
        List<String> names = List.of("y", "partial", "sum").subList(0, outputs);
        NodeProto node = NodeProto.newBuilder().setOpType(OwnOperators.NORM).setDomain(domain).addAllInput(inputs).addAllOutput(names)
                .addAttribute(whole("groups", C)).addAttribute(whole("silu", 0)).addAttribute(whole("column", 3))
                .addAttribute(AttributeProto.newBuilder().setName("epsilon").setType(AttributeProto.AttributeType.FLOAT).setF(1e-5f)).build();
        GraphProto.Builder graph = GraphProto.newBuilder().setName("g").addNode(node);
        inputs.forEach(i -> graph.addInput(info(i, all.get(i).type, all.get(i).shape.length)));
        names.forEach(o -> graph.addOutput(info(o, o.equals("partial") ? SINGLE : HALF, o.equals("partial") ? 2 : 4)));
        byte[] model = ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1)).setGraph(graph).build().toByteArray();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            new OperatorDomain(domain, NormOperator.of(null, computation)).addTo(options);
            Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
            try (OrtSession session = ENVIRONMENT.createSession(model, options)) {
                for (String input : inputs) {
                    tensors.put(input, all.get(input).tensor());
                }
                try (OrtSession.Result result = session.run(tensors)) {
                    Map<String, float[]> values = new LinkedHashMap<>();
                    for (String name : names) {
                        values.put(name, array(((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer()));
                    }
                    assertThat(values.get("partial")[0]).isEqualTo(1e-5f);
                    assertThat(values.get("y")).hasSize(PIXELS * C);
                    return values;
                }
            } finally {
                tensors.values().forEach(OnnxTensor::close);
            }
        }
    }

    private static float[] array(FloatBuffer buffer) {
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static AttributeProto whole(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static ValueInfoProto info(String name, int type, int rank) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int i = 0; i < rank; i++) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(name + i));
        }
        return ValueInfoProto.newBuilder().setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape))).build();
    }

    /** A tensor of one value. */
    private static final class Input {
        private final int type;
        private final long[] shape;
        private final float[] values;

        Input(int type, float value, long... shape) {
            this.type = type;
            this.shape = shape;
            long size = 1;
            for (long s : shape) {
                size *= s;
            }
            values = new float[(int) size];
            Arrays.fill(values, value);
        }

        void set(int from, float value) {
            Arrays.fill(values, from, values.length, value);
        }

        OnnxTensor tensor() throws OrtException {
            ByteBuffer bytes = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder());
            if (type == SINGLE) {
                bytes.asFloatBuffer().put(values);
                return OnnxTensor.createTensor(ENVIRONMENT, bytes.asFloatBuffer(), shape);
            }
            for (float value : values) {
                bytes.putShort(Float.floatToFloat16(value));
            }
            bytes.flip();
            return OnnxTensor.createTensor(ENVIRONMENT, bytes, shape, OnnxJavaType.FLOAT16);
        }
    }
}
