package studio.bcm.model;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.task.Progress;

/**
 * A consistency function that gets by with the memory there is. When its device runs out of memory it
 * <ol>
 * <li>halves the batch, down to single pictures, by itself, and remembers what fitted: {@link #largestBatch()};</li>
 * <li>then throws {@link TileTooLargeException}, whereupon the caller makes its tiles smaller and asks again;</li>
 * <li>at tiles of at most the least size it moves to the CPU for good.</li>
 * </ol>
 * Each step is reported through {@link Progress#note} once. A caller that cannot make its tiles smaller sets the least size to
 * the size that it uses, and is then moved to the CPU instead.
 *
 * <p>Thread-safe if its functions are.
 */
public final class FallbackFunction extends WrappedFunction implements AutoCloseable {
    private final Supplier<? extends ConsistencyFunction> cpuFallback;
    private final Progress progress;
    private final int leastTile;

    private volatile int largestBatch = Integer.MAX_VALUE;
    private volatile ConsistencyFunction onCpu;

    /**
     * With a least tile of the primary's {@link ConsistencyFunction#resolution()}.
     *
     * @param primary     to evaluate with; stays the caller's to close
     * @param cpuFallback makes the function on the CPU when it is needed; what it makes is closed by {@link #close()}.
     *                    Null when {@code primary} is on the CPU already
     * @param progress    hears of each step, and is asked for cancelling between the parts of a batch
     */
    public FallbackFunction(
            ConsistencyFunction primary, @Nullable Supplier<? extends ConsistencyFunction> cpuFallback, Progress progress) {
        this(primary, cpuFallback, progress, primary.resolution());
    }

    /**
     * As the other, with the size of tile, in pixels, from which on the CPU is preferred to still smaller ones.
     */
    public FallbackFunction(
            ConsistencyFunction primary, Supplier<? extends ConsistencyFunction> cpuFallback, Progress progress, int leastTile) {
        super(primary);
        this.cpuFallback = cpuFallback;
        this.progress = progress;
        this.leastTile = Math.ceilDiv(leastTile, primary.sizeMultiple()) * primary.sizeMultiple();
    }

    /**
     * As {@link ConsistencyFunction#evaluate}, in as many parts as the memory asks for.
     *
     * @throws TileTooLargeException when the caller should make its tiles smaller
     * @throws UserException         when there is no memory for the least tile, on the CPU either
     */
    @Override
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        ConsistencyFunction cpu = onCpu;
        if (cpu != null) {
            return inParts(cpu, x, n, height, width, t, u, y);
        }
        return inParts(function, x, n, height, width, t, u, y);
    }

    /** Greatest batch that is sent to the device at once; callers form batches of at most this. */
    int largestBatch() {
        return largestBatch;
    }

    /** Whether it has moved to the CPU. */
    public boolean isOnCpu() {
        return onCpu != null;
    }

    /** Closes the function on the CPU, if one was needed. */
    @Override
    public synchronized void close() throws Exception {
        if (onCpu instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    private float[] inParts(
            ConsistencyFunction function, float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        if (n <= largestBatch) {
            try {
                return function.evaluate(x, n, height, width, t, u, y);
            } catch (OutOfDeviceMemoryException e) {
                if (n == 1) {
                    return onePictureTooLarge(function, e, x, height, width, t, u, y);
                }
                limitBatch(n / 2);
            }
        }
        int values = x.length / n;
        int results = 3 * height * width;
        float[] out = new float[n * results];
        for (int from = 0; from < n; ) {
            progress.checkCancelled();
            int to = from + Math.min(n - from, largestBatch);
            float[] part = evaluate(Arrays.copyOfRange(x, from * values, to * values), to - from, height, width,
                    Arrays.copyOfRange(t, from, to), Arrays.copyOfRange(u, from, to),
                    y == null ? null : Arrays.copyOfRange(y, from, to));
            System.arraycopy(part, 0, out, from * results, part.length);
            from = to;
        }
        return out;
    }

    private synchronized void limitBatch(int size) {
        if (size < largestBatch) {
            largestBatch = size;
            progress.note("The device has not enough memory for this batch; going on with batches of " + size + ".");
        }
    }

    private float[] onePictureTooLarge(ConsistencyFunction function, OutOfDeviceMemoryException cause,
            float[] x, int height, int width, float[] t, float[] u, long[] y) {
        if (Math.max(height, width) > leastTile) {
            int smallerHeight = smaller(height);
            int smallerWidth = smaller(width);
            progress.note("The device has not enough memory for a tile of " + width + "×" + height
                    + " pixels; going on with " + smallerWidth + "×" + smallerHeight + ".");
            throw new TileTooLargeException(smallerHeight, smallerWidth, cause);
        }
        if (cpuFallback == null || function == onCpu) {
            throw new UserException("There is not enough memory to run the network on a tile of " + width + "×" + height
                    + " pixels.", cause);
        }
        moveToCpu();
        return evaluate(x, 1, height, width, t, u, y);
    }

    /** Half of it, rounded up to the size multiple, but not below the least tile. */
    private int smaller(int size) {
        int multiple = sizeMultiple();
        int half = Math.ceilDiv(size / 2, multiple) * multiple;
        return Math.min(size, Math.max(half, leastTile));
    }

    private synchronized void moveToCpu() {
        if (onCpu == null) {
            progress.note("The device has not enough memory even for the smallest tile; going on with the CPU.");
            onCpu = cpuFallback.get();
            largestBatch = Integer.MAX_VALUE;
        }
    }
}
