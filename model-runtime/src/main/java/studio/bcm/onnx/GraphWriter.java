package studio.bcm.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import studio.bcm.cuda.operator.OwnOperators;

/** Adds nodes and constants to an ONNX graph (operator set 17), under names of its own. */
public final class GraphWriter {
    public static final String MICROSOFT = "com.microsoft";
    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 17;

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, String> constants = new HashMap<>();
    private int next;

    /** The graph so far, for its inputs and outputs. */
    public GraphProto.Builder graph() {
        return graph;
    }

    /** The graph with the operator sets that it uses. */
    public ModelProto model() {
        return ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("BCM Studio")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1))
                .addAllOpsetImport(graph.getNodeList().stream().anyMatch(n -> n.getDomain().equals(OwnOperators.DOMAIN))
                        ? List.of(OperatorSetIdProto.newBuilder().setDomain(OwnOperators.DOMAIN).setVersion(1).build()) : List.of())
                .setGraph(graph).build();
    }

    /** A node of the standard operators; gives its only output. */
    public String node(String type, List<String> inputs, AttributeProto... attributes) {
        return node("", type, inputs, 1, attributes)[0];
    }

    /** A node of ONNX Runtime's own operators; gives its only output. */
    public String own(String type, List<String> inputs, AttributeProto... attributes) {
         return node(MICROSOFT, type, inputs, 1, attributes)[0];
    }

    public String[] node(String domain, String type, List<String> inputs, int outputs, AttributeProto... attributes) {
        String[] names = new String[outputs];
        for (int i = 0; i < outputs; i++) {
            names[i] = name(type);
        }
        graph.addNode(NodeProto.newBuilder().setName(names[0]).setDomain(domain).setOpType(type).addAllInput(inputs)
                .addAllOutput(Arrays.asList(names)).addAllAttribute(List.of(attributes)));
        return names;
    }

    /** Gives a value the name of a graph output. */
    public void output(String value, String name) {
        graph.addNode(NodeProto.newBuilder().setName(name).setOpType("Identity").addInput(value).addOutput(name));
    }

    private String name(String type) {
        return type + "." + next++;
    }

    /** A constant vector of integers. */
    public String longs(long... values) {
        return constants.computeIfAbsent("l" + Arrays.toString(values), k -> {
            String name = name("whole");
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asLongBuffer().put(values);
            graph.addInitializer(TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT64.getNumber())
                    .addDims(values.length).setRawData(ByteString.copyFrom(bytes)));
            return name;
        });
    }

    /** A constant of single precision; without a shape, a scalar if it is one value. */
    public String floats(float[] values, int... shape) {
        return constant(TensorProto.DataType.FLOAT, values, shape);
    }

    /** A constant of single or half precision. */
    public String constant(TensorProto.DataType type, float[] values, int... shape) {
        String key = values.length > 1 << 12 ? null : type + Arrays.toString(shape) + Arrays.toString(values);
        String known = key == null ? null : constants.get(key);
        if (known != null) {
            return known;
        }
        String name = name("constant");
        ByteBuffer bytes;
        if (type == TensorProto.DataType.FLOAT16) {
            bytes = ByteBuffer.allocate(Short.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
            for (float value : values) {
                bytes.putShort(Float.floatToFloat16(value));
            }
            bytes.flip();
        } else {
            bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
        }
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        for (int s : shape) {
            tensor.addDims(s);
        }
        graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes)));
        if (key != null) {
            constants.put(key, name);
        }
        return name;
    }

    /** An attribute of one whole number. */
    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    public static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOAT).setF(value).build();
    }

    public static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value)).build();
    }

    /** An attribute of several integers. */
    public static AttributeProto integers(String name, long... numbers) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long v : numbers) {
            attribute.addInts(v);
        }
        return attribute.build();
    }

    public static AttributeProto integers(String name, Collection<Long> numbers) {
         return integers(name, numbers.stream().mapToLong(Long::longValue).toArray());
    }
}
