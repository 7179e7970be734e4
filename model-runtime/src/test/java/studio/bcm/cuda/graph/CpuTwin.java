package studio.bcm.cuda.graph;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import studio.bcm.cuda.operator.OwnOperators;
import studio.bcm.onnx.GraphWriter;
import studio.bcm.onnx.OnnxGraph;

/**
 * Replaces the operators that only the CUDA provider has by standard ones of the same meaning, so that a graph written for the
 * GPU can be computed without one.
 */
public final class CpuTwin {
    private final GraphProto source;
    private final GraphWriter out = new GraphWriter();

    private CpuTwin(GraphProto source) {
        this.source = source;
    }

    public static byte[] of(byte[] cudaModel) {
        try {
            return new CpuTwin(ModelProto.parseFrom(cudaModel).getGraph()).write();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private byte[] write() {
        out.graph().setName(source.getName()).addAllInput(source.getInputList()).addAllOutput(source.getOutputList())
                .addAllInitializer(source.getInitializerList().stream().map(t -> t.toBuilder().setName("src." + t.getName()).build()).toList());
        List<String> known = new ArrayList<>();
        source.getInitializerList().forEach(t -> known.add(t.getName()));
        for (NodeProto node : source.getNodeList()) {
            List<String> in = node.getInputList().stream()
                    .map(i -> i.isEmpty() || source.getInputList().stream().anyMatch(x -> x.getName().equals(i)) ? i : "src." + i).toList();
            switch (node.getOpType()) {
                case "NhwcConv" -> {
                    List<String> inputs = new ArrayList<>(in);
                    inputs.set(0, transpose(in.get(0), 0, 3, 1, 2));
                    inputs.set(1, transpose(in.get(1), 0, 3, 1, 2));
                    String y = out.node("", "Conv", inputs, 1, node.getAttributeList().toArray(new OnnxMl.AttributeProto[0]))[0];
                    result(node, 0, transpose(y, 0, 2, 3, 1));
                }
                case "GroupNorm" -> result(node, 0, groupNorm(node, in.get(0), in));
                case "SkipGroupNorm" -> {
                    String sum = out.node("Add", List.of(in.get(0), in.get(3)));
                    if (in.size() > 4) {
                        sum = out.node("Add", List.of(sum, in.get(4)));
                    }
                    result(node, 0, groupNorm(node, sum, in));
                    if (node.getOutputCount() > 1) {
                        result(node, 1, sum);
                    }
                }
                case OwnOperators.NORM -> own(node, in);
                case "MultiHeadAttention" -> {
                    String[] parts = out.node("", "Split", List.of(in.get(0)), 3, GraphWriter.integer("axis", 3));
                    String q = transpose(squeeze(parts[0]), 0, 2, 1, 3);
                    String k = transpose(squeeze(parts[1]), 0, 2, 3, 1);
                    String v = transpose(squeeze(parts[2]), 0, 2, 1, 3);
                    String scale = typed(in.get(0), OnnxGraph.real(node, "scale", 0));
                    String weights = out.node("Softmax", List.of(out.node("Mul", List.of(out.node("MatMul", List.of(q, k)), scale))), GraphWriter.integer("axis", -1));
                    String mixed = transpose(out.node("MatMul", List.of(weights, v)), 0, 2, 1, 3);
                    result(node, 0, out.node("Reshape", List.of(mixed, out.longs(0, 0, -1))));
                }
                default -> {
                    NodeProto.Builder copy = node.toBuilder().clearName().clearInput().addAllInput(in).clearOutput();
                    for (String o : node.getOutputList()) {
                        copy.addOutput(isOutput(o) ? o : "src." + o);
                    }
                    out.graph().addNode(copy);
                }
            }
        }
        return out.model().toByteArray();
    }

    private boolean isOutput(String name) {
        return source.getOutputList().stream().anyMatch(o -> o.getName().equals(name));
    }

    private void result(NodeProto node, int index, String value) {
        out.graph().addNode(NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput("src." + node.getOutput(index)));
    }

    private void own(NodeProto node, List<String> in) {
        String x = single(in.get(0));
        if (!in.get(3).isEmpty()) {
            x = out.node("Add", List.of(x, in.get(3)));
        }
        if (!in.get(4).isEmpty()) {
            x = out.node("Add", List.of(x, single(in.get(4))));
        }
        if (!in.get(5).isEmpty()) {
            x = out.node("Concat", List.of(x, single(in.get(5))), GraphWriter.integer("axis", 3));
        }
        if (node.getOutputCount() > 2) {
            String sum = out.node("CastLike", List.of(x, in.get(0)));
            result(node, 2, sum);
            x = single(sum);
        }
        String h = grouped(x, in, (int) OnnxGraph.integer(node, "groups", 0), OnnxGraph.real(node, "epsilon", 0));
        if (!in.get(6).isEmpty()) {
            long column = OnnxGraph.integer(node, "column", -1);
            String gamma = node.getInput(1);
            long channels = source.getInitializerList().stream().filter(t -> t.getName().equals(gamma)).findFirst().orElseThrow().getDims(0);
            h = out.node("Add", List.of(out.node("Mul", List.of(h, columns(in.get(6), column, channels))), columns(in.get(6), column + channels, channels)));
        }
        if (OnnxGraph.integer(node, "silu", 0) == 1) {
            h = out.node("Mul", List.of(h, out.node("Sigmoid", List.of(h))));
        }
        result(node, 0, out.node("CastLike", List.of(h, in.get(0))));
    }

    private String columns(String matrix, long from, long count) {
        String part = out.node("Slice", List.of(matrix, out.longs(from), out.longs(from + count), out.longs(1)));
        return out.node("Unsqueeze", List.of(single(part), out.longs(1, 2)));
    }

    private String single(String x) {
        return out.node("Cast", List.of(x), GraphWriter.integer("to", TensorProto.DataType.FLOAT.getNumber()));
    }

    private String groupNorm(NodeProto node, String x, List<String> in) {
        String h = grouped(single(x), in, (int) OnnxGraph.integer(node, "groups", 0), OnnxGraph.real(node, "epsilon", 0));
        if (OnnxGraph.integer(node, "activation", 0) == 1) {
            h = out.node("Mul", List.of(h, out.node("Sigmoid", List.of(h))));
        }
        return out.node("CastLike", List.of(h, x));
    }

    private String grouped(String x, List<String> in, int groups, float epsilon) {
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        String map = transpose(x, 0, 3, 1, 2);
        String normed = out.node("InstanceNormalization", List.of(out.node("Reshape", List.of(map, out.longs(0, groups, -1))),
                out.floats(ones, groups), out.floats(new float[groups], groups)), GraphWriter.real("epsilon", epsilon));
        String back = transpose(out.node("Reshape", List.of(normed, out.node("Shape", List.of(map)))), 0, 2, 3, 1);
        return out.node("Add", List.of(out.node("Mul", List.of(back, in.get(1))), in.get(2)));
    }

    private String typed(String like, float value) {
        return out.node("CastLike", List.of(out.floats(new float[] {value}, 1), like));
    }

    private String squeeze(String x) {
        return out.node("Squeeze", List.of(x, out.longs(3)));
    }

    private String transpose(String x, long... order) {
        return out.node("Transpose", List.of(x), GraphWriter.integers("perm", order));
    }
}
