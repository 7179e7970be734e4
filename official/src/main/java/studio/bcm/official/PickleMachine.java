package studio.bcm.official;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.bcm.UserException;

/**
 * Runs a pickle as far as state dicts need it, and no further: numbers, strings, lists, tuples, dictionaries, and tensors.
 * Of all that a pickle may name, {@link Builtin} alone is known; any other name ends it. Nothing is looked up, constructed
 * or called outside this class. Opcodes as in CPython's {@code pickletools}, protocols 2 to 5.
 */
final class PickleMachine {
    /** Finds the storage that a tensor lies in. */
    @FunctionalInterface
    interface Storages {
        /** @throws UserException when there is none of that key with that many elements */
        Storage of(ElementType type, String key, long elements);
    }

    /** Python's None. */
    enum None { NONE }

    /** A Python tuple. */
    record Tuple(List<Object> items) {
    }

    /** What the machine puts where a pickle names one of the few things that it knows. */
    private enum Builtin {
        ORDERED_DICT("collections.OrderedDict"),
        REBUILD_TENSOR("torch._utils._rebuild_tensor_v2"),
        REBUILD_PARAMETER("torch._utils._rebuild_parameter"),
        DOUBLE_STORAGE("torch.DoubleStorage", ElementType.FLOAT64),
        FLOAT_STORAGE("torch.FloatStorage", ElementType.FLOAT32),
        HALF_STORAGE("torch.HalfStorage", ElementType.FLOAT16),
        BFLOAT16_STORAGE("torch.BFloat16Storage", ElementType.BFLOAT16),
        LONG_STORAGE("torch.LongStorage", ElementType.INT64),
        INT_STORAGE("torch.IntStorage", ElementType.INT32),
        SHORT_STORAGE("torch.ShortStorage", ElementType.INT16),
        CHAR_STORAGE("torch.CharStorage", ElementType.INT8),
        BYTE_STORAGE("torch.ByteStorage", ElementType.UINT8),
        BOOL_STORAGE("torch.BoolStorage", ElementType.BOOL);

        private static final Map<String, Builtin> BY_NAME = new HashMap<>();

        static {
            for (Builtin builtin : values()) {
                BY_NAME.put(builtin.python, builtin);
            }
        }

        private final String python;
        private final ElementType elements;

        Builtin(String python) {
            this(python, null);
        }

        Builtin(String python, ElementType elements) {
            this.python = python;
            this.elements = elements;
        }
    }

    private enum Mark { MARK }

    /** Far above what a checkpoint needs; keeps a hostile file of a few megabytes from filling the memory. */
    private static final int MOST_OBJECTS = 1 << 21;

    private final Refusal refusal;
    private final ByteBuffer in;
    private final Storages storages;
    private final ArrayList<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int objects;

    PickleMachine(Refusal refusal, byte[] pickle, Storages storages) {
        this.refusal = refusal;
        this.in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
        this.storages = storages;
    }

