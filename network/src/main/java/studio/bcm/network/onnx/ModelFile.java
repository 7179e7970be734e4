package studio.bcm.network.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import studio.bcm.UserException;

/**
 * Lays an ONNX model out as a stream, parameter by parameter. A message of the protobuf library would hold all values at
 * once, and serialising it would hold them twice. Fields of a message may come in any order and in pieces, so the values
 * are appended to the serialised rest of the graph.
 */
final class ModelFile {
    /** What ONNX Runtime reads from one file. */
    private static final long MOST_BYTES = Integer.MAX_VALUE;
    private static final int CHUNK_VALUES = 1 << 14;

    private final ModelProto head;
    private final GraphProto graph;
    private final List<OnnxOps.StoredParameter> parameters;

    ModelFile(ModelProto head, GraphProto graph, List<OnnxOps.StoredParameter> parameters) {
        this.head = head;
        this.graph = graph;
        this.parameters = parameters;
    }

    void writeTo(OutputStream stream, OnnxExporter.ParameterValues values) throws IOException {
        long graphBytes = graph.getSerializedSize();
        for (OnnxOps.StoredParameter p : parameters) {
            graphBytes += fieldBytes(GraphProto.INITIALIZER_FIELD_NUMBER, tensorBytes(p));
        }
        long bytes = head.getSerializedSize() + fieldBytes(ModelProto.GRAPH_FIELD_NUMBER, graphBytes);
        if (bytes > MOST_BYTES) {
            throw new UserException("The network takes " + (bytes >> 20) + " MiB, more than the 2048 MiB that an ONNX file can hold.");
        }
        CodedOutputStream out = CodedOutputStream.newInstance(stream);
        head.writeTo(out);
        startField(out, ModelProto.GRAPH_FIELD_NUMBER, graphBytes);
        graph.writeTo(out);
        for (OnnxOps.StoredParameter p : parameters) {
            startField(out, GraphProto.INITIALIZER_FIELD_NUMBER, tensorBytes(p));
            description(p).writeTo(out);
            startField(out, TensorProto.RAW_DATA_FIELD_NUMBER, rawBytes(p));
            writeValues(out, p, values.of(p.name()));
        }
        out.flush();
    }

    private static TensorProto description(OnnxOps.StoredParameter p) {
        TensorProto.DataType type = p.half() ? TensorProto.DataType.FLOAT16 : TensorProto.DataType.FLOAT;
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(p.graphName()).setDataType(type.getNumber());
        for (int s : p.shape()) {
            tensor.addDims(s);
        }
        return tensor.build();
    }

    private static long rawBytes(OnnxOps.StoredParameter p) {
        long values = 1;
        for (int s : p.shape()) {
            values *= s;
        }
        return values * (p.half() ? Short.BYTES : Float.BYTES);
    }

    private static long tensorBytes(OnnxOps.StoredParameter p) {
        return description(p).getSerializedSize() + fieldBytes(TensorProto.RAW_DATA_FIELD_NUMBER, rawBytes(p));
    }

    private static long fieldBytes(int number, long content) {
        return CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt64SizeNoTag(content) + content;
    }

    private static void startField(CodedOutputStream out, int number, long content) throws IOException {
        out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt64NoTag(content);
    }

    private static void writeValues(CodedOutputStream out, OnnxOps.StoredParameter p, float[] values) throws IOException {
        int width = p.half() ? Short.BYTES : Float.BYTES;
        if ((long) values.length * width != rawBytes(p)) {
            throw new IllegalArgumentException(p.name() + " was given " + values.length + " values");
        }
        ByteBuffer chunk = ByteBuffer.allocate(width * CHUNK_VALUES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += CHUNK_VALUES) {
            int to = Math.min(values.length, from + CHUNK_VALUES);
            chunk.clear();
            for (int i = from; i < to; i++) {
                if (p.half()) {
                    chunk.putShort(Float.floatToFloat16(values[i]));
                } else {
                    chunk.putFloat(values[i]);
                }
            }
            out.writeRawBytes(chunk.array(), 0, chunk.position());
        }
    }
}
