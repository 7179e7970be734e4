package studio.bcm.face.tflite;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import studio.bcm.face.tflite.TfliteModel.ElementType;
import studio.bcm.face.tflite.TfliteModel.Operator;
import studio.bcm.face.tflite.TfliteModel.Tensor;
import studio.bcm.onnx.GraphWriter;

/**
 * Converts a TFLite network to ONNX (operator set 17). What is batch × height × width × channels there is batch × channels ×
 * height × width here, inputs and outputs included; values of other ranks keep their order. Where all inputs have a batch of
 * one, the batch is dynamic. Weights in half precision stay so in the file and are cast on loading.
 *
 * <p>Inputs are called {@code input0}, {@code input1}…, outputs {@code output0}, {@code output1}…, in the order of the file.
 */
public final class OnnxConverter {
    private static final int PICTURE = 4;
    private static final long[] TO_CHANNELS_FIRST = {0, 3, 1, 2};
    private static final long[] TO_CHANNELS_LAST = {0, 2, 3, 1};

    private static final int PADDING_SAME = 0;
    private static final int ACTIVATION_NONE = 0;
    private static final int ACTIVATION_RELU = 1;
    private static final int ACTIVATION_RELU_1 = 2;
    private static final int ACTIVATION_RELU_6 = 3;

    private final TfliteModel model;
    private final GraphWriter writer = new GraphWriter();
    /** Names of values that are in the graph, by tensor. */
    private final Map<Integer, String> values = new HashMap<>();
    /** Constants, by tensor; what DEQUANTIZE makes of one refers to it. */
    private final Map<Integer, Tensor> constants = new HashMap<>();

    private final boolean anySize;

    private OnnxConverter(TfliteModel model, boolean anySize) {
        this.model = model;
        this.anySize = anySize;
    }

    /**
     * Converts.
     *
     * @return an ONNX file
     * @throws UnsupportedModelException when the network does something that has no counterpart here
     */
    public static byte[] convert(TfliteModel model) {
        return UnsupportedModelException.guarded(() -> new OnnxConverter(model, false).run());
    }

    /**
     * Converts a network of convolutions, each place of whose last picture becomes an entry of a list, so that it takes pictures of any size
     * whose sides are multiples of all strides together, and gives longer or shorter lists.
     *
     * @return an ONNX file
     * @throws UnsupportedModelException when the network does something that has no counterpart here
     */
    public static byte[] convertForAnySize(TfliteModel model) {
        return UnsupportedModelException.guarded(() -> new OnnxConverter(model, true).run());
    }

    private byte[] run() {
        for (int i = 0; i < model.tensors().size(); i++) {
            if (model.tensors().get(i).isConstant()) {
                constants.put(i, model.tensors().get(i));
            }
        }
        for (int i = 0; i < model.inputs().size(); i++) {
            int tensor = model.inputs().get(i);
            values.put(tensor, "input" + i);
            writer.graph().addInput(info("input" + i, tensor));
        }
        model.operators().forEach(this::convert);
        for (int i = 0; i < model.outputs().size(); i++) {
            int tensor = model.outputs().get(i);
            writer.output(value(tensor), "output" + i);
            writer.graph().addOutput(info("output" + i, tensor));
        }
        return writer.model().toByteArray();
    }