    /**
     * Runs to the end.
     *
     * @return {@link StoredTensor}, {@link Map}, {@link List}, {@link Tuple}, {@link Long}, {@link Double}, {@link Boolean},
     *     {@link String}, {@link None}, or bytes as an array
     * @throws UserException for anything else, and for what is cut off, malformed or too much
     */
    Object run() {
        while (true) {
            int opcode = byteAt();
            if (opcode == '.') {
                return pop();
            }
            step(opcode);
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> protocol(byteAt());
            case 0x95 -> take(Long.BYTES);
            case '(' -> push(Mark.MARK);
            case '0' -> pop();
            case '1' -> popToMark();
            case '2' -> push(top());
            case 'N' -> push(None.NONE);
            case 0x88 -> push(Boolean.TRUE);
            case 0x89 -> push(Boolean.FALSE);
            case 'J' -> push((long) take(Integer.BYTES).getInt());
            case 'K' -> push((long) byteAt());
            case 'M' -> push((long) take(Short.BYTES).getShort() & 0xffff);
            case 0x8a -> push(integer(byteAt()));
            case 0x8b -> push(integer(length(take(Integer.BYTES).getInt())));
            case 'G' -> push(take(Double.BYTES).order(ByteOrder.BIG_ENDIAN).getDouble());
            case 'X' -> push(string(length(take(Integer.BYTES).getInt())));
            case 0x8c -> push(string(byteAt()));
            case 0x8d -> push(string(length(take(Long.BYTES).getLong())));
            case 'U', 'C' -> push(bytesOrString(opcode, byteAt()));
            case 'T', 'B' -> push(bytesOrString(opcode, length(take(Integer.BYTES).getInt())));
            case 0x8e -> push(bytesOrString('B', length(take(Long.BYTES).getLong())));
            case ']' -> push(new ArrayList<>());
            case '}' -> push(new LinkedHashMap<>());
            case ')' -> push(new Tuple(List.of()));
            case 0x85 -> push(tuple(1));
            case 0x86 -> push(tuple(2));
            case 0x87 -> push(tuple(3));
            case 't' -> push(new Tuple(popToMark()));
            case 'l' -> push(popToMark());
            case 'd' -> {
                List<Object> items = popToMark();
                Map<Object, Object> map = new LinkedHashMap<>();
                putAll(map, items);
                push(map);
            }
            case 'a' -> {
                Object item = pop();
                list(top()).add(item);
            }
            case 'e' -> {
                List<Object> items = popToMark();
                list(top()).addAll(items);
            }
            case 's' -> {
                Object value = pop();
                Object key = pop();
                map(top()).put(key(key), value);
            }
            case 'u' -> {
                List<Object> items = popToMark();
                putAll(map(top()), items);
            }
            case 'q' -> remember(byteAt());
            case 'r' -> remember(take(Integer.BYTES).getInt());
            case 0x94 -> remember(memo.size());
            case 'h' -> push(remembered(byteAt()));
            case 'j' -> push(remembered(take(Integer.BYTES).getInt()));
            case 'c' -> {
                String module = line();
                push(named(module, line()));
            }
            case 0x93 -> {
                Object name = pop();
                Object module = pop();
                push(named(string(module), string(name)));
            }
            case 'i' -> {
                String module = line();
                throw unknown(module + "." + line());
            }
            case 'Q' -> push(persistent(pop()));
            case 'R' -> {
                Object arguments = pop();
                push(reduce(pop(), arguments));
            }
            case 'b' -> build(pop());
            case 0x81, 0x92, 'o' -> throw refusal.because("it wants to construct an object, which tensors do not need");
            case 0x82, 0x83, 0x84 -> throw refusal.because("it names something by a registered number, which tensors do not need");
            default -> throw refusal.because("its data.pkl has the unknown instruction 0x" + Integer.toHexString(opcode) + " at byte "
                    + (in.position() - 1));
        }
    }

    private void protocol(int version) {
        if (version > 5) {
            throw refusal.because("its pickle protocol is " + version + ", which is newer than known");
        }
    }

    private Object named(String module, String name) {
        String python = module + "." + name;
        Builtin builtin = Builtin.BY_NAME.get(python);
        if (builtin == null) {
            throw unknown(python);
        }
        return builtin;
    }

    private UserException unknown(String python) {
        return refusal.because("it names " + Refusal.printable(python) + ", but only tensors, dictionaries and numbers are read; save the "
                + "state dict alone with PyTorch");
    }

    private Object persistent(Object id) {
        List<Object> parts = id instanceof Tuple(List<Object> items) ? items : List.of();
        if (parts.size() != 5 || !"storage".equals(parts.getFirst()) || !(parts.get(1) instanceof Builtin storage) || storage.elements == null
                || !(parts.get(2) instanceof String key) || !(parts.get(4) instanceof Long elements)) {
            throw refusal.because("it refers to something outside itself that is no storage");
        }
        return storages.of(storage.elements, key, elements);
    }

    private Object reduce(Object callable, Object arguments) {
        if (!(callable instanceof Builtin builtin) || !(arguments instanceof Tuple(List<Object> items))) {
            throw refusal.because("its data.pkl calls something that cannot be called");
        }
        return switch (builtin) {
            case ORDERED_DICT -> orderedDict(items);
            case REBUILD_TENSOR -> tensor(items);
            case REBUILD_PARAMETER -> {
                if (items.isEmpty() || !(items.getFirst() instanceof StoredTensor tensor)) {
                    throw refusal.because("a parameter in it is no tensor");
                }
                yield tensor;
            }
            default -> throw refusal.because("it wants to call " + builtin.python);
        };
    }

