package studio.bcm.edit.morph;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

/**
 * Draws the frames of a morph at one size: both photos brought to the shape of the moment, and fused. What is finer than a
 * picture of about 256 to 511 pixels is done in bands of rows, so that memory is bounded by those.
 */
final class FrameRenderer {
    /** The part that is drawn in one piece has a short side of this up to twice as much. */
    private static final int COARSE_SIDE = 256;
    private static final int COARSEST_SIDE = 8;
    /** Pixels of a band of rows, about. */
    private static final int BAND = 1 << 20;
    /** Rows beside a band that its pixels depend on, in pixels of the coarse part. */
    private static final int HALO = 4;
    /** Time in which a place changes, of the whole. */
    private static final float SHARPEST = 0.06f;
    /** The same for what goes to the network. */
    private static final float SHARE_WIDTH = 0.15f;
    /** Working pixels over which a photo fades where it ends. */
    private static final float FADE = 3;

    private final WarpField field;
    private final int gridWidth;
    private final int gridHeight;
    private final Plane times;
    private final Plane order;
    private final Plane together;
    private final int width;
    private final int height;
    private final int levels;
    private final int coarseWidth;
    private final int coarseHeight;
    private final FrameWarp fineA;
    private final FrameWarp fineB;
    private final FrameWarp coarseA;
    private final FrameWarp coarseB;

    /**
     * Prepares frames of one size.
     *
     * @param times when each place of the halfway frame changes, 0…1
     * @param order when each place begins to change, 0…1; null for everywhere at once
     * @param together 0 for places of the halfway frame where nothing is mixed; null for none
     */
    FrameRenderer(PixelSource a, PixelSource b, Alignment alignment, Plane times, @Nullable Plane order, @Nullable Plane together, int width,
            int height) {
        field = alignment.field();
        gridWidth = Math.min(alignment.width(), width);
        gridHeight = Math.min(alignment.height(), height);
        this.times = times;
        this.order = order;
        this.together = together;
        this.width = width;
        this.height = height;
        int count = 0;
        while (Math.min(width, height) >> (count + 1) >= COARSE_SIDE) {
            count++;
        }
        levels = count;
        coarseWidth = Math.ceilDiv(width, 1 << levels);
        coarseHeight = Math.ceilDiv(height, 1 << levels);
        fineA = new FrameWarp(a, alignment.cropA(), width, height);
        fineB = new FrameWarp(b, alignment.cropB(), width, height);
        coarseA = coarse(a, alignment.cropA());
        coarseB = coarse(b, alignment.cropB());
    }

    private FrameWarp coarse(PixelSource photo, CropBox crop) {
        double across = (double) (coarseWidth << levels) / width;
        double down = (double) (coarseHeight << levels) / height;
        Plane[] small = WorkingCopy.of(photo, new CropBox(crop.x(), crop.y(), crop.width() * across, crop.height() * down), coarseWidth, coarseHeight);
        return new FrameWarp(pixels(small), new CropBox(0, 0, coarseWidth, coarseHeight), coarseWidth, coarseHeight);
    }