    private ValueInfoProto info(String name, int tensor) {
        Tensor t = model.tensors().get(tensor);
        if (t.type() != ElementType.FLOAT32) {
            throw new UnsupportedModelException("inputs and outputs of type " + t.type() + " are not supported");
        }
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int d = 0; d < t.shape().length; d++) {
            int size = t.shape()[t.shape().length == PICTURE ? (int) TO_CHANNELS_FIRST[d] : d];
            if (d == 0 && isBatched()) {
                shape.addDimBuilder().setDimParam("batch");
            } else if (anySize && (t.shape().length == PICTURE ? d >= 2 : d == 1)) {
                shape.addDimBuilder().setDimParam(name + "_" + d);
            } else {
                shape.addDimBuilder().setDimValue(size);
            }
        }
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber()).setShape(shape))).build();
    }

    private boolean isBatched() {
        return model.inputs().stream().map(model.tensors()::get).allMatch(t -> t.shape().length > 0 && t.shape()[0] == 1);
    }

    private void convert(Operator operator) {
        int output = operator.outputs().getFirst();
        switch (operator.kind()) {
            case DEQUANTIZE -> constants.put(output, halves(operator));
            case CONV_2D -> values.put(output, convolution(operator));
            case DEPTHWISE_CONV_2D -> values.put(output, depthwise(operator));
            case ADD -> values.put(output, activated(writer.node("Add", operands(operator)), operator.options().int8(0, ACTIVATION_NONE)));
            case PAD -> values.put(output, padded(operator));
            case PRELU -> values.put(output, writer.node("PRelu", List.of(value(operator.inputs().getFirst()), slopes(operator))));
            case RELU -> values.put(output, writer.node("Relu", operands(operator)));
            case MAX_POOL_2D -> values.put(output, pooled(operator));
            case RESHAPE -> values.put(output, reshaped(operator));
            case CONCATENATION -> values.put(output, concatenated(operator));
        }
    }

    private Tensor halves(Operator operator) {
        Tensor stored = constant(operator, 0);
        if (stored.type() != ElementType.FLOAT16) {
            throw new UnsupportedModelException("DEQUANTIZE of " + stored.type() + " is not supported");
        }
        return stored;
    }

    private String convolution(Operator operator) {
        Tensor weights = constant(operator, 1);
        Window window = new Window(weights.shape()[1], weights.shape()[2], operator.options().int32(2, 1), operator.options().int32(1, 1),
                operator.options().int32(5, 1), operator.options().int32(4, 1), operator.options().int8(0, PADDING_SAME) == PADDING_SAME);
        int inputs = shape(operator.inputs().getFirst())[PICTURE - 1];
        if (weights.shape()[PICTURE - 1] != inputs) {
            throw new UnsupportedModelException("grouped convolutions are not supported");
        }
        return convolution(operator, window, transposed(weights, TO_CHANNELS_FIRST), 1, operator.options().int8(3, ACTIVATION_NONE));
    }

    private String depthwise(Operator operator) {
        Tensor weights = constant(operator, 1);
        Window window = new Window(weights.shape()[1], weights.shape()[2], operator.options().int32(2, 1), operator.options().int32(1, 1),
                operator.options().int32(6, 1), operator.options().int32(5, 1), operator.options().int8(0, PADDING_SAME) == PADDING_SAME);
        // 1 × height × width × outputs becomes outputs × 1 × height × width.
        return convolution(operator, window, transposed(weights, 3, 0, 1, 2), shape(operator.inputs().getFirst())[PICTURE - 1],
                operator.options().int8(4, ACTIVATION_NONE));
    }

    private String convolution(Operator operator, Window window, String weights, int groups, int activation) {
        List<String> inputs = new ArrayList<>(List.of(picture(operator), weights));
        if (operator.inputs().size() > 2 && operator.inputs().get(2) >= 0) {
            inputs.add(emitted(constant(operator, 2)));
        }
        String out = writer.node("Conv", inputs, window.attributes(shape(operator.inputs().getFirst()),
                GraphWriter.integer("group", groups), GraphWriter.integers("dilations", window.dilationY(), window.dilationX())));
        return activated(out, activation);
    }

    private String pooled(Operator operator) {
        Window window = new Window(operator.options().int32(4, 1), operator.options().int32(3, 1), operator.options().int32(2, 1),
                operator.options().int32(1, 1), 1, 1, operator.options().int8(0, PADDING_SAME) == PADDING_SAME);
        String out = writer.node("MaxPool", List.of(picture(operator)), window.attributes(shape(operator.inputs().getFirst())));
        return activated(out, operator.options().int8(5, ACTIVATION_NONE));
    }

    /** A window that moves over a picture; sizes in pixels. */
    private record Window(int height, int width, int strideY, int strideX, int dilationY, int dilationX, boolean same) {
        /** Attributes of the ONNX node for an input of this shape, channels last. */
        AttributeProto[] attributes(int[] shape, AttributeProto... more) {
            int y = padding(shape[1], height, strideY, dilationY);
            int x = padding(shape[2], width, strideX, dilationX);
            List<AttributeProto> all = new ArrayList<>(List.of(more));
            all.add(GraphWriter.integers("kernel_shape", height, width));
            all.add(GraphWriter.integers("strides", strideY, strideX));
            // Where the padding is odd, the end has the larger half.
            all.add(GraphWriter.integers("pads", y / 2, x / 2, y - y / 2, x - x / 2));
            return all.toArray(AttributeProto[]::new);
        }

        private int padding(int size, int kernel, int stride, int dilation) {
            return same ? Math.max(0, (Math.ceilDiv(size, stride) - 1) * stride + (kernel - 1) * dilation + 1 - size) : 0;
        }
    }

    private String padded(Operator operator) {
        int[] pairs = constant(operator, 1).integers();
        int rank = shape(operator.inputs().getFirst()).length;
        long[] pads = new long[2 * rank];
        for (int d = 0; d < rank; d++) {
            int from = rank == PICTURE ? (int) TO_CHANNELS_FIRST[d] : d;
            pads[d] = pairs[2 * from];
            pads[rank + d] = pairs[2 * from + 1];
        }
        return writer.node("Pad", List.of(value(operator.inputs().getFirst()), writer.longs(pads)));
    }

    /** Slopes of PRELU, of the shape of the input without its batch, or of a part of its last dimensions. */
    private String slopes(Operator operator) {
        Tensor slopes = constant(operator, 1);
        if (shape(operator.inputs().getFirst()).length != PICTURE) {
            return emitted(slopes);
        }
        return transposed(leftFilled(slopes, PICTURE - 1), 2, 0, 1);
    }

    private String reshaped(Operator operator) {
        int[] from = shape(operator.inputs().getFirst());
        int[] to = shape(operator.outputs().getFirst());
        String in = value(operator.inputs().getFirst());
        if (from.length == PICTURE) {
            in = writer.node("Transpose", List.of(in), GraphWriter.integers("perm", TO_CHANNELS_LAST));
        }
        long[] target = Arrays.stream(to).asLongStream().toArray();
        if (isBatched() && from[0] == 1 && target[0] == 1) {
            target[0] = -1;
        }
        if (anySize) {
            if (from.length != PICTURE || to.length != PICTURE - 1) {
                throw new UnsupportedModelException("only pictures become lists where their size is open");
            }
            target[0] = 0;
            target[1] = -1;
        }
        String out = writer.node("Reshape", List.of(in, writer.longs(target)));
        return to.length == PICTURE ? writer.node("Transpose", List.of(out), GraphWriter.integers("perm", TO_CHANNELS_FIRST)) : out;
    }

    private String concatenated(Operator operator) {
        int rank = shape(operator.outputs().getFirst()).length;
        int axis = Math.floorMod(operator.options().int32(0, 0), rank);
        if (rank == PICTURE) {
            axis = new int[] {0, 2, 3, 1}[axis];
        }
        return activated(writer.node("Concat", operands(operator), GraphWriter.integer("axis", axis)),
                operator.options().int8(1, ACTIVATION_NONE));
    }

    private String activated(String in, int activation) {
        return switch (activation) {
            case ACTIVATION_NONE -> in;
            case ACTIVATION_RELU -> writer.node("Relu", List.of(in));
            case ACTIVATION_RELU_1 -> clipped(in, -1, 1);
            case ACTIVATION_RELU_6 -> clipped(in, 0, 6);
            default -> throw new UnsupportedModelException("activation " + activation + " is not supported");
        };
    }

    private String clipped(String in, float least, float greatest) {
        return writer.node("Clip", List.of(in, writer.floats(new float[] {least}), writer.floats(new float[] {greatest})));
    }

    private int[] shape(int tensor) {
        return model.tensors().get(tensor).shape();
    }

    private String picture(Operator operator) {
        int input = operator.inputs().getFirst();
        if (shape(input).length != PICTURE) {
            throw new UnsupportedModelException(operator.kind() + " of " + shape(input).length + " dimensions is not supported");
        }
        return value(input);
    }

    /** All inputs, constants widened to the rank of the output. */
    private List<String> operands(Operator operator) {
        int rank = shape(operator.outputs().getFirst()).length;
        List<String> names = new ArrayList<>();
        for (int input : operator.inputs()) {
            Tensor constant = constants.get(input);
            if (constant == null) {
                if (shape(input).length != rank) {
                    throw new UnsupportedModelException(operator.kind() + " of values of different ranks is not supported");
                }
                names.add(value(input));
            } else {
                Tensor wide = leftFilled(constant, rank);
                names.add(rank == PICTURE ? transposed(wide, TO_CHANNELS_FIRST) : emitted(wide));
            }
        }
        return names;
    }

    private String value(int tensor) {
        String name = values.get(tensor);
        if (name == null) {
            throw new UnsupportedModelException("the value of tensor " + tensor + " is not computed anywhere");
        }
        return name;
    }

    private Tensor constant(Operator operator, int input) {
        Tensor constant = constants.get(operator.inputs().get(input));
        if (constant == null) {
            throw new UnsupportedModelException("input " + input + " of " + operator.kind() + " is not a constant");
        }
        return constant;
    }

    private static Tensor leftFilled(Tensor constant, int rank) {
        int[] shape = new int[rank];
        int more = rank - constant.shape().length;
        if (more < 0) {
            throw new UnsupportedModelException(constant.name() + " has more dimensions than what it is combined with");
        }
        Arrays.fill(shape, 0, more, 1);
        System.arraycopy(constant.shape(), 0, shape, more, rank - more);
        return new Tensor(constant.name(), constant.type(), shape, constant.data());
    }

    /** A constant with its dimensions in another order. */
    private String transposed(Tensor constant, long... order) {
        float[] in = constant.floats();
        int rank = order.length;
        int[] strides = new int[rank];
        int stride = 1;
        for (int d = rank - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= constant.shape()[d];
        }
        int[] shape = Arrays.stream(order).mapToInt(d -> constant.shape()[(int) d]).toArray();
        float[] out = new float[in.length];
        int[] at = new int[rank];
        for (int i = 0; i < out.length; i++) {
            int from = 0;
            for (int d = 0; d < rank; d++) {
                from += at[d] * strides[(int) order[d]];
            }
            out[i] = in[from];
            for (int d = rank - 1; d >= 0 && ++at[d] == shape[d]; d--) {
                at[d] = 0;
            }
        }
        return emitted(constant.type(), out, shape);
    }

    private String emitted(Tensor constant) {
        return emitted(constant.type(), constant.floats(), constant.shape());
    }

    private String emitted(ElementType type, float[] values, int... shape) {
        if (type != ElementType.FLOAT16) {
            return writer.floats(values, shape);
        }
        return writer.node("Cast", List.of(writer.constant(TensorProto.DataType.FLOAT16, values, shape)),
                GraphWriter.integer("to", TensorProto.DataType.FLOAT.getNumber()));
    }
}
