package studio.bcm.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.network.ParameterList;
import studio.bcm.network.UNet;
import studio.bcm.network.torch.Torch;

/**
 * State of a training run on disk, in the safetensors format (a JSON header and raw little-endian arrays): flat vectors of
 * weights, EMA, moments and teacher, random states, and the run's counters as text. Written beside and moved into place,
 * so that a kill at any moment leaves the previous one whole.
 */
final class Checkpoint {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();

    void put(String name, Tensor tensor) {
        tensors.put(name, tensor);
    }

    void put(String name, String text) {
        texts.put(name, text);
    }

    boolean has(String name) {
        return tensors.containsKey(name) || texts.containsKey(name);
    }

    Tensor tensor(String name) {
        return tensors.get(name);
    }

    /**
     * A value for each parameter of a network. Where the run began before networks had all of the parameters that change nothing at first,
     * those are 0.
     *
     * @throws UserException if it is of another network
     */
    Tensor tensor(String name, ParameterList list) {
        Tensor stored = tensor(name);
        if (stored.numel() == list.size()) {
            return stored;
        }
        Tensor whole = torch.zeros(new long[] {list.size()}, new TensorOptions(ScalarType.Float));
        long at = 0;
        for (ParameterList.Entry entry : list.entries()) {
            if (!UNet.changesNothingAtFirst(entry.name())) {
                if (at + entry.size() > stored.numel()) {
                    break;
                }
                whole.narrow(0, entry.offset(), entry.size()).copy_(stored.narrow(0, at, entry.size()));
                at += ParameterList.padded(entry.size());
            }
        }
        if (at != stored.numel()) {
            throw new UserException("The checkpoint is of another network: its " + name + " have " + stored.numel() + " values.");
        }
        return whole;
    }

    String text(String name) {
        return texts.get(name);
    }

    /** Writes all; tensors must be flat float32 or bytes. */
    void write(Path file) {
        try (PointerScope scope = new PointerScope()) {
            ObjectNode header = JSON.createObjectNode();
            ObjectNode metadata = header.putObject("__metadata__");
            texts.forEach(metadata::put);
            Map<String, Tensor> plain = new LinkedHashMap<>();
            long offset = 0;
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                boolean bytes = entry.getValue().scalar_type().intern() == ScalarType.Byte;
                Tensor tensor = entry.getValue().detach().to(Torch.cpu(), bytes ? ScalarType.Byte : ScalarType.Float).contiguous();
                plain.put(entry.getKey(), tensor);
                long size = tensor.numel() * (bytes ? 1 : 4);
                ObjectNode node = header.putObject(entry.getKey());
                node.put("dtype", bytes ? "U8" : "F32");
                node.putArray("shape").add(tensor.numel());
                ArrayNode range = node.putArray("data_offsets");
                range.add(offset).add(offset + size);
                offset += size;
            }
            byte[] head = JSON.writeValueAsBytes(header);
            AtomicFile.replace(file, temporary -> {
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    writeAll(channel, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(head.length).flip());
                    writeAll(channel, ByteBuffer.wrap(head));
                    for (Tensor tensor : plain.values()) {
                        writeAll(channel, bytesOf(tensor).asByteBuffer());
                    }
                }
            });
        } catch (IOException e) {
            throw new UserException("The checkpoint " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static BytePointer bytesOf(Tensor tensor) {
        long size = tensor.numel() * tensor.element_size();
        return new BytePointer(tensor.data_ptr()).position(0).limit(size);
    }

    private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /**
     * @throws UserException if the file is no checkpoint or cut short
     */
    static Checkpoint read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            readAll(channel, length);
            long headLength = length.flip().getLong();
            if (headLength < 2 || headLength > 1 << 20) {
                throw new IOException("no header");
            }
            ByteBuffer head = ByteBuffer.allocate((int) headLength);
            readAll(channel, head);
            var header = JSON.readTree(new String(head.array(), StandardCharsets.UTF_8));
            Checkpoint checkpoint = new Checkpoint();
            header.get("__metadata__").properties().forEach(e -> checkpoint.put(e.getKey(), e.getValue().asText()));
            long base = 8 + headLength;
            for (var entry : header.properties()) {
                if (entry.getKey().equals("__metadata__")) {
                    continue;
                }
                long from = entry.getValue().get("data_offsets").get(0).asLong();
                long to = entry.getValue().get("data_offsets").get(1).asLong();
                boolean bytes = entry.getValue().get("dtype").asText().equals("U8");
                Tensor tensor = torch.empty(new long[] {(to - from) / (bytes ? 1 : 4)},
                        new TensorOptions(bytes ? ScalarType.Byte : ScalarType.Float), new MemoryFormatOptional());
                channel.position(base + from);
                readAll(channel, bytesOf(tensor).asByteBuffer());
                checkpoint.put(entry.getKey(), tensor);
            }
            return checkpoint;
        } catch (IOException | RuntimeException e) {
            throw new UserException(file + " is no whole checkpoint: " + e.getMessage(), e);
        }
    }

    private static void readAll(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IOException("it ends too early");
            }
        }
    }
}
