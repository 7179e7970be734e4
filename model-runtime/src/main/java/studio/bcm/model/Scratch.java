package studio.bcm.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** Native memory for the values of one evaluation, given out piece by piece. */
final class Scratch implements AutoCloseable {
    private static final long ALIGNMENT = 64;
    /** What aligning the pieces costs at most. */
    private static final long MARGIN = 6 * ALIGNMENT;

    private final MemorySegment memory;
    private final Runnable free;
    private long position;

    /**
     * @param memory at least of the size that {@link #sizeFor} gives
     * @param free   frees it
     */
    Scratch(MemorySegment memory, Runnable free) {
        this.memory = memory;
        this.free = free;
    }

    /** How much memory values of so many bytes need. */
    static long sizeFor(long bytes) {
        return bytes + MARGIN;
    }

    boolean holds(long bytes) {
        // One that is far too large is let go, so that a single large tile does not hold its memory for ever.
        return memory.byteSize() >= sizeFor(bytes) && memory.byteSize() / 8 <= bytes + (1 << 20);
    }

    /** Takes all pieces back. */
    void rewind() {
        position = 0;
    }

    FloatBuffer put(float[] values) {
        MemorySegment part = next(Float.BYTES * (long) values.length);
        MemorySegment.copy(values, 0, part, ValueLayout.JAVA_FLOAT, 0, values.length);
        return bytes(part).asFloatBuffer();
    }

    LongBuffer put(long[] values) {
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

    /** A piece that nothing has been put into. */
    MemorySegment next(long bytes) {
        MemorySegment part = memory.asSlice(position, bytes);
        position += Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
        return part;
    }

    static ByteBuffer bytes(MemorySegment part) {
        return part.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        free.run();
    }
}
