package studio.bcm.evaluation;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.model.PackWriter;

/** A pack whose network is the exact map of {@link GaussianFunction}, written as ONNX nodes. */
public final class TestPacks {
    private TestPacks() {
    }

    public static Path gaussian(Path folder) {
        return write(folder, "gauss", graph().addNode(node("Mul", "out", "x", "scale")));
    }

    /** The same, by way of a level of half the size that adds nothing: its features are mean colours. */
    static Path withLowerLevel(Path folder) {
        OnnxMl.GraphProto.Builder graph = graph()
                .addInitializer(tensor("twice", OnnxMl.TensorProto.DataType.FLOAT, new long[] {4},
                        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(1).putFloat(2).putFloat(2)))
                .addInitializer(tensor("nothing", OnnxMl.TensorProto.DataType.FLOAT, new long[0],
                        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0)))
                .addNode(node("AveragePool", "low", "x").toBuilder().addAttribute(pair("kernel_shape")).addAttribute(pair("strides")).build())
                .addNode(node("Resize", "high", "low", "", "twice"))
                .addNode(node("Mul", "none", "high", "nothing"))
                .addNode(node("Mul", "carried", "x", "scale"))
                .addNode(node("Add", "out", "carried", "none"));
        return write(folder, "lower", graph);
    }

    /** One of classes, of which number k adds k/8 at every evaluation: class 0 alone is exact. */
    static Path conditional(Path folder, List<String> classes) {
        OnnxMl.GraphProto.Builder graph = graph()
                .addInput(value("y", "N").toBuilder().setType(OnnxMl.TypeProto.newBuilder().setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                        .setElemType(OnnxMl.TensorProto.DataType.INT64.getNumber()).setShape(OnnxMl.TensorShapeProto.newBuilder()
                                .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam("N"))))).build())
                .addInitializer(tensor("step", OnnxMl.TensorProto.DataType.FLOAT, new long[0],
                        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0.125f)))
                .addNode(node("Cast", "yf", "y").toBuilder().addAttribute(OnnxMl.AttributeProto.newBuilder().setName("to")
                        .setType(OnnxMl.AttributeProto.AttributeType.INT).setI(1)).build())
                .addNode(node("Mul", "ys", "yf", "step"))
                .addNode(node("Reshape", "offset", "ys", "perPicture"))
                .addNode(node("Mul", "carried", "x", "scale"))
                .addNode(node("Add", "out", "carried", "offset"));
        return write(folder, "classes", graph, classes);
    }

    /** A feature network of one input: the mean colours of a picture. */
    public static Path meanColours(Path folder) throws IOException {
        byte[] onnx = OnnxMl.ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(OnnxMl.GraphProto.newBuilder().setName("colours").addInput(value("picture", "N", 3, 20, 20)).addOutput(value("colours", "N", 3, 1, 1))
                        .addNode(node("GlobalAveragePool", "colours", "picture"))).build().toByteArray();
        return Files.write(folder.resolve("colours.onnx"), onnx);
    }

    private static OnnxMl.AttributeProto pair(String name) {
        return OnnxMl.AttributeProto.newBuilder().setName(name).setType(OnnxMl.AttributeProto.AttributeType.INTS).addInts(2).addInts(2).build();
    }

    private static OnnxMl.GraphProto.Builder graph() {
        return OnnxMl.GraphProto.newBuilder().setName("gaussian")
                .addInput(value("x", "N", 3, "H", "W")).addInput(value("t", "N")).addInput(value("u", "N"))
                .addOutput(value("out", "N", 3, "H", "W"))
                .addInitializer(tensor("variance", OnnxMl.TensorProto.DataType.FLOAT, new long[0],
                        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0.25f)))
                .addInitializer(tensor("perPicture", OnnxMl.TensorProto.DataType.INT64, new long[] {4},
                        ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(-1).putLong(1).putLong(1).putLong(1)))
                .addNode(node("Mul", "tt", "t", "t")).addNode(node("Mul", "uu", "u", "u"))
                .addNode(node("Add", "tv", "tt", "variance")).addNode(node("Add", "uv", "uu", "variance"))
                .addNode(node("Div", "ratio", "uv", "tv")).addNode(node("Sqrt", "root", "ratio"))
                .addNode(node("Reshape", "scale", "root", "perPicture"));
    }

    private static Path write(Path folder, String name, OnnxMl.GraphProto.Builder graph) {
        return write(folder, name, graph, List.of());
    }

    private static Path write(Path folder, String name, OnnxMl.GraphProto.Builder graph, List<String> classes) {
        byte[] onnx = OnnxMl.ModelProto.newBuilder().setIrVersion(8)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17)).setGraph(graph).build().toByteArray();
        Path file = folder.resolve(name + Pack.SUFFIX);
        PackWriter.write(file, onnx, Manifest.builder().setName(name).setResolution(16).setSizeMultiple(4).optClasses(classes).build());
        return file;
    }

    private static OnnxMl.NodeProto node(String operator, String output, String... inputs) {
        return OnnxMl.NodeProto.newBuilder().setOpType(operator).setName(output).addAllInput(Arrays.asList(inputs)).addOutput(output).build();
    }

    private static OnnxMl.ValueInfoProto value(String name, Object... dims) {
        OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
        for (Object dim : dims) {
            shape.addDim(dim instanceof Integer size ? OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(size)
                    : OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam((String) dim));
        }
        return OnnxMl.ValueInfoProto.newBuilder().setName(name).setType(OnnxMl.TypeProto.newBuilder()
                .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape))).build();
    }

    private static OnnxMl.TensorProto tensor(String name, OnnxMl.TensorProto.DataType type, long[] dims, ByteBuffer raw) {
        OnnxMl.TensorProto.Builder tensor = OnnxMl.TensorProto.newBuilder().setName(name).setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(raw.flip()));
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        return tensor.build();
    }
}
