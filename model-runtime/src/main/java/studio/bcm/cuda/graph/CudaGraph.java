package studio.bcm.cuda.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.bcm.cuda.operator.OwnOperators;
import studio.bcm.onnx.GraphWriter;
import studio.bcm.onnx.OnnxGraph;
import studio.bcm.onnx.Operation;
import studio.bcm.onnx.OperationReader;
import studio.bcm.onnx.UnsupportedGraphException;

/**
 * Writes a portable graph anew for ONNX Runtime's CUDA provider: feature maps channels-last from end to end, in half
 * precision, with the operators that the provider has fused kernels for. Inputs, outputs and dynamic sizes stay.
 */
public final class CudaGraph {
    /** Inputs with height and width. */
    private static final Set<String> PICTURES = Set.of("x", "coarse");
    private static final int CHANNELS_OF_TENSOR_CORES = 8;

    private final OnnxGraph graph;
    private final CudaVariant variant;
    private final TensorProto.DataType type;
    private final GraphWriter out = new GraphWriter();
    private final List<Operation> operations;
    private final Map<String, Operation.Norm> norms = new HashMap<>();
    private final Map<String, Operation.Attention> attentions = new HashMap<>();
    private final Map<String, List<NodeProto>> linears = new HashMap<>();
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, ScaleShift> scaleShifts = new HashMap<>();
    private final Map<String, Columns> columns = new HashMap<>();
    private final Set<String> written = new HashSet<>();

    private enum Kind {
        /** N×3·k×H×W, single precision. */
        PICTURE,
        /** N×H×W×C in the variant's precision. */
        MAP,
        /** Anything without height and width, single precision. */
        VECTOR,
        /** N×C in the variant's precision. */
        EMBEDDING,
        /** N×1×1×C in the variant's precision. */
        PER_CHANNEL
    }

    /**
     * A value of the portable graph, as it is in the new one.
     *
     * @param unshuffled factor by which a picture was unshuffled, its channels ordered row, column, colour; 1 if it was not
     * @param bias       still to be added to each channel of a map; null for none
     * @param addend     another map still to be added to it; null for none
     */
    private record Value(String name, Kind kind, int unshuffled, float @Nullable [] bias, @Nullable String addend) {
        Value(String name, Kind kind) {
            this(name, kind, 1, null, null);
        }

        Value(String name, float[] bias) {
            this(name, Kind.MAP, 1, bias, null);
        }
    }

    private record ScaleShift(String onePlusScale, String shift) {
    }

    /** Where scale and shift of a normalisation stand in the product that makes all of them. */
    private record Columns(String matrix, int first) {
    }

    private CudaGraph(OnnxGraph graph, CudaVariant variant) {
        this.graph = graph;
        this.variant = variant;
        type = variant.half() ? TensorProto.DataType.FLOAT16 : TensorProto.DataType.FLOAT;
        operations = OperationReader.read(graph);
    }

    /**
     * The model anew.
     *
     * @param model a portable ONNX model of f(x, t, u[, coarse][, y])
     * @return the serialised model, for the CUDA provider alone
     * @throws UnsupportedGraphException when it is of another form than portable graphs have
     */
    public static byte[] of(ByteBuffer model, CudaVariant variant) {
        try {
            return new CudaGraph(OnnxGraph.parse(model), variant).write();
        } catch (NullPointerException | IndexOutOfBoundsException e) {
            // Attributes or constants that portable graphs always have.
            throw new UnsupportedGraphException("it lacks what portable graphs have", e);
        }
    }

    private byte[] write() {
        out.graph().setName(graph.proto().getName()).addAllInput(graph.proto().getInputList()).addAllOutput(graph.proto().getOutputList());
        graph.proto().getInputList().forEach(i -> values.put(i.getName(), new Value(i.getName(), PICTURES.contains(i.getName()) ? Kind.PICTURE : Kind.VECTOR)));
        for (Operation operation : operations) {
            switch (operation) {
                case Operation.Norm norm -> norms.put(norm.input() + " " + norm.output(), norm);
                case Operation.Attention attention -> attentions.put(attention.input(), attention);
                case Operation.Plain(NodeProto node) when node.getOpType().equals("Gemm") ->
                        linears.computeIfAbsent(node.getInput(0), k -> new ArrayList<>()).add(node);
                default -> { }
            }
        }
        for (Operation operation : operations) {
            if (!written.contains(operation.output())) {
                write(operation);
            }
        }
        return out.model().toByteArray();
    }

