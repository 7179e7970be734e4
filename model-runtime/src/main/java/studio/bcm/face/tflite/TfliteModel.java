package studio.bcm.face.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first subgraph of a TFLite file. Source: {@code schema.fbs} of TensorFlow Lite, version 3 (identifier TFL3).
 *
 * @param tensors   all values, constants included; operators and the lists below refer to them by index
 * @param operators in an order in which each comes after those whose values it takes
 * @param inputs    tensors that are given
 * @param outputs   tensors that are asked for
 */
public record TfliteModel(List<Tensor> tensors, List<Operator> operators, List<Integer> inputs, List<Integer> outputs) {
    private static final int IDENTIFIER_AT = 4;
    private static final int IDENTIFIER = 'T' | 'F' << 8 | 'L' << 16 | '3' << 24;

    public TfliteModel {
        tensors = List.copyOf(tensors);
        operators = List.copyOf(operators);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Types of elements, with the numbers that they have in the file. */
    public enum ElementType {
        FLOAT32(0), FLOAT16(1), INT32(2), INT64(4);

        private final int code;

        ElementType(int code) {
            this.code = code;
        }

        static ElementType of(int code) {
            return Arrays.stream(values()).filter(t -> t.code == code).findFirst()
                    .orElseThrow(() -> new UnsupportedModelException("tensors of type " + code + " are not supported"));
        }
    }

    /**
     * A value.
     *
     * @param shape for pictures batch × height × width × channels
     * @param data  its elements, little-endian, row-major; empty if an operator or the caller makes them
     */
    public record Tensor(String name, ElementType type, int[] shape, ByteBuffer data) {
        boolean isConstant() {
            return data.hasRemaining();
        }

        int count() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }

        /**
         * The elements of a constant of floats.
         *
         * @throws UnsupportedModelException when it is none, or its length is not that of its shape
         */
        float[] floats() {
            ByteBuffer in = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[requireLength(type == ElementType.FLOAT16 ? Short.BYTES : Float.BYTES)];
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (type) {
                    case FLOAT32 -> in.getFloat();
                    case FLOAT16 -> Float.float16ToFloat(in.getShort());
                    default -> throw new UnsupportedModelException(name + " holds " + type + " where floats are expected");
                };
            }
            return values;
        }

        /**
         * The elements of a constant of integers.
         *
         * @throws UnsupportedModelException when it is none, or its length is not that of its shape
         */
        int[] integers() {
            ByteBuffer in = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            int[] values = new int[requireLength(type == ElementType.INT64 ? Long.BYTES : Integer.BYTES)];
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (type) {
                    case INT32 -> in.getInt();
                    case INT64 -> Math.toIntExact(in.getLong());
                    default -> throw new UnsupportedModelException(name + " holds " + type + " where integers are expected");
                };
            }
            return values;
        }

        private int requireLength(int size) {
            if (data.remaining() != (long) count() * size) {
                throw new UnsupportedModelException(name + " has " + data.remaining() + " bytes for shape " + Arrays.toString(shape));
            }
            return count();
        }
    }

    /**
     * A step of the network.
     *
     * @param kind    what it computes
     * @param inputs  tensors that it takes; −1 for one that is left out
     * @param outputs tensors that it makes
     * @param options its table of options; null if it has none
     */
    record Operator(OperatorKind kind, List<Integer> inputs, List<Integer> outputs, @Nullable FlatTable options) {
    }

    /**
     * Reads a file.
     *
     * @param file from position 0 on; its content is referred to, not copied
     * @throws UnsupportedModelException when it is no TFLite file, is damaged, or has operators or types of other kinds
     */
    public static TfliteModel parse(ByteBuffer file) {
        ByteBuffer bytes = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < 2 * IDENTIFIER_AT || bytes.getInt(IDENTIFIER_AT) != IDENTIFIER) {
            throw new UnsupportedModelException("this is not a TFLite file");
        }
        return UnsupportedModelException.guarded(() -> read(FlatTable.root(bytes)));
    }

    private static TfliteModel read(FlatTable model) {
        // Files from before 2020 have the kind in a byte, newer ones in an integer beside it; the greater one counts.
        List<OperatorKind> kinds = model.tables(1).stream()
                .map(code -> OperatorKind.of(Math.max(code.int8(0, 0), code.int32(3, 0)))).toList();
        List<ByteBuffer> buffers = model.tables(4).stream().map(buffer -> buffer.bytes(0)).toList();
        FlatTable graph = model.tables(2).getFirst();
        List<Tensor> tensors = new ArrayList<>();
        for (FlatTable tensor : graph.tables(0)) {
            tensors.add(new Tensor(tensor.text(3), ElementType.of(tensor.int8(1, 0)), tensor.int32s(0), buffers.get(tensor.int32(2, 0))));
        }
        List<Operator> operators = graph.tables(3).stream()
                .map(o -> new Operator(kinds.get(o.int32(0, 0)), list(o.int32s(1)), list(o.int32s(2)), o.table(4))).toList();
        return new TfliteModel(tensors, operators, list(graph.int32s(1)), list(graph.int32s(2)));
    }

    private static List<Integer> list(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
