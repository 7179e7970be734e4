package studio.bcm.cuda.operator;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import studio.bcm.cuda.driver.CudaModule;

/**
 * {@link NormOperator} on a GPU: two kernels, of which the first reads everything once and adds up, and the second normalises.
 * Memory traffic is all that they cost. Their code, {@code norm.ptx}, is compiled by the driver for the GPU at hand, so that no
 * compiler is needed; it is made from {@code norm.cu} beside it with the script {@code norm.sh}.
 */
final class NormKernels {
    /** As in {@code norm.cu}. */
    static final int THREADS = 512;
    static final int CHANNELS_AT_ONCE = 8;
    static final int MOST_CHANNELS = 2048;
    private static final int BLOCKS_A_MULTIPROCESSOR = 4;
    /** Every block of the second kernel adds up what all of the first have found. */
    private static final int MOST_CHUNKS = 128;

    private final CudaModule module;
    private final MemorySegment sums;
    private final MemorySegment apply;
    private final int multiprocessors;

    private NormKernels(CudaModule module) {
        this.module = module;
        sums = module.kernel("norm_sums");
        apply = module.kernel("norm_apply");
        multiprocessors = module.multiprocessors();
    }

    /**
     * Loads the kernels.
     *
     * @param index number of the GPU
     * @throws IllegalStateException when they cannot be run there
     */
    static NormKernels load(int index) {
        try (InputStream in = NormKernels.class.getResourceAsStream("norm.ptx")) {
            return new NormKernels(CudaModule.load(index, in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many blocks share a picture: enough for all multiprocessors, each with at least two rounds of its threads. */
    static int chunks(int n, int pixels, int channels, int multiprocessors) {
        int rows = THREADS / (channels / CHANNELS_AT_ONCE);
        int most = Math.min(MOST_CHUNKS, Math.ceilDiv(pixels, 2 * rows));
        return Math.clamp(Math.ceilDiv(BLOCKS_A_MULTIPROCESSOR * multiprocessors, n), 1, most);
    }

    void compute(NormOperator.Options options, Operator.Context context) {
        NormOperator.Values v = NormOperator.Values.of(context);
        int c = v.channels();
        if (v.a() % CHANNELS_AT_ONCE != 0 || v.b() % CHANNELS_AT_ONCE != 0 || c > MOST_CHANNELS || c % options.groups() != 0) {
            throw new IllegalStateException(v.a() + " and " + v.b() + " channels in " + options.groups() + " groups");
        }
        int chunks = chunks(v.n(), v.pixels(), c, multiprocessors);
        MemorySegment y = context.output(0, v.shape());
        MemorySegment partial = context.output(1, v.n(), chunks, options.groups(), 2);
        MemorySegment sum = v.hasSum() ? context.output(2, v.shape()) : null;
        MemorySegment stream = context.stream();
        try (Arena arena = Arena.ofConfined()) {
            Parameters first = new Parameters(arena, 10);
            first.add(v.x()).add(v.bias()).add(v.skip()).add(v.other()).add(sum).add(partial).add(v.pixels()).add(v.a()).add(v.b())
                    .add(options.groups());
            module.launch(sums, chunks, v.n(), THREADS, (2 * CHANNELS_AT_ONCE * THREADS + 2 * c) * Float.BYTES, stream, first.pointers);
            Parameters second = new Parameters(arena, 14);
            second.add(sum == null ? v.x() : sum).add(sum == null ? v.bias() : null).add(v.gamma()).add(v.beta()).add(v.scaleShift())
                    .add(v.stride()).add(options.column()).add(y).add(partial).add(v.pixels()).add(c).add(options.groups())
                    .add(options.epsilon()).add(options.silu() ? 1 : 0);
            module.launch(apply, chunks, v.n(), THREADS, (2 * c + 2 * (options.groups() + 3)) * Float.BYTES, stream, second.pointers);
        }
    }

    /** Parameters of a kernel as the driver wants them: an array of pointers to them. */
    private static final class Parameters {
        final MemorySegment pointers;
        private final MemorySegment values;
        private int count;

        Parameters(Arena arena, int size) {
            pointers = arena.allocate(ADDRESS, size);
            values = arena.allocate(JAVA_LONG, size);
        }

        Parameters add(MemorySegment pointer) {
            values.setAtIndex(JAVA_LONG, count, pointer == null ? 0 : pointer.address());
            return point();
        }

        Parameters add(int value) {
            values.set(JAVA_INT, JAVA_LONG.byteSize() * count, value);
            return point();
        }

        Parameters add(float value) {
            values.set(JAVA_FLOAT, JAVA_LONG.byteSize() * count, value);
            return point();
        }

        private Parameters point() {
            pointers.setAtIndex(ADDRESS, count, values.asSlice(JAVA_LONG.byteSize() * count));
            count++;
            return this;
        }
    }
}
