package studio.bcm.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Kernels that the driver has compiled for one GPU, in the context that CUDA's runtime uses there, and with it ONNX Runtime. They
 * stay loaded until the program ends.
 */
public final class CudaModule {
    private static final int MULTIPROCESSOR_COUNT = 16;
    private static final FunctionDescriptor LAUNCH = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
            JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);

    private final NativeLibrary driver;
    private final MethodHandle launch;
    private final MemorySegment module;
    private final int multiprocessors;

    private CudaModule(NativeLibrary driver, MemorySegment module, int multiprocessors) {
        this.driver = driver;
        this.module = module;
        this.multiprocessors = multiprocessors;
        launch = handle(driver, "cuLaunchKernel", LAUNCH);
    }

    /**
     * Has the driver compile kernels.
     *
     * @param index number of the GPU
     * @param ptx   their code in PTX
     * @throws IllegalStateException when there is no driver, or it cannot compile them for this GPU
     */
    public static CudaModule load(int index, byte[] ptx) {
        NativeLibrary.Attempt attempt = NativeLibrary.open(CudaDriver.LIBRARY);
        if (!attempt.opened()) {
            throw new IllegalStateException("the NVIDIA driver cannot be opened: " + attempt.problem());
        }
        NativeLibrary driver = attempt.library();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_INT);
            MemorySegment pointer = arena.allocate(ADDRESS);
            call(driver, "cuInit", FunctionDescriptor.of(JAVA_INT, JAVA_INT), 0);
            call(driver, "cuDeviceGet", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), number, index);
            int device = number.get(JAVA_INT, 0);
            call(driver, "cuDeviceGetAttribute", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), number, MULTIPROCESSOR_COUNT, device);
            int multiprocessors = number.get(JAVA_INT, 0);
            // Never released: the module lives in it.
            call(driver, "cuDevicePrimaryCtxRetain", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), pointer, device);
            call(driver, "cuCtxPushCurrent_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS), pointer.get(ADDRESS, 0));
            try {
                MemorySegment code = arena.allocate(ptx.length + 1L);
                MemorySegment.copy(ptx, 0, code, ValueLayout.JAVA_BYTE, 0, ptx.length);
                call(driver, "cuModuleLoadData", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), pointer, code);
                return new CudaModule(driver, pointer.get(ADDRESS, 0), multiprocessors);
            } finally {
                call(driver, "cuCtxPopCurrent_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS), arena.allocate(ADDRESS));
            }
        }
    }

    /** How many multiprocessors the GPU has. */
    public int multiprocessors() {
        return multiprocessors;
    }

    /**
     * A kernel of the module.
     *
     * @throws IllegalStateException when it has none of that name
     */
    public MemorySegment kernel(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocate(ADDRESS);
            call(driver, "cuModuleGetFunction", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS), pointer, module,
                    arena.allocateFrom(name, StandardCharsets.US_ASCII));
            return pointer.get(ADDRESS, 0);
        }
    }

    /**
     * Starts a kernel on a grid of two dimensions; the caller's thread is in the GPU's context.
     *
     * @param sharedBytes dynamic shared memory, at most 48 KiB
     * @param stream      of CUDA, null for the default one
     * @param parameters  pointers to the parameters
     * @throws IllegalStateException when the driver refuses it
     */
    public void launch(MemorySegment kernel, int gridX, int gridY, int threads, int sharedBytes, MemorySegment stream, MemorySegment parameters) {
        int error;
        try {
            error = (int) launch.invokeExact(kernel, gridX, gridY, 1, threads, 1, 1, sharedBytes, stream, parameters, MemorySegment.NULL);
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
        check(error, "cuLaunchKernel");
    }

    private static void call(NativeLibrary driver, String name, FunctionDescriptor type, Object... arguments) {
        try {
            check((int) handle(driver, name, type).invokeWithArguments(arguments), name);
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    private static MethodHandle handle(NativeLibrary driver, String name, FunctionDescriptor type) {
        return driver.function(name, type).orElseThrow(() -> new IllegalStateException("the NVIDIA driver has no " + name));
    }

    private static void check(int error, String what) {
        if (error != 0) {
            throw new IllegalStateException(what + " failed with code " + error);
        }
    }
}
