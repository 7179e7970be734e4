package studio.bcm.edit.restore;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import studio.bcm.image.PixelSink;
import studio.bcm.image.PixelSource;
import studio.bcm.image.jpeg.Dct8;
import studio.bcm.image.jpeg.JpegCoefficients;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.image.metadata.Orientation;
import studio.bcm.task.Progress;

/**
 * Moves a restored picture by the least amount that makes it agree with the JPEG file it was restored from: every DCT
 * coefficient, under the file's own sampling and tables, lies in the interval (level ± ½)·step that the file states. This is
 * the orthogonal projection onto those intervals (quantisation constraint set: Zakhor, "Iterative procedures for reduction of
 * blocking effects in transform image coding", 1992), so the error against the unknown original, which lies in them, cannot
 * grow.
 *
 * <p>Chroma is compared on the file's coarser grid, by averaging boxes as libjpeg's encoder does, and the correction of each
 * box is added to all of its pixels: detail inside a box stays. Work is local to an MCU (8 to 32 pixels), so parts of a
 * picture can be projected one by one, in any order, with the same result.
 *
 * <p><b>Bound</b>, in coefficient units (the DCT is orthonormal, so one coefficient unit is an RMS of 1/8 grey level over its
 * block). Projections alternate with clipping to black and white, and with rounding, until they agree. With 16 bits the
 * intervals hold to within {@value #FLOAT_TOLERANCE}. With 8 bits rounding alone moves coefficients by about 0.2; rounds
 * follow until none is further outside than {@value #ROUNDING_TOLERANCE}. Blocks with clipped pixels may have no solution,
 * since the file's encoder rounded too: there the nearest found remains, within {@value #WORST_ROUNDING} on photos, at most
 * one coefficient in 5,000.
 *
 * <p><b>Colours outside RGB.</b> A file of a camera that writes sYCC, or of a drawing whose colours were made stronger in
 * YCbCr, states colours that no RGB pixel has. Where nothing inside RGB agrees with an MCU, its pixels may lie as far outside
 * as the file's own decoding does before it is clipped; they agree with the file there, and are clipped afterwards as every
 * decoder does. Pixels that the file has inside RGB stay inside.
 */
public final class FaithfulProjection {
    static final double FLOAT_TOLERANCE = 0.05;
    static final double ROUNDING_TOLERANCE = 0.5;
    static final double WORST_ROUNDING = 3.0;

    private static final int CLIPPING_ROUNDS = 30;
    private static final int ROUNDING_ROUNDS = 8;
    /**
     * A block that reaches over the border converges slowly, since one pixel stands for several; after so many rounds the
     * file's encoder is not expected to fill up blocks as libjpeg does, and what lies beyond the border is left free.
     */
    private static final int BORDER_ROUNDS = 120;
    private static final int BORDER_ROUNDING_ROUNDS = 40;
    /** So far outside after all rounds, nothing inside RGB agrees with the file. */
    private static final double CONTRADICTION = 0.25;
    /** Grey levels from black or full colour up to which a restored pixel may be one that was clipped. */
    private static final float NEAR_BORDER = 8;
    /** Steps beyond the nearest point, which alternating projections with shared pixels need to get anywhere. */
    private static final float BORDER_RELAXATION = 1.7f;

    private final JpegCoefficients coefficients;
    private final JpegFacts facts;
    private final Orientation orientation;
    private final boolean rounding;
    private final int unitWidth;
    private final int unitHeight;
    private final int unitsWide;
    private final int unitsHigh;
    private final boolean[] exactPlanes;
    /** Not a thread's own: its threads outlive a projection, and would keep it and its file's coefficients for good. */
    private final ConcurrentLinkedQueue<Unit> idleUnits = new ConcurrentLinkedQueue<>();

    /** A rectangle of the upright picture. */
    public record Region(int x, int y, int width, int height) {
    }

