package studio.bcm.image;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Makes a picture smaller while its rows arrive: takes whole rows from top to bottom and hands on those of the smaller picture as soon
 * as they are known. Holds no more rows than the kernel reaches over.
 */
public final class RowScaler implements PixelSink {
    private final int height;
    private final int width;
    private final PixelSink sink;
    private final Taps across;
    private final Taps down;
    /** Rows that are narrowed already, from {@code top} on. */
    private final Deque<float[]> rows = new ArrayDeque<>();
    private int top;
    private int arrived;
    private int written;

    /**
     * @param width        columns that arrive
     * @param height       rows that arrive
     * @param targetWidth  columns to hand on, no more than arrive
     * @param targetHeight rows to hand on
     */
    public RowScaler(int width, int height, int targetWidth, int targetHeight, Kernel kernel, PixelSink sink) {
        this.width = width;
        this.height = height;
        this.sink = sink;
        across = new Taps(0, (double) width / targetWidth, targetWidth, kernel);
        down = new Taps(0, (double) height / targetHeight, targetHeight, kernel);
    }

    @Override
    public void write(int x, int y, int w, int h, float[] from, int offset) {
        if (x != 0 || y != arrived || w != width) {
            throw new IllegalArgumentException("rows arrive whole and in their order");
        }
        int columns = across.last() - across.first();
        float[] row = new float[columns];
        for (int j = 0; j < h; j++) {
            float[] narrow = new float[3 * across.count()];
            for (int c = 0; c < 3; c++) {
                int start = offset + (c * h + j) * w;
                for (int i = 0; i < columns; i++) {
                    row[i] = from[start + Pixels.reflect(across.first() + i, width)];
                }
                across.row(row, 0, narrow, c * across.count());
            }
            rows.add(narrow);
        }
        arrived += h;
        handOn();
    }

    private void handOn() {
        while (written < down.count() && (arrived == height || down.endOf(written) <= arrived)) {
            float[] out = new float[3 * across.count()];
            float[] weights = down.weights(written);
            float[][] held = rows.toArray(float[][]::new);
            for (int k = 0; k < weights.length; k++) {
                float[] row = held[Pixels.reflect(down.start(written) + k, height) - top];
                for (int i = 0; i < out.length; i++) {
                    out[i] += weights[k] * row[i];
                }
            }
            sink.write(0, written++, across.count(), 1, out, 0);
        }
        int needed = written < down.count() ? Math.max(0, down.start(written)) : arrived;
        // What lies at the upper border is mirrored there, and needed as long as rows reach over it.
        while (top < needed && !rows.isEmpty()) {
            rows.remove();
            top++;
        }
    }
}
