package studio.bcm.train;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Errors that repeat with the network's patch. Each pixel of a patch comes from output channels of its own, and
 * where their means drift apart, smooth surfaces get a fine regular weave: at patch 2, lines of a period of two pixels. In the mean
 * square of all pixels such an error weighs next to nothing, but it is what the eye sees first. A student learns it from its teacher
 * as it learns the rest, so it is taken out of what teachers give.
 */
final class PatchPhases {
    private static final double WEIGHT = 30;

    private PatchPhases() {
    }

    /**
     * @param error N×C×S×S, difference from the target in units of F; S a multiple of the patch
     * @param patch pixel-unshuffle factor of the network
     * @return what is to be added to the mean square of the error: zero, for a patch of one
     */
    static Tensor penalty(Tensor error, int patch) {
        Tensor means = pixels(error, patch).mean(new long[] {2, 4}, false, new ScalarTypeOptional());
        return means.sub(means.mean(new long[] {2, 3}, true, new ScalarTypeOptional())).square().mean().mul(new Scalar(WEIGHT));
    }

    /**
     * What a network gives without the part that repeats with its patch in all pictures of a batch: that is the network's own, for
     * pictures are cut anywhere.
     *
     * @param given N×C×S×S, S a multiple of the patch
     * @return the same less the deviation of each phase's mean from the mean of all
     */
    static Tensor removed(Tensor given, int patch) {
        if (patch == 1) {
            return given;
        }
        Tensor pixels = pixels(given, patch);
        Tensor means = pixels.mean(new long[] {0, 2, 4}, true, new ScalarTypeOptional());
        return pixels.sub(means.sub(means.mean(new long[] {3, 5}, true, new ScalarTypeOptional()))).view_as(given);
    }

    /** N×C×rows×row in the patch×columns×column in the patch. */
    private static Tensor pixels(Tensor of, int patch) {
        long rows = of.size(2) / patch;
        long columns = of.size(3) / patch;
        return of.contiguous().view(of.size(0), of.size(1), rows, patch, columns, patch);
    }
}
