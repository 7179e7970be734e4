package studio.bcm.official;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, as {@code torch.save} does and as it would not. */
final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleWriter() {
        raw(0x80, 2);
    }

    PickleWriter raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    PickleWriter ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    PickleWriter global(String module, String name) {
        return raw('c').ascii(module + "\n" + name + "\n");
    }

    PickleWriter text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        raw('X');
        out.writeBytes(little(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
        return this;
    }

    PickleWriter number(long value) {
        raw(0x8a, Long.BYTES);
        out.writeBytes(little(Long.BYTES).putLong(value).array());
        return this;
    }

    PickleWriter sizes(long... sizes) {
        raw('(');
        for (long s : sizes) {
            number(s);
        }
        return raw('t');
    }

    PickleWriter orderedDict() {
        return global("collections", "OrderedDict").raw(')', 'R');
    }

    /** A tensor in a storage of its own. */
    PickleWriter tensor(String storageClass, String key, long elements, long offset, long[] shape, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").raw('(');
        raw('(').text("storage").global("torch", storageClass).text(key).text("cpu").number(elements).raw('t', 'Q');
        return number(offset).sizes(shape).sizes(strides).raw(0x89).orderedDict().raw('t', 'R');
    }

    byte[] end() {
        raw('.');
        return out.toByteArray();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
