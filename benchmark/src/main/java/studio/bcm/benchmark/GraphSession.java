package studio.bcm.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import studio.bcm.benchmark.Subject.Shape;
import studio.bcm.cuda.driver.PinnedMemory;
import studio.bcm.cuda.operator.OwnOperators;
import studio.bcm.natives.OnnxRuntimeNatives;

/** A session of a trial. */
final class GraphSession implements AutoCloseable {
    private final OrtEnvironment environment = OnnxRuntimeNatives.environment();
    private final OrtSession session;
    private final boolean pinned;

    /**
     * @param cuda    whether on the first GPU
     * @param shape   that ONNX Runtime is given; null for none
     * @param profile what the names of ONNX Runtime's profiles begin with; null for none
     */
    GraphSession(byte[] graph, GraphTrial trial, boolean cuda, Shape shape, String profile) throws OrtException {
        pinned = cuda && trial.pinned();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions(); OrtCUDAProviderOptions provider = cuda ? new OrtCUDAProviderOptions(0) : null) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            if (shape != null) {
                options.setSymbolicDimensionValue("N", shape.n());
                options.setSymbolicDimensionValue("H", shape.height());
                options.setSymbolicDimensionValue("W", shape.width());
            }
            if (profile != null) {
                options.enableProfiling(profile + trial.name());
            }
            if (trial.isOwn()) {
                OwnOperators.addTo(options, 0);
            }
            if (cuda) {
                for (Map.Entry<String, String> option : trial.options().entrySet()) {
                    provider.add(option.getKey(), option.getValue());
                }
                options.addCUDA(provider);
            }
            session = environment.createSession(graph, options);
        }
    }

    float[] evaluate(Shape shape) throws OrtException {
        try (Inputs inputs = new Inputs(shape)) {
            return inputs.run();
        }
    }

    /** Gives the profile's file. */
    String endProfiling() throws OrtException {
        return session.endProfiling();
    }

    OrtSession session() {
        return session;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }

    /** Tensors of one batch, in memory that ONNX Runtime takes without a copy. */
    final class Inputs implements AutoCloseable {
        private final Map<String, OnnxTensor> tensors = new HashMap<>();
        private final List<PinnedMemory> memory = new ArrayList<>();
        private final OnnxTensor result;

        Inputs(Shape shape) throws OrtException {
            int n = shape.n();
            long[] pixels = {n, 3, shape.height(), shape.width()};
            SplittableRandom random = new SplittableRandom(1);
            FloatBuffer x = floats(n * 3 * shape.height() * shape.width());
            for (int i = 0; i < x.capacity(); i++) {
                x.put(i, (float) (2 * random.nextDouble() - 1));
            }
            FloatBuffer t = floats(n);
            FloatBuffer u = floats(n);
            for (int i = 0; i < n; i++) {
                t.put(i, 0.1f * (1 + i % 3));
                u.put(i, 0.002f);
            }
            tensors.put("x", OnnxTensor.createTensor(environment, x, pixels));
            tensors.put("t", OnnxTensor.createTensor(environment, t, new long[] {n}));
            tensors.put("u", OnnxTensor.createTensor(environment, u, new long[] {n}));
            if (session.getInputNames().contains("y")) {
                LongBuffer y = ByteBuffer.allocateDirect(Long.BYTES * n).order(ByteOrder.nativeOrder()).asLongBuffer();
                tensors.put("y", OnnxTensor.createTensor(environment, y, new long[] {n}));
            }
            result = pinned ? OnnxTensor.createTensor(environment, floats(x.capacity()), pixels) : null;
        }

        private FloatBuffer floats(int size) {
            if (pinned) {
                PinnedMemory locked = PinnedMemory.allocate(0, (long) Float.BYTES * size);
                memory.add(locked);
                return locked.memory().asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
            }
            return ByteBuffer.allocateDirect(Float.BYTES * size).order(ByteOrder.nativeOrder()).asFloatBuffer();
        }

        /** From tensors to an array. */
        float[] run() throws OrtException {
            if (result == null) {
                try (OrtSession.Result values = session.run(tensors)) {
                    return ((OnnxTensor) values.get(0)).getFloatBuffer().array();
                }
            }
            session.run(tensors, Map.of(session.getOutputNames().iterator().next(), result)).close();
            return result.getFloatBuffer().array();
        }

        @Override
        public void close() {
            tensors.values().forEach(OnnxTensor::close);
            if (result != null) {
                result.close();
            }
            memory.forEach(PinnedMemory::close);
        }
    }
}
