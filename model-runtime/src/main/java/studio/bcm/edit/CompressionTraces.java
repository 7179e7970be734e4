package studio.bcm.edit;

import java.util.List;
import java.util.Optional;
import studio.bcm.image.JpegFacts;
import studio.bcm.image.PixelSource;

/**
 * The JPEG compressions that a picture has been through, as far as its file states them and its pixels show them, and how far
 * they took it from its original.
 */
final class CompressionTraces {
    private final List<Quantisation> compressions;
    private final List<StrengthEstimator> estimators;

    private CompressionTraces(List<Quantisation> compressions) {
        this.compressions = compressions;
        this.estimators = compressions.stream().map(StrengthEstimator::new).toList();
    }

    /** Of a picture that was read from a JPEG file, or of any other if there are no facts. */
    static CompressionTraces of(PixelSource picture, Optional<JpegFacts> facts) {
        return new CompressionTraces(facts.flatMap(Quantisation::of).map(List::of).orElse(List.of()));
    }

    /** How many compressions were found. */
    int count() {
        return compressions.size();
    }

    /** Expected deviation of a rectangle from the original, see {@link StrengthEstimator#deviation}; 0 without traces. */
    float deviation(float[] x, int offset, int height, int width) {
        double sum = 0;
        for (StrengthEstimator estimator : estimators) {
            double deviation = estimator.deviation(x, offset, height, width);
            sum += deviation * deviation;
        }
        return (float) Math.sqrt(sum);
    }
}
