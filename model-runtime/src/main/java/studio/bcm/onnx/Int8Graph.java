package studio.bcm.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the large convolutions of a portable graph in int8: what goes into and comes out of each is rounded to
 * 256 steps of a range that has been seen there, its weights to 255 steps for each output channel. All else stays in single precision.
 */
public final class Int8Graph {
    /** Fewer input channels are not worth it, and the first and the last convolution see the picture itself. */
    private static final int LEAST_CHANNELS = 32;
    private static final float LEAST_STEP = 1e-6f;
    /** Of what goes into convolutions: pictures take it further than those that the ranges were seen with, which costs more than coarser steps. */
    private static final float MARGIN = 1.25f;
    private static final String ONE = "int8.one";
    private static final String LEAST = "least.";
    private static final String MOST = "most.";

    private final ModelProto model;
    private final OnnxGraph graph;

    /**
     * What was seen of the channels of a value.
     *
     * @param least of each, at most 0
     * @param most  of each, at least 0
     */
    public record Range(float[] least, float[] most) {
        /** What either has seen. */
        public Range merge(Range other) {
            float[] low = least.clone();
            float[] high = most.clone();
            for (int c = 0; c < low.length; c++) {
                low[c] = Math.min(low[c], other.least[c]);
                high[c] = Math.max(high[c], other.most[c]);
            }
            return new Range(low, high);
        }

        private Range widened() {
            float[] low = least.clone();
            float[] high = most.clone();
            for (int c = 0; c < low.length; c++) {
                low[c] *= MARGIN;
                high[c] *= MARGIN;
            }
            return new Range(low, high);
        }

        /** The step that stands for zero, one for all channels: the one with which the steps are the smallest in the mean. */
        int zero() {
            int best = 0;
            double smallest = Double.POSITIVE_INFINITY;
            for (int zero = 0; zero <= 128; zero++) {
                double sum = 0;
                for (float scale : scales(zero)) {
                    sum += (double) scale * scale;
                }
                if (sum < smallest) {
                    smallest = sum;
                    best = zero;
                }
            }
            return best;
        }

        /** Width of a channel's steps. */
        float[] scales(int zero) {
            float[] scales = new float[least.length];
            for (int c = 0; c < scales.length; c++) {
                float below = zero == 0 ? (least[c] < 0 ? Float.MAX_VALUE : 0) : -least[c] / zero;
                scales[c] = Math.max(Math.max(below, most[c] / (255 - zero)), LEAST_STEP);
            }
            return scales;
        }
    }

    private Int8Graph(ByteBuffer bytes) {
        try {
            model = ModelProto.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UnsupportedGraphException("it is no ONNX model", e);
        }
        graph = new OnnxGraph(model.getGraph());
    }

    private List<NodeProto> convolutions() {
        return graph.nodes().stream().filter(n -> n.getOpType().equals("Conv") && graph.constant(n.getInput(1)) != null && isWorthIt(n)).toList();
    }

    /**
     * Whether a convolution is large, and what it makes is normalised or concatenated: what is added to the sum that runs through
     * the whole network would leave its rounding there, and so would what is made of that sum alone.
     */
    private boolean isWorthIt(NodeProto conv) {
        int[] shape = OnnxGraph.shape(graph.constant(conv.getInput(1)));
        return shape[0] >= LEAST_CHANNELS && shape[1] >= LEAST_CHANNELS && shape[2] > 1 && OnnxGraph.attribute(conv, "strides").getInts(0) == 1
                && graph.soleConsumer(conv.getOutput(0), "Add") == null;
    }

