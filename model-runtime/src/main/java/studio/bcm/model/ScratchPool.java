package studio.bcm.model;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.cuda.driver.PinnedMemory;

/**
 * Memory kept from one evaluation to the next, because touching fresh pages is slow, and locking them slower. For a GPU it is
 * pinned, where there is enough that can be.
 */
final class ScratchPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScratchPool.class);
    /** As many evaluations are under way at once where there are several. */
    private static final int MOST_IDLE = 2;
    private static final long ALIGNMENT = 64;

    private final OptionalInt gpu;
    private final Deque<Scratch> idle = new ArrayDeque<>();
    private boolean cannotLock;
    private boolean closed;

    /**
     * @param gpu number of the GPU that reads and writes it; empty for the CPU
     */
    ScratchPool(OptionalInt gpu) {
        this.gpu = gpu;
    }

    /** Memory for values of so many bytes; to be given back. */
    synchronized Scratch take(long bytes) {
        for (Iterator<Scratch> i = idle.iterator(); i.hasNext(); ) {
            Scratch scratch = i.next();
            if (scratch.holds(bytes)) {
                i.remove();
                return scratch;
            }
        }
        if (!idle.isEmpty()) {
            idle.removeLast().close();
        }
        return allocate(Scratch.sizeFor(bytes));
    }

    synchronized void giveBack(Scratch scratch) {
        if (closed || idle.size() >= MOST_IDLE) {
            scratch.close();
        } else {
            idle.addFirst(scratch);
        }
    }

    private Scratch allocate(long bytes) {
        if (gpu.isPresent() && !cannotLock) {
            try {
                PinnedMemory memory = PinnedMemory.allocate(gpu.getAsInt(), bytes);
                return new Scratch(memory.memory(), memory::close);
            } catch (IllegalStateException e) {
                LOG.info("Pictures go to the GPU through ordinary memory", e);
                cannotLock = true;
            }
        }
        Arena arena = Arena.ofShared();
        return new Scratch(arena.allocate(bytes, ALIGNMENT), arena::close);
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Scratch::close);
        idle.clear();
    }
}
