package studio.bcm.edit.restore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import studio.bcm.image.PixelSource;
import studio.bcm.image.jpeg.Dct8;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.image.jpeg.JpegTables;
import studio.bcm.image.metadata.Orientation;

/**
 * Tells from pixels alone whether a picture was once a JPEG file, where its 8×8 grid lies and how strongly it was
 * compressed: for pictures that were cropped or saved again in another format.
 *
 * <p>At the right offset the luma DCT coefficients gather at multiples of the quantisation steps; anywhere else they do not.
 * For each offset and each quality of libjpeg's tables the evidence is the log-likelihood ratio between "multiples of the
 * step, plus the rounding of the pixels" and "anything", over the coefficients that are not nearest to 0 (small ones are
 * common in every picture). After Fan and de Queiroz, "Identification of bitmap compression history: JPEG detection and
 * quantizer estimation", 2003.
 */
final class Blockiness {
    /** Standard deviation of a luma coefficient from rounding luma and then red, green and blue to 8 bits. */
    private static final double SIGMA = 0.4;
    /** A coefficient that fits not at all (edited or clipped pixels) counts no more than this against a step. */
    private static final double WORST = -3;
    /** Evidence (natural logarithm) that a grid must have to be believed: chance alone gives less than 0. */
    private static final double LEAST_EVIDENCE = 60;
    private static final int BLOCKS_FOR_OFFSET = 1500;
    private static final int BLOCKS_FOR_QUALITY = 6000;
    private static final int MAX_STEP = 255;
    /** Where the grid is not, if it is at 0, 0. */
    private static final int[][] OTHER_OFFSETS = {{4, 4}, {3, 6}};
    private static final int[] COARSE_FREQUENCIES = {0, 1, 8, 9, 2, 16, 10, 17, 3, 24};
    private static final float FLAT = 2f;
    /** Steps that leave room for a coefficient to lie beside its multiples, far from what rounding does. */
    private static final int TELLING_STEP = 6;
    /** Coefficients of a block that do not agree, and still prove nothing: steps of unusual tables are known where pixels show them. */
    private static final int MOST_MISSES = 3;
    /** Share of blocks; pictures with a caption or a frame on them have others. */
    private static final double LEAST_AGREEING = 0.4;

    /**
     * What was found.
     *
     * @param offsetX   columns left of the first whole block, 0…7
     * @param offsetY   rows above the first whole block, 0…7
     * @param quality   libjpeg quality whose luma table fits best, 1…100
     * @param lumaSteps quantisation step by frequency (8·v + u) as far as the pixels show it, else that of the quality
     * @param evidence  log-likelihood ratio in favour of this compression over none
     */
    public record Estimate(int offsetX, int offsetY, int quality, int[] lumaSteps, double evidence) {
        /** Chroma steps of that quality, since the pixels do not say them; indexed as {@link #lumaSteps}. */
        public int[] chromaSteps() {
            return JpegTables.chroma(quality);
        }
    }

    /** Standard deviation that the rounding of a coefficient has. */
    private final double sigma;

    private Blockiness(double sigma) {
        this.sigma = sigma;
    }

    /**
     * Looks for traces of JPEG compression in at most some thousand blocks spread over the picture.
     *
     * @return empty if none are found, which includes compression so weak that rounding hides it, and a picture that was
     *         scaled after it was compressed
     */
    public static Optional<Estimate> estimate(PixelSource picture) {
        return new Blockiness(SIGMA).search(picture, -1, -1);
    }

    /**
     * The same for a picture of a lossless file, whose pixels are as a decoder left them: most of its blocks then agree with the
     * compression in every coefficient. Tiles, maps and text screens have what falls on multiples of something, and more that does
     * not.
     */
    static Optional<Estimate> estimateLossless(PixelSource picture) {
        return estimate(picture).filter(estimate -> agreeing(picture, estimate) >= LEAST_AGREEING);
    }

