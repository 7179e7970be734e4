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
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import studio.bcm.UserException;
import studio.bcm.device.OnnxRuntimeNatives;

/**
 * One ONNX Runtime session of a model, fed through DJL's arrays. The session itself is made below DJL: DJL's loader takes
 * a file, or a stream that it copies into an array and leaves a temporary folder for, while ONNX Runtime takes the native
 * memory in which the pack has been verified.
 */
final class OnnxFunction implements Evaluator {
    private static final String ENGINE = "OnnxRuntime";
    private static final String X = "x";
    private static final String T = "t";
    private static final String U = "u";
    private static final String Y = "y";
    private static final int CHANNELS = 3;

    private final NDManager manager;
    private final OrtSymbolBlock block;
    private final Map<String, NodeInfo> inputs;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final AtomicReference<Scratch> idleScratch = new AtomicReference<>();
    private boolean closed;

    private OnnxFunction(NDManager manager, OrtSymbolBlock block, Map<String, NodeInfo> inputs) {
        this.manager = manager;
        this.block = block;
        this.inputs = inputs;
    }

    /**
     * Makes a session.
     *
     * @param model   the ONNX file, needed no longer once this returns
     * @param options of the session; the caller's to close
     * @throws OrtException  when ONNX Runtime refuses the model or the options
     * @throws UserException when the model's inputs and outputs are not those of a consistency function
     */
    static OnnxFunction create(MemorySegment model, OrtSession.SessionOptions options) throws OrtException {
        OrtSession session = OnnxRuntimeNatives.environment().createSession(model.asByteBuffer(), options);
        try {
            Map<String, NodeInfo> inputs = session.getInputInfo();
            requireSignature(inputs, session.getOutputInfo());
            NDManager manager = Engine.getEngine(ENGINE).newBaseManager(Device.cpu());
            return new OnnxFunction(manager, new OrtSymbolBlock(session, (OrtNDManager) manager), inputs);
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
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the model has been closed");
            }
            Scratch scratch = takeScratch(Float.BYTES * (x.length + 2L * n) + Long.BYTES * (long) n);
            try (NDManager arrays = manager.newSubManager()) {
                NDList list = new NDList();
                scratch.rewind();
                list.add(floats(arrays, scratch, X, x, new Shape(n, CHANNELS, height, width)));
                list.add(floats(arrays, scratch, T, t, new Shape(n)));
                list.add(floats(arrays, scratch, U, u, new Shape(n)));
                if (isConditional()) {
                    list.add(named(Y, arrays.create(scratch.put(y), new Shape(n), DataType.INT64)));
                }
                NDArray out = block.forward(new ParameterStore(arrays, false), list, false).singletonOrThrow();
                return array(((OrtNDArray) out).getTensor().getFloatBuffer());
            } finally {
                giveBack(scratch);
            }
        } catch (EngineException e) {
            throw translate(e, n, height, width);
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
                Scratch scratch = idleScratch.getAndSet(null);
                if (scratch != null) {
                    scratch.close();
                }
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

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }

    private Scratch takeScratch(long bytes) {
        Scratch scratch = idleScratch.getAndSet(null);
        if (scratch != null && scratch.holds(bytes)) {
            return scratch;
        }
        if (scratch != null) {
            scratch.close();
        }
        return new Scratch(bytes);
    }

    private void giveBack(Scratch scratch) {
        Scratch other = idleScratch.getAndSet(scratch);
        if (other != null) {
            other.close();
        }
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
        boolean known = names.equals(Set.of(X, T, U)) || names.equals(Set.of(X, T, U, Y));
        if (!known || outputs.size() != 1) {
            throw new UserException("The model is no consistency function: it has inputs " + names + " and outputs "
                    + outputs.keySet() + ", where x, t, u, perhaps y, and one output are expected.");
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

    /** Native memory for the inputs of one evaluation, kept from one to the next because touching fresh pages is slow. */
    private static final class Scratch implements AutoCloseable {
        private static final long ALIGNMENT = 64;

        private final Arena arena = Arena.ofShared();
        private final MemorySegment memory;
        private long position;

        Scratch(long bytes) {
            memory = arena.allocate(bytes + 4 * ALIGNMENT, ALIGNMENT);
        }

        boolean holds(long bytes) {
            // One that is far too large is let go, so that a single large tile does not hold its memory for ever.
            return memory.byteSize() >= bytes + 4 * ALIGNMENT && memory.byteSize() / 8 <= bytes + (1 << 20);
        }

        void rewind() {
            position = 0;
        }

        Buffer put(float[] values) {
            MemorySegment part = next(Float.BYTES * (long) values.length);
            MemorySegment.copy(values, 0, part, ValueLayout.JAVA_FLOAT, 0, values.length);
            return bytes(part).asFloatBuffer();
        }

        Buffer put(long[] values) {
            MemorySegment part = next(Long.BYTES * (long) values.length);
            MemorySegment.copy(values, 0, part, ValueLayout.JAVA_LONG, 0, values.length);
            return bytes(part).asLongBuffer();
        }

        ByteBuffer putHalf(float[] values) {
            MemorySegment part = next(Short.BYTES * (long) values.length);
            for (int i = 0; i < values.length; i++) {
                part.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(values[i]));
            }
            return bytes(part);
        }

        @Override
        public void close() {
            arena.close();
        }

        private MemorySegment next(long bytes) {
            MemorySegment part = memory.asSlice(position, bytes);
            position += Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
            return part;
        }

        private static ByteBuffer bytes(MemorySegment part) {
            return part.asByteBuffer().order(ByteOrder.nativeOrder());
        }
    }
}
