package studio.bcm.edit.restore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import studio.bcm.image.PixelSource;
import studio.bcm.image.jpeg.JpegFacts;

/**
 * The JPEG compressions that a picture has been through, as far as its file states them and its pixels show them, and how far
 * they took it from its original.
 */
public final class CompressionTraces {
    /** What nearly all programs use, where the pixels do not say. */
    private static final int USUAL_SAMPLING = 2;

    /** Mean step below which an earlier compression may show through: about quality 75. */
    private static final double FINE = 30;
    private static final double CLEARLY_COARSER = 1.3;
    /** An earlier compression with steps smaller than this share of the last one's adds nothing to speak of. */
    private static final double WORTH_COUNTING = 0.6;

    private final List<Quantisation> compressions;
    private final List<StrengthEstimator> estimators;
    private final boolean isScaled;

    private CompressionTraces(List<Quantisation> compressions, boolean isScaled) {
        this.compressions = compressions;
        this.isScaled = isScaled;
        this.estimators = compressions.stream().map(StrengthEstimator::new).toList();
    }

    /** Of a picture that was read from a JPEG file, or of any other if there are no facts. */
    public static CompressionTraces of(PixelSource picture, Optional<JpegFacts> facts) {
        if (facts.isEmpty() && FewColours.areIn(picture)) {
            return new CompressionTraces(List.of(), false);
        }
        List<Quantisation> found = new ArrayList<>();
        Optional<Quantisation> file = facts.flatMap(Quantisation::of);
        if (file.isEmpty() && !EnlargedPixels.areIn(picture)) {
            Blockiness.estimateLossless(picture).map(CompressionTraces::quantisation).ifPresent(found::add);
        }
        if (file.isPresent()) {
            found.add(mean(file.get().steps()[0]) < FINE ? withEarlierOnSameGrid(file.get(), picture) : file.get());
            Blockiness.estimateEarlier(picture, facts.get())
                    .filter(estimate -> mean(estimate.lumaSteps()) > WORTH_COUNTING * mean(file.get().steps()[0]))
                    .map(CompressionTraces::quantisation).ifPresent(found::add);
        }
        return new CompressionTraces(found, (found.isEmpty() || file.isPresent()) && UnseenCompression.isSeen(picture, file.isPresent()));
    }

    /** What a fine compression lets through of a coarser one that went before, on the same grid. */
    private static Quantisation withEarlierOnSameGrid(Quantisation file, PixelSource picture) {
        return Blockiness.estimate(picture)
                .filter(seen -> seen.offsetX() == (file.gridX() & 7) && seen.offsetY() == (file.gridY() & 7))
                .map(seen -> coarser(file, seen)).orElse(file);
    }

    private static Quantisation quantisation(Blockiness.Estimate estimate) {
        int[] chroma = estimate.chromaSteps();
        return new Quantisation(new int[][] {estimate.lumaSteps(), chroma, chroma}, false, USUAL_SAMPLING, USUAL_SAMPLING,
                estimate.offsetX(), estimate.offsetY());
    }

    /** The file's steps, or those of an earlier compression on the same grid where these are clearly coarser. */
    private static Quantisation coarser(Quantisation file, Blockiness.Estimate seen) {
        if (file.isRgb() || mean(seen.lumaSteps()) < CLEARLY_COARSER * mean(file.steps()[0])) {
            return file;
        }
        int[][] steps = file.steps().clone();
        for (int p = 0; p < steps.length; p++) {
            int[] before = p == 0 ? seen.lumaSteps() : seen.chromaSteps();
            steps[p] = steps[p].clone();
            for (int k = 0; k < 64; k++) {
                steps[p][k] = Math.max(steps[p][k], before[k]);
            }
        }
        return new Quantisation(steps, false, file.horizontal(), file.vertical(), file.gridX(), file.gridY());
    }

    private static double mean(int[] steps) {
        return Arrays.stream(steps).average().orElseThrow();
    }

    /** How many compressions were found. */
    int count() {
        return compressions.size();
    }

    /** Whether the picture was scaled after a compression, whose strength the pixels alone do not say. */
    public boolean isScaled() {
        return isScaled;
    }

    /** Expected deviation of a rectangle from the original, see {@link StrengthEstimator#deviation}; 0 without traces. */
    public float deviation(float[] x, int offset, int height, int width) {
        double sum = 0;
        for (StrengthEstimator estimator : estimators) {
            double deviation = estimator.deviation(x, offset, height, width);
            sum += deviation * deviation;
        }
        return (float) Math.sqrt(sum);
    }
}
