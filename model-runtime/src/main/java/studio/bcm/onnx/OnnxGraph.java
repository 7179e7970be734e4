package studio.bcm.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An ONNX graph with who makes and who takes each value. Read only. */
public final class OnnxGraph {
    private final GraphProto graph;
    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final Map<String, NodeProto> producers = new HashMap<>();
    private final Map<String, List<NodeProto>> consumers = new HashMap<>();

    OnnxGraph(GraphProto graph) {
        this.graph = graph;
        graph.getInitializerList().forEach(t -> initializers.put(t.getName(), t));
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(o -> producers.put(o, node));
            node.getInputList().forEach(i -> consumers.computeIfAbsent(i, k -> new ArrayList<>()).add(node));
        }
    }

    /**
     * @throws UnsupportedGraphException when these bytes are no ONNX model
     */
    public static OnnxGraph parse(ByteBuffer model) {
        try {
            return new OnnxGraph(ModelProto.parseFrom(model).getGraph());
        } catch (InvalidProtocolBufferException e) {
            throw new UnsupportedGraphException("it is no ONNX model", e);
        }
    }

    public GraphProto proto() {
        return graph;
    }

    /** In an order in which each comes after those whose values it takes. */
    List<NodeProto> nodes() {
        return graph.getNodeList();
    }

    /** The node that makes a value; null for inputs and initialisers. */
    public @Nullable NodeProto producer(String value) {
        return producers.get(value);
    }

    public List<NodeProto> consumers(String value) {
        return consumers.getOrDefault(value, List.of());
    }

    /** The only node that takes a value, if there is just one and it is of that type; null otherwise. */
    public NodeProto soleConsumer(String value, String type) {
        List<NodeProto> all = consumers(value);
        return all.size() == 1 && all.getFirst().getOpType().equals(type) ? all.getFirst() : null;
    }

    /** The node that makes a value, if it is of that type; null otherwise. */
    public NodeProto producer(String value, String type) {
        NodeProto node = producers.get(value);
        return node != null && node.getOpType().equals(type) ? node : null;
    }

    /** A constant, seen through the cast to single precision with which half-precision weights are stored; null if it is none. */
    public @Nullable TensorProto constant(String value) {
        TensorProto tensor = initializers.get(value);
        if (tensor != null) {
            return tensor;
        }
        NodeProto cast = producer(value, "Cast");
        return cast == null ? null : initializers.get(cast.getInput(0));
    }

    /** Integers of a constant; null if it is none. */
    public long @Nullable [] wholeNumbers(String value) {
        TensorProto tensor = constant(value);
        if (tensor == null || tensor.getDataType() != TensorProto.DataType.INT64.getNumber()) {
            return null;
        }
        if (tensor.getRawData().isEmpty()) {
            return tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
        }
        ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }

    /** Values of a constant, whichever precision it is stored in; null if it is none. */
    public float @Nullable [] reals(String value) {
        TensorProto tensor = constant(value);
        return tensor == null ? null : reals(tensor);
    }

    public static float[] reals(TensorProto tensor) {
        ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
            if (tensor.getRawData().isEmpty()) {
                float[] values = new float[tensor.getFloatDataCount()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = tensor.getFloatData(i);
                }
                return values;
            }
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            return values;
        }
        if (tensor.getDataType() == TensorProto.DataType.FLOAT16.getNumber() && !tensor.getRawData().isEmpty()) {
            float[] values = new float[bytes.remaining() / Short.BYTES];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.float16ToFloat(bytes.getShort(Short.BYTES * i));
            }
            return values;
        }
        throw new UnsupportedGraphException("constants of type " + tensor.getDataType());
    }

    public static int[] shape(TensorProto tensor) {
        return tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
    }

    public static AttributeProto attribute(NodeProto node, String name) {
        return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst().orElse(null);
    }

    public static long integer(NodeProto node, String name, long otherwise) {
        AttributeProto attribute = attribute(node, name);
        return attribute == null ? otherwise : attribute.getI();
    }

    public static float real(NodeProto node, String name, float otherwise) {
        AttributeProto attribute = attribute(node, name);
        return attribute == null ? otherwise : attribute.getF();
    }

    static String text(NodeProto node, String name, String otherwise) {
        AttributeProto attribute = attribute(node, name);
        return attribute == null ? otherwise : attribute.getS().toStringUtf8();
    }
}
