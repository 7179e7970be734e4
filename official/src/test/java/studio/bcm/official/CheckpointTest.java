package studio.bcm.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import studio.bcm.UserException;

class CheckpointTest {
    private static final float[] SIX = {0, 1, -2, 3.5f, 4, 5};

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("weights.pt");
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryNumberFormat(TestCheckpoint.Format format) throws IOException {
        byte[] pickle = new PickleWriter().raw('}', '(').text("w").tensor(format.storageClass, "0", 6, 0, new long[] {2, 3}, new long[] {3, 1})
                .raw('u').end();
        TestCheckpoint.torch(file, pickle, Map.of("0", TestCheckpoint.bytes(format, SIX)));
        assertThat(read("w")).containsExactly(SIX);

        TestCheckpoint.safe(file, Map.of("w", new TestCheckpoint.Values(new int[] {3, 2}, SIX)), format);
        assertThat(read("w")).containsExactly(SIX);
    }

    @Test
    void honoursStridesAndOffsets() throws IOException {
        PickleWriter pickle = new PickleWriter().raw('}', '(');
        pickle.text("transposed").tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3});
        pickle.text("column").tensor("FloatStorage", "0", 6, 1, new long[] {2}, new long[] {3});
        pickle.text("inner").tensor("FloatStorage", "0", 6, 4, new long[] {1, 2, 1}, new long[] {77, 1, 9});
        pickle.text("scalar").tensor("FloatStorage", "0", 6, 5, new long[0], new long[0]);
        pickle.text("empty").tensor("FloatStorage", "0", 6, 6, new long[] {0, 3}, new long[] {3, 1});
        TestCheckpoint.torch(file, pickle.raw('u').end(), Map.of("0", TestCheckpoint.bytes(TestCheckpoint.Format.FLOAT, SIX)));
        assertThat(read("transposed")).containsExactly(0, 3.5f, 1, 4, -2, 5);
        assertThat(read("column")).containsExactly(1, 4);
        assertThat(read("inner")).containsExactly(4, 5);
        assertThat(read("scalar")).containsExactly(5);
        assertThat(read("empty")).isEmpty();
    }

    @Test
    void namesNestedTensorsWithDots() throws IOException {
        PickleWriter pickle = new PickleWriter().raw('}', '(').text("step").number(7).text("ema").orderedDict().raw('(').text("w");
        pickle.tensor("FloatStorage", "0", 6, 0, new long[] {6}, new long[] {1}).raw('u', '}').text("_metadata").raw('N', 's', 'b').raw('u');
        TestCheckpoint.torch(file, pickle.end(), Map.of("0", TestCheckpoint.bytes(TestCheckpoint.Format.FLOAT, SIX)));
        try (PublishedCheckpoint checkpoint = PublishedCheckpoint.open(file)) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("ema.w");
        }
    }

    @Test
    void readsParametersAndNewerProtocols() throws IOException {
        byte[] tensor = new PickleWriter().tensor("FloatStorage", "0", 6, 0, new long[] {6}, new long[] {1}).end();
        PickleWriter pickle = new PickleWriter().raw(0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0, '}', 0x94, 0x8c, 1, 'w', 0x94);
        pickle.raw(0x8c, 12).ascii("torch._utils").raw(0x8c, 18).ascii("_rebuild_parameter").raw(0x93, '(');
        for (int i = 2; i < tensor.length - 1; i++) {
            pickle.raw(tensor[i]);
        }
        pickle.raw(0x89).orderedDict().raw('t', 'R', 's');
        TestCheckpoint.torch(file, pickle.end(), Map.of("0", TestCheckpoint.bytes(TestCheckpoint.Format.FLOAT, SIX)));
        assertThat(read("w")).containsExactly(SIX);
    }

    @ParameterizedTest
    @CsvSource({"os, system", "builtins, eval", "posix, system", "subprocess, Popen", "torch, load", "torch.storage, UntypedStorage",
            "numpy.core.multiarray, scalar", "collections, defaultdict", "pathlib, PosixPath"})
    void refusesOtherNamesByName(String module, String name) throws IOException {
        byte[] attack = new PickleWriter().global(module, name).raw('(').text("touch /tmp/owned").raw('t', 'R').end();
        TestCheckpoint.torch(file, attack, Map.of());
        assertRefused("names " + module + "." + name);

        byte[] newer = new PickleWriter().text(module).text(name).raw(0x93, ')', 'R').end();
        TestCheckpoint.torch(file, newer, Map.of());
        assertRefused("names " + module + "." + name);
    }

    @Test
    void refusesCallsOfWhatIsNotCallable() throws IOException {
        refusePickle(new PickleWriter().global("torch", "FloatStorage").raw(')', 'R').end(), "wants to call torch.FloatStorage");
        refusePickle(new PickleWriter().text("eval").raw(')', 'R').end(), "cannot be called");
        refusePickle(new PickleWriter().global("collections", "OrderedDict").raw(')', 0x81).end(), "construct an object");
        refusePickle(new PickleWriter().raw('(', 'i').ascii("os\nsystem\n").end(), "names os.system");
        refusePickle(new PickleWriter().raw(0x82, 1).end(), "registered number");
        refusePickle(new PickleWriter().raw('(').text("module").text("x").raw('t', 'Q').end(), "no storage");
    }

    @Test
    void refusesTensorsThatLeaveTheirStorage() throws IOException {
        refuseTensor(6, 1, new long[] {6}, new long[] {1}, "outside its storage");
        refuseTensor(6, 0, new long[] {2, 3}, new long[] {4, 1}, "outside its storage");
        refuseTensor(6, -1, new long[] {1}, new long[] {1}, "outside its storage");
        refuseTensor(6, 5, new long[] {2}, new long[] {-1}, "outside its storage");
        refuseTensor(6, 0, new long[] {2}, new long[] {Long.MAX_VALUE}, "outside its storage");
        refuseTensor(6, 0, new long[] {1 << 30, 1 << 30}, new long[] {0, 0}, "more values than its storage");
        refuseTensor(6, 0, new long[] {-2}, new long[] {1}, "more values than its storage");
        refuseTensor(6, 0, new long[] {2}, new long[] {1, 1}, "2 strides");
        refuseTensor(7, 0, new long[] {6}, new long[] {1}, "said to hold 7 values");
    }

    private void refuseTensor(long elements, long offset, long[] shape, long[] strides, String why) throws IOException {
        byte[] pickle = new PickleWriter().raw('}').text("w").tensor("FloatStorage", "0", elements, offset, shape, strides).raw('s').end();
        TestCheckpoint.torch(file, pickle, Map.of("0", TestCheckpoint.bytes(TestCheckpoint.Format.FLOAT, SIX)));
        assertRefused(why);
    }

    @Test
    void refusesPicklesThatEatMemory() throws IOException {
        PickleWriter lists = new PickleWriter();
        PickleWriter memos = new PickleWriter().raw(']');
        for (int i = 0; i < 1 << 22; i++) {
            lists.raw(']');
            memos.raw(0x94);
        }
        refusePickle(lists.end(), "more objects");
        refusePickle(memos.end(), "more objects");
        refusePickle(new PickleWriter().raw('X', 0xff, 0xff, 0xff, 0x7f).end(), "cut off");
        refusePickle(new PickleWriter().raw(0x8b, 0xff, 0xff, 0, 0).end(), "cut off");
        refusePickle(new byte[(8 << 20) + 1], "more than a list of tensors");
    }

    @Test
    void refusesTheSameListMadeADictionaryOverAndOver() throws IOException {
        PickleWriter pickle = new PickleWriter().raw(']', 'q', 0, '(');
        for (int i = 0; i < 20_000; i++) {
            pickle.number(i).raw('N', 0x86);
        }
        pickle.raw('e', 'h', 0, 0x85, 'q', 1).global("collections", "OrderedDict").raw('q', 2);
        for (int i = 0; i < 20_000; i++) {
            pickle.raw('h', 2, 'h', 1, 'R');
        }
        refusePickle(pickle.end(), "more objects");
    }

    @Test
    void refusesALongNameInFrontOfManyTensors() throws IOException {
        PickleWriter pickle = new PickleWriter().tensor("FloatStorage", "0", 6, 0, new long[] {6}, new long[] {1}).raw('q', 0, '}');
        pickle.text("n".repeat(30_000)).raw('}', '(');
        for (int i = 0; i < 20_000; i++) {
            pickle.text(Integer.toString(i)).raw('h', 0);
        }
        TestCheckpoint.torch(file, pickle.raw('u', 's').end(), Map.of("0", TestCheckpoint.bytes(TestCheckpoint.Format.FLOAT, SIX)));
        assertRefused("names in it are longer");
    }

    @Test
    void endsOnDictionariesInsideOneAnother() throws IOException {
        PickleWriter nested = new PickleWriter();
        int depth = 200_000;
        for (int i = 0; i < depth; i++) {
            nested.raw('}').text("d");
        }
        nested.raw('N');
        for (int i = 0; i < depth; i++) {
            nested.raw('s');
        }
        refusePickle(nested.end(), "names in it are longer");

        PickleWriter tuples = new PickleWriter().raw(')');
        for (int i = 0; i < 1_000_000; i++) {
            tuples.raw(0x85);
        }
        refusePickle(tuples.end(), "no named tensors");
    }

    /** Zip bombs of records that lie over one another unfold to nothing here: no byte is copied before its tensor is asked for. */
    @Test
    void recordsOverOneAnotherTakeNoMemory() throws IOException {
        int records = 4000;
        float[] values = new float[1 << 16];
        PickleWriter pickle = new PickleWriter().raw('}', '(');
        Map<String, byte[]> storages = new LinkedHashMap<>();
        for (int i = 0; i < records; i++) {
            pickle.text("w" + i).tensor("FloatStorage", Integer.toString(i), values.length, 0, new long[] {values.length}, new long[] {1});
            storages.put(Integer.toString(i), i == 0 ? TestCheckpoint.bytes(TestCheckpoint.Format.FLOAT, values) : new byte[0]);
        }
        TestCheckpoint.torch(file, pickle.raw('u').end(), storages);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int directory = zip.getInt(bytes.length - 6);
        byte[] first = null;
        for (int at = directory; zip.getInt(at) == 0x02014b50; at += 46 + zip.getShort(at + 28) + zip.getShort(at + 30) + zip.getShort(at + 32)) {
            String name = new String(bytes, at + 46, zip.getShort(at + 28));
            if (name.endsWith("data/0")) {
                first = Arrays.copyOfRange(bytes, at, at + 46);
            } else if (name.contains("/data/")) {
                // Checksum, sizes and place of the first.
                System.arraycopy(first, 16, bytes, at + 16, 12);
                System.arraycopy(first, 42, bytes, at + 42, 4);
            }
        }
        Files.write(file, bytes);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try (PublishedCheckpoint checkpoint = PublishedCheckpoint.open(file)) {
            assertThat(checkpoint.tensors()).hasSize(records);
            assertThat(checkpoint.tensors().get("w3999").toArray()).hasSize(values.length);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64L << 20);
    }

    @Test
    void endsOnDictionariesThatHoldThemselves() throws IOException {
        byte[] loop = new PickleWriter().raw('}', 'q', 0).text("self").raw('h', 0, 's').end();
        refusePickle(loop, "no named tensors");
    }

    @Test
    void refusesDamagedValues() throws IOException {
        byte[] pickle = new PickleWriter().raw('}').text("w").tensor("FloatStorage", "0", 6, 0, new long[] {6}, new long[] {1}).raw('s').end();
        TestCheckpoint.torch(file, pickle, Map.of("0", TestCheckpoint.bytes(TestCheckpoint.Format.FLOAT, 1, 2, 3, 4, 5, 1234.5f)));
        byte[] bytes = Files.readAllBytes(file);
        byte[] last = TestCheckpoint.bytes(TestCheckpoint.Format.FLOAT, 1234.5f);
        int at = new String(bytes, StandardCharsets.ISO_8859_1)
                .indexOf(new String(last, StandardCharsets.ISO_8859_1));
        bytes[at] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> read("w")).isInstanceOf(UserException.class).hasMessageContaining("archive/data/0").hasMessageContaining("damaged");
    }

    @Test
    void refusesOtherFilesWithASentence() throws IOException {
        Files.write(file, ByteBuffer.allocate(64).put(new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46}).array());
        assertRefused("before 1.6");
        Files.write(file, ByteBuffer.allocate(64).put(new byte[] {(byte) 0x80, 4, (byte) 0x95, 13}).array());
        assertRefused("before 1.6");
        Files.writeString(file, "hello, I am a text and no weights");
        assertRefused("neither");
        Files.write(file, new byte[0]);
        assertRefused("only 0 bytes");
        Files.write(file, "PK\3\4 and then nothing that a zip file has".getBytes());
        assertRefused("cut off");
        assertThatThrownBy(() -> PublishedCheckpoint.open(folder)).isInstanceOf(UserException.class).hasMessageContaining("not a file");
        assertThatThrownBy(() -> PublishedCheckpoint.open(folder.resolve("absent.pt"))).isInstanceOf(UserException.class).hasMessageContaining("does not exist");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(new byte[1000]);
        }
        assertRefused("compressed");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setMethod(ZipOutputStream.STORED);
            ZipEntry entry = new ZipEntry("readme");
            entry.setSize(0);
            entry.setCrc(0);
            zip.putNextEntry(entry);
        }
        assertRefused("no data.pkl");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}} | outside the file",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | outside the file",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | more values",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}} | takes 8 bytes",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}} | more values",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8]}} | no list of sizes",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1e99],\"data_offsets\":[0,8]}} | no list of sizes",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}} | lacks its shape",
            "{\"w\":{\"dtype\":null,\"shape\":[2],\"data_offsets\":[0,8]}} | unknown type",
            "{\"w\":{\"shape\":[2],\"data_offsets\":[0,8]}} | unknown type",
            "{\"w\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[0,8]}} | unknown type",
            "{\"w\":7} | unknown type",
            "{\"w\":{},\"w\":{}} | no valid JSON",
            "{\"w\": | no valid JSON"})
    void refusesBadSafeTensors(String json, String why) throws IOException {
        byte[] header = json.getBytes();
        Files.write(file, ByteBuffer.allocate(Long.BYTES + header.length + 8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length)
                .put(header).array());
        assertRefused(why);
        Files.write(file, ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MIN_VALUE).put(header).array());
        assertRefused("header is said");
    }

    @Test
    void refusesDeepJson() throws IOException {
        byte[] header = ("{\"a\":".repeat(100_000)).getBytes();
        Files.write(file, ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).array());
        assertRefused("no valid JSON");
    }

    private void refusePickle(byte[] pickle, String why) throws IOException {
        TestCheckpoint.torch(file, pickle, new LinkedHashMap<>());
        assertRefused(why);
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> PublishedCheckpoint.open(file)).isInstanceOf(UserException.class).hasMessageStartingWith("weights.pt cannot be imported: ")
                .hasMessageContaining(why).hasMessageEndingWith(".");
    }

    private float[] read(String name) {
        try (PublishedCheckpoint checkpoint = PublishedCheckpoint.open(file)) {
            return checkpoint.tensors().get(name).toArray();
        }
    }
}