    private Map<Object, Object> orderedDict(List<Object> arguments) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (!arguments.isEmpty()) {
            for (Object pair : list(arguments.getFirst())) {
                // The same list may be made to become a dictionary many times.
                requireFew(++objects);
                List<Object> items = pair instanceof Tuple(List<Object> inner) ? inner : list(pair);
                if (items.size() != 2) {
                    throw refusal.because("a dictionary in it is not made of pairs");
                }
                putAll(map, items);
            }
        }
        return map;
    }

    private StoredTensor tensor(List<Object> arguments) {
        if (arguments.size() < 4 || !(arguments.getFirst() instanceof Storage storage) || !(arguments.get(1) instanceof Long offset)) {
            throw refusal.because("a tensor in it lacks its storage");
        }
        return StoredTensor.of(refusal, storage, offset, sizes(arguments.get(2)), sizes(arguments.get(3)));
    }

    private long[] sizes(Object tuple) {
        List<Object> items = tuple instanceof Tuple(List<Object> inner) ? inner : list(tuple);
        long[] sizes = new long[items.size()];
        for (int i = 0; i < sizes.length; i++) {
            if (!(items.get(i) instanceof Long size)) {
                throw refusal.because("a tensor in it has a size that is no number");
            }
            sizes[i] = size;
        }
        return sizes;
    }

    /** Attributes are for the eyes of Python; a state dict carries version numbers of its modules so. */
    private void build(Object state) {
        map(top());
        if (!(state instanceof Map) && !(state instanceof Tuple) && state != None.NONE) {
            throw refusal.because("it gives attributes to an object, which tensors do not have");
        }
    }

    private void putAll(Map<Object, Object> map, List<Object> items) {
        if (items.size() % 2 != 0) {
            throw refusal.because("a dictionary in it has a key without a value");
        }
        for (int i = 0; i < items.size(); i += 2) {
            map.put(key(items.get(i)), items.get(i + 1));
        }
    }

    private Object key(Object key) {
        if (key instanceof String || key instanceof Long || key instanceof Double || key instanceof Boolean || key == None.NONE) {
            return key;
        }
        throw refusal.because("a dictionary in it has a key that is neither text nor number");
    }

    @SuppressWarnings("unchecked")
    private List<Object> list(Object value) {
        if (value instanceof ArrayList<?> list) {
            return (List<Object>) list;
        }
        throw malformed();
    }

    @SuppressWarnings("unchecked")
    private Map<Object, Object> map(Object value) {
        if (value instanceof LinkedHashMap<?, ?> map) {
            return (Map<Object, Object>) map;
        }
        throw malformed();
    }

    private String string(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw malformed();
    }

    private void remember(int index) {
        requireFew(memo.size());
        memo.put(index, top());
    }

    private Object remembered(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw malformed();
        }
        return value;
    }

    private Tuple tuple(int size) {
        List<Object> items = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            items.addFirst(pop());
        }
        return new Tuple(items);
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(Mark.MARK);
        if (mark < 0) {
            throw malformed();
        }
        List<Object> above = stack.subList(mark + 1, stack.size());
        List<Object> items = new ArrayList<>(above);
        above.clear();
        stack.removeLast();
        return items;
    }

    private void push(Object value) {
        requireFew(++objects);
        stack.add(value);
    }

    private void requireFew(int count) {
        if (count > MOST_OBJECTS) {
            throw refusal.because("its data.pkl describes more objects than a checkpoint has");
        }
    }

    private Object pop() {
        Object value = top();
        stack.removeLast();
        if (value == Mark.MARK) {
            throw malformed();
        }
        return value;
    }

    private Object top() {
        if (stack.isEmpty()) {
            throw malformed();
        }
        return stack.getLast();
    }

    private int byteAt() {
        return take(1).get() & 0xff;
    }

    /** The next bytes as a buffer of their own. */
    private ByteBuffer take(int bytes) {
        if (in.remaining() < bytes) {
            throw refusal.because("its data.pkl is cut off");
        }
        ByteBuffer part = in.slice(in.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + bytes);
        return part;
    }

    private int length(long stated) {
        if (stated < 0 || stated > in.remaining()) {
            throw refusal.because("its data.pkl is cut off");
        }
        return (int) stated;
    }

    private String string(int bytes) {
        return StandardCharsets.UTF_8.decode(take(bytes)).toString();
    }

    private Object bytesOrString(int opcode, int bytes) {
        ByteBuffer part = take(bytes);
        if (opcode == 'U' || opcode == 'T') {
            return StandardCharsets.ISO_8859_1.decode(part).toString();
        }
        byte[] copy = new byte[bytes];
        part.get(copy);
        return copy;
    }

    private Long integer(int bytes) {
        if (bytes > Long.BYTES) {
            throw refusal.because("it holds a number of " + bytes + " bytes, which no tensor needs");
        }
        ByteBuffer part = take(bytes);
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = i == bytes - 1 ? part.get(i) : value << 8 | part.get(i) & 0xff;
        }
        return value;
    }

    private String line() {
        int start = in.position();
        int end = start;
        while (end < in.limit() && in.get(end) != '\n') {
            end++;
        }
        String line = string(end - start);
        take(1);
        return line;
    }

    private UserException malformed() {
        return refusal.because("its data.pkl is malformed at byte " + in.position());
    }
}
