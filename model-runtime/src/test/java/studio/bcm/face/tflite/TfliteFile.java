package studio.bcm.face.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Writes small TFLite files. */
final class TfliteFile {
    static final int FLOAT32 = 0;
    static final int FLOAT16 = 1;
    static final int INT32 = 2;

    private record Tensor(String name, int type, int[] shape, byte[] data) {
    }

    private record Operator(int code, int[] inputs, int[] outputs, Map<Integer, Integer> int32s, Map<Integer, Integer> int8s) {
    }

    /** Options of an operator: fields of its table by their index. */
    static final class Options {
        private final Map<Integer, Integer> int32s = new LinkedHashMap<>();
        private final Map<Integer, Integer> int8s = new LinkedHashMap<>();

        Options int32(int field, int value) {
            int32s.put(field, value);
            return this;
        }

        Options int8(int field, int value) {
            int8s.put(field, value);
            return this;
        }
    }

    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();
    private int[] inputs = {};
    private int[] outputs = {};
    private boolean oldCodes;

    /** A value that is computed or given. */
    int value(int... shape) {
        tensors.add(new Tensor("value" + tensors.size(), FLOAT32, shape, new byte[0]));
        return tensors.size() - 1;
    }

    int floats(float[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) {
            bytes.putFloat(v);
        }
        return constant(FLOAT32, bytes.array(), shape);
    }

    int halves(float[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) {
            bytes.putShort(Float.floatToFloat16(v));
        }
        return constant(FLOAT16, bytes.array(), shape);
    }

    int integers(int[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int v : values) {
            bytes.putInt(v);
        }
        return constant(INT32, bytes.array(), shape);
    }

    int constant(int type, byte[] data, int... shape) {
        tensors.add(new Tensor("constant" + tensors.size(), type, shape, data));
        return tensors.size() - 1;
    }

    TfliteFile operator(int code, int[] from, int to, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        operators.add(new Operator(code, from, new int[] {to}, o.int32s, o.int8s));
        return this;
    }

    TfliteFile operator(int code, int[] from, int to) {
        return operator(code, from, to, o -> { });
    }

    TfliteFile inputs(int... values) {
        inputs = values;
        return this;
    }

    TfliteFile outputs(int... values) {
        outputs = values;
        return this;
    }

    /** Operator codes in a byte, as files from before 2020 have them. */
    TfliteFile withOldCodes() {
        oldCodes = true;
        return this;
    }

    ByteBuffer build() {
        FlatBufferBuilder b = new FlatBufferBuilder(1024);
        int[] buffers = new int[tensors.size() + 1];
        b.startTable(1);
        buffers[0] = b.endTable();
        int[] tables = new int[tensors.size()];
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            int data = tensor.data.length == 0 ? 0 : b.createByteVector(tensor.data);
            b.startTable(1);
            if (data != 0) {
                b.addOffset(0, data, 0);
            }
            buffers[i + 1] = b.endTable();
            int shape = int32s(b, tensor.shape);
            int name = b.createString(tensor.name);
            b.startTable(4);
            b.addOffset(0, shape, 0);
            b.addByte(1, (byte) tensor.type, 0);
            b.addInt(2, data == 0 ? 0 : i + 1, 0);
            b.addOffset(3, name, 0);
            tables[i] = b.endTable();
        }
        int[] codes = new int[operators.size()];
        int[] steps = new int[operators.size()];
        for (int i = 0; i < steps.length; i++) {
            Operator operator = operators.get(i);
            b.startTable(4);
            b.addByte(0, (byte) operator.code, 0);
            if (!oldCodes) {
                b.addInt(3, operator.code, 0);
            }
            codes[i] = b.endTable();
            b.startTable(8);
            operator.int32s.forEach((field, value) -> b.addInt(field, value, 0));
            operator.int8s.forEach((field, value) -> b.addByte(field, value.byteValue(), 0));
            int options = b.endTable();
            int from = int32s(b, operator.inputs);
            int to = int32s(b, operator.outputs);
            b.startTable(5);
            b.addInt(0, i, 0);
            b.addOffset(1, from, 0);
            b.addOffset(2, to, 0);
            b.addOffset(4, options, 0);
            steps[i] = b.endTable();
        }
        int tensorList = b.createVectorOfTables(tables);
        int stepList = b.createVectorOfTables(steps);
        int in = int32s(b, inputs);
        int out = int32s(b, outputs);
        b.startTable(4);
        b.addOffset(0, tensorList, 0);
        b.addOffset(1, in, 0);
        b.addOffset(2, out, 0);
        b.addOffset(3, stepList, 0);
        int graphs = b.createVectorOfTables(new int[] {b.endTable()});
        int codeList = b.createVectorOfTables(codes);
        int bufferList = b.createVectorOfTables(buffers);
        b.startTable(5);
        b.addInt(0, 3, 0);
        b.addOffset(1, codeList, 0);
        b.addOffset(2, graphs, 0);
        b.addOffset(4, bufferList, 0);
        b.finish(b.endTable(), "TFL3");
        return ByteBuffer.wrap(b.sizedByteArray());
    }

    private static int int32s(FlatBufferBuilder b, int[] values) {
        b.startVector(Integer.BYTES, values.length, Integer.BYTES);
        for (int i = values.length - 1; i >= 0; i--) {
            b.addInt(values[i]);
        }
        return b.endVector();
    }
}
