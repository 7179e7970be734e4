package studio.bcm.network;

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
        network.forward(list.new Collector(), value, value, value, network.isConditional() ? value : null);
        return list;
    }

    /** The parameters of the network that looks for traces of compression. */
    public static ParameterList of(TraceNetwork network) {
        ParameterList list = new ParameterList();
        network.forward(list.new Collector(), new Object());
        return list;
    }

    /** The parameters of a classifier. */
    public static ParameterList of(ClassifierNetwork network) {
        ParameterList list = new ParameterList();
        network.forward(list.new Collector(), new Object());
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

    private final class Collector implements Ops<Object> {
        private final Object value = new Object();

        @Override
        public Object parameter(String name, Init init, int... shape) {
            if (!byName.containsKey(name)) {
                Entry entry = new Entry(name, init, shape.clone(), size);
                entries.add(entry);
                byName.put(name, entry);
                // 16-byte steps keep every view aligned for vector loads, in float and in bfloat16.
                size += (entry.size() + 7) / 8 * 8;
            }
            return value;
        }

        @Override
        public Object conv(Object x, Object weight, Object bias, int stride) {
            return value;
        }

        @Override
        public Object linear(Object x, Object weight, Object bias) {
            return value;
        }

        @Override
        public Object norm(Object x, Object gamma, Object beta, int groups, float eps, Object scaleShift, boolean silu) {
            return value;
        }

        @Override
        public Object silu(Object x) {
            return value;
        }

        @Override
        public Object add(Object a, Object b) {
            return value;
        }

        @Override
        public Object addPerChannel(Object x, Object embedding) {
            return value;
        }

        @Override
        public Object concat(Object a, Object b) {
            return value;
        }

        @Override
        public Object upsample(Object x) {
            return value;
        }

        @Override
        public Object averagePool(Object x) {
            return value;
        }

        @Override
        public Object mean(Object x) {
            return value;
        }

        @Override
        public Object attention(Object qkv, int heads, boolean normalised) {
            return value;
        }

        @Override
        public Object unshuffle(Object x, int channels, int factor) {
            return value;
        }

        @Override
        public Object shuffle(Object x, int factor) {
            return value;
        }

        @Override
        public Object sinusoid(Object t, int channels) {
            return value;
        }

        @Override
        public Object lookUp(Object table, Object y) {
            return value;
        }

        @Override
        public Object dropout(Object x, float p) {
            return value;
        }

        @Override
        public Object multiplyPerItem(Object x, Object factor) {
            return value;
        }

        @Override
        public Object affine(Object a, float scale, float offset) {
            return value;
        }

        @Override
        public Object multiply(Object a, Object b) {
            return value;
        }

        @Override
        public Object divide(Object a, Object b) {
            return value;
        }

        @Override
        public Object sqrt(Object a) {
            return value;
        }
    }
}
