package studio.bcm.cuda.operator;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.onnxruntime.OrtSession;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import studio.bcm.natives.OnnxRuntimeNatives;

/**
 * Functions of ONNX Runtime's C interface that its Java interface does not pass on. They stand in a table to whose end functions
 * are added and whose order never changes (onnxruntime_c_api.h, {@code struct OrtApi}).
 */
final class OrtApi {
    private static final MemorySegment TABLE = table();

    private static final MethodHandle CREATE_STATUS = function(0, FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
    private static final MethodHandle ERROR_MESSAGE = function(2, FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle CREATE_DOMAIN = function(26, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle ADD_OPERATOR = function(27, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle ADD_DOMAIN = function(28, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle DATA = function(51, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle RANK = function(61, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle DIMENSIONS = function(62, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle TYPE_AND_SHAPE = function(65, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle FLOAT_ATTRIBUTE = function(85, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle LONG_ATTRIBUTE = function(86, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle INPUT_COUNT = function(88, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle INPUT = function(90, FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle OUTPUT = function(91, FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle RELEASE_STATUS = function(93, FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle RELEASE_TYPE_AND_SHAPE = function(99, FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle STREAM = function(193, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));

    private static final int FAILED = 1;
    private static final long MESSAGE_BYTES = 4096;

    private OrtApi() {
    }

    private static MemorySegment table() {
        try {
            // Starts ONNX Runtime.
            OnnxRuntimeNatives.environment();
            Field handle = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            handle.setAccessible(true);
            return MemorySegment.ofAddress(handle.getLong(null)).reinterpret(194 * ADDRESS.byteSize());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("ONNX Runtime's C interface is not where it is expected", e);
        }
    }

    private static MethodHandle function(int index, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(TABLE.getAtIndex(ADDRESS, index), type);
    }

    /** The native options behind those of the Java interface. */
    static MemorySegment handle(OrtSession.SessionOptions options) {
        try {
            Method handle = OrtSession.SessionOptions.class.getDeclaredMethod("getNativeHandle");
            handle.setAccessible(true);
            return MemorySegment.ofAddress((long) handle.invoke(options));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("ONNX Runtime's options are not where they are expected", e);
        }
    }

    /** A status that reports a failure; ONNX Runtime frees it. */
    static MemorySegment failure(String message) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            return (MemorySegment) CREATE_STATUS.invokeExact(FAILED, arena.allocateFrom(message));
        }
    }

    static MemorySegment createDomain(String name) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            check((MemorySegment) CREATE_DOMAIN.invokeExact(arena.allocateFrom(name), out));
            return out.get(ADDRESS, 0);
        }
    }

    static void addOperator(MemorySegment domain, MemorySegment operator) throws Throwable {
        check((MemorySegment) ADD_OPERATOR.invokeExact(domain, operator));
    }

    static void addDomain(MemorySegment options, MemorySegment domain) throws Throwable {
        check((MemorySegment) ADD_DOMAIN.invokeExact(options, domain));
    }

    static float floatAttribute(MemorySegment info, MemorySegment name, MemorySegment scratch) throws Throwable {
        check((MemorySegment) FLOAT_ATTRIBUTE.invokeExact(info, name, scratch));
        return scratch.get(ValueLayout.JAVA_FLOAT, 0);
    }

    static long longAttribute(MemorySegment info, MemorySegment name, MemorySegment scratch) throws Throwable {
        check((MemorySegment) LONG_ATTRIBUTE.invokeExact(info, name, scratch));
        return scratch.get(JAVA_LONG, 0);
    }

    static long inputCount(MemorySegment context, MemorySegment scratch) throws Throwable {
        check((MemorySegment) INPUT_COUNT.invokeExact(context, scratch));
        return scratch.get(JAVA_LONG, 0);
    }

    /** A value, NULL for an optional one that is not given. */
    static @Nullable MemorySegment input(MemorySegment context, long index, MemorySegment scratch) throws Throwable {
        check((MemorySegment) INPUT.invokeExact(context, index, scratch));
        return scratch.get(ADDRESS, 0);
    }

    static MemorySegment output(MemorySegment context, long index, MemorySegment dimensions, long rank, MemorySegment scratch) throws Throwable {
        check((MemorySegment) OUTPUT.invokeExact(context, index, dimensions, rank, scratch));
        return scratch.get(ADDRESS, 0);
    }

    static MemorySegment data(MemorySegment value, MemorySegment scratch) throws Throwable {
        check((MemorySegment) DATA.invokeExact(value, scratch));
        return scratch.get(ADDRESS, 0);
    }

    /**
     * Dimensions of a tensor.
     *
     * @param scratch at least 9 longs
     */
    static long[] shape(MemorySegment value, MemorySegment scratch) throws Throwable {
        check((MemorySegment) TYPE_AND_SHAPE.invokeExact(value, scratch));
        MemorySegment info = scratch.get(ADDRESS, 0);
        try {
            check((MemorySegment) RANK.invokeExact(info, scratch));
            int rank = (int) scratch.get(JAVA_LONG, 0);
            check((MemorySegment) DIMENSIONS.invokeExact(info, scratch, (long) rank));
            long[] shape = new long[rank];
            for (int i = 0; i < rank; i++) {
                shape[i] = scratch.getAtIndex(JAVA_LONG, i);
            }
            return shape;
        } finally {
            RELEASE_TYPE_AND_SHAPE.invokeExact(info);
        }
    }

    /** CUDA's stream that kernels of this evaluation belong to. */
    static MemorySegment stream(MemorySegment context, MemorySegment scratch) throws Throwable {
        check((MemorySegment) STREAM.invokeExact(context, scratch));
        return scratch.get(ADDRESS, 0);
    }

    private static void check(MemorySegment status) throws Throwable {
        if (status.address() != 0) {
            MemorySegment message = (MemorySegment) ERROR_MESSAGE.invokeExact(status);
            String text = message.reinterpret(MESSAGE_BYTES).getString(0);
            RELEASE_STATUS.invokeExact(status);
            throw new IllegalStateException(text);
        }
    }
}
