package studio.bcm.official;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file of {@code torch.save} since PyTorch 1.6: a zip of {@code NAME/data.pkl}, which says what there is, and
 * {@code NAME/data/KEY} with the values of each storage.
 */
final class TorchArchive {
    private static final String PICKLE = "data.pkl";
    private static final long LONGEST_PICKLE = 8L << 20;
    /** Of all names together, in characters: a long name in front of many tensors would stand in memory as often. */
    private static final long LONGEST_NAMES = 16L << 20;

    private final Refusal refusal;
    private final Map<String, ZipIndex.Entry> entries;
    private final String folder;
    private final Map<String, Storage> storages = new HashMap<>();
    private long nameCharacters;

    private TorchArchive(Refusal refusal, Map<String, ZipIndex.Entry> entries, String folder) {
        this.refusal = refusal;
        this.entries = entries;
        this.folder = folder;
    }

    static Map<String, StoredTensor> tensors(Refusal refusal, MemorySegment file) {
        Map<String, ZipIndex.Entry> entries = ZipIndex.of(refusal, file);
        List<String> pickles = entries.keySet().stream().filter(n -> n.equals(PICKLE) || n.endsWith("/" + PICKLE)).toList();
        if (pickles.size() != 1) {
            throw refusal.because(pickles.isEmpty() ? "it is a zip file, but holds no " + PICKLE + " as torch.save writes it"
                    : "it holds " + pickles.size() + " files " + PICKLE);
        }
        String name = pickles.getFirst();
        TorchArchive archive = new TorchArchive(refusal, entries, name.substring(0, name.length() - PICKLE.length()));
        archive.requireLittleEndian();
        return archive.read(name);
    }

    private void requireLittleEndian() {
        ZipIndex.Entry order = entries.get(folder + "byteorder");
        if (order != null && !text(order.content()).equals("little")) {
            throw refusal.because("its byte order is not little-endian; save it again on another machine");
        }
    }

    private String text(MemorySegment content) {
        long length = Math.min(content.byteSize(), 64);
        return new String(content.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8).strip();
    }

    private Map<String, StoredTensor> read(String name) {
        ZipIndex.Entry entry = entries.get(name);
        MemorySegment pickle = entry.content();
        if (pickle.byteSize() > LONGEST_PICKLE) {
            throw refusal.because("its " + PICKLE + " has " + pickle.byteSize() + " bytes, more than a list of tensors takes");
        }
        if (Storage.crcOf(pickle) != entry.crc32()) {
            throw refusal.because("its " + PICKLE + " does not have the checksum that the file states, so it is damaged");
        }
        Object root = new PickleMachine(refusal, pickle.toArray(ValueLayout.JAVA_BYTE), this::storage).run();
        return flatten(root);
    }

    private Storage storage(ElementType type, String key, long elements) {
        Storage known = storages.get(key);
        if (known == null) {
            ZipIndex.Entry entry = entries.get(folder + "data/" + key);
            if (entry == null) {
                throw refusal.because("it refers to the storage " + Refusal.printable(key) + ", which is not in the file");
            }
            known = Storage.checked(folder + "data/" + key, type, entry.content(), entry.crc32());
            storages.put(key, known);
        }
        if (known.type() != type || elements < 0 || elements > known.elements()) {
            throw refusal.because("its storage " + Refusal.printable(key) + " is said to hold " + elements + " values, but has room for "
                    + known.elements());
        }
        return known;
    }

    private String joined(String prefix, String name) {
        nameCharacters += prefix.length() + name.length();
        if (nameCharacters > LONGEST_NAMES) {
            throw refusal.because("the names in it are longer than those of any network");
        }
        return prefix + name;
    }

    /** A dictionary still to be looked through. */
    private record Pending(String prefix, Map<?, ?> content) {
    }

    private Map<String, StoredTensor> flatten(Object root) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Pending> pending = new ArrayDeque<>();
        if (root instanceof Map<?, ?> top) {
            seen.add(top);
            pending.add(new Pending("", top));
        }
        while (!pending.isEmpty()) {
            Pending next = pending.remove();
            next.content().forEach((key, value) -> {
                if (key instanceof String name) {
                    if (value instanceof StoredTensor tensor) {
                        tensors.put(joined(next.prefix(), name), tensor);
                    } else if (value instanceof Map<?, ?> inner && seen.add(inner)) {
                        pending.add(new Pending(joined(next.prefix(), name) + ".", inner));
                    }
                }
            });
        }
        if (tensors.isEmpty()) {
            throw refusal.because("it holds no named tensors; a state dict is wanted");
        }
        return tensors;
    }
}
