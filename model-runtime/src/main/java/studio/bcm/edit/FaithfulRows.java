package studio.bcm.edit;

import java.util.ArrayList;
import java.util.List;
import studio.bcm.image.FaithfulProjection;
import studio.bcm.image.FaithfulProjection.Region;
import studio.bcm.image.PixelSink;

/**
 * Projects finished rows onto what their JPEG file states, as soon as they make up whole rows of its blocks, and passes them
 * on. Holds back less than one row of blocks.
 */
final class FaithfulRows implements PixelSink {
    private final FaithfulProjection projection;
    private final PixelSink next;
    private final int width;
    private final int height;
    private int top;
    private int rows;
    private float[] pending = new float[0];

    FaithfulRows(FaithfulProjection projection, int width, int height, PixelSink next) {
        this.projection = projection;
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
        append(h, from, offset);
        List<Region> bands = wholeBands();
        bands.parallelStream().forEach(this::pass);
        if (!bands.isEmpty()) {
            drop(bands.getLast().y() + bands.getLast().height() - top);
        }
    }

    private void append(int h, float[] from, int offset) {
        float[] joined = new float[3 * (rows + h) * width];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(pending, c * rows * width, joined, c * (rows + h) * width, rows * width);
            System.arraycopy(from, offset + c * h * width, joined, (c * (rows + h) + rows) * width, h * width);
        }
        pending = joined;
        rows += h;
    }

    private List<Region> wholeBands() {
        List<Region> bands = new ArrayList<>();
        for (int y = top; y < top + rows; ) {
            Region band = projection.aligned(new Region(0, y, width, 1));
            if (band.y() != y) {
                throw new IllegalStateException("a row of blocks begins at " + band.y() + ", not " + y);
            }
            if (y + band.height() > top + rows) {
                break;
            }
            bands.add(band);
            y += band.height();
        }
        return bands;
    }

    private void pass(Region band) {
        float[] part = new float[3 * band.height() * width];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(pending, (c * rows + band.y() - top) * width, part, c * band.height() * width, band.height() * width);
        }
        projection.project(band, part, 0);
        next.write(0, band.y(), width, band.height(), part, 0);
    }

    private void drop(int done) {
        int kept = rows - done;
        float[] rest = new float[3 * kept * width];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(pending, (c * rows + done) * width, rest, c * kept * width, kept * width);
        }
        pending = rest;
        top += done;
        rows = kept;
    }

    /** Whether all rows have been passed on. */
    boolean isComplete() {
        return top == height;
    }
}