    /** The graph with further outputs: least and greatest value before and after each convolution, for {@link #ranges}. */
    public static byte[] observing(ByteBuffer bytes) {
        Int8Graph source = new Int8Graph(bytes);
        GraphProto.Builder out = source.model.getGraph().toBuilder();
        for (NodeProto conv : source.convolutions()) {
            for (String value : List.of(conv.getInput(0), conv.getOutput(0))) {
                for (String kind : List.of(LEAST, MOST)) {
                    String name = kind + value;
                    if (out.getOutputList().stream().anyMatch(o -> o.getName().equals(name))) {
                        continue;
                    }
                    out.addNode(NodeProto.newBuilder().setOpType(kind.equals(LEAST) ? "ReduceMin" : "ReduceMax").addInput(value).addOutput(name)
                            .addAttribute(GraphWriter.integer("keepdims", 0)).addAttribute(GraphWriter.integers("axes", 0, 2, 3)));
                    out.addOutput(ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
                            TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()))));
                }
            }
        }
        return source.model.toBuilder().setGraph(out).build().toByteArray();
    }

    /** Ranges by value from what the further outputs were in one evaluation. */
    public static Map<String, Range> ranges(Map<String, float[]> outputs) {
        Map<String, Range> ranges = new LinkedHashMap<>();
        outputs.forEach((name, least) -> {
            if (name.startsWith(LEAST)) {
                String value = name.substring(LEAST.length());
                float[] most = outputs.get(MOST + value);
                Range seen = new Range(least, most);
                ranges.put(value, seen.merge(new Range(new float[least.length], new float[most.length])));
            }
        });
        return ranges;
    }

    /** The graph with convolutions in int8. */
    public static byte[] of(ByteBuffer bytes, Map<String, Range> ranges) {
        Int8Graph source = new Int8Graph(bytes);
        List<NodeProto> chosen = source.convolutions();
        GraphProto.Builder out = source.model.getGraph().toBuilder().clearNode();
        Map<String, String> quantised = new LinkedHashMap<>();
        out.addInitializer(real(ONE, 1));
        for (NodeProto node : source.graph.nodes()) {
            if (!chosen.contains(node)) {
                out.addNode(node);
                continue;
            }
            String x = node.getInput(0);
            String y = node.getOutput(0);
            Range in = ranges.get(x).widened();
            Range result = ranges.get(y);
            int zero = in.zero();
            float[] inScales = in.scales(zero);
            String q = quantised.get(x);
            if (q == null) {
                q = x + ".in";
                // Not by QuantizeLinear's own scales, one for each channel, with which it is many times slower.
                float[] steps = inScales.clone();
                for (int c = 0; c < steps.length; c++) {
                    steps[c] = 1 / steps[c];
                }
                out.addInitializer(perChannel(x + ".in.steps", steps)).addInitializer(whole(x + ".in.zero", zero));
                out.addNode(NodeProto.newBuilder().setOpType("Mul").addInput(x).addInput(x + ".in.steps").addOutput(x + ".in.counted"));
                out.addNode(NodeProto.newBuilder().setOpType("QuantizeLinear").addInput(x + ".in.counted").addInput(ONE).addInput(x + ".in.zero").addOutput(q));
                quantised.put(x, q);
            }
            TensorProto tensor = source.graph.constant(node.getInput(1));
            int[] shape = OnnxGraph.shape(tensor);
            float[] weights = OnnxGraph.reals(tensor);
            int each = weights.length / shape[0];
            int taps = shape[2] * shape[3];
            float[] scales = new float[shape[0]];
            byte[] rounded = new byte[weights.length];
            for (int o = 0; o < shape[0]; o++) {
                float most = LEAST_STEP * LEAST_STEP;
                for (int i = 0; i < each; i++) {
                    most = Math.max(most, Math.abs(weights[o * each + i] * inScales[i / taps]));
                }
                scales[o] = most / 127;
                for (int i = 0; i < each; i++) {
                    rounded[o * each + i] = (byte) Math.round(weights[o * each + i] * inScales[i / taps] / scales[o]);
                }
            }
            int outZero = result.zero();
            float[] outScales = result.scales(outZero);
            float[] ratios = new float[scales.length];
            for (int o = 0; o < ratios.length; o++) {
                ratios[o] = scales[o] / outScales[o];
            }
            String name = y + ".weights";
            TensorProto.Builder w = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT8.getNumber())
                    .setRawData(ByteString.copyFrom(rounded));
            for (int s : shape) {
                w.addDims(s);
            }
            out.addInitializer(w).addInitializer(reals(name + ".scales", ratios)).addInitializer(zeros(name + ".zeros", shape[0]))
                    .addInitializer(perChannel(y + ".scales", outScales))
                    .addInitializer(whole(y + ".zero", outZero));
            List<String> inputs = new ArrayList<>(List.of(q, ONE, x + ".in.zero", name, name + ".scales", name + ".zeros", ONE, y + ".zero"));
            if (node.getInputCount() > 2) {
                float[] bias = source.graph.reals(node.getInput(2));
                int[] counted = new int[bias.length];
                for (int o = 0; o < counted.length; o++) {
                    counted[o] = Math.round(bias[o] / scales[o]);
                }
                out.addInitializer(wholes(y + ".bias", counted));
                inputs.add(y + ".bias");
            }
            out.addNode(NodeProto.newBuilder().setOpType("QLinearConv").addAllInput(inputs).addOutput(y + ".q").addAllAttribute(node.getAttributeList()));
            out.addNode(NodeProto.newBuilder().setOpType("DequantizeLinear").addInput(y + ".q").addInput(ONE).addInput(y + ".zero").addOutput(y + ".counted"));
            out.addNode(NodeProto.newBuilder().setOpType("Mul").addInput(y + ".counted").addInput(y + ".scales").addOutput(y));
        }
        dropUnused(out);
        return source.model.toBuilder().setGraph(out).build().toByteArray();
    }

    /** Weights that are in int8 beside, and the casts that made single precision of them. */
    private static void dropUnused(GraphProto.Builder graph) {
        Set<String> used = usedIn(graph);
        List<NodeProto> nodes = graph.getNodeList().stream().filter(n -> !n.getOpType().equals("Cast") || used.contains(n.getOutput(0))).toList();
        graph.clearNode().addAllNode(nodes);
        Set<String> stillUsed = usedIn(graph);
        List<TensorProto> constants = graph.getInitializerList().stream().filter(t -> stillUsed.contains(t.getName())).toList();
        graph.clearInitializer().addAllInitializer(constants);
    }

    private static Set<String> usedIn(GraphProto.Builder graph) {
        Set<String> used = new HashSet<>();
        graph.getNodeList().forEach(n -> used.addAll(n.getInputList()));
        graph.getOutputList().forEach(o -> used.add(o.getName()));
        return used;
    }

    private static TensorProto real(String name, float value) {
        return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber()).addFloatData(value).build();
    }

    private static TensorProto whole(String name, int value) {
        return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.UINT8.getNumber())
                .setRawData(ByteString.copyFrom(new byte[] {(byte) value})).build();
    }

    private static TensorProto reals(String name, float[] values) {
        ByteBuffer data = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber()).addDims(values.length)
                .setRawData(ByteString.copyFrom(data)).build();
    }

    private static TensorProto wholes(String name, int[] values) {
        ByteBuffer data = ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(values);
        return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT32.getNumber()).addDims(values.length)
                .setRawData(ByteString.copyFrom(data)).build();
    }

    private static TensorProto perChannel(String name, float[] values) {
        return reals(name, values).toBuilder().clearDims().addDims(1).addDims(values.length).addDims(1).addDims(1).build();
    }

    private static TensorProto zeros(String name, int count) {
        return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT8.getNumber()).addDims(count)
                .setRawData(ByteString.copyFrom(new byte[count])).build();
    }
}