    private void write(Operation operation) {
        switch (operation) {
            case Operation.Norm norm when isOwn(norm) -> own(norm, value(norm.input()), null);
            case Operation.Norm norm -> values.put(norm.output(), new Value(norm(norm, map(norm.input())), Kind.MAP));
            case Operation.Attention attention -> attention(attention);
            case Operation.Silu silu -> {
                Value x = value(silu.input());
                values.put(silu.output(), new Value(silu(x.kind == Kind.MAP ? map(silu.input()) : x.name), x.kind));
            }
            case Operation.Plain(NodeProto node) -> plain(node);
        }
    }

    private void plain(NodeProto node) {
        switch (node.getOpType()) {
            case "Conv" -> conv(node);
            case "Gemm" -> linear(node);
            case "Add" -> add(node);
            case "Concat" -> {
                if (value(node.getInput(0)).kind == Kind.MAP) {
                    Operation.Norm norm = normOf(node.getOutput(0));
                    if (norm != null && isOwn(norm) && OwnOperators.takes(channels(node.getInput(0)), channels(node.getInput(1)), norm.groups())) {
                        own(norm, value(node.getInput(0)), map(node.getInput(1)));
                        return;
                    }
                    put(node, out.node("Concat", List.of(map(node.getInput(0)), map(node.getInput(1))), GraphWriter.integer("axis", 3)), Kind.MAP);
                } else {
                    copy(node, value(node.getInput(0)).kind == Kind.PICTURE ? Kind.PICTURE : Kind.VECTOR);
                }
            }
            case "Resize" -> put(node, out.node("Resize", List.of(map(node.getInput(0)), "", out.floats(new float[] {1, 2, 2, 1}, 4)),
                    GraphWriter.text("mode", "nearest"), GraphWriter.text("coordinate_transformation_mode", "asymmetric"),
                    GraphWriter.text("nearest_mode", "floor")), Kind.MAP);
            case "AveragePool" -> averagePool(node);
            case "DepthToSpace" -> put(node, out.node("DepthToSpace", List.of(picture(node.getInput(0))),
                    GraphWriter.integer("blocksize", OnnxGraph.integer(node, "blocksize", 2)), GraphWriter.text("mode", "CRD")), Kind.PICTURE);
            case "Cast" -> {
                if (graph.constant(node.getOutput(0)) == null) {
                    throw unsupported(node);
                }
            }
            case "Unsqueeze" -> {
                Value x = value(node.getInput(0));
                if (x.kind == Kind.EMBEDDING) {
                    put(node, out.node("Unsqueeze", List.of(x.name, out.longs(1, 2))), Kind.PER_CHANNEL);
                } else {
                    copy(node, Kind.VECTOR);
                }
            }
            case "Identity" -> {
                String result = picture(node.getInput(0));
                out.graph().addNode(NodeProto.newBuilder().setName(node.getName()).setOpType("Identity").addInput(result)
                        .addOutput(node.getOutput(0)));
            }
            case "Mul", "Div", "Sqrt", "Log", "Cos", "Sin", "Gather" -> {
                boolean picture = node.getInputList().stream().anyMatch(i -> graph.constant(i) == null && isSpatial(value(i).kind));
                copy(node, picture ? Kind.PICTURE : Kind.VECTOR);
            }
            default -> throw unsupported(node);
        }
    }

    private static UnsupportedGraphException unsupported(NodeProto node) {
        return new UnsupportedGraphException("its operator " + node.getOpType() + " (" + node.getName() + ") stands where none is expected");
    }

    private static boolean isSpatial(Kind kind) {
        return kind == Kind.PICTURE || kind == Kind.MAP;
    }

    private void put(NodeProto node, String name, Kind kind) {
        values.put(node.getOutput(0), new Value(name, kind));
    }

    private Value value(String name) {
        Value value = values.get(name);
        if (value == null) {
            TensorProto constant = graph.constant(name);
            if (constant == null) {
                throw new UnsupportedGraphException("the value " + name + " is not known");
            }
            if (constant.getDataType() == TensorProto.DataType.INT64.getNumber()) {
                value = new Value(out.longs(graph.wholeNumbers(name)), Kind.VECTOR);
            } else {
                value = new Value(out.floats(OnnxGraph.reals(constant), OnnxGraph.shape(constant)), Kind.VECTOR);
            }
            values.put(name, value);
        }
        return value;
    }

