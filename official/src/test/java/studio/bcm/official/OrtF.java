package studio.bcm.official;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import studio.bcm.model.Pack;
import studio.bcm.natives.OnnxRuntimeNatives;

/** f of a pack on ONNX Runtime's CPU provider. */
final class OrtF {
    private OrtF() {
    }

    static float[] of(Path pack, float[] x, int n, int height, int width, float[] t, float[] u, long[] y) throws OrtException {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (OrtSession session = environment.createSession(Pack.open(pack).modelArray(), new OrtSession.SessionOptions())) {
            inputs.put("x", OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {n, 3, height, width}));
            inputs.put("t", OnnxTensor.createTensor(environment, FloatBuffer.wrap(t), new long[] {n}));
            inputs.put("u", OnnxTensor.createTensor(environment, FloatBuffer.wrap(u), new long[] {n}));
            if (y != null) {
                inputs.put("y", OnnxTensor.createTensor(environment, LongBuffer.wrap(y), new long[] {n}));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] out = new float[buffer.remaining()];
                buffer.get(out);
                return out;
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** Euclidean norm of the difference over that of the expected. */
    static double relativeError(float[] expected, float[] actual) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - actual[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
