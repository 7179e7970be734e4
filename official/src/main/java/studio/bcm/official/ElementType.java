package studio.bcm.official;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Number formats of stored tensors, little-endian. */
enum ElementType {
    FLOAT64(8),
    FLOAT32(4),
    FLOAT16(2),
    BFLOAT16(2),
    INT64(8),
    INT32(4),
    INT16(2),
    INT8(1),
    UINT8(1),
    BOOL(1);

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one element. */
    int bytes() {
        return bytes;
    }

    /** Whether it can hold a fraction, as weights must. */
    boolean isReal() {
        return this == FLOAT64 || this == FLOAT32 || this == FLOAT16 || this == BFLOAT16;
    }

    /** One element as float32, rounded to nearest where it is wider. */
    float read(MemorySegment storage, long index) {
        return switch (this) {
            case FLOAT64 -> (float) storage.get(DOUBLE, index * bytes);
            case FLOAT32 -> storage.get(FLOAT, index * bytes);
            case FLOAT16 -> Float.float16ToFloat(storage.get(SHORT, index * bytes));
            case BFLOAT16 -> Float.intBitsToFloat(storage.get(SHORT, index * bytes) << 16);
            case INT64 -> storage.get(LONG, index * bytes);
            case INT32 -> storage.get(INT, index * bytes);
            case INT16 -> storage.get(SHORT, index * bytes);
            case INT8 -> storage.get(ValueLayout.JAVA_BYTE, index);
            case UINT8, BOOL -> storage.get(ValueLayout.JAVA_BYTE, index) & 0xff;
        };
    }

    /** Elements {@code from}… as float32. */
    void read(MemorySegment storage, long from, float[] into, int at, int count) {
        switch (this) {
            case FLOAT32 -> MemorySegment.copy(storage, FLOAT, from * bytes, into, at, count);
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = Float.float16ToFloat(storage.get(SHORT, (from + i) * bytes));
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = Float.intBitsToFloat(storage.get(SHORT, (from + i) * bytes) << 16);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = read(storage, from + i);
                }
            }
        }
    }
}