    /** The same node on values of single precision. */
    private void copy(NodeProto node, Kind kind) {
        List<String> inputs = new ArrayList<>();
        for (String input : node.getInputList()) {
            inputs.add(input.isEmpty() ? "" : kind == Kind.PICTURE && graph.constant(input) == null && isSpatial(value(input).kind)
                    ? picture(input) : single(value(input)));
        }
        String[] outputs = out.node("", node.getOpType(), inputs, node.getOutputCount(), node.getAttributeList().toArray(new OnnxMl.AttributeProto[0]));
        for (int i = 0; i < outputs.length; i++) {
            values.put(node.getOutput(i), new Value(outputs[i], kind));
        }
    }

    private String single(Value value) {
        return value.kind == Kind.EMBEDDING ? cast(value.name, TensorProto.DataType.FLOAT) : value.name;
    }

    private String cast(String x, TensorProto.DataType to) {
        return out.node("Cast", List.of(x), GraphWriter.integer("to", to.getNumber()));
    }

    private String typed(String single) {
        return variant.half() ? cast(single, type) : single;
    }

    private String constant(float[] data, int... shape) {
        return out.constant(type, data, shape);
    }

    /** As N×C×H×W in single precision. */
    private String picture(String name) {
        Value value = value(name);
        if (value.kind == Kind.PICTURE) {
            return value.name;
        }
        String map = map(name);
        String turned = out.node("Transpose", List.of(map), GraphWriter.integers("perm", 0, 3, 1, 2));
        return variant.half() ? cast(turned, TensorProto.DataType.FLOAT) : turned;
    }

    /** As a map with nothing left to be added. */
    private String map(String name) {
        Value value = value(name);
        switch (value.kind) {
            case PICTURE -> {
                return out.node("Transpose", List.of(typed(value.name)), GraphWriter.integers("perm", 0, 2, 3, 1));
            }
            case MAP -> {
                if (value.bias == null && value.addend == null) {
                    return value.name;
                }
                String sum = value.addend == null ? value.name : out.node("Add", List.of(value.name, value.addend));
                if (value.bias != null) {
                    sum = out.node("Add", List.of(sum, constant(value.bias, value.bias.length)));
                }
                values.put(name, new Value(sum, Kind.MAP));
                return sum;
            }
            default -> throw new UnsupportedGraphException("the value " + name + " is no map");
        }
    }

    private String silu(String x) {
        return out.own("QuickGelu", List.of(x), GraphWriter.real("alpha", 1));
    }

    private void conv(NodeProto node) {
        TensorProto tensor = graph.constant(node.getInput(1));
        if (tensor == null) {
            throw unsupported(node);
        }
        int[] shape = OnnxGraph.shape(tensor);
        float[] weights = OnnxGraph.reals(tensor);
        float[] bias = node.getInputCount() > 2 ? graph.reals(node.getInput(2)) : null;
        int stride = (int) OnnxGraph.attribute(node, "strides").getInts(0);
        Value x = value(node.getInput(0));
        if (x.kind == Kind.PICTURE && stride == shape[2] && stride > 1 && bias == null) {
            // One-hot weights: pixels into channels, which have an operator, though one of another order of channels.
            String unshuffled = out.node("SpaceToDepth", List.of(x.name), GraphWriter.integer("blocksize", stride));
            values.put(node.getOutput(0), new Value(unshuffled, Kind.PICTURE, stride, null, null));
            return;
        }
        if (x.unshuffled > 1) {
            weights = reorderInputs(weights, shape, x.unshuffled);
        }
        Operation.Attention attention = attentions.get(node.getOutput(0));
        if (attention != null && variant.attention() == CudaVariant.Attention.FUSED) {
            weights = packHeads(weights, shape[1] * shape[2] * shape[3], attention);
            bias = bias == null ? null : packHeads(bias, 1, attention);
        }
        String map = map(node.getInput(0));
        if (variant.pointwise() && shape[2] == 1 && stride == 1) {
            String product = out.node("MatMul", List.of(map, constant(transposed(weights, shape[0], shape[1]), shape[1], shape[0])));
            values.put(node.getOutput(0), new Value(product, bias));
            return;
        }
        int made = shape[0];
        if (variant.padded() && made % CHANNELS_OF_TENSOR_CORES != 0) {
            shape = shape.clone();
            shape[0] = Math.ceilDiv(made, CHANNELS_OF_TENSOR_CORES) * CHANNELS_OF_TENSOR_CORES;
            weights = Arrays.copyOf(weights, weights.length / made * shape[0]);
            bias = bias == null ? null : Arrays.copyOf(bias, shape[0]);
        }
        boolean later = made == shape[0] && bias != null && variant.skipNorms() && (graph.soleConsumer(node.getOutput(0), "Add") != null || isTakenByOwn(node.getOutput(0)));
        List<String> inputs = new ArrayList<>(List.of(map, channelsLast(weights, shape)));
        if (bias != null && !later) {
            inputs.add(constant(bias, bias.length));
        }
        long padding = (shape[2] - 1) / 2;
        String result = out.own("NhwcConv", inputs, GraphWriter.integers("kernel_shape", shape[2], shape[3]),
                GraphWriter.integers("strides", stride, stride), GraphWriter.integers("pads", padding, padding, padding, padding));
        if (made < shape[0]) {
            result = out.node("Slice", List.of(result, out.longs(0), out.longs(made), out.longs(3)));
        }
        values.put(node.getOutput(0), new Value(result, later ? bias : null));
    }

