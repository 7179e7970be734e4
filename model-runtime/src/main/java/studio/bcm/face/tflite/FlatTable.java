package studio.bcm.face.tflite;

import com.google.flatbuffers.Table;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A table of a FlatBuffer, whose fields are read by their index in the schema. */
final class FlatTable extends Table {
    private static final int VTABLE_HEADER = 4;

    private FlatTable(int position, ByteBuffer buffer) {
        __reset(position, buffer);
    }

    /** The table that a FlatBuffer begins with. */
    static FlatTable root(ByteBuffer file) {
        ByteBuffer buffer = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return new FlatTable(buffer.getInt(0), buffer);
    }

    /** Where a field starts; 0 if the table leaves it out. */
    private int position(int field) {
        int offset = __offset(VTABLE_HEADER + Short.BYTES * field);
        return offset == 0 ? 0 : bb_pos + offset;
    }

    int int32(int field, int otherwise) {
        int at = position(field);
        return at == 0 ? otherwise : bb.getInt(at);
    }

    int int8(int field, int otherwise) {
        int at = position(field);
        return at == 0 ? otherwise : bb.get(at);
    }

    /** A vector of int32; empty if it is left out. */
    int[] int32s(int field) {
        int at = position(field);
        if (at == 0) {
            return new int[0];
        }
        int start = __vector(at - bb_pos);
        return IntStream.range(0, length(at, Integer.BYTES)).map(i -> bb.getInt(start + Integer.BYTES * i)).toArray();
    }

    /** A vector of bytes, not copied; empty if it is left out. */
    ByteBuffer bytes(int field) {
        int at = position(field);
        return at == 0 ? ByteBuffer.allocate(0) : bb.slice(__vector(at - bb_pos), length(at, 1)).order(ByteOrder.LITTLE_ENDIAN);
    }

    String text(int field) {
        return StandardCharsets.UTF_8.decode(bytes(field)).toString();
    }

    /** A table of its own; null if it is left out. */
    @Nullable FlatTable table(int field) {
        int at = position(field);
        return at == 0 ? null : new FlatTable(__indirect(at), bb);
    }

    /** A vector of tables; empty if it is left out. */
    List<FlatTable> tables(int field) {
        int at = position(field);
        if (at == 0) {
            return List.of();
        }
        int start = __vector(at - bb_pos);
        return IntStream.range(0, length(at, Integer.BYTES))
                .mapToObj(i -> new FlatTable(__indirect(start + Integer.BYTES * i), bb)).toList();
    }

    /** Checked before anything is allocated for it. */
    private int length(int at, int size) {
        int length = __vector_len(at - bb_pos);
        if (length < 0 || (long) length * size > bb.limit()) {
            throw new IndexOutOfBoundsException("a vector of " + length + " elements in a file of " + bb.limit() + " bytes");
        }
        return length;
    }
}