    /** Share of the different blocks that agree with an estimate in nearly every coefficient that is coarse enough to tell. */
    private static double agreeing(PixelSource picture, Estimate estimate) {
        float[][] values = coefficients(picture, bases(picture, BLOCKS_FOR_OFFSET), estimate.offsetX(), estimate.offsetY());
        int blocks = values[0].length;
        int agree = 0;
        for (int i = 0; i < blocks; i++) {
            int misses = 0;
            for (int k = 0; k < 64; k++) {
                int step = estimate.lumaSteps()[k];
                double rest = values[k][i] - Math.rint(values[k][i] / step) * step;
                misses += step >= TELLING_STEP && Math.abs(rest) > 4 * SIGMA ? 1 : 0;
            }
            agree += misses <= MOST_MISSES ? 1 : 0;
        }
        return agree / (double) Math.max(1, blocks);
    }

    /**
     * Looks in a JPEG file for a stronger compression before its last, at another offset.
     *
     * @param picture the decoded picture, upright
     * @param facts   what its file says of the last compression
     * @return empty if none is found; one weaker than the last is hidden by it
     */
    static Optional<Estimate> estimateEarlier(PixelSource picture, JpegFacts facts) {
        int[] steps = facts.components().getFirst().steps();
        double sum = 0;
        for (int k : COARSE_FREQUENCIES) {
            sum += (double) steps[k] * steps[k] / 12;
        }
        Orientation orientation = facts.orientation();
        int exceptX = offsetOfUpright(orientation, facts, true);
        int exceptY = offsetOfUpright(orientation, facts, false);
        return new Blockiness(Math.sqrt(SIGMA * SIGMA + sum / COARSE_FREQUENCIES.length)).search(picture, exceptX, exceptY);
    }

    private static int offsetOfUpright(Orientation orientation, JpegFacts facts, boolean columns) {
        boolean alongWidth = columns != orientation.swapsSides();
        int size = alongWidth ? facts.width() : facts.height();
        int stored = alongWidth ? orientation.storedX(0, 0, facts.width()) : orientation.storedY(0, 0, facts.height());
        return stored == 0 ? 0 : size % 8;
    }

    private Optional<Estimate> search(PixelSource picture, int exceptX, int exceptY) {
        List<int[]> bases = bases(picture, BLOCKS_FOR_OFFSET);
        if (bases.isEmpty()) {
            return Optional.empty();
        }
        float[][][] coefficients = coefficientsAtAllOffsets(picture, bases);
        double[] evidence = new double[64];
        IntStream.range(0, 64).parallel().forEach(offset -> evidence[offset] = offset % 8 == exceptX || offset / 8 == exceptY
                ? Double.NEGATIVE_INFINITY : bestEvidence(coefficients[offset], COARSE_FREQUENCIES, 3));
        int best = 0;
        for (int offset = 1; offset < 64; offset++) {
            if (evidence[offset] > evidence[best]) {
                best = offset;
            }
        }
        // Graphics and ramps fall on multiples of something at every offset; a grid has one only, and lines of it.
        double elsewhere = Double.NEGATIVE_INFINITY;
        for (int offset = 0; offset < 64; offset++) {
            if (offset % 8 != best % 8 && offset / 8 != best / 8) {
                elsewhere = Math.max(elsewhere, evidence[offset]);
            }
        }
        return elsewhere > evidence[best] / 2 ? Optional.empty() : refine(picture, best % 8, best / 8);
    }

    /** Evidence of the best quality among every {@code step}-th. */
    private double bestEvidence(float[][] byFrequency, int[] frequencies, int step) {
        double best = Double.NEGATIVE_INFINITY;
        double[][] known = new double[64][MAX_STEP + 1];
        for (double[] row : known) {
            Arrays.fill(row, Double.NaN);
        }
        for (int quality = 2; quality <= 98; quality += step) {
            int[] table = JpegTables.luma(quality);
            double sum = 0;
            for (int k : frequencies) {
                if (Double.isNaN(known[k][table[k]])) {
                    known[k][table[k]] = evidence(byFrequency[k], table[k]);
                }
                sum += known[k][table[k]];
            }
            best = Math.max(best, sum);
        }
        return best;
    }

