package studio.bcm.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;

/** Damaged and hostile files end in one sentence: no other exception, no large allocation, no endless loop. */
@Timeout(120)
class CheckpointFuzzTest {
    private static final long MOST_ALLOCATED = 64L << 20;
    private static final int[] TELLING = {0, 1, 0x7f, 0x80, 0xff, '(', 't', 'R', 'Q', 'b', 'u', 's', 'c', '}', ']', ')', 'X', 'h', 'q', 0x8a, 0x93,
            '.', '2', '1', 'l', 'd', 'e', 'a', 'r', 'j', 'N', 'J', 'K', 'M', 0x85, 0x86, 0x87, 0x88, 0x89, 0x94, 'B', 'C', 'T', 'U'};

    @TempDir
    private Path folder;
    private int refused;

    @Test
    void mutatedTorchFiles() throws IOException {
        Path file = folder.resolve("weights.pt");
        TestCheckpoint.torch(file, stateDict(), storages());
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            Files.delete(file);
            Files.write(file, mutated(good, random));
            readAll(file, "seed 1, case " + i);
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void mutatedPicklesInSoundZips() throws IOException {
        Path file = folder.resolve("weights.pt");
        byte[] good = stateDict();
        Random random = new Random(2);
        for (int i = 0; i < 2000; i++) {
            TestCheckpoint.torch(file, mutated(good, random), storages());
            readAll(file, "seed 2, case " + i);
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void picklesOfRandomInstructions() throws IOException {
        Path file = folder.resolve("weights.pt");
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            PickleWriter pickle = new PickleWriter();
            for (int k = random.nextInt(60); k >= 0; k--) {
                instruction(pickle, random);
            }
            TestCheckpoint.torch(file, pickle.end(), storages());
            readAll(file, "seed 3, case " + i);
        }
        assertThat(refused).isGreaterThan(1000);
    }

    /** Of every protocol, behind stacks of several kinds and before operands of several kinds. */
    @Test
    void everyInstructionThereIs() throws IOException {
        Path file = folder.resolve("weights.pt");
        byte[][] operands = {{}, new byte[16], "os\nsystem\n0\n".getBytes(), {-1, -1, -1, 0x7f, -1, -1, -1, 0x7f, 0, 0, 0, 0}, {2, 0, 0, 0, 0, 0, 0, 0, 'h', 0, '0', 'R'}};
        for (int instruction = 0; instruction < 256; instruction++) {
            for (byte[] operand : operands) {
                for (int stack = 0; stack < 5; stack++) {
                    PickleWriter pickle = new PickleWriter().raw(']', 'q', 0);
                    switch (stack) {
                        case 1 -> pickle.raw('}', 'q', 0).text("k").text("v");
                        case 2 -> pickle.raw('(').text("k").raw('h', 0);
                        case 3 -> pickle.global("collections", "OrderedDict").raw('h', 0, 0x85);
                        case 4 -> pickle.tensor("FloatStorage", "0", 6, 0, new long[] {6}, new long[] {1}).raw('(', ')');
                        default -> { }
                    }
                    pickle.raw(instruction);
                    for (byte b : operand) {
                        pickle.raw(b);
                    }
                    TestCheckpoint.torch(file, pickle.end(), storages());
                    readAll(file, "instruction " + instruction + " before " + operand.length + " bytes, stack " + stack);
                }
            }
        }
        assertThat(refused).isEqualTo(256 * 5 * operands.length);
    }

    @Test
    void mutatedSafeTensors() throws IOException {
        Path file = folder.resolve("weights.safetensors");
        Map<String, TestCheckpoint.Values> tensors = new LinkedHashMap<>();
        tensors.put("a", new TestCheckpoint.Values(new int[] {2, 3}, new float[6]));
        tensors.put("b.c", new TestCheckpoint.Values(new int[] {4}, new float[4]));
        TestCheckpoint.safe(file, tensors, TestCheckpoint.Format.HALF);
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(4);
        for (int i = 0; i < 2000; i++) {
            Files.delete(file);
            Files.write(file, mutated(good, random));
            readAll(file, "seed 4, case " + i);
        }
        assertThat(refused).isGreaterThan(1000);
    }

    private void readAll(Path file, String which) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try (PublishedCheckpoint checkpoint = PublishedCheckpoint.open(file)) {
            checkpoint.tensors().values().forEach(StoredTensor::toArray);
        } catch (UserException e) {
            refused++;
            assertThat(e.getMessage()).as(which).endsWith(".").doesNotContain("\n").hasSizeLessThan(600);
        } catch (RuntimeException | Error e) {
            fail(which + " ended in another way", e);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).as(which).isLessThan(MOST_ALLOCATED);
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int k = random.nextInt(4); k >= 0; k--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) TELLING[random.nextInt(TELLING.length)];
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 3 -> {
                    int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
                    System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
                }
                case 4 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) 0xff);
                default -> {
                    byte[] longer = new byte[bytes.length + 1];
                    System.arraycopy(bytes, 0, longer, 0, at);
                    longer[at] = (byte) TELLING[random.nextInt(TELLING.length)];
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    private static void instruction(PickleWriter pickle, Random random) {
        switch (random.nextInt(10)) {
            case 0 -> pickle.number(random.nextLong() >> random.nextInt(64));
            case 1 -> pickle.text("k" + random.nextInt(3));
            case 2 -> pickle.orderedDict();
            case 3 -> pickle.sizes(random.nextInt(4), random.nextInt(4));
            case 4 -> pickle.raw(')', 'q', random.nextInt(4), 'h', random.nextInt(4));
            case 5 -> pickle.tensor("FloatStorage", Integer.toString(random.nextInt(3)), random.nextInt(8), random.nextInt(3),
                    new long[] {random.nextInt(4), random.nextInt(4)}, new long[] {random.nextInt(4), random.nextInt(3)});
            default -> pickle.raw(TELLING[random.nextInt(TELLING.length)]);
        }
    }

    private static byte[] stateDict() {
        PickleWriter pickle = new PickleWriter().orderedDict().raw('q', 0, '(');
        pickle.text("a.weight").tensor("FloatStorage", "0", 6, 0, new long[] {2, 3}, new long[] {3, 1});
        pickle.text("b.weight").tensor("HalfStorage", "1", 4, 1, new long[] {3}, new long[] {1});
        return pickle.raw('u', '}').text("_metadata").orderedDict().raw('s', 'b').end();
    }

    private static Map<String, byte[]> storages() {
        return Map.of("0", TestCheckpoint.bytes(TestCheckpoint.Format.FLOAT, 1, 2, 3, 4, 5, 6),
                "1", TestCheckpoint.bytes(TestCheckpoint.Format.HALF, 1, 2, 3, 4));
    }
}
