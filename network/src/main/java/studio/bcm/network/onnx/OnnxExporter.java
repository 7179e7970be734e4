package studio.bcm.network.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import studio.bcm.UserException;
import studio.bcm.model.CoarseLevel;
import studio.bcm.model.TraceFunction;
import studio.bcm.network.ClassifierNetwork;
import studio.bcm.network.Network;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.TraceNetwork;

/**
 * Writes f(x, t, u[, coarse][, y]) as an ONNX model: inputs {@code x} N×3×H×W, {@code t} N, {@code u} N, {@code coarse}
 * N×{@value CoarseLevel#CHANNELS}×H×W (only where a coarser level is given, see {@link CoarseLevel}), {@code y} N (int64, only with classes), output {@code out} N×3×H×W, all float32. The preconditioning is inside the graph.
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(network, values, half, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes the model with no more than one parameter in memory.
     *
     * @param half as in {@link #export}
     * @param out  not closed
     * @throws UserException when the model is larger than an ONNX file can be, before anything is written
     */
    public static void write(Network network, ParameterValues values, boolean half, OutputStream out) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("f");
        graph.addInput(value("x", TensorProto.DataType.FLOAT, "N", "3", "H", "W"));
        graph.addInput(value("t", TensorProto.DataType.FLOAT, "N"));
        graph.addInput(value("u", TensorProto.DataType.FLOAT, "N"));
        if (network.classes() > 0) {
            graph.addInput(value("y", TensorProto.DataType.INT64, "N"));
        }
        if (network.detail()) {
            graph.addInput(value(CoarseLevel.INPUT, TensorProto.DataType.FLOAT, "N", Integer.toString(CoarseLevel.CHANNELS), "H", "W"));
        }
        graph.addOutput(value("out", TensorProto.DataType.FLOAT, "N", "3", "H", "W"));
        OnnxOps ops = new OnnxOps(graph, half);
        String told = network.classes() > 0 ? "y" : network.detail() ? CoarseLevel.INPUT : null;
        ops.output(Preconditioning.f(ops, network, "x", "t", "u", told), "out");
        new ModelFile(head(), graph.build(), ops.storedParameters()).writeTo(out, values);
    }

    /**
     * Writes the network that looks for traces of compression: input {@code x} N×3×H×W, output {@code out} N×2, float32; weights
     * are stored as float16.
     */
    public static void write(TraceNetwork network, ParameterValues values, OutputStream out) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("traces");
        graph.addInput(value("x", TensorProto.DataType.FLOAT, "N", "3", "H", "W"));
        graph.addOutput(value("out", TensorProto.DataType.FLOAT, "N", Integer.toString(TraceFunction.OUTPUTS)));
        OnnxOps ops = new OnnxOps(graph, true);
        ops.output(network.forward(ops, "x"), "out");
        new ModelFile(head(), graph.build(), ops.storedParameters()).writeTo(out, values);
    }

    /**
     * Writes a classifier: input {@code x} N×3×size×size, −1…1; outputs {@code features} and {@code classes} (logits), float32;
     * weights are stored as float16.
     */
    public static void write(ClassifierNetwork network, int size, ParameterValues values, OutputStream out) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("classifier");
        String side = Integer.toString(size);
        graph.addInput(value("x", TensorProto.DataType.FLOAT, "N", "3", side, side));
        graph.addOutput(value("features", TensorProto.DataType.FLOAT, "N", Integer.toString(network.features())));
        graph.addOutput(value("classes", TensorProto.DataType.FLOAT, "N", Integer.toString(network.classes())));
        OnnxOps ops = new OnnxOps(graph, true);
        ClassifierNetwork.Output<String> said = network.forward(ops, "x");
        ops.output(said.features(), "features");
        ops.output(said.classes(), "classes");
        new ModelFile(head(), graph.build(), ops.storedParameters()).writeTo(out, values);
    }

    private static ModelProto head() {
        return ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("BCM Studio")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET)).build();
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
