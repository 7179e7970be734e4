package studio.bcm.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;

/** Pinned memory of the computer, which a GPU reads and writes by itself, at its full rate and without a copy between. */
public final class PinnedMemory implements AutoCloseable {
    /** For every GPU, not the current one alone. */
    private static final int PORTABLE = 1;

    private final CudaContext context;
    private final MemorySegment memory;

    private PinnedMemory(CudaContext context, MemorySegment memory) {
        this.context = context;
        this.memory = memory;
    }

    /**
     * Takes some.
     *
     * @param index number of a GPU
     * @throws IllegalStateException when there is none, or not as much
     */
    public static PinnedMemory allocate(int index, long bytes) {
        CudaContext context = CudaContext.of(index);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocate(ADDRESS);
            context.run(() -> context.call("cuMemHostAlloc", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), pointer, bytes, PORTABLE));
            return new PinnedMemory(context, pointer.get(ADDRESS, 0).reinterpret(bytes));
        }
    }

    /** All of it; not to be touched after {@link #close()}. */
    public MemorySegment memory() {
        return memory;
    }

    @Override
    public void close() {
        context.run(() -> context.call("cuMemFreeHost", FunctionDescriptor.of(JAVA_INT, ADDRESS), memory));
    }
}
