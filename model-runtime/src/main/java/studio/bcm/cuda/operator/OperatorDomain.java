package studio.bcm.cuda.operator;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.onnxruntime.OrtSession;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operator made known to ONNX Runtime: the structure of functions that it calls ({@code struct OrtCustomOp} of
 * onnxruntime_c_api.h), each of which leads back into Java. Lives until the program ends, since sessions keep using it.
 */
final class OperatorDomain {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorDomain.class);
    /** Of the structure: the first with functions that can fail. */
    private static final int VERSION = 16;
    private static final int FIELDS = 27;
    private static final int OPTIONAL = 1;
    private static final int SCRATCH_LONGS = 16;

    private final Operator operator;
    private final MemorySegment name;
    private final MemorySegment provider;
    private final MemorySegment domain;
    private final Map<Long, Operator.Computation> computations = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong(1);

    /**
     * @param domain name of the domain that the operator's nodes are of
     * @throws IllegalStateException when ONNX Runtime is another than expected
     */
    OperatorDomain(String domain, Operator operator) {
        this.operator = operator;
        Arena arena = Arena.global();
        name = arena.allocateFrom(operator.name());
        provider = operator.provider() == null ? MemorySegment.NULL : arena.allocateFrom(operator.provider());
        try {
            this.domain = OrtApi.createDomain(domain);
            OrtApi.addOperator(this.domain, structure(arena));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Makes the operator known to sessions made with these options. */
    void addTo(OrtSession.SessionOptions options) {
        try {
            OrtApi.addDomain(OrtApi.handle(options), domain);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private MemorySegment structure(Arena arena) throws ReflectiveOperationException {
        FunctionDescriptor count = FunctionDescriptor.of(JAVA_LONG, ADDRESS);
        FunctionDescriptor text = FunctionDescriptor.of(ADDRESS, ADDRESS);
        FunctionDescriptor ofSlot = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG);
        FunctionDescriptor yesNo = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        MemorySegment struct = arena.allocate(FIELDS * ADDRESS.byteSize());
        struct.set(JAVA_INT, 0, VERSION);
        put(struct, 2, "name", text);
        put(struct, 3, "provider", text);
        put(struct, 4, "inputType", ofSlot);
        put(struct, 5, "inputCount", count);
        put(struct, 6, "outputType", ofSlot);
        put(struct, 7, "outputCount", count);
        put(struct, 9, "destroy", FunctionDescriptor.ofVoid(ADDRESS));
        put(struct, 10, "inputKind", ofSlot);
        put(struct, 11, "outputKind", ofSlot);
        put(struct, 12, "memoryType", ofSlot);
        for (int variadic = 13; variadic <= 16; variadic++) {
            put(struct, variadic, "variadic", yesNo);
        }
        put(struct, 17, "create", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        put(struct, 18, "compute", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        return struct;
    }

    private void put(MemorySegment struct, int field, String method, FunctionDescriptor type) throws ReflectiveOperationException {
        MethodType signature = type.toMethodType();
        MethodHandle handle = MethodHandles.lookup().findVirtual(OperatorDomain.class, method, signature).bindTo(this);
        struct.setAtIndex(ADDRESS, field, Linker.nativeLinker().upcallStub(handle, type, Arena.global()));
    }

    // Called by ONNX Runtime.

    MemorySegment name(MemorySegment self) {
        return name;
    }

    MemorySegment provider(MemorySegment self) {
        return provider;
    }

    int inputType(MemorySegment self, long index) {
        return operator.inputs().get((int) index).type().number;
    }

    long inputCount(MemorySegment self) {
        return operator.inputs().size();
    }

    int outputType(MemorySegment self, long index) {
        return operator.outputs().get((int) index).type().number;
    }

    long outputCount(MemorySegment self) {
        return operator.outputs().size();
    }

    int inputKind(MemorySegment self, long index) {
        return operator.inputs().get((int) index).optional() ? OPTIONAL : 0;
    }

    int outputKind(MemorySegment self, long index) {
        return operator.outputs().get((int) index).optional() ? OPTIONAL : 0;
    }

    int memoryType(MemorySegment self, long index) {
        return 0;
    }

    int variadic(MemorySegment self) {
        return 0;
    }

    MemorySegment create(MemorySegment self, MemorySegment api, MemorySegment info, MemorySegment kernel) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment scratch = arena.allocate(JAVA_LONG);
            Operator.Computation computation = operator.factory().create(new Operator.Attributes() {
                @Override
                public long whole(String attribute) {
                    try {
                        return OrtApi.longAttribute(info, arena.allocateFrom(attribute), scratch);
                    } catch (Throwable e) {
                        throw unexpected(e);
                    }
                }

                @Override
                public float real(String attribute) {
                    try {
                        return OrtApi.floatAttribute(info, arena.allocateFrom(attribute), scratch);
                    } catch (Throwable e) {
                        throw unexpected(e);
                    }
                }
            });
            long key = next.getAndIncrement();
            computations.put(key, computation);
            kernel.reinterpret(ADDRESS.byteSize()).set(ADDRESS, 0, MemorySegment.ofAddress(key));
            return MemorySegment.NULL;
        } catch (Throwable e) {
            // An exception must not pass through native frames.
            return failure(e);
        }
    }

    MemorySegment compute(MemorySegment kernel, MemorySegment context) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            computations.get(kernel.address()).compute(new NativeContext(context, arena));
            return MemorySegment.NULL;
        } catch (Throwable e) {
            return failure(e);
        }
    }

    void destroy(MemorySegment kernel) {
        computations.remove(kernel.address());
    }

    private MemorySegment failure(Throwable e) throws Throwable {
        LOG.debug("{} fails", operator.name(), e);
        return OrtApi.failure(operator.name() + ": " + e);
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }

    private record NativeContext(MemorySegment context, SegmentAllocator arena, MemorySegment scratch) implements Operator.Context {
        NativeContext(MemorySegment context, Arena arena) {
            this(context, arena, arena.allocate(JAVA_LONG, SCRATCH_LONGS));
        }

        @Override
        public Operator.Value input(int index) {
            try {
                if (index >= OrtApi.inputCount(context, scratch)) {
                    return null;
                }
                MemorySegment value = OrtApi.input(context, index, scratch);
                return value.address() == 0 ? null : new Operator.Value(OrtApi.data(value, scratch), OrtApi.shape(value, scratch));
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        @Override
        public MemorySegment output(int index, long... shape) {
            try {
                MemorySegment value = OrtApi.output(context, index, arena.allocateFrom(JAVA_LONG, shape), shape.length, scratch);
                return value.address() == 0 ? null : OrtApi.data(value, scratch);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        @Override
        public MemorySegment stream() {
            try {
                return OrtApi.stream(context, scratch);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }
    }
}