    /** NhwcConv wants its weights as O×H×W×I. */
    private String channelsLast(float[] weights, int[] shape) {
        int taps = shape[2] * shape[3];
        float[] ordered = new float[weights.length];
        for (int o = 0; o < shape[0]; o++) {
            for (int c = 0; c < shape[1]; c++) {
                for (int k = 0; k < taps; k++) {
                    ordered[(o * taps + k) * shape[1] + c] = weights[(o * shape[1] + c) * taps + k];
                }
            }
        }
        return constant(ordered, shape[0], shape[2], shape[3], shape[1]);
    }

    /** From input channels ordered colour, row, column to row, column, colour. */
    private static float[] reorderInputs(float[] weights, int[] shape, int factor) {
        int taps = shape[2] * shape[3];
        int cells = factor * factor;
        int colours = shape[1] / cells;
        float[] ordered = new float[weights.length];
        for (int o = 0; o < shape[0]; o++) {
            for (int c = 0; c < colours; c++) {
                for (int k = 0; k < cells; k++) {
                    System.arraycopy(weights, (o * shape[1] + c * cells + k) * taps, ordered, (o * shape[1] + k * colours + c) * taps, taps);
                }
            }
        }
        return ordered;
    }

    /** From rows ordered part, head, channel to head, part, channel. */
    private static float[] packHeads(float[] rows, int length, Operation.Attention attention) {
        float[] packed = new float[rows.length];
        for (int part = 0; part < 3; part++) {
            for (int head = 0; head < attention.heads(); head++) {
                System.arraycopy(rows, (part * attention.heads() + head) * attention.d() * length, packed,
                        (head * 3 + part) * attention.d() * length, attention.d() * length);
            }
        }
        return packed;
    }

