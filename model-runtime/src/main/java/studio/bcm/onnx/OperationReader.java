package studio.bcm.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads normalisations, attentions and activations back from the standard operators that portable graphs are written in. */
public final class OperationReader {
    private final OnnxGraph graph;
    /** By the last node of each. */
    private final Map<NodeProto, Operation> found = new HashMap<>();
    private final Set<NodeProto> absorbed = new HashSet<>();

    private OperationReader(OnnxGraph graph) {
        this.graph = graph;
    }

    /** The graph's steps in order of execution. What is not recognised stays as it is. */
    public static List<Operation> read(OnnxGraph graph) {
        OperationReader reader = new OperationReader(graph);
        for (NodeProto node : graph.nodes()) {
            switch (node.getOpType()) {
                case "InstanceNormalization" -> reader.readNorm(node);
                case "Softmax" -> reader.readAttention(node);
                default -> { }
            }
        }
        for (NodeProto node : graph.nodes()) {
            if (node.getOpType().equals("Sigmoid") && !reader.absorbed.contains(node)) {
                reader.readSilu(node);
            }
        }
        List<Operation> operations = new ArrayList<>();
        for (NodeProto node : graph.nodes()) {
            Operation operation = reader.found.get(node);
            if (operation != null) {
                operations.add(operation);
            } else if (!reader.absorbed.contains(node)) {
                operations.add(new Operation.Plain(node));
            }
        }
        return operations;
    }

    private void found(Operation operation, List<NodeProto> nodes) {
        absorbed.addAll(nodes);
        found.put(nodes.getLast(), operation);
    }

    private void readNorm(NodeProto instance) {
        List<NodeProto> nodes = new ArrayList<>();
        NodeProto grouping = graph.producer(instance.getInput(0), "Reshape");
        NodeProto ungrouping = graph.soleConsumer(instance.getOutput(0), "Reshape");
        if (grouping == null || ungrouping == null) {
            return;
        }
        String x = grouping.getInput(0);
        NodeProto shape = graph.producer(ungrouping.getInput(1), "Shape");
        NodeProto gamma = graph.soleConsumer(ungrouping.getOutput(0), "Mul");
        NodeProto beta = gamma == null ? null : graph.soleConsumer(gamma.getOutput(0), "Add");
        float[] scale = graph.reals(instance.getInput(1));
        float[] offset = graph.reals(instance.getInput(2));
        if (shape == null || !shape.getInput(0).equals(x) || beta == null || !all(scale, 1) || !all(offset, 0)) {
            return;
        }
        NodeProto gammaShape = graph.producer(gamma.getInput(1), "Reshape");
        NodeProto betaShape = graph.producer(beta.getInput(1), "Reshape");
        if (gammaShape == null || betaShape == null || graph.constant(gammaShape.getInput(0)) == null
                || graph.constant(betaShape.getInput(0)) == null) {
            return;
        }
        nodes.addAll(List.of(grouping, shape, gammaShape, betaShape, instance, ungrouping, gamma, beta));
        String scaleShift = readScaleShift(beta.getOutput(0), nodes);
        boolean silu = endsInSilu(nodes.getLast().getOutput(0), nodes);
        found(new Operation.Norm(nodes.getLast().getOutput(0), x, gammaShape.getInput(0), betaShape.getInput(0), scale.length,
                OnnxGraph.real(instance, "epsilon", 1e-5f), scaleShift, silu), nodes);
    }

    private static boolean all(float[] values, float expected) {
        if (values == null) {
            return false;
        }
        for (float value : values) {
            if (value != expected) {
                return false;
            }
        }
        return true;
    }

    private String readScaleShift(String value, List<NodeProto> nodes) {
        NodeProto scaling = graph.soleConsumer(value, "Mul");
        NodeProto shifting = scaling == null ? null : graph.soleConsumer(scaling.getOutput(0), "Add");
        if (shifting == null) {
            return null;
        }
        NodeProto scaleMap = graph.producer(scaling.getInput(1), "Unsqueeze");
        NodeProto onePlus = scaleMap == null ? null : graph.producer(scaleMap.getInput(0), "Add");
        NodeProto split = onePlus == null ? null : graph.producer(onePlus.getInput(0), "Split");
        NodeProto shiftMap = graph.producer(shifting.getInput(1), "Unsqueeze");
        if (split == null || shiftMap == null || split.getOutputCount() != 2 || !all(graph.reals(onePlus.getInput(1)), 1)
                || !split.getOutput(0).equals(onePlus.getInput(0)) || !split.getOutput(1).equals(shiftMap.getInput(0))) {
            return null;
        }
        nodes.addAll(List.of(split, onePlus, scaleMap, shiftMap, scaling, shifting));
        return split.getInput(0);
    }

