package studio.bcm.evaluation.frechet;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.UserException;
import studio.bcm.image.Quantum;
import studio.bcm.model.Pack;
import studio.bcm.natives.OnnxRuntimeNatives;

/** Features from an ONNX network: one that the user gives, such as Inception, or the lowest level of a pack's own. */
public final class OnnxFeatures implements Features {
    private static final Logger log = LoggerFactory.getLogger(OnnxFeatures.class);
    private static final String OUTPUT = "bcm_features";
    private static final String CLASSES = "y";
    /** At which a pack's network looks at clean pictures: enough for it to be at home, too little to hide anything. */
    private static final float PACK_SIGMA = 0.05f;

    /** Which values a network expects for black and white. */
    public enum Range {
        /** −1…1. */
        SIGNED(v -> v),
        /** 0…1. */
        UNIT(v -> (v + 1) / 2),
        /** 0…255. */
        BYTE(v -> (v + 1) * 127.5f);

        private final FloatMap convert;

        Range(FloatMap convert) {
            this.convert = convert;
        }

        float of(float signed) {
            return convert.of(signed);
        }

        @FunctionalInterface
        private interface FloatMap {
            float of(float value);
        }
    }

    private final OrtSession session;
    private final String title;
    private final Range range;
    private final int side;
    private final Map<String, Float> levels;
    private final String input;

    private OnnxFeatures(OrtSession session, String title, Range range, int side, Map<String, Float> levels, String input) {
        this.session = session;
        this.title = title;
        this.range = range;
        this.side = side;
        this.levels = levels;
        this.input = input;
    }