    /**
     * How far a picture is from agreeing with its file.
     *
     * @param largest  how far the worst coefficient lies outside its interval, in coefficient units (0: none)
     * @param outside  number of coefficients that lie outside by more than {@value #ROUNDING_TOLERANCE}
     * @param examined number of coefficients compared
     */
    public record Deviation(double largest, long outside, long examined) {
    }

    /**
     * @param coefficients what the file states; only levels inside their bounds are constrained
     * @param bits         8 if the result will be rounded to 8 bits, which it then is here; 16 to leave it unrounded
     * @throws IllegalArgumentException if {@link #supports} says no
     */
    public FaithfulProjection(JpegCoefficients coefficients, int bits) {
        if (!supports(coefficients.facts())) {
            throw new IllegalArgumentException("the file's components cannot be compared with RGB pixels");
        }
        if (bits != 8 && bits != 16) {
            throw new IllegalArgumentException("a result has 8 or 16 bits, not " + bits);
        }
        this.coefficients = coefficients;
        facts = coefficients.facts();
        orientation = facts.orientation();
        rounding = bits == 8;
        exactPlanes = new boolean[facts.components().size()];
        for (int c = 0; c < exactPlanes.length; c++) {
            exactPlanes[c] = coefficients.plane(c).isExact();
        }
        boolean alone = facts.components().size() == 1;
        unitWidth = alone ? 8 : 8 * facts.maxHorizontal();
        unitHeight = alone ? 8 : 8 * facts.maxVertical();
        unitsWide = JpegCoefficients.ceilDiv(facts.width(), unitWidth);
        unitsHigh = JpegCoefficients.ceilDiv(facts.height(), unitHeight);
    }

    /** Whether a file's components can be compared with RGB pixels: grey, YCbCr and RGB files of whole-number sampling. */
    public static boolean supports(JpegFacts facts) {
        if (facts.components().size() == 1) {
            return true;
        }
        for (JpegFacts.Component component : facts.components()) {
            if (facts.maxHorizontal() % component.horizontal() != 0 || facts.maxVertical() % component.vertical() != 0) {
                return false;
            }
        }
        return facts.components().size() == 3;
    }

    /**
     * The smallest rectangle of whole MCUs around another, cut off at the picture's borders: what {@link #project(Region,
     * float[], int)} takes.
     */
    public Region aligned(Region region) {
        Region stored = toStored(region);
        int left = stored.x / unitWidth * unitWidth;
        int top = stored.y / unitHeight * unitHeight;
        int right = Math.min(facts.width(), JpegCoefficients.ceilDiv(stored.x + stored.width, unitWidth) * unitWidth);
        int bottom = Math.min(facts.height(), JpegCoefficients.ceilDiv(stored.y + stored.height, unitHeight) * unitHeight);
        return toUpright(new Region(left, top, right - left, bottom - top));
    }

