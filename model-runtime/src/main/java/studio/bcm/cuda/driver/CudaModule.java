package studio.bcm.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import studio.bcm.natives.NativeLibrary;

/** Kernels that the driver has compiled for one GPU. They stay loaded until the program ends. */
public final class CudaModule {
    private static final int MULTIPROCESSOR_COUNT = 16;
    private static final FunctionDescriptor LAUNCH = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
            JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);

    private final CudaContext context;
    private final MethodHandle launch;
    private final MemorySegment module;

    private CudaModule(CudaContext context, MemorySegment module) {
        this.context = context;
        this.module = module;
        launch = context.handle("cuLaunchKernel", LAUNCH);
    }

    /**
     * Has the driver compile kernels.
     *
     * @param index number of the GPU
     * @param ptx   their code in PTX
     * @throws IllegalStateException when there is no driver, or it cannot compile them for this GPU
     */
    public static CudaModule load(int index, byte[] ptx) {
        CudaContext context = CudaContext.of(index);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocate(ADDRESS);
            MemorySegment code = arena.allocate(ptx.length + 1L);
            MemorySegment.copy(ptx, 0, code, ValueLayout.JAVA_BYTE, 0, ptx.length);
            context.run(() -> context.call("cuModuleLoadData", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), pointer, code));
            return new CudaModule(context, pointer.get(ADDRESS, 0));
        }
    }

    /** How many multiprocessors the GPU has. */
    public int multiprocessors() {
        return context.attribute(MULTIPROCESSOR_COUNT);
    }

    /**
     * A kernel of the module.
     *
     * @throws IllegalStateException when it has none of that name
     */
    public MemorySegment kernel(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocate(ADDRESS);
            context.run(() -> context.call("cuModuleGetFunction", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS), pointer, module,
                    arena.allocateFrom(name, StandardCharsets.US_ASCII)));
            return pointer.get(ADDRESS, 0);
        }
    }

    /**
     * Starts a kernel on a grid of two dimensions; the caller's thread is in the GPU's context.
     *
     * @param sharedBytes dynamic shared memory, at most 48 KiB
     * @param stream      of CUDA
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
        CudaContext.check(error, "cuLaunchKernel");
    }
}