    private static Pixels pixels(Plane[] rgb) {
        Pixels pixels = Pixels.blank(rgb[0].width(), rgb[0].height());
        for (int c = 0; c < 3; c++) {
            System.arraycopy(rgb[c].data(), 0, pixels.data(), c * rgb[c].data().length, rgb[c].data().length);
        }
        return pixels;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** The frame at a moment; nominally −1…1. */
    Pixels frame(Moment moment, Progress progress) {
        FrameMap map = new FrameMap(field, gridWidth, gridHeight, moment.shape());
        Grid grid = new Grid(map, moment);
        progress.checkCancelled();
        LatticeRows lattice = new LatticeRows(gridWidth, gridHeight, coarseWidth, (double) (1 << levels) / width, (double) (1 << levels) / height);
        Plane[] a = coarseA.rows(lattice.read(map.toAx, 0, coarseHeight, (double) width / (1 << levels)),
                lattice.read(map.toAy, 0, coarseHeight, (double) height / (1 << levels)), 0, coarseHeight);
        Plane[] b = coarseB.rows(lattice.read(map.toBx, 0, coarseHeight, (double) width / (1 << levels)),
                lattice.read(map.toBy, 0, coarseHeight, (double) height / (1 << levels)), 0, coarseHeight);
        Plane[] fused = pyramid(a, b, grid.choice(lattice, 0, coarseHeight, SHARPEST));
        if (levels == 0) {
            return pixels(fused);
        }
        Pixels result = Pixels.blank(width, height);
        int unit = 1 << levels;
        int rows = Math.max(1, BAND / width / unit) * unit;
        LatticeRows fine = new LatticeRows(gridWidth, gridHeight, width, 1.0 / width, 1.0 / height);
        for (int top = 0; top < height; top += rows) {
            progress.checkCancelled();
            int from = Math.max(0, top - HALO * unit);
            int to = Math.min(height, top + rows + HALO * unit);
            Plane[] band = band(map, grid, fine, a, b, fused, from, to);
            int bottom = Math.min(height, top + rows);
            for (int c = 0; c < 3; c++) {
                System.arraycopy(band[c].data(), (top - from) * width, result.data(), (c * height + top) * width, (bottom - top) * width);
            }
            progress.report(bottom, height, "Morphing");
        }
        return result;
    }

    /** How much of each pixel is B's where one photo is chosen. */
    Plane shareOfB(Moment moment) {
        Grid grid = new Grid(new FrameMap(field, gridWidth, gridHeight, moment.shape()), moment);
        LatticeRows fine = new LatticeRows(gridWidth, gridHeight, width, 1.0 / width, 1.0 / height);
        return Fusion.share(grid.choice(fine, 0, height, SHARE_WIDTH));
    }

    /** The opacity of the frame at a moment, −1…1: at each place that of the photo that is chosen there. */
    float[] opacity(Moment moment, FrameWarp ofA, FrameWarp ofB) {
        FrameMap map = new FrameMap(field, gridWidth, gridHeight, moment.shape());
        LatticeRows fine = new LatticeRows(gridWidth, gridHeight, width, 1.0 / width, 1.0 / height);
        float[] share = Fusion.share(new Grid(map, moment).choice(fine, 0, height, SHARPEST)).data();
        float[] a = ofA.rows(fine.read(map.toAx, 0, height, width), fine.read(map.toAy, 0, height, height), 0, height)[0].data();
        float[] b = ofB.rows(fine.read(map.toBx, 0, height, width), fine.read(map.toBy, 0, height, height), 0, height)[0].data();
        for (int i = 0; i < a.length; i++) {
            a[i] = Math.clamp(a[i] + share[i] * (b[i] - a[i]), -1, 1);
        }
        return a;
    }

    /** Both photos in the shape of a moment, at full size. */
    Pixels[] aligned(double shape) {
        FrameMap map = new FrameMap(field, gridWidth, gridHeight, shape);
        LatticeRows fine = new LatticeRows(gridWidth, gridHeight, width, 1.0 / width, 1.0 / height);
        return new Pixels[] {
            pixels(fineA.rows(fine.read(map.toAx, 0, height, width), fine.read(map.toAy, 0, height, height), 0, height)),
            pixels(fineB.rows(fine.read(map.toBx, 0, height, width), fine.read(map.toBy, 0, height, height), 0, height))};
    }

    /** Fields of the size of the frames in the shape of a moment, without interpolation. */
    Pixels[] nearest(Pixels ofA, Pixels ofB, double shape) {
        FrameMap map = new FrameMap(field, gridWidth, gridHeight, shape);
        LatticeRows fine = new LatticeRows(gridWidth, gridHeight, width, 1.0 / width, 1.0 / height);
        return new Pixels[] {nearest(ofA, fine, map.toAx, map.toAy), nearest(ofB, fine, map.toBx, map.toBy)};
    }

    private Pixels nearest(Pixels of, LatticeRows fine, float[] toX, float[] toY) {
        Pixels result = Pixels.blank(width, height);
        Rows.run(height, 8 * width, (from, to) -> {
            float[] shiftX = fine.read(toX, from, to - from, width);
            float[] shiftY = fine.read(toY, from, to - from, height);
            for (int y = from; y < to; y++) {
                for (int x = 0; x < width; x++) {
                    int i = (y - from) * width + x;
                    int px = Pixels.reflect(Math.round(x + shiftX[i]), width);
                    int py = Pixels.reflect(Math.round(y + shiftY[i]), height);
                    for (int c = 0; c < 3; c++) {
                        result.data()[(c * height + y) * width + x] = of.data()[(c * height + py) * width + px];
                    }
                }
            }
        });
        return result;
    }

    /** Fuses pictures in all bands; A is overwritten. */
    private static Plane[] pyramid(Plane[] a, Plane[] b, Fusion.Choice choice) {
        int width = a[0].width();
        int height = a[0].height();
        int side = Math.min(width, height);
        if (side < 2 * COARSEST_SIDE) {
            Plane[] base = {copy(a[0]), copy(a[1]), copy(a[2])};
            Fusion.base(base, b, choice);
            return base;
        }
        Plane[] lowA = halved(a);
        Plane[] lowB = halved(b);
        Plane[] band = minus(a, doubled(lowA, width, height));
        Fusion.band(band, minus(b, doubled(lowB, width, height)), choice);
        return plus(band, doubled(pyramid(lowA, lowB, choice.halved()), width, height));
    }

    private Plane[] band(FrameMap map, Grid grid, LatticeRows fine, Plane[] coarseOfA, Plane[] coarseOfB, Plane[] coarseFused, int from, int to) {
        int rows = to - from;
        List<Plane[]> ofA = new ArrayList<>();
        List<Plane[]> ofB = new ArrayList<>();
        ofA.add(fineA.rows(fine.read(map.toAx, from, rows, width), fine.read(map.toAy, from, rows, height), from, rows));
        ofB.add(fineB.rows(fine.read(map.toBx, from, rows, width), fine.read(map.toBy, from, rows, height), from, rows));
        for (int level = 1; level < levels; level++) {
            ofA.add(halved(ofA.getLast()));
            ofB.add(halved(ofB.getLast()));
        }
        int unit = 1 << levels;
        int coarseFrom = from / unit;
        int coarseTo = Math.min(coarseHeight, Math.ceilDiv(to, unit));
        Plane[] lowA = part(coarseOfA, coarseFrom, coarseTo);
        Plane[] lowB = part(coarseOfB, coarseFrom, coarseTo);
        Plane[] low = part(coarseFused, coarseFrom, coarseTo);
        List<Fusion.Choice> choices = new ArrayList<>(List.of(grid.choice(fine, from, rows, SHARPEST)));
        for (int level = 1; level < levels; level++) {
            choices.add(choices.getLast().halved());
        }
        for (int level = levels - 1; level >= 0; level--) {
            Plane[] fullA = ofA.get(level);
            Plane[] fullB = ofB.get(level);
            int w = fullA[0].width();
            int h = fullA[0].height();
            Plane[] bandA = minus(fullA, doubled(lowA, w, h));
            Fusion.band(bandA, minus(fullB, doubled(lowB, w, h)), choices.get(level));
            low = plus(bandA, doubled(low, w, h));
            lowA = fullA;
            lowB = fullB;
        }
        return low;
    }

    private static Plane copy(Plane plane) {
        return new Plane(plane.width(), plane.height(), plane.data().clone());
    }

    private static Plane[] part(Plane[] rgb, int from, int to) {
        Plane[] part = new Plane[3];
        for (int c = 0; c < 3; c++) {
            int width = rgb[c].width();
            part[c] = Plane.blank(width, to - from);
            System.arraycopy(rgb[c].data(), from * width, part[c].data(), 0, (to - from) * width);
        }
        return part;
    }

    private static Plane[] halved(Plane[] rgb) {
        return new Plane[] {BandPyramid.halved(rgb[0]), BandPyramid.halved(rgb[1]), BandPyramid.halved(rgb[2])};
    }

    private static Plane[] doubled(Plane[] rgb, int width, int height) {
        return new Plane[] {BandPyramid.doubled(rgb[0], width, height), BandPyramid.doubled(rgb[1], width, height),
            BandPyramid.doubled(rgb[2], width, height)};
    }

    /** The difference, written over the second. */
    private static Plane[] minus(Plane[] a, Plane[] b) {
        for (int c = 0; c < 3; c++) {
            float[] from = a[c].data();
            float[] out = b[c].data();
            for (int i = 0; i < out.length; i++) {
                out[i] = from[i] - out[i];
            }
        }
        return b;
    }

    /** The sum, written over the first. */
    private static Plane[] plus(Plane[] a, Plane[] b) {
        for (int c = 0; c < 3; c++) {
            float[] out = a[c].data();
            float[] more = b[c].data();
            for (int i = 0; i < out.length; i++) {
                out[i] += more[i];
            }
        }
        return a;
    }

    /** What decides about each place of the frame, on the grid of the map. */
    private final class Grid {
        /** Share of the time that a place takes to change when places change one after the other. */
        private static final double SPAN = 0.4;

        private final float[] change = new float[gridWidth * gridHeight];
        private final float[] colour = new float[gridWidth * gridHeight];
        private final float[] detail = new float[gridWidth * gridHeight];
        private final float[] withinA = new float[gridWidth * gridHeight];
        private final float[] withinB = new float[gridWidth * gridHeight];
        private final float[] mixed = together == null ? null : new float[gridWidth * gridHeight];

        Grid(FrameMap map, Moment moment) {
            double side = Math.min(gridWidth, gridHeight);
            for (int y = 0; y < gridHeight; y++) {
                double v = (y + 0.5) / gridHeight;
                for (int x = 0; x < gridWidth; x++) {
                    double u = (x + 0.5) / gridWidth;
                    int i = y * gridWidth + x;
                    double hx = u + map.toHalfX[i];
                    double hy = v + map.toHalfY[i];
                    change[i] = times.sample(hx * times.width() - 0.5, hy * times.height() - 0.5);
                    double start = order == null ? 0 : order.sample(hx * order.width() - 0.5, hy * order.height() - 0.5);
                    colour[i] = (float) local(moment.colour(), start);
                    detail[i] = (float) local(moment.detail(), start);
                    if (mixed != null) {
                        mixed[i] = together.sample(hx * together.width() - 0.5, hy * together.height() - 0.5);
                    }
                    withinA[i] = within(u + map.toAx[i], v + map.toAy[i], side);
                    withinB[i] = within(u + map.toBx[i], v + map.toBy[i], side);
                }
            }
        }

        private double local(double position, double start) {
            return order == null ? position : Math.clamp((position - (1 - SPAN) * start) / SPAN, 0, 1);
        }

        private static float within(double x, double y, double side) {
            double depth = Math.min(Math.min(x, 1 - x), Math.min(y, 1 - y)) * side;
            return Fusion.smooth((float) (1 + depth / FADE));
        }

        Fusion.Choice choice(LatticeRows lattice, int from, int rows, float width) {
            Plane chosen = plane(lattice, change, from, rows);
            Plane positions = plane(lattice, detail, from, rows);
            for (int i = 0; i < chosen.data().length; i++) {
                chosen.data()[i] = Fusion.chosen(positions.data()[i], chosen.data()[i], width);
            }
            return new Fusion.Choice(chosen, plane(lattice, colour, from, rows), positions,
                    plane(lattice, withinA, from, rows), plane(lattice, withinB, from, rows),
                    mixed == null ? null : plane(lattice, mixed, from, rows));
        }

        private static Plane plane(LatticeRows lattice, float[] values, int from, int rows) {
            float[] data = lattice.read(values, from, rows, 1);
            return new Plane(data.length / rows, rows, data);
        }
    }
}
