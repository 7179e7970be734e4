package studio.bcm.official;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks of many configurations against a PyTorch implementation of their own, {@code reference/adm_reference.py}, which
 * also wrote the names and shapes of the tensors and the outputs that lie beside it. Weights and inputs are drawn by the
 * same counter here and there.
 */
class ReferenceOutputsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    static Stream<String> cases() throws IOException, URISyntaxException {
        URL reference = ReferenceOutputsTest.class.getResource("reference");
        try (Stream<Path> files = Files.list(Path.of(reference.toURI()))) {
            return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".json")).map(f -> f.replace(".json", "")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void importedPackComputesWhatPyTorchComputes(String name) throws Exception {
        JsonNode told = JSON.readTree(read(name + ".json"));
        Path checkpoint = folder.resolve("weights.pt");
        write(checkpoint, told.get("tensors"));
        Path flags = Files.writeString(folder.resolve("flags.json"), told.get("config").toString());
        float[] expected = floats(read(name + ".bin"));
        for (boolean fullPrecision : new boolean[] {true, false}) {
            Path pack = folder.resolve(fullPrecision ? "full.bcm" : "half.bcm");
            OfficialImporter.Imported imported = OfficialImporter.builder().setCheckpoint(checkpoint).setOut(pack).optConfiguration(flags)
                    .optFullPrecision(fullPrecision).build().run();
            assertThat(imported.manifest().classCount()).isEqualTo(told.at("/config/num_classes").intValue());
            assertThat(imported.manifest().resolution()).isEqualTo(told.at("/config/image_size").intValue());
            float[] actual = evaluated(pack, told);
            double tolerance = fullPrecision ? 1e-4 : 2e-3;
            int item = expected.length / told.get("t").size();
            for (int i = 0; i < told.get("t").size(); i++) {
                assertThat(OrtF.relativeError(Arrays.copyOfRange(expected, i * item, (i + 1) * item), Arrays.copyOfRange(actual, i * item, (i + 1) * item)))
                        .as("%s from %s to %s, %s", name, told.get("t").get(i), told.get("u").get(i), fullPrecision ? "fp32" : "fp16").isLessThan(tolerance);
            }
        }
    }

    private static float[] evaluated(Path pack, JsonNode told) throws Exception {
        int[] shape = JSON.convertValue(told.get("shape"), int[].class);
        float[] t = JSON.convertValue(told.get("t"), float[].class);
        float[] u = JSON.convertValue(told.get("u"), float[].class);
        long[] y = told.get("y").isNull() ? null : JSON.convertValue(told.get("y"), long[].class);
        float[] x = new float[shape[0] * shape[1] * shape[2] * shape[3]];
        double[] drawn = uniform("x", x.length);
        for (int i = 0; i < x.length; i++) {
            float level = t[i * t.length / x.length];
            x[i] = (float) (drawn[i] * 1.5) * (float) Math.sqrt(level * level + 0.25f);
        }
        return OrtF.of(pack, x, shape[0], shape[2], shape[3], t, u, y);
    }

    private static void write(Path file, JsonNode tensors) throws IOException {
        PickleWriter pickle = new PickleWriter().orderedDict().raw('(');
        Map<String, byte[]> storages = new LinkedHashMap<>();
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(tensors.properties());
        for (Map.Entry<String, JsonNode> tensor : entries) {
            long[] shape = JSON.convertValue(tensor.getValue(), long[].class);
            float[] values = weight(tensor.getKey(), shape);
            String key = Integer.toString(storages.size());
            pickle.text(tensor.getKey()).tensor("FloatStorage", key, values.length, 0, shape, StoredTensor.rowMajor(shape));
            storages.put(key, TestCheckpoint.bytes(TestCheckpoint.Format.FLOAT, values));
        }
        TestCheckpoint.torch(file, pickle.raw('u').end(), storages);
    }

    private static float[] weight(String name, long[] shape) {
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double scale = shape.length == 1 ? 0.1 : Math.sqrt(3.0 * shape[0] / count);
        double centre = shape.length == 1 && name.endsWith(".weight") ? 1 : 0;
        double[] drawn = uniform(name, count);
        float[] values = new float[count];
        IntStream.range(0, count).forEach(i -> values[i] = (float) (scale * drawn[i] + centre));
        return values;
    }

    /** SplitMix64 counted from the CRC-32 of a name, as numbers in −1…1. */
    private static double[] uniform(String name, int count) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes());
        return IntStream.rangeClosed(1, count).mapToDouble(i -> {
            long z = crc.getValue() + i * 0x9E3779B97F4A7C15L;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            return ((z ^ z >>> 31) >>> 40) / (double) (1 << 23) - 1;
        }).toArray();
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = ReferenceOutputsTest.class.getResourceAsStream("reference/" + name)) {
            return in.readAllBytes();
        }
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
