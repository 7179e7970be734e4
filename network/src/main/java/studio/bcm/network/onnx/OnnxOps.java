package studio.bcm.network.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import studio.bcm.network.Init;
import studio.bcm.network.Ops;

/**
 * Emits a network as nodes of an ONNX graph (operator set 17, standard operators alone, so that every execution provider
 * runs it). A value is the name of a graph value. Height, width and batch stay dynamic.
 */
final class OnnxOps implements Ops<String> {
    private final GraphProto.Builder graph;
    private final boolean half;
    private final Map<String, String> parameters = new HashMap<>();
    private final List<StoredParameter> storedParameters = new ArrayList<>();
    private final Map<String, String> constants = new HashMap<>();
    private final Map<String, int[]> shapes = new HashMap<>();
    /** Channels of what convolutions give. */
    private final Map<String, Integer> channels = new HashMap<>();
    private int next;

    /**
     * @param half store weights of two or more dimensions as float16, cast to float32 on loading
     */
    OnnxOps(GraphProto.Builder graph, boolean half) {
        this.graph = graph;
        this.half = half;
    }

    @Override
    public String parameter(String name, Init init, int... shape) {
        String value = parameters.computeIfAbsent(name, n -> {
            boolean asHalf = half && shape.length > 1;
            StoredParameter stored = new StoredParameter(n, asHalf ? n + ".half" : n, asHalf, shape.clone());
            storedParameters.add(stored);
            return asHalf ? cast(stored.graphName(), TensorProto.DataType.FLOAT) : n;
        });
        shapes.put(value, shape);
        return value;
    }

    /** The parameters that the graph refers to, whose values are still to be added as initialisers. */
    List<StoredParameter> storedParameters() {
        return storedParameters;
    }

    /**
     * A parameter as the model file holds it.
     *
     * @param name      in the network
     * @param graphName of the initialiser
     */
    record StoredParameter(String name, String graphName, boolean half, int[] shape) {
    }

    private String cast(String x, TensorProto.DataType type) {
        return node("Cast", List.of(x), integer("to", type.getNumber()));
    }

    @Override
    public String conv(String x, String weight, String bias, int stride) {
        int[] shape = shapes.get(weight);
        int kernel = shape[3];
        int padding = (kernel - 1) / 2;
        String out = node("Conv", bias == null ? List.of(x, weight) : List.of(x, weight, bias), integers("kernel_shape", kernel, kernel),
                integers("strides", stride, stride), integers("pads", padding, padding, padding, padding));
        channels.put(out, shape[0]);
        return out;
    }

    @Override
    public String linear(String x, String weight, String bias) {
        return node("Gemm", bias == null ? List.of(x, weight) : List.of(x, weight, bias), integer("transB", 1));
    }

    @Override
    public String norm(String x, String gamma, String beta, int groups, float eps, String scaleShift, boolean silu) {
        // Instance normalisation over the groups as channels: there is a kernel for it everywhere, unlike for GroupNormalization.
        String grouped = node("Reshape", List.of(x, longs(0, groups, -1)));
        String normed = node("InstanceNormalization", List.of(grouped, filled(groups, 1), filled(groups, 0)), real("epsilon", eps));
        String h = node("Reshape", List.of(normed, node("Shape", List.of(x))));
        h = node("Add", List.of(node("Mul", List.of(h, perChannel(gamma))), perChannel(beta)));
        if (scaleShift != null) {
            String[] parts = split(scaleShift, 1, 2);
            h = node("Add", List.of(node("Mul", List.of(h, perChannelOfEach(affine(parts[0], 1, 1)))), perChannelOfEach(parts[1])));
        }
        return silu ? silu(h) : h;
    }

    private String perChannel(String vector) {
        return node("Reshape", List.of(vector, longs(1, -1, 1, 1)));
    }

    private String perChannelOfEach(String matrix) {
        return node("Unsqueeze", List.of(matrix, longs(2, 3)));
    }

    @Override
    public String silu(String x) {
        return node("Mul", List.of(x, node("Sigmoid", List.of(x))));
    }

    @Override
    public String add(String a, String b) {
        return node("Add", List.of(a, b));
    }

    @Override
    public String addPerChannel(String x, String embedding) {
        return node("Add", List.of(x, perChannelOfEach(embedding)));
    }

    @Override
    public String concat(String a, String b) {
        return node("Concat", List.of(a, b), integer("axis", 1));
    }

    @Override
    public String upsample(String x) {
        return node("Resize", List.of(x, "", floatConstant(1, 1, 2, 2)), text("mode", "nearest"),
                text("coordinate_transformation_mode", "asymmetric"), text("nearest_mode", "floor"));
    }

    @Override
    public String averagePool(String x) {
        return node("AveragePool", List.of(x), integers("kernel_shape", 2, 2), integers("strides", 2, 2));
    }

    @Override
    public String mean(String x) {
        return node("ReduceMean", List.of(x), integers("axes", 2, 3), integer("keepdims", 0));
    }

    @Override
    public String attention(String qkv, int heads, boolean normalised) {
        String[] parts = split(qkv, 1, 3);
        int d = channels.get(qkv) / 3 / heads;
        String shape = node("Shape", List.of(parts[0]));
        String q = headMap(parts[0], heads, d, normalised);
        String k = headMap(parts[1], heads, d, normalised);
        String v = headMap(parts[2], heads, d, normalised);
        q = node("Mul", List.of(q, scalar((float) (1 / Math.sqrt(d)))));
        String scores = node("MatMul", List.of(node("Transpose", List.of(q), integers("perm", 0, 1, 3, 2)), k));
        String weights = node("Softmax", List.of(scores), integer("axis", -1));
        String mixed = node("MatMul", List.of(v, node("Transpose", List.of(weights), integers("perm", 0, 1, 3, 2))));
        return node("Reshape", List.of(mixed, shape));
    }

