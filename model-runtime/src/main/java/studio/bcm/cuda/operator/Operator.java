package studio.bcm.cuda.operator;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator of our own for ONNX Runtime.
 *
 * @param name     in graphs
 * @param provider execution provider whose memory its values are in; null for the CPU
 * @param inputs   in order
 * @param outputs  in order
 * @param factory  makes the computation of one node
 */
record Operator(String name, @Nullable String provider, List<Slot> inputs, List<Slot> outputs, Factory factory) {
    /** As in onnxruntime_c_api.h. */
    enum Type {
        FLOAT(1), HALF(10);

        final int number;

        Type(int number) {
            this.number = number;
        }
    }

    /** A place for a value. */
    record Slot(Type type, boolean optional) {
    }

    /** What a node says. */
    interface Attributes {
        long whole(String name);

        float real(String name);
    }

    /** Makes the computation of one node. */
    interface Factory {
        Computation create(Attributes attributes);
    }

    /** What a node does; several threads may do it at once. */
    interface Computation {
        void compute(Context context);
    }

    /**
     * A tensor.
     *
     * @param data of no known size
     */
    record Value(MemorySegment data, long[] shape) {
    }

    /** One evaluation of one node. */
    interface Context {
        /** A value, null for an optional one that is not given. */
        @Nullable Value input(int index);

        /** Memory of an output; null for an optional one that nobody takes. */
        @Nullable MemorySegment output(int index, long... shape);

        /** CUDA's stream. */
        MemorySegment stream();
    }
}
