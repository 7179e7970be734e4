package studio.bcm.official;

import java.lang.foreign.MemorySegment;

/**
 * A tensor whose values are still in the file. Its shape and strides have been checked against its storage: it has at most
 * as many elements as the storage, and each lies inside.
 */
final class StoredTensor {
    private static final int MOST_DIMENSIONS = 16;

    private final Refusal refusal;
    private final Storage storage;
    private final long offset;
    private final long[] shape;
    private final long[] strides;
    private final long size;

    private StoredTensor(Refusal refusal, Storage storage, long offset, long[] shape, long[] strides, long size) {
        this.refusal = refusal;
        this.storage = storage;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
        this.size = size;
    }

    /**
     * @param offset  of the first element in its storage, in elements
     * @param shape   sizes
     * @param strides in elements, as many as sizes
     * @throws studio.bcm.UserException when any of it reaches outside the storage
     */
    static StoredTensor of(Refusal refusal, Storage storage, long offset, long[] shape, long[] strides) {
        if (shape.length != strides.length || shape.length > MOST_DIMENSIONS) {
            throw refusal.because("a tensor in it has " + shape.length + " sizes and " + strides.length + " strides");
        }
        long elements = storage.elements();
        long size = 1;
        for (long s : shape) {
            if (s < 0 || s > 0 && size > elements / s) {
                throw refusal.because("a tensor of shape " + Refusal.printable(shape) + " in it has more values than its storage of " + elements);
            }
            size *= s;
        }
        long last = offset;
        if (offset < 0 || offset > elements) {
            throw outside(refusal, shape);
        }
        for (int i = 0; i < shape.length && size > 0; i++) {
            long steps = shape[i] - 1;
            if (strides[i] < 0 || steps > 0 && strides[i] > (elements - last) / steps) {
                throw outside(refusal, shape);
            }
            last += steps * strides[i];
        }
        if (size > 0 && last >= elements) {
            throw outside(refusal, shape);
        }
        return new StoredTensor(refusal, storage, offset, shape.clone(), strides.clone(), size);
    }

    private static RuntimeException outside(Refusal refusal, long[] shape) {
        return refusal.because("a tensor of shape " + Refusal.printable(shape) + " in it reaches outside its storage");
    }

    /** Strides of a row-major tensor without gaps. */
    static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = step;
            // A size that overflows this is refused by of(), which sees the sizes first.
            step *= Math.max(1, shape[i]);
        }
        return strides;
    }

    ElementType type() {
        return storage.type();
    }

    long[] shape() {
        return shape.clone();
    }

    /** Number of values. */
    long size() {
        return size;
    }

    /**
     * The values in row-major order as float32.
     *
     * @throws studio.bcm.UserException for damaged values, or more than an array holds
     */
    float[] toArray() {
        if (size > Integer.MAX_VALUE - 8) {
            throw refusal.because("a tensor of " + size + " values in it is too large");
        }
        MemorySegment bytes = storage.verifiedBytes(refusal);
        float[] values = new float[(int) size];
        if (size == 0) {
            return values;
        }
        int inner = shape.length;
        int run = 1;
        while (inner > 0 && (shape[inner - 1] == 1 || strides[inner - 1] == run)) {
            run *= (int) shape[--inner];
        }
        long[] index = new long[inner];
        long at = offset;
        for (int done = 0; done < values.length; done += run) {
            storage.type().read(bytes, at, values, done, run);
            for (int i = inner - 1; i >= 0; i--) {
                at += strides[i];
                if (++index[i] < shape[i]) {
                    break;
                }
                at -= strides[i] * shape[i];
                index[i] = 0;
            }
        }
        return values;
    }
}
