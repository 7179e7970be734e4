package studio.bcm.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.onnxruntime.engine.OrtNDArray;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import studio.bcm.UserException;
import studio.bcm.natives.OnnxRuntimeNatives;

/**
 * One ONNX Runtime session of a model, fed through DJL's arrays. The session itself is made below DJL: DJL's loader takes
 * a file, or a stream that it copies into an array and leaves a temporary folder for, while ONNX Runtime takes the native
 * memory in which the pack has been verified.
 *
 * <p>On a GPU the call goes below DJL's arrays too, which offer no way to say where a result is to be written: inputs and output are
 * in pinned memory there, which the GPU reads and writes by itself.
 */
final class OnnxFunction implements Evaluator {
    private static final String ENGINE = "OnnxRuntime";
    private static final String X = "x";
    private static final String T = "t";
    private static final String U = "u";
    private static final String Y = "y";
    private static final String COARSE = CoarseLevel.INPUT;
    private static final int CHANNELS = 3;

    private final OrtSession session;
    private final NDManager manager;
    private final OrtSymbolBlock block;
    private final Map<String, NodeInfo> inputs;
    /** Takes a result in pinned memory; null on the CPU. */
    private final String output;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final ScratchPool scratches;
    private boolean closed;

    private OnnxFunction(OrtSession session, NDManager manager, Map<String, NodeInfo> inputs, String output, OptionalInt gpu) {
        this.session = session;
        this.manager = manager;
        this.inputs = inputs;
        this.output = output;
        block = new OrtSymbolBlock(session, (OrtNDManager) manager);
        scratches = new ScratchPool(gpu);
    }

    /**
     * Makes a session.
     *
     * @param model   the ONNX file, in native memory or a whole array; needed no longer once this returns
     * @param options of the session; the caller's to close
     * @param gpu     number of the GPU that it runs on; empty for the CPU
     * @throws OrtException  when ONNX Runtime refuses the model or the options
     * @throws UserException when the model's inputs and outputs are not those of a consistency function
     */
    static OnnxFunction create(MemorySegment model, OrtSession.SessionOptions options, OptionalInt gpu) throws OrtException {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        // ONNX Runtime takes buffers outside of Java's memory, and arrays.
        OrtSession session = model.heapBase().orElse(null) instanceof byte[] array
                ? environment.createSession(array, options) : environment.createSession(model.asByteBuffer(), options);
        try {
            Map<String, NodeInfo> inputs = session.getInputInfo();
            requireSignature(inputs, session.getOutputInfo());
            NDManager manager = Engine.getEngine(ENGINE).newBaseManager(Device.cpu());
            Map.Entry<String, NodeInfo> output = session.getOutputInfo().entrySet().iterator().next();
            boolean writesThere = gpu.isPresent() && typeOf(output.getValue()) == OnnxJavaType.FLOAT;
            return new OnnxFunction(session, manager, inputs, writesThere ? output.getKey() : null, gpu);
        } catch (UserException | OrtException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public boolean isConditional() {
        return inputs.containsKey(Y);
    }

    @Override
    public int inputChannels() {
        return inputs.containsKey(COARSE) ? CHANNELS + CoarseLevel.CHANNELS : CHANNELS;
    }

    @Override
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the model has been closed");
            }
            long bytes = Float.BYTES * (x.length + 2L * n) + Long.BYTES * (long) n;
            if (output != null) {
                return evaluateBelow(x, n, height, width, t, u, y, bytes + Float.BYTES * (long) CHANNELS * n * height * width);
            }
            Scratch scratch = scratches.take(bytes);
            try (NDManager arrays = manager.newSubManager()) {
                NDList list = new NDList();
                scratch.rewind();
                list.add(floats(arrays, scratch, X, planes(x, n, 0, CHANNELS), new Shape(n, CHANNELS, height, width)));
                list.add(floats(arrays, scratch, T, t, new Shape(n)));
                list.add(floats(arrays, scratch, U, u, new Shape(n)));
                if (inputs.containsKey(COARSE)) {
                    list.add(floats(arrays, scratch, COARSE, planes(x, n, CHANNELS, CoarseLevel.CHANNELS),
                            new Shape(n, CoarseLevel.CHANNELS, height, width)));
                }
                if (isConditional()) {
                    list.add(named(Y, arrays.create(scratch.put(y), new Shape(n), DataType.INT64)));
                }
                NDArray out = block.forward(new ParameterStore(arrays, false), list, false).singletonOrThrow();
                return array(((OrtNDArray) out).getTensor().getFloatBuffer());
            } finally {
                scratches.giveBack(scratch);
            }
        } catch (EngineException e) {
            throw translate(e, n, height, width);
        } catch (OrtException e) {
            throw translate(new EngineException(e), n, height, width);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                manager.close();
                scratches.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private NDArray floats(NDManager arrays, Scratch scratch, String name, float[] values, Shape shape) {
        return typeOf(inputs.get(name)) == OnnxJavaType.FLOAT16
                ? named(name, arrays.create(scratch.putHalf(values), shape, DataType.FLOAT16))
                : named(name, arrays.create(scratch.put(values), shape, DataType.FLOAT32));
    }

    /** ONNX Runtime copies single precision into an array, which needs no second copy, and converts half precision. */
    private static float[] array(FloatBuffer buffer) {
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.array().length == buffer.remaining()) {
            return buffer.array();
        }
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** Some planes of every picture. */
    private float[] planes(float[] x, int n, int first, int count) {
        int channels = inputChannels();
        if (count == channels) {
            return x;
        }
        int plane = x.length / n / channels;
        float[] part = new float[n * count * plane];
        for (int i = 0; i < n; i++) {
            System.arraycopy(x, (i * channels + first) * plane, part, i * count * plane, count * plane);
        }
        return part;
    }

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }

