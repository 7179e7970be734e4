package studio.bcm.edit.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import studio.bcm.edit.restore.FaithfulProjection.Region;
import studio.bcm.image.PixelSink;

/**
 * Projects finished rows onto what their JPEG file states, as soon as they make up whole rows of its blocks, and passes them
 * on. Holds back less than one row of blocks.
 */
public final class FaithfulRows implements PixelSink {
    /** Columns of a part of a row of blocks: a row has too few parts for many processors otherwise. */
    private static final int PART = 1024;

    private final Supplier<FaithfulProjection> projections;
    private final PixelSink next;
    private final int width;
    private final int height;
    private int top;
    private int rows;
    private float[] pending = new float[0];

    /**
     * @param projection asked for once there are rows
     */
    public FaithfulRows(Supplier<FaithfulProjection> projection, int width, int height, PixelSink next) {
        this.projections = projection;
        this.width = width;
        this.height = height;
        this.next = next;
    }

    /** Takes whole rows, from top to bottom. */
    @Override
    public void write(int x, int y, int w, int h, float[] from, int offset) {
        if (x != 0 || w != width || y != top + rows) {
            throw new IllegalArgumentException("rows must come whole and in order");
        }
        Rows all = new Rows(y, h, from, offset);
        FaithfulProjection projection = projections.get();
        List<Region> parts = new ArrayList<>();
        int done = wholeBands(projection, y + h, parts);
        parts.parallelStream().forEach(part -> {
            float[] rgb = all.read(part);
            projection.project(part, rgb, 0);
            next.write(part.x(), part.y(), part.width(), part.height(), rgb, 0);
        });
        pending = all.read(new Region(0, done, width, y + h - done));
        top = done;
        rows = y + h - done;
    }

    /** The rows that were held back, and those that are there since. */
    private final class Rows {
        private final int second;
        private final int count;
        private final float[] from;
        private final int offset;

        /**
         * @param second first row of those in {@code from}
         * @param count  rows in {@code from}
         */
        Rows(int second, int count, float[] from, int offset) {
            this.second = second;
            this.count = count;
            this.from = from;
            this.offset = offset;
        }

        float[] read(Region part) {
            float[] rgb = new float[3 * part.height() * part.width()];
            for (int c = 0; c < 3; c++) {
                for (int j = 0; j < part.height(); j++) {
                    int y = part.y() + j;
                    int to = (c * part.height() + j) * part.width();
                    if (y < second) {
                        System.arraycopy(pending, (c * rows + y - top) * width + part.x(), rgb, to, part.width());
                    } else {
                        System.arraycopy(from, offset + (c * count + y - second) * width + part.x(), rgb, to, part.width());
                    }
                }
            }
            return rgb;
        }
    }

    /**
     * Finds the rows of blocks that are there as a whole.
     *
     * @param bottom row down to which there are pixels
     * @param parts  receives them in parts
     * @return row down to which they reach
     */
    private int wholeBands(FaithfulProjection projection, int bottom, List<Region> parts) {
        int y = top;
        while (y < bottom) {
            Region band = projection.aligned(new Region(0, y, width, 1));
            if (band.y() != y) {
                throw new IllegalStateException("a row of blocks begins at " + band.y() + ", not " + y);
            }
            if (y + band.height() > bottom) {
                break;
            }
            for (int x = 0; x < width; x += parts.getLast().width()) {
                parts.add(projection.aligned(new Region(x, y, Math.min(PART, width - x), 1)));
            }
            y += band.height();
        }
        return y;
    }

    /** Whether all rows have been passed on. */
    boolean isComplete() {
        return top == height;
    }
}