    private static float[] transposed(float[] matrix, int rows, int columns) {
        float[] turned = new float[matrix.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned[j * rows + i] = matrix[i * columns + j];
            }
        }
        return turned;
    }

    private void averagePool(NodeProto node) {
        String x = map(node.getInput(0));
        int channels = channels(node.getInput(0));
        float[] weights = new float[channels * channels * 4];
        for (int c = 0; c < channels; c++) {
            for (int k = 0; k < 4; k++) {
                weights[(c * channels + c) * 4 + k] = 0.25f;
            }
        }
        put(node, out.own("NhwcConv", List.of(x, channelsLast(weights, new int[] {channels, channels, 2, 2})), GraphWriter.integers("kernel_shape", 2, 2),
                GraphWriter.integers("strides", 2, 2), GraphWriter.integers("pads", 0, 0, 0, 0)), Kind.MAP);
    }

    /** Channels of a map of the portable graph. */
    private int channels(String name) {
        for (Operation operation : operations) {
            if (operation instanceof Operation.Norm norm && norm.output().equals(name)) {
                return graph.reals(norm.gamma()).length;
            }
        }
        NodeProto node = graph.producer(name);
        if (node == null) {
            throw new UnsupportedGraphException("the channels of " + name + " are not known");
        }
        return switch (node.getOpType()) {
            case "Conv" -> OnnxGraph.shape(graph.constant(node.getInput(1)))[0];
            case "Concat" -> channels(node.getInput(0)) + channels(node.getInput(1));
            default -> channels(node.getInput(0));
        };
    }

    /** All linear layers of the same input become one; what our own normalisation takes is read from the product as it is. */
    private void linear(NodeProto node) {
        List<NodeProto> all = linears.get(node.getInput(0));
        if (all.size() < 2) {
            copy(node, Kind.VECTOR);
            return;
        }
        Map<Boolean, List<NodeProto>> byOwn = all.stream().collect(Collectors.partitioningBy(n -> isTakenByOwnNorm(n.getOutput(0))));
        String x = typed(single(value(node.getInput(0))));
        if (!byOwn.get(true).isEmpty()) {
            product(x, byOwn.get(true));
        }
        if (!byOwn.get(false).isEmpty()) {
            split(product(x, byOwn.get(false)), byOwn.get(false));
        }
    }

    /** Makes one product of linear layers of the same input, one beside the other. */
    private String product(String x, List<NodeProto> layers) {
        int in = OnnxGraph.shape(graph.constant(layers.getFirst().getInput(1)))[1];
        int rows = layers.stream().mapToInt(this::rows).sum();
        float[] weights = new float[rows * in];
        float[] bias = new float[rows];
        int from = 0;
        for (NodeProto n : layers) {
            float[] w = graph.reals(n.getInput(1));
            System.arraycopy(w, 0, weights, from * in, w.length);
            int length = rows(n);
            if (n.getInputCount() > 2) {
                System.arraycopy(graph.reals(n.getInput(2)), 0, bias, from, length);
            }
            if (isScaleShift(n.getOutput(0))) {
                for (int i = from; i < from + length / 2; i++) {
                    bias[i] += 1;
                }
            }
            from += length;
        }
        String product = out.node("Gemm", List.of(x, constant(weights, rows, in), constant(bias, rows)), GraphWriter.integer("transB", 1));
        int column = 0;
        for (NodeProto n : layers) {
            columns.put(n.getOutput(0), new Columns(product, column));
            column += rows(n);
            written.add(n.getOutput(0));
        }
        return product;
    }

    private int rows(NodeProto linear) {
        return OnnxGraph.shape(graph.constant(linear.getInput(1)))[0];
    }

    private void split(String product, List<NodeProto> layers) {
        List<Long> parts = new ArrayList<>();
        for (NodeProto n : layers) {
            long length = rows(n);
            if (isScaleShift(n.getOutput(0))) {
                parts.add(length / 2);
                parts.add(length / 2);
            } else {
                parts.add(length);
            }
        }
        String[] pieces = parts.size() == 1 ? new String[] {product}
                : out.node("", "Split", List.of(product, out.longs(parts.stream().mapToLong(Long::longValue).toArray())), parts.size(),
                        GraphWriter.integer("axis", 1));
        int piece = 0;
        for (NodeProto n : layers) {
            if (isScaleShift(n.getOutput(0))) {
                scaleShifts.put(n.getOutput(0), new ScaleShift(perChannel(pieces[piece]), perChannel(pieces[piece + 1])));
                piece += 2;
            } else {
                values.put(n.getOutput(0), new Value(pieces[piece++], Kind.EMBEDDING));
            }
        }
    }

    private boolean isScaleShift(String value) {
        return norms.values().stream().anyMatch(n -> value.equals(n.scaleShift()));
    }

    private boolean isTakenByOwnNorm(String scaleShift) {
        return norms.values().stream().anyMatch(n -> scaleShift.equals(n.scaleShift()) && isOwn(n));
    }

    private String perChannel(String embedding) {
        return out.node("Unsqueeze", List.of(embedding, out.longs(1, 2)));
    }

    private void add(NodeProto node) {
        Value a = value(node.getInput(0));
        Value b = value(node.getInput(1));
        if (a.kind == Kind.PICTURE || b.kind == Kind.PICTURE) {
            copy(node, Kind.PICTURE);
        } else if (a.kind == Kind.MAP && (b.kind == Kind.MAP || b.kind == Kind.PER_CHANNEL)) {
            addMaps(node, a, b);
        } else if (a.kind == Kind.VECTOR && b.kind == Kind.VECTOR) {
            copy(node, Kind.VECTOR);
        } else {
            throw unsupported(node);
        }
    }

    private void addMaps(NodeProto node, Value first, Value second) {
        Value a = first.addend == null ? first : new Value(map(node.getInput(0)), Kind.MAP);
        Value b = second.addend == null ? second : new Value(map(node.getInput(1)), Kind.MAP);
        float[] bias = a.bias == null ? b.bias : b.bias == null ? a.bias : sum(a.bias, b.bias);
        String output = node.getOutput(0);
        Operation.Norm norm = normOf(output);
        if (b.kind == Kind.MAP) {
            Value sum = new Value(a.name, Kind.MAP, 1, bias, b.name);
            if (norm != null && isOwn(norm)) {
                own(norm, sum, null);
                return;
            }
            if (isTakenByOwn(output)) {
                values.put(output, sum);
                return;
            }
        }
        if (variant.skipNorms() && norm != null && isFused(norm)) {
            float[] gamma = graph.reals(norm.gamma());
            boolean alone = graph.consumers(output).stream().allMatch(n -> n.getOpType().equals("Reshape") || n.getOpType().equals("Shape"));
            List<String> inputs = new ArrayList<>(List.of(a.name, out.floats(gamma, gamma.length),
                    out.floats(graph.reals(norm.beta()), gamma.length), b.name));
            if (bias != null) {
                inputs.add(constant(bias, bias.length));
            }
            String[] results = out.node(GraphWriter.MICROSOFT, "SkipGroupNorm", inputs, alone ? 1 : 2, GraphWriter.real("epsilon", norm.epsilon()),
                    GraphWriter.integer("groups", norm.groups()), GraphWriter.integer("channels_last", 1),
                    GraphWriter.integer("activation", norm.silu() && norm.scaleShift() == null ? 1 : 0));
            values.put(norm.output(), new Value(afterFused(norm, results[0]), Kind.MAP));
            written.add(norm.output());
            if (!alone) {
                values.put(output, new Value(results[1], Kind.MAP));
            }
            return;
        }
        String sum = out.node("Add", List.of(a.name, b.name));
        values.put(output, new Value(sum, bias));
    }

    private Operation.Norm normOf(String input) {
        return norms.values().stream().filter(n -> n.input().equals(input)).findFirst().orElse(null);
    }

    /** Whether a map is taken by one of our own operators alone, which adds to it what is still to be added. */
    private boolean isTakenByOwn(String map) {
        Operation.Norm norm = normOf(map);
        if (norm != null) {
            return isOwn(norm) && graph.consumers(map).stream().allMatch(n -> n.getOpType().equals("Reshape") || n.getOpType().equals("Shape"));
        }
        NodeProto concat = graph.soleConsumer(map, "Concat");
        Operation.Norm after = concat == null || !concat.getInput(0).equals(map) ? null : normOf(concat.getOutput(0));
        return after != null && isOwn(after) && OwnOperators.takes(channels(map), channels(concat.getInput(1)), after.groups());
    }

    private boolean isOwn(Operation.Norm norm) {
        return variant.norms() == CudaVariant.Norms.OWN && OwnOperators.takes(graph.reals(norm.gamma()).length, 0, norm.groups());
    }

    /**
     * Writes a normalisation with our own operator.
     *
     * @param x     what is normalised, or its first channels, with what is still to be added to it
     * @param other further channels; null for none
     */
    private void own(Operation.Norm norm, Value x, @Nullable String other) {
        float[] gamma = graph.reals(norm.gamma());
        // What others take too has been added up for them.
        boolean sums = x.addend != null || other != null;
        Value in = sums || isTakenByOwn(norm.input()) ? x : new Value(map(norm.input()), Kind.MAP);
        Columns scaleShift = norm.scaleShift() == null ? null : columns.get(norm.scaleShift());
        if (norm.scaleShift() != null && scaleShift == null) {
            throw new UnsupportedGraphException("the scale and shift of " + norm.output() + " come from no linear layer");
        }
        List<String> inputs = List.of(in.name, out.floats(gamma, gamma.length), out.floats(graph.reals(norm.beta()), gamma.length),
                in.bias == null ? "" : out.floats(in.bias, in.bias.length), in.addend == null ? "" : in.addend, other == null ? "" : other,
                scaleShift == null ? "" : scaleShift.matrix);
        String[] results = out.node(OwnOperators.DOMAIN, OwnOperators.NORM, inputs, sums ? 3 : 2, GraphWriter.integer("groups", norm.groups()),
                GraphWriter.real("epsilon", norm.epsilon()), GraphWriter.integer("silu", norm.silu() ? 1 : 0),
                GraphWriter.integer("column", scaleShift == null ? 0 : scaleShift.first));
        values.put(norm.output(), new Value(results[0], Kind.MAP));
        written.add(norm.output());
        if (sums) {
            values.put(norm.input(), new Value(results[2], Kind.MAP));
        }
    }

    private static float[] sum(float[] a, float[] b) {
        float[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    /** Whether the fused kernel is to compute a normalisation: it takes channels in pairs, both of the same group. */
    private boolean isFused(Operation.Norm norm) {
        boolean even = graph.reals(norm.gamma()).length / norm.groups() % 2 == 0;
        return switch (variant.norms()) {
            case FUSED_OR_INSTANCE, FUSED_OR_MOMENTS -> even;
            case FUSED_ALONE_OR_MOMENTS -> even && norm.scaleShift() == null;
            case INSTANCE, MOMENTS, OWN -> false;
        };
    }

    private String norm(Operation.Norm norm, String x) {
        float[] gamma = graph.reals(norm.gamma());
        float[] beta = graph.reals(norm.beta());
        if (isFused(norm)) {
            String normed = out.own("GroupNorm", List.of(x, out.floats(gamma, gamma.length), out.floats(beta, beta.length)),
                    GraphWriter.real("epsilon", norm.epsilon()), GraphWriter.integer("groups", norm.groups()),
                    GraphWriter.integer("channels_last", 1), GraphWriter.integer("activation", norm.silu() && norm.scaleShift() == null ? 1 : 0));
            return afterFused(norm, normed);
        }
        return switch (variant.norms()) {
            case FUSED_OR_INSTANCE, INSTANCE -> instance(norm, x, gamma, beta);
            default -> moments(norm, x, gamma, beta);
        };
    }

    private String afterFused(Operation.Norm norm, String normed) {
        if (norm.scaleShift() == null) {
            return normed;
        }
        ScaleShift s = scaleShift(norm);
        return finish(norm, normed, s.onePlusScale, s.shift);
    }

    private ScaleShift scaleShift(Operation.Norm norm) {
        ScaleShift known = scaleShifts.get(norm.scaleShift());
        if (known == null) {
            throw new UnsupportedGraphException("the scale and shift of " + norm.output() + " come from no linear layer");
        }
        return known;
    }

    private String finish(Operation.Norm norm, String x, String factor, String summand) {
        String h = out.node("Add", List.of(out.node("Mul", List.of(x, factor)), summand));
        return norm.silu() ? silu(h) : h;
    }

    private String instance(Operation.Norm norm, String x, float[] gamma, float[] beta) {
        String turned = out.node("Transpose", List.of(x), GraphWriter.integers("perm", 0, 3, 1, 2));
        String grouped = out.node("Reshape", List.of(turned, out.longs(0, norm.groups(), -1)));
        float[] ones = new float[norm.groups()];
        Arrays.fill(ones, 1);
        String normed = out.node("InstanceNormalization", List.of(grouped, constant(ones, ones.length), constant(new float[ones.length], ones.length)),
                GraphWriter.real("epsilon", norm.epsilon()));
        String ungrouped = out.node("Reshape", List.of(normed, out.node("Shape", List.of(turned))));
        String back = out.node("Transpose", List.of(ungrouped), GraphWriter.integers("perm", 0, 2, 3, 1));
        if (norm.scaleShift() == null) {
            return finish(norm, back, constant(gamma, gamma.length), constant(beta, beta.length));
        }
        ScaleShift s = scaleShift(norm);
        String factor = out.node("Mul", List.of(s.onePlusScale, constant(gamma, gamma.length)));
        String summand = out.node("Add", List.of(out.node("Mul", List.of(s.onePlusScale, constant(beta, beta.length))), s.shift));
        return finish(norm, back, factor, summand);
    }

    private String moments(Operation.Norm norm, String x, float[] gamma, float[] beta) {
        int c = gamma.length;
        int perGroup = c / norm.groups();
        float[] averaging = new float[c * c];
        for (int i = 0; i < c; i++) {
            for (int j = i / perGroup * perGroup; j < (i / perGroup + 1) * perGroup; j++) {
                averaging[i * c + j] = 1f / perGroup;
            }
        }
        String group = out.floats(averaging, c, c);
        String mean = out.node("MatMul", List.of(wide(mean(x)), group));
        String square = out.node("MatMul", List.of(wide(mean(out.node("Mul", List.of(x, x)))), group));
        String variance = out.node("Sub", List.of(square, out.node("Mul", List.of(mean, mean))));
        String deviation = out.node("Sqrt", List.of(out.node("Add", List.of(variance, out.floats(new float[] {norm.epsilon()}, 1)))));
        String factor = out.node("Div", List.of(out.floats(gamma, c), deviation));
        String summand = out.node("Sub", List.of(out.floats(beta, c), out.node("Mul", List.of(mean, factor))));
        if (norm.scaleShift() != null) {
            ScaleShift s = scaleShift(norm);
            String scale = wide(s.onePlusScale);
            factor = out.node("Mul", List.of(factor, scale));
            summand = out.node("Add", List.of(out.node("Mul", List.of(summand, scale)), wide(s.shift)));
        }
        return finish(norm, x, typed(factor), typed(summand));
    }

    private String wide(String x) {
        return variant.half() ? cast(x, TensorProto.DataType.FLOAT) : x;
    }

    /** In two steps: for a batch of one the provider sums whole maps in their own precision, and half precision ends at 65,504. */
    private String mean(String x) {
        String rows = out.node("ReduceMean", List.of(x), GraphWriter.integers("axes", 2), GraphWriter.integer("keepdims", 1));
        return out.node("ReduceMean", List.of(rows), GraphWriter.integers("axes", 1), GraphWriter.integer("keepdims", 1));
    }

    private void attention(Operation.Attention attention) {
        NodeProto qkv = graph.producer(attention.input(), "Conv");
        if (qkv == null) {
            throw new UnsupportedGraphException("the attention " + attention.output() + " comes from no convolution");
        }
        String packed = map(attention.input());
        String shape = out.node("Shape", List.of(map(qkv.getInput(0))));
        int heads = attention.heads();
        int d = attention.d();
        float scale = (float) (1 / Math.sqrt(d));
        String mixed;
        if (variant.attention() == CudaVariant.Attention.FUSED) {
            String heads5 = out.node("Reshape", List.of(packed, out.longs(0, -1, heads, 3, d)));
            mixed = out.own("MultiHeadAttention", List.of(normed(attention, heads5)), GraphWriter.integer("num_heads", heads), GraphWriter.real("scale", scale));
        } else {
            String parts = normed(attention, out.node("Reshape", List.of(packed, out.longs(0, -1, 3, heads, d))));
            String[] qkvParts = out.node("", "Split", List.of(parts), 3, GraphWriter.integer("axis", 2));
            String q = out.node("Transpose", List.of(squeezed(qkvParts[0])), GraphWriter.integers("perm", 0, 2, 1, 3));
            String k = out.node("Transpose", List.of(squeezed(qkvParts[1])), GraphWriter.integers("perm", 0, 2, 3, 1));
            String v = out.node("Transpose", List.of(squeezed(qkvParts[2])), GraphWriter.integers("perm", 0, 2, 1, 3));
            String scores = out.node("MatMul", List.of(out.node("Mul", List.of(q, constant(new float[] {scale}, 1))), k));
            String weights = out.node("Softmax", List.of(scores), GraphWriter.integer("axis", -1));
            mixed = out.node("Transpose", List.of(out.node("MatMul", List.of(weights, v))), GraphWriter.integers("perm", 0, 2, 1, 3));
        }
        values.put(attention.output(), new Value(out.node("Reshape", List.of(mixed, shape)), Kind.MAP));
    }

    private String squeezed(String x) {
        return out.node("Squeeze", List.of(x, out.longs(2)));
    }

    /** Each head's vectors divided by their root mean square. */
    private String normed(Operation.Attention attention, String x) {
        if (attention.floor() == 0) {
            return x;
        }
        float[] ones = new float[attention.d()];
        Arrays.fill(ones, 1);
        return out.node("SimplifiedLayerNormalization", List.of(x, constant(ones, ones.length)), GraphWriter.integer("axis", -1),
                GraphWriter.real("epsilon", attention.floor() * attention.floor()));
    }
}
