package studio.bcm.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import studio.bcm.file.AtomicFile;
import studio.bcm.network.Network;
import studio.bcm.network.ParameterList;

/**
 * Random weights for a network, to measure its import, memory and speed without anybody's checkpoint. They keep the size of
 * activations, so that all of the network shows in what it computes.
 */
final class RandomWeights {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final float SMALL = 0.1f;

    private final ParameterList parameters;
    private final long seed;

    RandomWeights(Network network, long seed) {
        parameters = ParameterList.of(network);
        this.seed = seed;
    }

    /** Values of a parameter in declared order; the same for the same seed. */
    float[] values(ParameterList.Entry entry) {
        Random random = new Random(seed * 31 + entry.name().hashCode());
        float[] values = new float[Math.toIntExact(entry.size())];
        boolean vector = entry.shape().length == 1;
        boolean norm = vector && entry.name().endsWith(".weight");
        float scale = vector ? SMALL : (float) Math.sqrt((double) entry.shape()[0] / values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (norm ? 1 : 0) + scale * (float) random.nextGaussian();
        }
        return values;
    }

    /** Writes a state dict in the safetensors format with one parameter in memory at a time. */
    void writeSafeTensors(Path file) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        long at = 0;
        for (ParameterList.Entry entry : parameters.entries()) {
            ObjectNode node = header.putObject(entry.name()).put("dtype", "F32");
            node.set("shape", JSON.valueToTree(entry.shape()));
            long next = at + entry.size() * Float.BYTES;
            node.putArray("data_offsets").add(at).add(next);
            at = next;
        }
        byte[] head = JSON.writeValueAsBytes(header);
        AtomicFile.replace(file, part -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                out.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(head.length).array());
                out.write(head);
                for (ParameterList.Entry entry : parameters.entries()) {
                    float[] values = values(entry);
                    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.asFloatBuffer().put(values);
                    out.write(bytes.array());
                }
            }
        });
    }
}
