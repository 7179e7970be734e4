package studio.bcm.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import studio.bcm.natives.OnnxRuntimeNatives;

/** A small network of any kind with one input, on the CPU. May be run by several threads. */
public final class OnnxNetwork implements AutoCloseable {
    private final OrtSession session;
    private final String input;
    private final List<String> outputs;

    private OnnxNetwork(OrtSession session) {
        this.session = session;
        input = session.getInputNames().iterator().next();
        outputs = List.copyOf(session.getOutputNames());
    }

    /**
     * Makes a session.
     *
     * @param threads that one run uses, 1 or more
     * @throws IllegalArgumentException when this is no network that ONNX Runtime can run
     */
    public static OnnxNetwork open(byte[] onnx, int threads) {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            return new OnnxNetwork(environment.createSession(onnx, options));
        } catch (OrtException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Runs the network.
     *
     * @param x     values of the input, row-major
     * @param shape of the input
     * @return values of each output, in the order of the file
     */
    public List<float[]> run(float[] x, long... shape) {
        try (OnnxTensor tensor = OnnxTensor.createTensor(OnnxRuntimeNatives.environment(), FloatBuffer.wrap(x), shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            List<float[]> values = new ArrayList<>();
            for (String output : outputs) {
                FloatBuffer buffer = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
                float[] copy = new float[buffer.remaining()];
                buffer.get(copy);
                values.add(copy);
            }
            return values;
        } catch (OrtException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
