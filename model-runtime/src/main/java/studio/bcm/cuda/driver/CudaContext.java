package studio.bcm.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import studio.bcm.natives.NativeLibrary;

/** The context of a GPU that CUDA's runtime uses, and with it ONNX Runtime; kept until the program ends. */
final class CudaContext {
    private static final Map<Integer, CudaContext> CONTEXTS = new ConcurrentHashMap<>();

    private final NativeLibrary driver;
    private final int device;
    private final MemorySegment context;

    private CudaContext(NativeLibrary driver, int index) {
        this.driver = driver;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_INT);
            MemorySegment pointer = arena.allocate(ADDRESS);
            call("cuInit", FunctionDescriptor.of(JAVA_INT, JAVA_INT), 0);
            call("cuDeviceGet", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), number, index);
            device = number.get(JAVA_INT, 0);
            call("cuDevicePrimaryCtxRetain", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), pointer, device);
            context = pointer.get(ADDRESS, 0);
        }
    }

    /**
     * The context of a GPU.
     *
     * @throws IllegalStateException when there is no driver or no such GPU
     */
    static CudaContext of(int index) {
        return CONTEXTS.computeIfAbsent(index, i -> {
            NativeLibrary.Attempt attempt = NativeLibrary.open(CudaDriver.LIBRARY);
            if (!attempt.opened()) {
                throw new IllegalStateException("the NVIDIA driver cannot be opened: " + attempt.problem());
            }
            return new CudaContext(attempt.library(), i);
        });
    }

    /** Does something in the context, whichever the caller's thread is in. */
    void run(Runnable action) {
        call("cuCtxPushCurrent_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS), context);
        try {
            action.run();
        } finally {
            try (Arena arena = Arena.ofConfined()) {
                call("cuCtxPopCurrent_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS), arena.allocate(ADDRESS));
            }
        }
    }

    /** A property of the GPU by the driver's number for it. */
    int attribute(int which) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_INT);
            call("cuDeviceGetAttribute", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), number, which, device);
            return number.get(JAVA_INT, 0);
        }
    }

    /**
     * Calls a function of the driver that gives an error code; for what is not called often.
     *
     * @throws IllegalStateException when it fails
     */
    void call(String name, FunctionDescriptor type, Object... arguments) {
        try {
            check((int) handle(name, type).invokeWithArguments(arguments), name);
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    /**
     * A function of the driver.
     *
     * @throws IllegalStateException when it has none of that name
     */
    MethodHandle handle(String name, FunctionDescriptor type) {
        return driver.function(name, type).orElseThrow(() -> new IllegalStateException("the NVIDIA driver has no " + name));
    }

    static void check(int error, String what) {
        if (error != 0) {
            throw new IllegalStateException(what + " failed with code " + error);
        }
    }
}
