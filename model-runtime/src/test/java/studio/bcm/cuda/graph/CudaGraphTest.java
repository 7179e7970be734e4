package studio.bcm.cuda.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.bcm.cuda.graph.CudaVariant.Attention;
import studio.bcm.cuda.graph.CudaVariant.Norms;
import studio.bcm.model.GaussianModel;
import studio.bcm.model.Pack;
import studio.bcm.natives.OnnxRuntimeNatives;
import studio.bcm.onnx.UnsupportedGraphException;

/** Graphs written for the GPU compute what the portable one does; operators that only the GPU has are replaced by their meaning. */
class CudaGraphTest {
    private static final int HEIGHT = 24;
    private static final int WIDTH = 40;

    static Stream<CudaVariant> variants() {
        List<CudaVariant> variants = new ArrayList<>();
        for (Norms norms : Norms.values()) {
            variants.add(new CudaVariant(norms == Norms.OWN, norms, Attention.FUSED, false, true));
        }
        variants.add(new CudaVariant(false, Norms.FUSED_OR_INSTANCE, Attention.PRODUCTS, true, false));
        variants.add(new CudaVariant(true, Norms.FUSED_OR_INSTANCE, Attention.FUSED, true, true));
        variants.add(new CudaVariant(true, Norms.FUSED_OR_MOMENTS, Attention.FUSED, false, false));
        variants.add(CudaVariant.BEST);
        variants.add(new CudaVariant(true, Norms.OWN, Attention.FUSED, true, true, true));
        return variants.stream();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyVariantComputesTheSameFunction(CudaVariant variant) throws OrtException {
        byte[] portable = Pack.open(Path.of("../assets/models/photo-64.bcm")).modelArray();
        byte[] cuda = CudaGraph.of(ByteBuffer.wrap(portable), variant);

        float[] expected = run(portable);
        float[] actual = run(CpuTwin.of(cuda));

        assertThat(relative(actual, expected)).isLessThan(variant.half() ? 5e-3 : 2e-4);
    }

    @Test
    void graphsOfAnotherFormAreRefused() {
        assertThatThrownBy(() -> CudaGraph.of(ByteBuffer.wrap(GaussianModel.onnx(false)), CudaVariant.BEST))
                .isInstanceOf(UnsupportedGraphException.class);
        assertThatThrownBy(() -> CudaGraph.of(ByteBuffer.wrap(new byte[] {1, 2, 3}), CudaVariant.BEST))
                .isInstanceOf(UnsupportedGraphException.class);
    }

    private static float[] run(byte[] model) throws OrtException {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions(); OrtSession session = environment.createSession(model, options)) {
            Random random = new Random(1);
            float[] x = new float[2 * 3 * HEIGHT * WIDTH];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextGaussian();
            }
            Map<String, OnnxTensor> inputs = new HashMap<>();
            inputs.put("x", OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {2, 3, HEIGHT, WIDTH}));
            inputs.put("t", OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {0.1f, 2}), new long[] {2}));
            inputs.put("u", OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {0.002f, 20}), new long[] {2}));
            try (OrtSession.Result result = session.run(inputs)) {
                return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
            } finally {
                inputs.values().forEach(OnnxTensor::close);
            }
        }
    }

    private static double relative(float[] actual, float[] expected) {
        double difference = 0;
        double scale = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return Double.isFinite(difference) ? difference / scale : Double.POSITIVE_INFINITY;
    }
}
