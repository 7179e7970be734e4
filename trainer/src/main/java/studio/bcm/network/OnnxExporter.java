package studio.bcm.network;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/**
 * Writes f(x, t, u[, y]) as an ONNX model: inputs {@code x} N×3×H×W, {@code t} N, {@code u} N, {@code y} N (int64, only
 * with classes), output {@code out} N×3×H×W, all float32. The preconditioning is inside the graph.
 */
public final class OnnxExporter {
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;

    private OnnxExporter() {
    }

    /** Where the values of parameters come from: in declared order, convolutions out×in×kh×kw. */
    @FunctionalInterface
    public interface ParameterValues {
        float[] of(String name);
    }

    /**
     * @param half store weights as float16 (they are cast to float32 when the model is loaded)
     * @return the serialised model
     */
    public static byte[] export(Network network, ParameterValues values, boolean half) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("f");
        graph.addInput(value("x", TensorProto.DataType.FLOAT, "N", "3", "H", "W"));
        graph.addInput(value("t", TensorProto.DataType.FLOAT, "N"));
        graph.addInput(value("u", TensorProto.DataType.FLOAT, "N"));
        if (network.classes() > 0) {
            graph.addInput(value("y", TensorProto.DataType.INT64, "N"));
        }
        graph.addOutput(value("out", TensorProto.DataType.FLOAT, "N", "3", "H", "W"));
        OnnxOps ops = new OnnxOps(graph, values, half);
        ops.output(Preconditioning.f(ops, network, "x", "t", "u", network.classes() > 0 ? "y" : null), "out");
        return ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("BCM Studio")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET)).setGraph(graph).build().toByteArray();
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, String... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String d : dimensions) {
            TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(Character.isDigit(d.charAt(0)) ? dimension.setDimValue(Long.parseLong(d)) : dimension.setDimParam(d));
        }
        return ValueInfoProto.newBuilder().setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
                .build();
    }
}
