package studio.bcm.official;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import studio.bcm.network.ParameterList;

/** Writes files as {@code torch.save} and safetensors write them. */
final class TestCheckpoint {
    private TestCheckpoint() {
    }

    /** Number formats of written tensors. */
    enum Format {
        FLOAT("FloatStorage", "F32", 4),
        HALF("HalfStorage", "F16", 2),
        BFLOAT("BFloat16Storage", "BF16", 2),
        DOUBLE("DoubleStorage", "F64", 8);

        final String storageClass;
        final String safeName;
        final int bytes;

        Format(String storageClass, String safeName, int bytes) {
            this.storageClass = storageClass;
            this.safeName = safeName;
            this.bytes = bytes;
        }

        void put(ByteBuffer into, float value) {
            switch (this) {
                case FLOAT -> into.putFloat(value);
                case HALF -> into.putShort(Float.floatToFloat16(value));
                case BFLOAT -> into.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
                case DOUBLE -> into.putDouble(value);
            }
        }
    }

    /** One tensor: row-major values. */
    record Values(int[] shape, float[] values) {
        long[] sizes() {
            long[] sizes = new long[shape.length];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = shape[i];
            }
            return sizes;
        }
    }

    /** A state dict of a network's parameters, as a file of {@code torch.save}. */
    static void torch(Path file, ParameterList list, Format format, Function<ParameterList.Entry, float[]> values) throws IOException {
        PickleWriter pickle = new PickleWriter().orderedDict().raw('(');
        for (int i = 0; i < list.entries().size(); i++) {
            ParameterList.Entry entry = list.entries().get(i);
            long[] shape = new Values(entry.shape(), null).sizes();
            pickle.text(entry.name()).tensor(format.storageClass, Integer.toString(i), entry.size(), 0, shape, StoredTensor.rowMajor(shape));
        }
        try (ZipOutputStream zip = zip(file)) {
            store(zip, "archive/data.pkl", pickle.raw('u').end());
            store(zip, "archive/byteorder", "little".getBytes());
            for (int i = 0; i < list.entries().size(); i++) {
                store(zip, "archive/data/" + i, bytes(format, values.apply(list.entries().get(i))));
            }
        }
    }

    /** A zip file as {@code torch.save} lays it out, of any pickle and storages by key. */
    static void torch(Path file, byte[] pickle, Map<String, byte[]> storages) throws IOException {
        try (ZipOutputStream zip = zip(file)) {
            store(zip, "archive/data.pkl", pickle);
            for (Map.Entry<String, byte[]> storage : storages.entrySet()) {
                store(zip, "archive/data/" + storage.getKey(), storage.getValue());
            }
        }
    }

    static void safe(Path file, ParameterList list, Format format, Function<ParameterList.Entry, float[]> values) throws IOException {
        Map<String, Values> tensors = new LinkedHashMap<>();
        list.entries().forEach(e -> tensors.put(e.name(), new Values(e.shape(), values.apply(e))));
        safe(file, tensors, format);
    }

    static void safe(Path file, Map<String, Values> tensors, Format format) throws IOException {
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        long at = 0;
        for (Map.Entry<String, Values> e : tensors.entrySet()) {
            long next = at + (long) e.getValue().values().length * format.bytes;
            header.append(",\"").append(e.getKey()).append("\":{\"dtype\":\"").append(format.safeName).append("\",\"shape\":")
                    .append(Arrays.toString(e.getValue().shape())).append(",\"data_offsets\":[").append(at).append(',')
                    .append(next).append("]}");
            at = next;
        }
        byte[] json = header.append('}').toString().getBytes();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
            out.write(json);
            for (Values tensor : tensors.values()) {
                out.write(bytes(format, tensor.values()));
            }
        }
    }

    static byte[] bytes(Format format, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * format.bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) {
            format.put(bytes, v);
        }
        return bytes.array();
    }

    private static ZipOutputStream zip(Path file) throws IOException {
        // A file that is cut to nothing and written again is flushed to disk by ext4; a new one is not.
        Files.deleteIfExists(file);
        return new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20));
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
