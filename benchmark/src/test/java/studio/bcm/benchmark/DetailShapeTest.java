package studio.bcm.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.cuda.graph.CpuTwin;
import studio.bcm.cuda.graph.CudaGraph;
import studio.bcm.cuda.graph.CudaVariant;
import studio.bcm.model.CoarseLevel;
import studio.bcm.natives.OnnxRuntimeNatives;
import studio.bcm.network.UNet;
import studio.bcm.network.UNetOptions;

/** A network that is given a coarser level is written for the GPU without changing what it computes. */
class DetailShapeTest {
    private static final int SIDE = 32;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void graphsForTheGpuComputeTheSameFunction(int patch) throws OrtException {
        byte[] portable = RandomNetworks.export(new UNet(new UNetOptions(SIDE, patch, 32, List.of(1, 2), 1, 32, 0, 0, true, List.of(2))));
        float[] expected = run(portable, 0.3f);
        assertThat(relative(run(portable, 4), expected)).as("what is told matters").isGreaterThan(0.05);
        for (CudaVariant variant : List.of(CudaVariant.BEST, CudaVariant.PROVIDER)) {
            byte[] twin = CpuTwin.of(CudaGraph.of(ByteBuffer.wrap(portable), variant));
            assertThat(relative(run(twin, 0.3f), expected)).as(variant.toString()).isLessThan(1e-2);
        }
    }

    private static float[] run(byte[] model, float told) throws OrtException {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        Random random = new Random(1);
        float[] x = new float[2 * 3 * SIDE * SIDE];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        float[] coarse = new float[2 * CoarseLevel.CHANNELS * SIDE * SIDE];
        for (int i = 0; i < coarse.length; i++) {
            coarse[i] = (float) (told + random.nextGaussian());
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions(); OrtSession session = environment.createSession(model, options);
                OnnxTensor pixels = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {2, 3, SIDE, SIDE});
                OnnxTensor level = OnnxTensor.createTensor(environment, FloatBuffer.wrap(coarse), new long[] {2, CoarseLevel.CHANNELS, SIDE, SIDE});
                OnnxTensor t = OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {0.5f, 30}), new long[] {2});
                OnnxTensor u = OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {0.002f, 70}), new long[] {2});
                OrtSession.Result result = session.run(Map.of("x", pixels, CoarseLevel.INPUT, level, "t", t, "u", u))) {
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
