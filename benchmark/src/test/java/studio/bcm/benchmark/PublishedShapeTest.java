package studio.bcm.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.bcm.cuda.graph.CpuTwin;
import studio.bcm.cuda.graph.CudaGraph;
import studio.bcm.cuda.graph.CudaVariant;
import studio.bcm.cuda.graph.CudaVariant.Attention;
import studio.bcm.cuda.graph.CudaVariant.Norms;
import studio.bcm.natives.OnnxRuntimeNatives;
import studio.bcm.network.AdmUNet;

/** A network of the published structure is written for the GPU without changing what it computes. */
class PublishedShapeTest {
    @Test
    void graphsForTheGpuComputeTheSameFunction() throws OrtException {
        byte[] portable = RandomNetworks.export(new AdmUNet(Subject.small()));
        float[] expected = run(portable);
        for (GraphTrial trial : GraphTrial.all()) {
            if (trial.variant() != null && !trial.variant().half()) {
                assertThat(relative(run(CpuTwin.of(trial.graph(portable))), expected)).as(trial.name()).isLessThan(1e-3);
            }
        }
        CudaVariant half = new CudaVariant(true, Norms.FUSED_OR_MOMENTS, Attention.FUSED, true, true);
        for (CudaVariant variant : List.of(half, CudaVariant.BEST)) {
            assertThat(relative(run(CpuTwin.of(CudaGraph.of(ByteBuffer.wrap(portable), variant))), expected)).as(variant.toString()).isLessThan(5e-3);
        }
    }

    private static float[] run(byte[] model) throws OrtException {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        Random random = new Random(1);
        float[] x = new float[2 * 3 * 32 * 32];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions(); OrtSession session = environment.createSession(model, options);
                OnnxTensor pixels = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {2, 3, 32, 32});
                OnnxTensor t = OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {0.5f, 30}), new long[] {2});
                OnnxTensor u = OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {0.002f, 70}), new long[] {2});
                OnnxTensor y = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[] {3, 9}), new long[] {2});
                OrtSession.Result result = session.run(Map.of("x", pixels, "t", t, "u", u, "y", y))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
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
