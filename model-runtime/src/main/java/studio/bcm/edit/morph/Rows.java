package studio.bcm.edit.morph;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Runs loops over the rows of a picture on all cores. */
final class Rows {
    /** Values for which a second thread pays. */
    private static final int ENOUGH = 8192;

    private Rows() {
    }

    /** Work on rows {@code from} to {@code to}, the latter excluded. */
    @FunctionalInterface
    interface Band {
        void run(int from, int to);
    }

    /**
     * Runs work on all rows, in bands of several threads where there is enough of it.
     *
     * @param width values in a row
     */
    static void run(int height, int width, Band work) {
        int bands = (int) Math.clamp((long) height * width / ENOUGH, 1, 4L * Runtime.getRuntime().availableProcessors());
        int count = Math.min(bands, height);
        if (count <= 1) {
            work.run(0, height);
            return;
        }
        IntConsumer band = i -> work.run((int) ((long) height * i / count), (int) ((long) height * (i + 1) / count));
        IntStream.range(0, count).parallel().forEach(band);
    }
}