    private Region toStored(Region upright) {
        int x0 = orientation.storedX(upright.x, upright.y, facts.width());
        int y0 = orientation.storedY(upright.x, upright.y, facts.height());
        int x1 = orientation.storedX(upright.x + upright.width - 1, upright.y + upright.height - 1, facts.width());
        int y1 = orientation.storedY(upright.x + upright.width - 1, upright.y + upright.height - 1, facts.height());
        return new Region(Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0) + 1, Math.abs(y1 - y0) + 1);
    }

    private Region toUpright(Region stored) {
        Orientation back = orientation.inverse();
        int w = uprightWidth();
        int h = uprightHeight();
        int x0 = back.storedX(stored.x, stored.y, w);
        int y0 = back.storedY(stored.x, stored.y, h);
        int x1 = back.storedX(stored.x + stored.width - 1, stored.y + stored.height - 1, w);
        int y1 = back.storedY(stored.x + stored.width - 1, stored.y + stored.height - 1, h);
        return new Region(Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0) + 1, Math.abs(y1 - y0) + 1);
    }

    private int uprightWidth() {
        return orientation.swapsSides() ? facts.height() : facts.width();
    }

    private int uprightHeight() {
        return orientation.swapsSides() ? facts.width() : facts.height();
    }

    /**
     * Projects a whole picture on all processors, a band of MCUs at a time.
     *
     * @param restored upright picture of the file's size; read by several threads
     * @param into     receives the result in rectangles, from several threads
     */
    public void project(PixelSource restored, PixelSink into, Progress progress) {
        requireSize(restored);
        AtomicInteger done = new AtomicInteger();
        IntStream.range(0, unitsHigh).parallel().forEach(row -> {
            progress.checkCancelled();
            Region band = band(row);
            float[] rgb = new float[3 * band.width * band.height];
            restored.read(band.x, band.y, band.width, band.height, rgb, 0);
            project(band, rgb, 0);
            into.write(band.x, band.y, band.width, band.height, rgb, 0);
            progress.report(done.incrementAndGet(), unitsHigh, "keeping to what the file states");
        });
    }

    private Region band(int row) {
        int top = row * unitHeight;
        return toUpright(new Region(0, top, facts.width(), Math.min(unitHeight, facts.height() - top)));
    }

    private void requireSize(PixelSource picture) {
        if (picture.width() != uprightWidth() || picture.height() != uprightHeight()) {
            throw new IllegalArgumentException("a picture of %d×%d is none of a file of %d×%d".formatted(picture.width(),
                    picture.height(), uprightWidth(), uprightHeight()));
        }
    }

    /**
     * Projects a part of the picture in place. Parts that do not overlap may be projected by several threads.
     *
     * @param region a rectangle that {@link #aligned} gave
     * @param rgb    planar RGB of −1…1 from {@code offset} on, region.height rows of region.width a plane
     */
    public void project(Region region, float[] rgb, int offset) {
        if (!aligned(region).equals(region)) {
            throw new IllegalArgumentException(region + " does not lie on the file's grid");
        }
        forUnits(region, rgb, offset, (unit, read, write) -> {
            unit.read(read);
            unit.project();
            unit.write(write);
        });
    }

    /**
     * Measures how far a picture is from agreeing with the file. Blocks that reach over the border are filled up as libjpeg
     * does, by repeating the last pixels.
     */
    public Deviation deviation(PixelSource picture) {
        requireSize(picture);
        return IntStream.range(0, unitsHigh).parallel().mapToObj(row -> {
            Region band = band(row);
            float[] rgb = new float[3 * band.width * band.height];
            picture.read(band.x, band.y, band.width, band.height, rgb, 0);
            double[] largest = {0};
            long[] counts = {0, 0};
            forUnits(band, rgb, 0, (unit, read, write) -> {
                unit.read(read);
                largest[0] = Math.max(largest[0], unit.measure(false));
                counts[0] += unit.outside;
                counts[1] += unit.examined;
            });
            return new Deviation(largest[0], counts[0], counts[1]);
        }).reduce(new Deviation(0, 0, 0), (a, b) ->
                new Deviation(Math.max(a.largest, b.largest), a.outside + b.outside, a.examined + b.examined));
    }

    private interface UnitWork {
        void apply(Unit unit, Access read, Access write);
    }

    /** Where the pixel (i, j) of a unit lies in an array; channel c adds c·plane. */
    private record Access(float[] rgb, int plane, int start, int stepX, int stepY) {
    }

    private void forUnits(Region region, float[] rgb, int offset, UnitWork work) {
        Region stored = toStored(region);
        Unit idle = idleUnits.poll();
        Unit unit = idle == null ? new Unit() : idle;
        for (int y = stored.y; y < stored.y + stored.height; y += unitHeight) {
            for (int x = stored.x; x < stored.x + stored.width; x += unitWidth) {
                unit.place(x / unitWidth, y / unitHeight);
                int start = index(region, x, y);
                int stepX = unit.validWidth > 1 ? index(region, x + 1, y) - start : 0;
                int stepY = unit.validHeight > 1 ? index(region, x, y + 1) - start : 0;
                Access access = new Access(rgb, region.width * region.height, offset + start, stepX, stepY);
                work.apply(unit, access, access);
            }
        }
        idleUnits.add(unit);
    }

    private int index(Region region, int storedX, int storedY) {
        Orientation back = orientation.inverse();
        int x = back.storedX(storedX, storedY, uprightWidth());
        int y = back.storedY(storedX, storedY, uprightHeight());
        return (y - region.y) * region.width + x - region.x;
    }

    /** One MCU: its pixels, what they are as the file's components, and the correction that these need. */
    private final class Unit {
        private final int size = unitWidth * unitHeight;
        private final int count = facts.components().size();
        /** RGB, 0…255, the pixels beyond the picture's border included. */
        private final float[] pixels = new float[3 * size];
        private final float[] rounded = new float[3 * size];
        private final float[] best = new float[3 * size];
        /** Components at full size: values first, then their correction. */
        private final float[] components = new float[count * size];
        private final float[] coarse = new float[size];
        private final float[] block = new float[64];

        private int unitX;
        private int unitY;
        private int validWidth;
        private int validHeight;
        /** Whether the pixels beyond the border are free rather than copies of the last ones. */
        private boolean freeBorder;
        private long outside;
        private long examined;
        /** Where the pixels may lie: 0…255, or from what the file has below to what it has above. */
        private final float[] lowest = new float[3 * size];
        private final float[] highest = new float[3 * size];
        private final float[] start = new float[3 * size];

        void place(int x, int y) {
            unitX = x;
            unitY = y;
            validWidth = Math.min(unitWidth, facts.width() - x * unitWidth);
            validHeight = Math.min(unitHeight, facts.height() - y * unitHeight);
            freeBorder = false;
        }

        private boolean reachesOver() {
            return validWidth < unitWidth || validHeight < unitHeight;
        }

        void read(Access from) {
            for (int c = 0; c < 3; c++) {
                for (int j = 0; j < validHeight; j++) {
                    int in = from.start + c * from.plane + j * from.stepY;
                    int out = c * size + j * unitWidth;
                    for (int i = 0; i < validWidth; i++, in += from.stepX) {
                        pixels[out + i] = clip((from.rgb[in] + 1) * 127.5f);
                    }
                }
            }
            if (count == 1) {
                makeGrey();
            }
            fillBorder(pixels);
        }

        /** A file with luma alone says that the picture is grey. */
        private void makeGrey() {
            for (int i = 0; i < size; i++) {
                float r = pixels[i];
                float g = pixels[size + i];
                float b = pixels[2 * size + i];
                float y = r == g && g == b ? r : 0.299f * r + 0.587f * g + 0.114f * b;
                pixels[i] = y;
                pixels[size + i] = y;
                pixels[2 * size + i] = y;
            }
        }

        void write(Access to) {
            for (int c = 0; c < 3; c++) {
                for (int j = 0; j < validHeight; j++) {
                    int out = to.start + c * to.plane + j * to.stepY;
                    int in = c * size + j * unitWidth;
                    for (int i = 0; i < validWidth; i++, out += to.stepX) {
                        to.rgb[out] = pixels[in + i] / 127.5f - 1;
                    }
                }
            }
        }

        private static float clip(float v) {
            return Math.min(255f, Math.max(0f, v));
        }

        private void fillBorder(float[] rgb) {
            if (!reachesOver()) {
                return;
            }
            for (int c = 0; c < 3; c++) {
                for (int j = 0; j < unitHeight; j++) {
                    int row = c * size + j * unitWidth;
                    int source = c * size + Math.min(j, validHeight - 1) * unitWidth;
                    for (int i = 0; i < unitWidth; i++) {
                        if (j >= validHeight || i >= validWidth) {
                            rgb[row + i] = rgb[source + Math.min(i, validWidth - 1)];
                        }
                    }
                }
            }
        }

        void project() {
            Arrays.fill(lowest, 0f);
            Arrays.fill(highest, 255f);
            System.arraycopy(pixels, 0, start, 0, pixels.length);
            boolean isOutsideRgb = alternate() > CONTRADICTION && openRgb();
            if (isOutsideRgb) {
                freeBorder = false;
                alternate();
            }
            if (rounding) {
                round();
            }
            if (isOutsideRgb) {
                for (int i = 0; i < pixels.length; i++) {
                    pixels[i] = Math.clamp(pixels[i], 0f, 255f);
                }
            }
        }

        /**
         * Alternates between the file's intervals and the bounds of the pixels.
         *
         * @return the largest distance from an interval that is left
         */
        private double alternate() {
            double excess = measure(true);
            int rounds = reachesOver() ? BORDER_ROUNDS + CLIPPING_ROUNDS : CLIPPING_ROUNDS;
            for (int round = 1; excess > FLOAT_TOLERANCE && round <= rounds; round++) {
                freeBorder = round > BORDER_ROUNDS;
                correct();
                excess = measure(true);
            }
            return excess;
        }

        /**
         * Starts anew with bounds that have room for what the file itself states.
         *
         * @return false, with nothing changed, if the file has no colour outside RGB here
         */
        private boolean openRgb() {
            for (int c = 0; c < count; c++) {
                decode(c);
            }
            Arrays.fill(lowest, Float.NEGATIVE_INFINITY);
            Arrays.fill(highest, Float.POSITIVE_INFINITY);
            Arrays.fill(pixels, 128f);
            addComponents(1);
            boolean any = false;
            for (int i = 0; i < pixels.length; i++) {
                float below = Math.min(0f, pixels[i]);
                float above = Math.max(0f, pixels[i] - 255);
                any |= below < 0 || above > 0;
                lowest[i] = below;
                highest[i] = 255 + above;
                // A pixel at the border is one that was clipped: it starts where the file has it.
                pixels[i] = start[i] + below * Math.max(0f, 1 - start[i] / NEAR_BORDER)
                        + above * Math.max(0f, 1 - (255 - start[i]) / NEAR_BORDER);
            }
            return any;
        }

        /** What the file states of a component, before it is clipped, at full size. */
        private void decode(int c) {
            JpegFacts.Component component = facts.components().get(c);
            boolean alone = count == 1;
            int h = alone ? 1 : component.horizontal();
            int v = alone ? 1 : component.vertical();
            JpegCoefficients.Plane plane = coefficients.plane(c);
            for (int by = 0; by < v; by++) {
                for (int bx = 0; bx < h; bx++) {
                    int levels = ((unitY * v + by) * plane.blocksWide + unitX * h + bx) * 64;
                    for (int k = 0; k < 64; k++) {
                        block[k] = plane.levels[levels + k] * component.steps()[k];
                    }
                    Dct8.inverse(block, 0);
                    for (int y = 0; y < 8; y++) {
                        System.arraycopy(block, 8 * y, coarse, (by * 8 + y) * 8 * h + bx * 8, 8);
                    }
                }
            }
            spread(c * size, 8 * h, alone ? 1 : facts.maxHorizontal() / h, alone ? 1 : facts.maxVertical() / v);
        }

        private void round() {
            double least = Double.MAX_VALUE;
            int rounds = reachesOver() ? BORDER_ROUNDING_ROUNDS : ROUNDING_ROUNDS;
            for (int round = 0; round <= rounds; round++) {
                for (int i = 0; i < rounded.length; i++) {
                    boolean free = freeBorder && (i % unitWidth >= validWidth || i % size / unitWidth >= validHeight);
                    rounded[i] = free ? pixels[i] : Math.round(pixels[i]);
                }
                double excess = measure(rounded, true);
                if (excess < least) {
                    least = excess;
                    System.arraycopy(rounded, 0, best, 0, best.length);
                }
                if (excess <= ROUNDING_TOLERANCE) {
                    break;
                }
                // The correction of the rounded pixels, added to the unrounded ones, tips some of them the other way.
                correct();
            }
            System.arraycopy(best, 0, pixels, 0, best.length);
        }

        double measure(boolean correction) {
            return measure(pixels, correction);
        }

        /**
         * Compares with the file's intervals; leaves in {@code components} what has to be added to agree.
         *
         * @return the largest distance from an interval
         */
        private double measure(float[] rgb, boolean correction) {
            toComponents(rgb);
            outside = 0;
            examined = 0;
            double largest = 0;
            for (int c = 0; c < count; c++) {
                largest = Math.max(largest, measureComponent(c, correction));
            }
            return largest;
        }

        private void toComponents(float[] rgb) {
            if (facts.colourTransform() == JpegFacts.ColourTransform.YCBCR) {
                for (int i = 0; i < size; i++) {
                    float r = rgb[i];
                    float g = rgb[size + i];
                    float b = rgb[2 * size + i];
                    components[i] = 0.299f * r + 0.587f * g + 0.114f * b - 128;
                    components[size + i] = -0.168735892f * r - 0.331264108f * g + 0.5f * b;
                    components[2 * size + i] = 0.5f * r - 0.418687589f * g - 0.081312411f * b;
                }
            } else {
                for (int i = 0; i < components.length; i++) {
                    components[i] = rgb[i] - 128;
                }
            }
        }

        private double measureComponent(int c, boolean correction) {
            JpegFacts.Component component = facts.components().get(c);
            boolean alone = count == 1;
            int h = alone ? 1 : component.horizontal();
            int v = alone ? 1 : component.vertical();
            int fx = alone ? 1 : facts.maxHorizontal() / h;
            int fy = alone ? 1 : facts.maxVertical() / v;
            int width = 8 * h;
            int height = 8 * v;
            average(c * size, width, height, fx, fy);
            JpegCoefficients.Plane plane = coefficients.plane(c);
            double largest = 0;
            for (int by = 0; by < v; by++) {
                for (int bx = 0; bx < h; bx++) {
                    int blockX = unitX * h + bx;
                    int blockY = unitY * v + by;
                    int corner = by * 8 * width + bx * 8;
                    if (blockX >= plane.usedWide || blockY >= plane.usedHigh) {
                        clear(corner, width);
                    } else {
                        largest = Math.max(largest, measureBlock(c, plane, blockX, blockY, component.steps(), corner, width,
                                correction));
                    }
                }
            }
            if (correction) {
                spread(c * size, width, fx, fy);
            }
            return largest;
        }

        private void average(int from, int width, int height, int fx, int fy) {
            if (fx == 1 && fy == 1) {
                System.arraycopy(components, from, coarse, 0, width * height);
            } else if (fx == 2 && fy == 2) {
                averagePairs(from, width, height);
            } else {
                averageBoxes(from, width, height, fx, fy);
            }
            int last = JpegCoefficients.ceilDiv(validHeight, fy) - 1;
            if (!freeBorder && last < height - 1) {
                // libjpeg fills up a last block with copies of its last coarse row.
                for (int y = last + 1; y < height; y++) {
                    System.arraycopy(coarse, last * width, coarse, y * width, width);
                }
            }
        }

        private void averagePairs(int from, int width, int height) {
            for (int y = 0; y < height; y++) {
                int upper = from + 2 * y * unitWidth;
                int lower = upper + unitWidth;
                for (int x = 0; x < width; x++) {
                    coarse[y * width + x] = (components[upper + 2 * x] + components[upper + 2 * x + 1] + components[lower + 2 * x]
                            + components[lower + 2 * x + 1]) * 0.25f;
                }
            }
        }

        private void averageBoxes(int from, int width, int height, int fx, int fy) {
            float weight = 1f / (fx * fy);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    float sum = 0;
                    for (int j = 0; j < fy; j++) {
                        int row = from + (y * fy + j) * unitWidth + x * fx;
                        for (int i = 0; i < fx; i++) {
                            sum += components[row + i];
                        }
                    }
                    coarse[y * width + x] = sum * weight;
                }
            }
        }

        private void clear(int corner, int width) {
            for (int y = 0; y < 8; y++) {
                Arrays.fill(coarse, corner + y * width, corner + y * width + 8, 0f);
            }
        }

        private double measureBlock(int c, JpegCoefficients.Plane plane, int blockX, int blockY, int[] steps, int corner,
                int width, boolean correction) {
            for (int y = 0; y < 8; y++) {
                System.arraycopy(coarse, corner + y * width, block, 8 * y, 8);
            }
            Dct8.forward(block, 0);
            float largest = 0;
            int levels = (blockY * plane.blocksWide + blockX) * 64;
            boolean exact = exactPlanes[c];
            for (int k = 0; k < 64; k++) {
                float low;
                float high;
                if (exact) {
                    float level = plane.levels[levels + k];
                    low = (level - 0.5f) * steps[k];
                    high = (level + 0.5f) * steps[k];
                } else {
                    low = (coefficients.lowest(c, blockX, blockY, k) - 0.5f) * steps[k];
                    high = (coefficients.highest(c, blockX, blockY, k) + 0.5f) * steps[k];
                }
                float value = block[k];
                float change = value < low ? low - value : value > high ? high - value : 0;
                block[k] = change;
                float distance = Math.abs(change);
                largest = Math.max(largest, distance);
                if (distance > ROUNDING_TOLERANCE) {
                    outside++;
                }
            }
            examined += 64;
            if (correction) {
                if (largest > 0) {
                    Dct8.inverse(block, 0);
                }
                for (int y = 0; y < 8; y++) {
                    System.arraycopy(block, 8 * y, coarse, corner + y * width, 8);
                }
            }
            return largest;
        }

        private void spread(int to, int width, int fx, int fy) {
            if (fx == 1 && fy == 1) {
                System.arraycopy(coarse, 0, components, to, size);
                return;
            }
            for (int y = 0; y < unitHeight; y++) {
                int in = y / fy * width;
                int out = to + y * unitWidth;
                if (fx == 2) {
                    for (int x = 0; x < width; x++) {
                        float value = coarse[in + x];
                        components[out + 2 * x] = value;
                        components[out + 2 * x + 1] = value;
                    }
                } else {
                    for (int x = 0; x < unitWidth; x++) {
                        components[out + x] = coarse[in + x / fx];
                    }
                }
            }
        }

        /** Adds the correction in {@code components} to the pixels. */
        private void correct() {
            float step = 1;
            if (reachesOver() && !freeBorder) {
                step = BORDER_RELAXATION;
                for (int c = 0; c < count; c++) {
                    shareOverBorder(c * size);
                }
            }
            addComponents(step);
            if (!freeBorder) {
                fillBorder(pixels);
            }
        }

        /** Adds {@code components}, made red, green and blue, and keeps to the bounds of the pixels. */
        private void addComponents(float step) {
            boolean ycc = facts.colourTransform() == JpegFacts.ColourTransform.YCBCR;
            for (int i = 0; i < size; i++) {
                float a = components[i];
                float b = count == 1 ? a : components[size + i];
                float c = count == 1 ? a : components[2 * size + i];
                float red = ycc ? a + 1.402f * c : a;
                float green = ycc ? a - 0.344136286f * b - 0.714136286f * c : b;
                float blue = ycc ? a + 1.772f * b : c;
                add(i, step * red);
                add(size + i, step * green);
                add(2 * size + i, step * blue);
            }
        }

        private void add(int at, float change) {
            pixels[at] = Math.clamp(pixels[at] + change, lowest[at], highest[at]);
        }

        /** A last pixel that stands for its copies too takes the mean of their corrections. */
        private void shareOverBorder(int from) {
            if (validWidth < unitWidth) {
                for (int y = 0; y < unitHeight; y++) {
                    float sum = 0;
                    for (int x = validWidth - 1; x < unitWidth; x++) {
                        sum += components[from + y * unitWidth + x];
                    }
                    components[from + y * unitWidth + validWidth - 1] = sum / (unitWidth - validWidth + 1);
                }
            }
            if (validHeight < unitHeight) {
                for (int x = 0; x < validWidth; x++) {
                    float sum = 0;
                    for (int y = validHeight - 1; y < unitHeight; y++) {
                        sum += components[from + y * unitWidth + x];
                    }
                    components[from + (validHeight - 1) * unitWidth + x] = sum / (unitHeight - validHeight + 1);
                }
            }
        }
    }
}
