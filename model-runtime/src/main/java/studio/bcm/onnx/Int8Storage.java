package studio.bcm.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Weights as int8 in the file alone: each output channel has a scale, and the model computes with what comes out as it would with
 * half-precision weights. In the file a weight is int8 and goes through a {@code DequantizeLinear}, so it is an ordinary ONNX
 * model there too.
 */
public final class Int8Storage {
    /** What an initialiser's scales are named after. */
    private static final String SCALE = ".scale";
    private static final int GREATEST = 127;
    /** Below this scales and small errors cost more than bytes are worth. */
    private static final long LEAST_VALUES = 1024;
    /** Ranges that are tried for a channel, as shares of its greatest weight: cutting off a few leaves finer steps for the others. */
    private static final int RANGES = 24;
    private static final double LEAST_RANGE = 0.6;

    private Int8Storage() {
    }

    /**
     * The model with its half-precision weights as int8, rounded to the nearest of 255 steps whose width leaves the least
     * squared error in its channel.
     *
     * @param onnx a model with weights stored in half precision and cast on loading
     */
    public static byte[] narrowed(byte[] onnx) {
        ModelProto model = parse(onnx);
        GraphProto graph = model.getGraph();
        Set<String> chosen = new HashSet<>();
        graph.getInitializerList().stream().filter(Int8Storage::isWorthIt).forEach(t -> chosen.add(t.getName()));
        graph.getNodeList().stream().filter(n -> !n.getOpType().equals("Cast")).forEach(n -> chosen.removeAll(n.getInputList()));
        GraphProto.Builder narrow = graph.toBuilder().clearInitializer().clearNode();
        for (TensorProto tensor : graph.getInitializerList()) {
            if (chosen.contains(tensor.getName())) {
                addNarrowed(narrow, tensor);
            } else {
                narrow.addInitializer(tensor);
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            narrow.addNode(node.getInputCount() == 1 && chosen.contains(node.getInput(0)) ? dequantise(node) : node);
        }
        return model.toBuilder().setGraph(narrow).build().toByteArray();
    }

    /**
     * The model as it was before {@link #narrowed}, but for the rounding: weights in half precision, cast on loading.
     *
     * @throws IllegalArgumentException if it is no such model
     */
    public static byte[] widened(byte[] onnx) {
        ModelProto model = parse(onnx);
        GraphProto graph = model.getGraph();
        Map<String, TensorProto> scales = new HashMap<>();
        graph.getInitializerList().stream().filter(t -> t.getName().endsWith(SCALE)).forEach(t -> scales.put(t.getName(), t));
        Set<String> stored = new HashSet<>();
        GraphProto.Builder wide = graph.toBuilder().clearInitializer().clearNode();
        for (TensorProto tensor : graph.getInitializerList()) {
            TensorProto scale = tensor.getDataType() == DataType.INT8_VALUE ? scales.get(tensor.getName() + SCALE) : null;
            if (scale != null) {
                wide.addInitializer(widened(tensor, scale));
                stored.add(tensor.getName());
                stored.add(scale.getName());
            }
        }
        graph.getInitializerList().stream().filter(t -> !stored.contains(t.getName())).forEach(wide::addInitializer);
        for (NodeProto node : graph.getNodeList()) {
            boolean undone = node.getOpType().equals("DequantizeLinear") && stored.contains(node.getInput(0));
            wide.addNode(undone ? NodeProto.newBuilder().setName(node.getName()).setOpType("Cast").addInput(node.getInput(0)).addOutput(node.getOutput(0))
                    .addAttribute(AttributeProto.newBuilder().setName("to").setType(AttributeProto.AttributeType.INT).setI(DataType.FLOAT_VALUE)).build() : node);
        }
        return model.toBuilder().setGraph(wide).build().toByteArray();
    }

    private static ModelProto parse(byte[] onnx) {
        try {
            return ModelProto.parseFrom(onnx);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("it is no ONNX model", e);
        }
    }

    private static boolean isWorthIt(TensorProto tensor) {
        long values = tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
        return tensor.getDataType() == DataType.FLOAT16_VALUE && tensor.getDimsCount() > 1 && values >= LEAST_VALUES
                && tensor.getRawData().size() == values * Short.BYTES;
    }

    private static NodeProto dequantise(NodeProto cast) {
        return NodeProto.newBuilder().setName(cast.getName()).setOpType("DequantizeLinear").addInput(cast.getInput(0)).addInput(cast.getInput(0) + SCALE)
                .addOutput(cast.getOutput(0))
                .addAttribute(AttributeProto.newBuilder().setName("axis").setType(AttributeProto.AttributeType.INT).setI(0)).build();
    }

    private static void addNarrowed(GraphProto.Builder graph, TensorProto tensor) {
        int channels = Math.toIntExact(tensor.getDims(0));
        ByteBuffer from = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] channel = new float[from.remaining() / Short.BYTES / channels];
        byte[] values = new byte[channels * channel.length];
        ByteBuffer scales = ByteBuffer.allocate(channels * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < channel.length; i++) {
                channel[i] = Float.float16ToFloat(from.getShort());
            }
            float scale = scaleOf(channel);
            scales.putFloat(scale);
            for (int i = 0; i < channel.length; i++) {
                values[c * channel.length + i] = (byte) step(channel[i], scale);
            }
        }
        graph.addInitializer(tensor.toBuilder().setDataType(DataType.INT8_VALUE).setRawData(ByteString.copyFrom(values)));
        graph.addInitializer(TensorProto.newBuilder().setName(tensor.getName() + SCALE).setDataType(DataType.FLOAT_VALUE).addDims(channels)
                .setRawData(ByteString.copyFrom(scales.flip())));
    }

    private static int step(float value, float scale) {
        return Math.clamp(Math.round(value / scale), -GREATEST, GREATEST);
    }

    private static float scaleOf(float[] channel) {
        float greatest = 0;
        for (float value : channel) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        if (greatest == 0) {
            return 1;
        }
        float best = greatest / GREATEST;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < RANGES; k++) {
            float scale = (float) (greatest / GREATEST * (1 - (1 - LEAST_RANGE) * k / RANGES));
            double error = 0;
            for (float value : channel) {
                double difference = value - step(value, scale) * scale;
                error += difference * difference;
            }
            if (error < least) {
                least = error;
                best = scale;
            }
        }
        return best;
    }

    private static TensorProto widened(TensorProto tensor, TensorProto scale) {
        ByteBuffer values = tensor.getRawData().asReadOnlyByteBuffer();
        ByteBuffer scales = scale.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        int channels = scales.remaining() / Float.BYTES;
        if (scale.getDataType() != DataType.FLOAT_VALUE || tensor.getDimsCount() == 0 || tensor.getDims(0) != channels || channels == 0
                || values.remaining() % channels != 0) {
            throw new IllegalArgumentException("the scales of its weight " + tensor.getName() + " do not fit it");
        }
        int each = values.remaining() / channels;
        ByteBuffer half = ByteBuffer.allocate(values.remaining() * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int c = 0; c < channels; c++) {
            float step = scales.getFloat();
            for (int i = 0; i < each; i++) {
                half.putShort(Float.floatToFloat16(values.get() * step));
            }
        }
        return tensor.toBuilder().setDataType(DataType.FLOAT16_VALUE).setRawData(ByteString.copyFrom(half.flip())).build();
    }
}