    private float[] evaluateBelow(float[] x, int n, int height, int width, float[] t, float[] u, long[] y, long bytes) throws OrtException {
        long[] shape = {n, CHANNELS, height, width};
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        Scratch scratch = scratches.take(bytes);
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            scratch.rewind();
            tensors.put(X, tensor(environment, scratch, X, planes(x, n, 0, CHANNELS), shape));
            tensors.put(T, tensor(environment, scratch, T, t, n));
            tensors.put(U, tensor(environment, scratch, U, u, n));
            if (inputs.containsKey(COARSE)) {
                tensors.put(COARSE, tensor(environment, scratch, COARSE, planes(x, n, CHANNELS, CoarseLevel.CHANNELS),
                        n, CoarseLevel.CHANNELS, height, width));
            }
            if (isConditional()) {
                tensors.put(Y, OnnxTensor.createTensor(environment, scratch.put(y), new long[] {n}));
            }
            MemorySegment result = scratch.next(Float.BYTES * (long) CHANNELS * n * height * width);
            try (OnnxTensor there = OnnxTensor.createTensor(environment, Scratch.bytes(result).asFloatBuffer(), shape)) {
                session.run(tensors, Map.of(output, there)).close();
            }
            return result.toArray(ValueLayout.JAVA_FLOAT);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
            scratches.giveBack(scratch);
        }
    }

    private OnnxTensor tensor(OrtEnvironment environment, Scratch scratch, String name, float[] values, long... shape) throws OrtException {
        return typeOf(inputs.get(name)) == OnnxJavaType.FLOAT16
                ? OnnxTensor.createTensor(environment, scratch.putHalf(values), shape, OnnxJavaType.FLOAT16)
                : OnnxTensor.createTensor(environment, scratch.put(values), shape);
    }

    private static RuntimeException translate(EngineException e, int n, int height, int width) {
        String message = String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        if (DeviceMemory.isExhausted(message)) {
            return new OutOfDeviceMemoryException(
                    n + " pictures of " + width + "×" + height + " do not fit the memory: " + message, e);
        }
        return e;
    }

    private static void requireSignature(Map<String, NodeInfo> inputs, Map<String, NodeInfo> outputs) {
        Set<String> names = inputs.keySet();
        boolean known = names.containsAll(Set.of(X, T, U)) && Set.of(X, T, U, COARSE, Y).containsAll(names);
        if (!known || outputs.size() != 1) {
            throw new UserException("The model is no consistency function: it has inputs " + names + " and outputs "
                    + outputs.keySet() + ", where x, t, u, perhaps " + COARSE + " and y, and one output are expected.");
        }
        for (Map.Entry<String, NodeInfo> value : inputs.entrySet()) {
            OnnxJavaType type = typeOf(value.getValue());
            if (value.getKey().equals(Y) ? type != OnnxJavaType.INT64 : !isFloat(type)) {
                throw new UserException("The model is no consistency function: its input " + value.getKey() + " is of type "
                        + type + ".");
            }
        }
        if (!isFloat(typeOf(outputs.values().iterator().next()))) {
            throw new UserException("The model is no consistency function: its output is no floating-point array.");
        }
    }

    private static boolean isFloat(OnnxJavaType type) {
        return type == OnnxJavaType.FLOAT || type == OnnxJavaType.FLOAT16;
    }

    private static OnnxJavaType typeOf(NodeInfo info) {
        return info.getInfo() instanceof TensorInfo tensor ? tensor.type : OnnxJavaType.UNKNOWN;
    }
}
