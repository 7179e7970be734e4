package studio.bcm.model;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The exact consistency function of data x0 ~ N(0, σd²) per pixel, σd = 0.5: f(x,t,u) = x·√((u²+σd²)/(t²+σd²)). As plain
 * Java, and as an ONNX model and pack with the same inputs and outputs as a trained one.
 */
public final class GaussianModel implements ConsistencyFunction {
    /** Variance of the data. */
    public static final double DATA_VARIANCE = 0.25;
    public static final int RESOLUTION = 16;
    public static final int SIZE_MULTIPLE = 4;
    /** How much class y adds to every value of the output, for the class-conditional form. */
    public static final float CLASS_OFFSET = 0.125f;

    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;

    @Override
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        float[] out = new float[x.length];
        int per = x.length / n;
        for (int i = 0; i < x.length; i++) {
            out[i] = (float) (x[i] * scale(t[i / per], u[i / per]));
        }
        return out;
    }

    /** By what a picture is multiplied on the way from t to u. */
    public static double scale(double t, double u) {
        return Math.sqrt((u * u + DATA_VARIANCE) / (t * t + DATA_VARIANCE));
    }

    @Override
    public int sizeMultiple() {
        return SIZE_MULTIPLE;
    }

    @Override
    public int resolution() {
        return RESOLUTION;
    }

    @Override
    public float sigmaMin() {
        return 0.002f;
    }

    @Override
    public float sigmaMax() {
        return 80f;
    }

    /** Its manifest, without the hash. */
    public static Manifest.Builder manifest(String name) {
        return Manifest.builder().setName(name).setResolution(RESOLUTION).setSizeMultiple(SIZE_MULTIPLE);
    }

    /** Writes an unconditional pack into a folder as {@code NAME.bcm} and opens it. */
    public static Pack pack(Path folder, String name) {
        Path file = folder.resolve(name + Pack.SUFFIX);
        PackWriter.write(file, onnx(false), manifest(name).build());
        return Pack.open(file);
    }

    /** Writes a pack of the given classes, where class k adds {@code k·}{@link #CLASS_OFFSET}. */
    public static Pack conditionalPack(Path folder, String name, List<String> classes) {
        Path file = folder.resolve(name + Pack.SUFFIX);
        PackWriter.write(file, onnx(true), manifest(name).optClasses(classes).build());
        return Pack.open(file);
    }

    /** As an ONNX model whose inputs and output are half precision, and whose arithmetic is single. */
    public static byte[] onnxWithHalfInputs() {
        OnnxMl.TensorProto.DataType half = OnnxMl.TensorProto.DataType.FLOAT16;
        OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("gaussian-half")
                .addInput(value("x", half, "N", 3, "H", "W"))
                .addInput(value("t", half, "N"))
                .addInput(value("u", half, "N"))
                .addOutput(value("out", half, "N", 3, "H", "W"))
                .addNode(cast("xf", "x", OnnxMl.TensorProto.DataType.FLOAT))
                .addNode(cast("tf", "t", OnnxMl.TensorProto.DataType.FLOAT))
                .addNode(cast("uf", "u", OnnxMl.TensorProto.DataType.FLOAT));
        addScaling(graph, "xf", "tf", "uf", "outf");
        graph.addNode(cast("out", "outf", half));
        return model(graph);
    }

    /** As an ONNX model: inputs x [N,3,H,W], t [N], u [N] and, if conditional, y [N]; output {@code out}. */
    public static byte[] onnx(boolean conditional) {
        OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("gaussian")
                .addInput(value("x", OnnxMl.TensorProto.DataType.FLOAT, "N", 3, "H", "W"))
                .addInput(value("t", OnnxMl.TensorProto.DataType.FLOAT, "N"))
                .addInput(value("u", OnnxMl.TensorProto.DataType.FLOAT, "N"))
                .addOutput(value("out", OnnxMl.TensorProto.DataType.FLOAT, "N", 3, "H", "W"));
        addScaling(graph, "x", "t", "u", conditional ? "carried" : "out");
        if (conditional) {
            graph.addInput(value("y", OnnxMl.TensorProto.DataType.INT64, "N"))
                    .addInitializer(floats("step", new long[0], CLASS_OFFSET))
                    .addNode(cast("yf", "y", OnnxMl.TensorProto.DataType.FLOAT))
                    .addNode(node("Mul", "ys", "yf", "step"))
                    .addNode(node("Reshape", "offset", "ys", "perPicture"))
                    .addNode(node("Add", "out", "carried", "offset"));
        }
        return model(graph);
    }

    private static void addScaling(OnnxMl.GraphProto.Builder graph, String x, String t, String u, String out) {
        graph.addInitializer(floats("variance", new long[0], (float) DATA_VARIANCE))
                .addInitializer(longs("perPicture", new long[] {4}, -1, 1, 1, 1))
                .addNode(node("Mul", "tt", t, t))
                .addNode(node("Mul", "uu", u, u))
                .addNode(node("Add", "tv", "tt", "variance"))
                .addNode(node("Add", "uv", "uu", "variance"))
                .addNode(node("Div", "ratio", "uv", "tv"))
                .addNode(node("Sqrt", "root", "ratio"))
                .addNode(node("Reshape", "scale", "root", "perPicture"))
                .addNode(node("Mul", out, x, "scale"));
    }

    private static byte[] model(OnnxMl.GraphProto.Builder graph) {
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("bcm-studio-tests")
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static OnnxMl.NodeProto cast(String output, String input, OnnxMl.TensorProto.DataType to) {
        return node("Cast", output, input).toBuilder()
                .addAttribute(OnnxMl.AttributeProto.newBuilder().setName("to")
                        .setType(OnnxMl.AttributeProto.AttributeType.INT).setI(to.getNumber()))
                .build();
    }

    private static OnnxMl.NodeProto node(String operator, String output, String... inputs) {
        return OnnxMl.NodeProto.newBuilder().setOpType(operator).setName(output)
                .addAllInput(Arrays.asList(inputs)).addOutput(output).build();
    }

    private static OnnxMl.ValueInfoProto value(String name, OnnxMl.TensorProto.DataType type, Object... dims) {
        OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
        for (Object dim : dims) {
            shape.addDim(dim instanceof Integer size
                    ? OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(size)
                    : OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam((String) dim));
        }
        return OnnxMl.ValueInfoProto.newBuilder().setName(name)
                .setType(OnnxMl.TypeProto.newBuilder().setTensorType(
                        OnnxMl.TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
                .build();
    }

    private static OnnxMl.TensorProto floats(String name, long[] dims, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) {
            raw.putFloat(v);
        }
        return tensor(name, OnnxMl.TensorProto.DataType.FLOAT, dims, raw);
    }

    private static OnnxMl.TensorProto longs(String name, long[] dims, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long v : values) {
            raw.putLong(v);
        }
        return tensor(name, OnnxMl.TensorProto.DataType.INT64, dims, raw);
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
