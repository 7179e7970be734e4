package studio.bcm.official;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code .safetensors} format: the length of a header (u64), the header in JSON (name → type, shape, begin and end), then
 * the values.
 */
final class SafeTensors {
    private static final long LONGEST_HEADER = 16L << 20;
    private static final String METADATA = "__metadata__";
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private static final Map<String, ElementType> TYPES = Map.of("F64", ElementType.FLOAT64, "F32", ElementType.FLOAT32,
            "F16", ElementType.FLOAT16, "BF16", ElementType.BFLOAT16, "I64", ElementType.INT64, "I32", ElementType.INT32,
            "I16", ElementType.INT16, "I8", ElementType.INT8, "U8", ElementType.UINT8, "BOOL", ElementType.BOOL);

    private final Refusal refusal;
    private final MemorySegment values;

    private SafeTensors(Refusal refusal, MemorySegment values) {
        this.refusal = refusal;
        this.values = values;
    }

    static Map<String, StoredTensor> tensors(Refusal refusal, MemorySegment content) {
        long length = content.get(LONG, 0);
        if (length < 2 || length > content.byteSize() - Long.BYTES || length > LONGEST_HEADER) {
            throw refusal.because("its header is said to have " + Long.toUnsignedString(length) + " bytes, which cannot be");
        }
        JsonNode header = header(refusal, content.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE));
        SafeTensors reader = new SafeTensors(refusal, content.asSlice(Long.BYTES + length));
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        header.properties().forEach(e -> {
            if (!e.getKey().equals(METADATA)) {
                tensors.put(e.getKey(), reader.tensor(e.getKey(), e.getValue()));
            }
        });
        return tensors;
    }

    private static JsonNode header(Refusal refusal, byte[] json) {
        try {
            JsonNode header = JSON.readTree(json);
            if (header == null || !header.isObject()) {
                throw refusal.because("its header is no JSON object");
            }
            return header;
        } catch (JsonProcessingException e) {
            throw refusal.because("its header is no valid JSON", e);
        } catch (IOException e) {
            throw refusal.because("its header cannot be read", e);
        }
    }

    private StoredTensor tensor(String name, JsonNode entry) {
        String shown = Refusal.printable(name);
        JsonNode named = entry.path("dtype");
        ElementType type = named.isTextual() ? TYPES.get(named.textValue()) : null;
        if (type == null) {
            throw refusal.because("its tensor " + shown + (named.isTextual()
                    ? " has the unknown type '" + Refusal.printable(named.textValue()) + "'" : " has an unknown type"));
        }
        long[] shape = numbers(shown, entry.path("shape"));
        long[] range = numbers(shown, entry.path("data_offsets"));
        if (range.length != 2 || range[0] > range[1] || range[1] > values.byteSize()) {
            throw refusal.because("its tensor " + shown + " lies outside the file");
        }
        Storage storage = Storage.unchecked(name, type, values.asSlice(range[0], range[1] - range[0]));
        StoredTensor tensor = StoredTensor.of(refusal, storage, 0, shape, StoredTensor.rowMajor(shape));
        if (tensor.size() * type.bytes() != range[1] - range[0]) {
            throw refusal.because("its tensor " + shown + " of shape " + Refusal.printable(shape) + " takes " + (range[1] - range[0]) + " bytes");
        }
        return tensor;
    }

    private long[] numbers(String shown, JsonNode list) {
        if (!list.isArray()) {
            throw refusal.because("its tensor " + shown + " lacks its shape or its place");
        }
        long[] numbers = new long[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode number = list.get(i);
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
                throw refusal.because("the shape or place of its tensor " + shown + " is no list of sizes");
            }
            numbers[i] = number.longValue();
        }
        return numbers;
    }
}
