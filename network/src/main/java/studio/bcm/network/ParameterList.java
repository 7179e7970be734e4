package studio.bcm.network;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names, shapes and initial values of a network's parameters, in the order in which the description asks for them. */
public final class ParameterList {
    /**
     * One parameter.
     *
     * @param offset index of its first value in the flat vector of all parameters
     */
    public record Entry(String name, Init init, int[] shape, long offset) {
        /** Number of values. */
        public long size() {
            long size = 1;
            for (int s : shape) {
                size *= s;
            }
            return size;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Entry> byName = new HashMap<>();
    private long size;

    private ParameterList() {
    }

    /** The parameters of a network. */
    public static ParameterList of(Network network) {
        ParameterList list = new ParameterList();
        Object value = new Object();
        network.forward(list.collector(), value, value, value, network.isConditional() ? value : null);
        return list;
    }

    /** The parameters of the network that looks for traces of compression. */
    public static ParameterList of(TraceNetwork network) {
        ParameterList list = new ParameterList();
        network.forward(list.collector(), new Object());
        return list;
    }

    /** The parameters of a classifier. */
    public static ParameterList of(ClassifierNetwork network) {
        ParameterList list = new ParameterList();
        network.forward(list.collector(), new Object());
        return list;
    }

    public List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /**
     * @throws IllegalArgumentException if there is none of that name
     */
    public Entry get(String name) {
        Entry entry = byName.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("the network has no parameter " + name);
        }
        return entry;
    }

    /** Number of values in all. */
    public long size() {
        return size;
    }

    /** Values that a parameter takes in the flat vector: 16-byte steps keep every view aligned for vector loads, in float and in bfloat16. */
    public static long padded(long values) {
        return (values + 7) / 8 * 8;
    }

    /** Operations that compute nothing, and keep what is asked for as a parameter. */
    @SuppressWarnings("unchecked")
    private Ops<Object> collector() {
        Object value = new Object();
        return (Ops<Object>) Proxy.newProxyInstance(Ops.class.getClassLoader(), new Class<?>[] {Ops.class}, (proxy, operation, arguments) -> {
            if (operation.getName().equals("parameter")) {
                add((String) arguments[0], (Init) arguments[1], (int[]) arguments[2]);
            }
            return value;
        });
    }

    private void add(String name, Init init, int[] shape) {
        if (!byName.containsKey(name)) {
            Entry entry = new Entry(name, init, shape.clone(), size);
            entries.add(entry);
            byName.put(name, entry);
            size += padded(entry.size());
        }
    }
}