    private double evidence(float[] values, int step) {
        double gain = Math.log(step / (sigma * Math.sqrt(2 * Math.PI)));
        double sum = 0;
        for (float value : values) {
            double level = Math.rint(value / step);
            if (level != 0) {
                double rest = (value - level * step) / sigma;
                sum += Math.max(WORST, gain - rest * rest / 2);
            }
        }
        return sum;
    }

    private Optional<Estimate> refine(PixelSource picture, int offsetX, int offsetY) {
        Fit fit = fit(coefficients(picture, bases(picture, BLOCKS_FOR_QUALITY), offsetX, offsetY));
        if (fit.evidence() < LEAST_EVIDENCE) {
            return Optional.empty();
        }
        // A ramp has the same coefficients in all its blocks, and they fall on multiples of themselves at every offset.
        List<int[]> few = bases(picture, BLOCKS_FOR_OFFSET);
        double here = fit(coefficients(picture, few, offsetX, offsetY)).evidence();
        for (int[] shift : OTHER_OFFSETS) {
            if (fit(coefficients(picture, few, (offsetX + shift[0]) % 8, (offsetY + shift[1]) % 8)).evidence() > here / 2) {
                return Optional.empty();
            }
        }
        return Optional.of(new Estimate(offsetX, offsetY, fit.quality(), fit.steps(), fit.evidence()));
    }

    /** What fits blocks best: the quality, the steps that the pixels tell and that quality's others, and how well. */
    private record Fit(int quality, int[] steps, double evidence) {
    }