    private boolean endsInSilu(String value, List<NodeProto> nodes) {
        List<NodeProto> takers = graph.consumers(value);
        if (takers.size() != 2) {
            return false;
        }
        NodeProto sigmoid = takers.stream().filter(n -> n.getOpType().equals("Sigmoid")).findFirst().orElse(null);
        NodeProto product = takers.stream().filter(n -> n.getOpType().equals("Mul")).findFirst().orElse(null);
        if (sigmoid == null || product == null || !product.getInputList().contains(sigmoid.getOutput(0))
                || graph.consumers(sigmoid.getOutput(0)).size() != 1) {
            return false;
        }
        nodes.addAll(List.of(sigmoid, product));
        return true;
    }

    private void readSilu(NodeProto sigmoid) {
        NodeProto product = graph.soleConsumer(sigmoid.getOutput(0), "Mul");
        if (product != null && product.getInputList().contains(sigmoid.getInput(0))) {
            found(new Operation.Silu(product.getOutput(0), sigmoid.getInput(0)), List.of(sigmoid, product));
        }
    }

    private void readAttention(NodeProto softmax) {
        List<NodeProto> nodes = new ArrayList<>();
        NodeProto scores = graph.producer(softmax.getInput(0), "MatMul");
        NodeProto weights = graph.soleConsumer(softmax.getOutput(0), "Transpose");
        NodeProto mixing = weights == null ? null : graph.soleConsumer(weights.getOutput(0), "MatMul");
        NodeProto merging = mixing == null ? null : graph.soleConsumer(mixing.getOutput(0), "Reshape");
        NodeProto turning = scores == null ? null : graph.producer(scores.getInput(0), "Transpose");
        NodeProto scaling = turning == null ? null : graph.producer(turning.getInput(0), "Mul");
        if (merging == null || scaling == null) {
            return;
        }
        HeadMap q = headMap(scaling.getInput(0));
        HeadMap k = headMap(scores.getInput(1));
        HeadMap v = headMap(mixing.getInput(0));
        NodeProto split = q == null ? null : graph.producer(q.part, "Split");
        float[] scale = graph.reals(scaling.getInput(1));
        NodeProto shape = graph.producer(merging.getInput(1), "Shape");
        if (split == null || k == null || v == null || shape == null || scale == null || split.getOutputCount() != 3
                || !split.getOutputList().equals(List.of(q.part, k.part, v.part)) || !q.isLike(k) || !q.isLike(v)
                || Math.abs(scale[0] * Math.sqrt(q.d) - 1) > 1e-5) {
            return;
        }
        nodes.add(split);
        nodes.addAll(q.nodes);
        nodes.addAll(k.nodes);
        nodes.addAll(v.nodes);
        nodes.addAll(List.of(shape, scaling, turning, scores, softmax, weights, mixing, merging));
        found(new Operation.Attention(merging.getOutput(0), split.getInput(0), q.heads, q.d, q.floor), nodes);
    }

    private record HeadMap(String part, int heads, int d, float floor, List<NodeProto> nodes) {
        boolean isLike(HeadMap other) {
            return heads == other.heads && d == other.d && floor == other.floor;
        }
    }

    private HeadMap headMap(String value) {
        List<NodeProto> nodes = new ArrayList<>();
        float floor = 0;
        String map = value;
        NodeProto division = graph.producer(value, "Div");
        if (division != null) {
            map = division.getInput(0);
            NodeProto flooring = graph.producer(division.getInput(1), "Add");
            NodeProto scaling = flooring == null ? null : graph.producer(flooring.getInput(0), "Mul");
            NodeProto norm = scaling == null ? null : graph.producer(scaling.getInput(0), "ReduceL2");
            float[] added = flooring == null ? null : graph.reals(flooring.getInput(1));
            if (norm == null || added == null || !norm.getInput(0).equals(map)) {
                return null;
            }
            floor = added[0];
            nodes.addAll(List.of(norm, scaling, flooring, division));
        }
        NodeProto reshape = graph.producer(map, "Reshape");
        long[] shape = reshape == null ? null : graph.wholeNumbers(reshape.getInput(1));
        if (shape == null || shape.length != 4) {
            return null;
        }
        nodes.addFirst(reshape);
        return new HeadMap(reshape.getInput(0), (int) shape[1], (int) shape[2], floor, nodes);
    }
}
