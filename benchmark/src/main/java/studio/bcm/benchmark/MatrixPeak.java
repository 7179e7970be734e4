package studio.bcm.benchmark;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Chains of large matrix products, which show what a device reaches at best. */
public final class MatrixPeak {
    private MatrixPeak() {
    }

    /** Operations of one product. */
    public static double operations(int size) {
        return 2.0 * size * size * size;
    }

    /**
     * x · W · W · … with square matrices; input {@code x} and output {@code out} in single precision.
     *
     * @param half whether the products are in half precision
     */
    public static byte[] chain(int size, int products, boolean half) {
        TensorProto.DataType type = half ? TensorProto.DataType.FLOAT16 : TensorProto.DataType.FLOAT;
        GraphProto.Builder graph = GraphProto.newBuilder().setName("chain").addInput(matrix("x", size)).addOutput(matrix("out", size));
        ByteBuffer weights = ByteBuffer.allocate((half ? 2 : 4) * size * size).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size * size; i++) {
            // A permutation, so that values neither grow nor vanish.
            float w = i % size == (i / size + 1) % size ? 1 : 0;
            if (half) {
                weights.putShort(Float.floatToFloat16(w));
            } else {
                weights.putFloat(w);
            }
        }
        graph.addInitializer(TensorProto.newBuilder().setName("w").setDataType(type.getNumber()).addDims(size).addDims(size)
                .setRawData(ByteString.copyFrom(weights.flip())));
        String value = "x";
        if (half) {
            graph.addNode(cast(value, "x.half", type));
            value = "x.half";
        }
        for (int i = 0; i < products; i++) {
            graph.addNode(NodeProto.newBuilder().setOpType("MatMul").addInput(value).addInput("w").addOutput("p" + i));
            value = "p" + i;
        }
        graph.addNode(cast(value, "out", TensorProto.DataType.FLOAT));
        return ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .setGraph(graph).build().toByteArray();
    }

    private static NodeProto.Builder cast(String from, String to, TensorProto.DataType type) {
        return NodeProto.newBuilder().setOpType("Cast").addInput(from).addOutput(to)
                .addAttribute(OnnxMl.AttributeProto.newBuilder().setName("to")
                        .setType(OnnxMl.AttributeProto.AttributeType.INT).setI(type.getNumber()));
    }

    private static ValueInfoProto matrix(String name, int size) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size)).addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
                TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()).setShape(shape))).build();
    }
}