    private Fit fit(float[][] values) {
        double[][] bySteps = new double[64][MAX_STEP + 1];
        IntStream.range(0, 64).parallel().forEach(k -> {
            for (int step = 1; step <= MAX_STEP; step++) {
                bySteps[k][step] = evidence(values[k], step);
            }
        });
        int quality = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int q = 1; q <= 100; q++) {
            int[] table = JpegTables.luma(q);
            double sum = 0;
            for (int k = 0; k < 64; k++) {
                sum += bySteps[k][table[k]];
            }
            if (sum > most) {
                most = sum;
                quality = q;
            }
        }
        int[] steps = new int[64];
        double free = 0;
        for (int k = 0; k < 64; k++) {
            for (int step = 1; step <= MAX_STEP; step++) {
                if (bySteps[k][step] > Math.max(LEAST_EVIDENCE / 6, steps[k] == 0 ? 0 : bySteps[k][steps[k]])) {
                    steps[k] = step;
                }
            }
            free += steps[k] == 0 ? 0 : bySteps[k][steps[k]];
        }
        double evidence = Math.max(most, free);
        if (evidence >= LEAST_EVIDENCE && most < free / 2) {
            // Tables of another family: the quality whose steps are nearest where the pixels show any.
            quality = nearest(steps);
            most = free;
        }
        int[] table = JpegTables.luma(quality);
        for (int k = 0; k < 64; k++) {
            steps[k] = steps[k] == 0 ? table[k] : steps[k];
        }
        return new Fit(quality, steps, evidence);
    }

    private static int nearest(int[] steps) {
        int best = 1;
        double least = Double.MAX_VALUE;
        for (int q = 1; q <= 100; q++) {
            int[] table = JpegTables.luma(q);
            double sum = 0;
            for (int k = 0; k < 64; k++) {
                sum += steps[k] == 0 ? 0 : Math.abs(Math.log((double) steps[k] / table[k]));
            }
            if (sum < least) {
                least = sum;
                best = q;
            }
        }
        return best;
    }

    /** Corners (multiples of 8) of at most so many places of 15×15 pixels, spread evenly. */
    private static List<int[]> bases(PixelSource picture, int most) {
        int wide = (picture.width() - 7) / 8;
        int high = (picture.height() - 7) / 8;
        List<int[]> bases = new ArrayList<>();
        if (wide < 1 || high < 1) {
            return bases;
        }
        double stride = Math.max(1, Math.sqrt((double) wide * high / most));
        for (double y = 0; y < high; y += stride) {
            for (double x = 0; x < wide; x += stride) {
                bases.add(new int[] {(int) x * 8, (int) y * 8});
            }
        }
        return bases;
    }

    /** For each offset (8·y + x) and frequency the coefficients of all blocks that have any content. */
    private static float[][][] coefficientsAtAllOffsets(PixelSource picture, List<int[]> bases) {
        int side = 15;
        float[][] lumas = bases.parallelStream().map(base -> luma(picture, base[0], base[1], side)).toArray(float[][]::new);
        return IntStream.range(0, 64).parallel().mapToObj(offset -> {
            Collector collector = new Collector(lumas.length);
            for (float[] luma : lumas) {
                collector.add(luma, side, offset % 8, offset / 8);
            }
            return collector.byFrequency();
        }).toArray(float[][][]::new);
    }

    private static float[][] coefficients(PixelSource picture, List<int[]> bases, int offsetX, int offsetY) {
        Collector collector = new Collector(bases.size());
        for (int[] base : bases) {
            collector.add(luma(picture, base[0] + offsetX, base[1] + offsetY, 8), 8, 0, 0);
        }
        return collector.byFrequency();
    }

    private static float[] luma(PixelSource picture, int x, int y, int side) {
        float[] rgb = new float[3 * side * side];
        float[] luma = new float[side * side];
        picture.read(x, y, side, side, rgb, 0);
        toLuma(rgb, luma);
        return luma;
    }

    private static void toLuma(float[] rgb, float[] luma) {
        int n = luma.length;
        for (int i = 0; i < n; i++) {
            boolean clipped = isClipped(rgb[i]) || isClipped(rgb[n + i]) || isClipped(rgb[2 * n + i]);
            luma[i] = clipped ? Float.NaN
                    : 127.5f * (0.299f * rgb[i] + 0.587f * rgb[n + i] + 0.114f * rgb[2 * n + i]) - 0.5f;
        }
    }

    private static boolean isClipped(float v) {
        return v <= -1f || v >= 1f;
    }

    /**
     * Gathers coefficients of blocks, leaving out flat ones, those with clipped pixels, which no longer fit the grid, and repeated
     * ones, also in other shades: what is drawn from equal tiles, or is one ramp, says the same thing many times.
     */
    private static final class Collector {
        private static final float SHAPE_PRECISION = 16;

        private final float[][] values;
        private final float[] block = new float[64];
        private final Set<Integer> seen = new HashSet<>();
        private int count;

        Collector(int capacity) {
            values = new float[64][capacity];
        }

        void add(float[] luma, int stride, int x, int y) {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (int j = 0; j < 8; j++) {
                for (int i = 0; i < 8; i++) {
                    float v = luma[(y + j) * stride + x + i];
                    if (Float.isNaN(v)) {
                        return;
                    }
                    block[8 * j + i] = v;
                    low = Math.min(low, v);
                    high = Math.max(high, v);
                }
            }
            if (high - low < FLAT || !seen.add(shape())) {
                return;
            }
            Dct8.forward(block, 0);
            for (int k = 0; k < 64; k++) {
                values[k][count] = block[k];
            }
            count++;
        }

        /** The same for blocks that are the same but for their brightness. */
        private int shape() {
            int hash = 0;
            for (float v : block) {
                hash = 31 * hash + Math.round((v - block[0]) * SHAPE_PRECISION);
            }
            return hash;
        }

        float[][] byFrequency() {
            return Arrays.stream(values).map(v -> Arrays.copyOf(v, count)).toArray(float[][]::new);
        }
    }
}
