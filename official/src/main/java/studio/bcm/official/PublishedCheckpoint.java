package studio.bcm.official;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import studio.bcm.UserException;

/**
 * The named tensors of a checkpoint: a {@code torch.save} file or a {@code .safetensors} file, distinguished by content. The
 * file is mapped, so it may be larger than memory; nothing in it is ever executed. Close it after the last tensor was read.
 */
final class PublishedCheckpoint implements AutoCloseable {
    private static final int SMALLEST_FILE = 10;
    private static final int PICKLE_PROTOCOL = 0x80;
    private static final int NEWEST_PROTOCOL = 5;

    private final Arena arena;
    private final Refusal refusal;
    private final Map<String, StoredTensor> tensors;

    private PublishedCheckpoint(Arena arena, Refusal refusal, Map<String, StoredTensor> tensors) {
        this.arena = arena;
        this.refusal = refusal;
        this.tensors = tensors;
    }

    /**
     * Reads names, types and shapes, but no values.
     *
     * @throws UserException saying what is wrong with the file
     */
    static PublishedCheckpoint open(Path file) {
        Refusal refusal = new Refusal(file);
        if (!Files.exists(file)) {
            throw new UserException("The checkpoint " + file + " does not exist.");
        }
        if (!Files.isRegularFile(file)) {
            throw refusal.because("it is not a file");
        }
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            PublishedCheckpoint checkpoint = new PublishedCheckpoint(arena, refusal, read(refusal, content));
            opened = true;
            return checkpoint;
        } catch (IOException e) {
            throw new UserException("The checkpoint " + file + " cannot be read: " + e.getMessage() + ".", e);
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static Map<String, StoredTensor> read(Refusal refusal, MemorySegment content) {
        if (content.byteSize() < SMALLEST_FILE) {
            throw refusal.because("it holds only " + content.byteSize() + " bytes");
        }
        if (startsWith(content, 'P', 'K', 3, 4)) {
            return TorchArchive.tensors(refusal, content);
        }
        if (content.get(ValueLayout.JAVA_BYTE, 8) == '{') {
            return SafeTensors.tensors(refusal, content);
        }
        // A header's length may begin with the same bytes, so this comes after it.
        if (startsWith(content, PICKLE_PROTOCOL) && (content.get(ValueLayout.JAVA_BYTE, 1) & 0xff) <= NEWEST_PROTOCOL) {
            throw refusal.because("it is a bare pickle, as PyTorch before 1.6 saved; load it with PyTorch and save it again");
        }
        throw refusal.because("it is neither a file of torch.save nor a .safetensors file");
    }

    private static boolean startsWith(MemorySegment content, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if ((content.get(ValueLayout.JAVA_BYTE, i) & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** All tensors, nested dictionaries joined with dots, in the order of the file. */
    Map<String, StoredTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Words refusals of this file. */
    Refusal refusal() {
        return refusal;
    }

    @Override
    public void close() {
        arena.close();
    }
}