    /** N×C×H×W → N×heads×d×H·W, divided by its norm over d where asked for. */
    private String headMap(String part, int heads, int d, boolean normalised) {
        String map = node("Reshape", List.of(part, longs(0, heads, d, -1)));
        if (!normalised) {
            return map;
        }
        String norm = node("ReduceL2", List.of(map), integers("axes", 2), integer("keepdims", 1));
        return node("Div", List.of(map, affine(norm, (float) (1 / Math.sqrt(d)), 1e-4f)));
    }

    @Override
    public String unshuffle(String x, int colours, int factor) {
        // A convolution with one-hot weights orders the channels as pixel-unshuffle does; SpaceToDepth would not.
        int out = colours * factor * factor;
        float[] oneHot = new float[out * colours * factor * factor];
        for (int c = 0; c < colours; c++) {
            for (int k = 0; k < factor * factor; k++) {
                oneHot[((c * factor * factor + k) * colours + c) * factor * factor + k] = 1;
            }
        }
        String weight = name("unshuffle");
        graph.addInitializer(floats(weight, oneHot, out, colours, factor, factor));
        return node("Conv", List.of(x, weight), integers("kernel_shape", factor, factor), integers("strides", factor, factor));
    }

    @Override
    public String shuffle(String x, int factor) {
        return node("DepthToSpace", List.of(x), integer("blocksize", factor), text("mode", "CRD"));
    }

    @Override
    public String sinusoid(String t, int channels) {
        int half = channels / 2;
        float[] frequencies = new float[half];
        for (int i = 0; i < half; i++) {
            frequencies[i] = (float) Math.exp(-Math.log(1e4) * i / half);
        }
        String row = name("frequencies");
        graph.addInitializer(floats(row, frequencies, 1, half));
        String scaled = affine(node("Log", List.of(t)), 250, 0);
        String angles = node("Mul", List.of(node("Unsqueeze", List.of(scaled, longs(1))), row));
        return node("Concat", List.of(node("Cos", List.of(angles)), node("Sin", List.of(angles))), integer("axis", 1));
    }

    @Override
    public String lookUp(String table, String y) {
        return node("Gather", List.of(table, y), integer("axis", 0));
    }

    @Override
    public String dropout(String x, float p) {
        return x;
    }

    @Override
    public String multiplyPerItem(String x, String factor) {
        return node("Mul", List.of(x, node("Unsqueeze", List.of(factor, longs(1, 2, 3)))));
    }

    @Override
    public String affine(String a, float scale, float offset) {
        if (scale == 0) {
            return node("Add", List.of(node("Mul", List.of(a, scalar(0))), scalar(offset)));
        }
        String scaled = scale == 1 ? a : node("Mul", List.of(a, scalar(scale)));
        return offset == 0 ? scaled : node("Add", List.of(scaled, scalar(offset)));
    }

    @Override
    public String multiply(String a, String b) {
        return node("Mul", List.of(a, b));
    }

    @Override
    public String divide(String a, String b) {
        return node("Div", List.of(a, b));
    }

    @Override
    public String sqrt(String a) {
        return node("Sqrt", List.of(a));
    }

    /** Gives the last value the name of a graph output. */
    void output(String value, String name) {
        graph.addNode(NodeProto.newBuilder().setName(name).setOpType("Identity").addInput(value).addOutput(name));
    }

    private String node(String type, List<String> inputs, AttributeProto... attributes) {
        String output = name(type);
        graph.addNode(NodeProto.newBuilder().setName(output).setOpType(type).addAllInput(inputs).addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    private String[] split(String x, int axis, int parts) {
        String[] outputs = new String[parts];
        NodeProto.Builder node = NodeProto.newBuilder().setName(name("Split")).setOpType("Split").addInput(x)
                .addAttribute(integer("axis", axis));
        for (int i = 0; i < parts; i++) {
            outputs[i] = name("Split");
            node.addOutput(outputs[i]);
        }
        graph.addNode(node);
        return outputs;
    }

    private String name(String type) {
        return type + "_" + next++;
    }

    private String longs(long... data) {
        return constants.computeIfAbsent("l" + Arrays.toString(data), k -> {
            String name = name("shape");
            TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT64.getNumber())
                    .addDims(data.length);
            ByteBuffer bytes = ByteBuffer.allocate(8 * data.length).order(ByteOrder.LITTLE_ENDIAN);
            for (long v : data) {
                bytes.putLong(v);
            }
            graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes.flip())));
            return name;
        });
    }

    private String scalar(float value) {
        return constants.computeIfAbsent("s" + value, k -> {
            String name = name("scalar");
            graph.addInitializer(floats(name, new float[] {value}));
            return name;
        });
    }

    private String floatConstant(float... data) {
        return constants.computeIfAbsent("f" + Arrays.toString(data), k -> {
            String name = name("floats");
            graph.addInitializer(floats(name, data, data.length));
            return name;
        });
    }

    private String filled(int size, float value) {
        float[] data = new float[size];
        Arrays.fill(data, value);
        return floatConstant(data);
    }

    static TensorProto floats(String name, float[] data, int... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (int s : shape) {
            tensor.addDims(s);
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(data);
        return tensor.setRawData(ByteString.copyFrom(bytes)).build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOAT).setF(value).build();
    }

    private static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
    }

    private static AttributeProto integers(String name, long... numbers) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long v : numbers) {
            attribute.addInts(v);
        }
        return attribute.build();
    }
}