    /**
     * A network of the user's: one input N×3×H×W, of which the first output is taken, averaged over rows and columns if it has
     * any. Pictures are enlarged to the input's size bilinearly; where it states none, to {@code side}.
     *
     * @param gpu number of the GPU, or −1 for the CPU
     * @throws UserException when the file is no such network
     */
    public static OnnxFeatures open(Path onnx, Range range, int side, int gpu) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(onnx);
        } catch (IOException e) {
            throw new UserException("The feature network " + onnx + " cannot be read: " + e.getMessage() + ".", e);
        }
        try {
            OrtSession session = session(bytes, gpu);
            Map.Entry<String, NodeInfo> input = session.getInputInfo().entrySet().iterator().next();
            long[] shape = input.getValue().getInfo() instanceof TensorInfo t ? t.getShape() : new long[0];
            if (session.getNumInputs() != 1 || shape.length != 4 || shape[1] != 3) {
                session.close();
                throw new UserException("The feature network " + onnx + " does not take pictures as one input N×3×H×W.");
            }
            int stated = shape[2] > 0 && shape[2] == shape[3] ? (int) shape[2] : side;
            return new OnnxFeatures(session, onnx.getFileName().toString(), range, stated, Map.of(), input.getKey());
        } catch (OrtException e) {
            throw new UserException("The feature network " + onnx + " cannot be run: " + e.getMessage() + ".", e);
        }
    }

    /**
     * The lowest level of a pack's network: what its first enlarging node gets, averaged over rows and columns.
     *
     * @throws UserException when the network has no such level
     */
    public static OnnxFeatures ofPack(Pack pack, int gpu) {
        try {
            OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(pack.modelArray());
            OnnxMl.NodeProto enlarging = model.getGraph().getNodeList().stream()
                    .filter(n -> List.of("Resize", "Upsample", "ConvTranspose").contains(n.getOpType())).findFirst()
                    .orElseThrow(() -> new UserException("The network of " + pack.manifest().name()
                            + " has no lower level to take features from; give a network with --features."));
            OnnxMl.GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput()
                    .addNode(OnnxMl.NodeProto.newBuilder().setOpType("Cast").addInput(enlarging.getInput(0)).addOutput(OUTPUT)
                            .addAttribute(OnnxMl.AttributeProto.newBuilder().setName("to")
                                    .setType(OnnxMl.AttributeProto.AttributeType.INT).setI(OnnxMl.TensorProto.DataType.FLOAT_VALUE)))
                    .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName(OUTPUT).setType(OnnxMl.TypeProto.newBuilder()
                            .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder().setElemType(OnnxMl.TensorProto.DataType.FLOAT_VALUE))));
            OrtSession session = session(model.toBuilder().setGraph(graph).build().toByteArray(), gpu);
            Map<String, Float> levels = new LinkedHashMap<>();
            levels.put("t", PACK_SIGMA);
            levels.put("u", pack.manifest().sigmaMin());
            return new OnnxFeatures(session, "lowest level of " + pack.manifest().name(), Range.SIGNED, 0, levels, "x");
        } catch (InvalidProtocolBufferException e) {
            throw new UserException("The network of " + pack.manifest().name() + " is damaged.", e);
        } catch (OrtException e) {
            throw new UserException("The network of " + pack.manifest().name() + " gives no features: " + e.getMessage() + ".", e);
        }
    }

    private static OrtSession session(byte[] onnx, int gpu) throws OrtException {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (gpu >= 0) {
                try {
                    options.addCUDA(gpu);
                } catch (OrtException e) {
                    log.warn("Features are computed on the CPU: {}", e.getMessage());
                }
            }
            return environment.createSession(onnx, options);
        }
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public float[] of(float[] batch, int n, int size) {
        int to = side > 0 ? side : size;
        float[] values = rounded(batch);
        if (to != size) {
            values = enlarged(values, n, size, to);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = range.of(values[i]);
        }
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try {
            inputs.put(input, OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), new long[] {n, 3, to, to}));
            for (Map.Entry<String, Float> level : levels.entrySet()) {
                float[] same = new float[n];
                Arrays.fill(same, level.getValue());
                inputs.put(level.getKey(), OnnxTensor.createTensor(environment, FloatBuffer.wrap(same), new long[] {n}));
            }
            if (session.getInputNames().contains(CLASSES)) {
                // All pictures under the same class, so that features tell pictures apart and not classes.
                inputs.put(CLASSES, OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[n]), new long[] {n}));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                return pooled((OnnxTensor) result.get(0), n);
            }
        } catch (OrtException e) {
            throw new UserException("The features of " + title + " cannot be computed: " + e.getMessage() + ".", e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private float[] pooled(OnnxTensor output, int n) {
        float[] raw = output.getFloatBuffer().array();
        long[] shape = output.getInfo().getShape();
        if (shape.length < 2 || shape[0] != n) {
            throw new UserException("The first output of " + title + " is not one vector for each picture.");
        }
        int channels = (int) shape[1];
        int area = raw.length / n / channels;
        float[] means = new float[n * channels];
        for (int i = 0; i < means.length; i++) {
            double sum = 0;
            for (int j = 0; j < area; j++) {
                sum += raw[i * area + j];
            }
            means[i] = (float) (sum / area);
        }
        return means;
    }

    /** To 8 bits, as files of samples hold them and published distances are of. */
    private static float[] rounded(float[] batch) {
        float[] rounded = new float[batch.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Quantum.value(Quantum.level(batch[i]));
        }
        return rounded;
    }

    /** Bilinear, pixel centres at halves. */
    static float[] enlarged(float[] batch, int n, int from, int to) {
        float[] out = new float[n * 3 * to * to];
        double scale = (double) from / to;
        IntStream.range(0, n * 3).parallel().forEach(plane -> {
            for (int y = 0; y < to; y++) {
                double sy = Math.clamp((y + 0.5) * scale - 0.5, 0, from - 1);
                int y0 = (int) sy;
                int y1 = Math.min(from - 1, y0 + 1);
                float fy = (float) (sy - y0);
                for (int x = 0; x < to; x++) {
                    double sx = Math.clamp((x + 0.5) * scale - 0.5, 0, from - 1);
                    int x0 = (int) sx;
                    int x1 = Math.min(from - 1, x0 + 1);
                    float fx = (float) (sx - x0);
                    int at = plane * from * from;
                    float top = batch[at + y0 * from + x0] * (1 - fx) + batch[at + y0 * from + x1] * fx;
                    float bottom = batch[at + y1 * from + x0] * (1 - fx) + batch[at + y1 * from + x1] * fx;
                    out[(plane * to + y) * to + x] = top * (1 - fy) + bottom * fy;
                }
            }
        });
        return out;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the feature network could not be closed", e);
        }
    }
}
