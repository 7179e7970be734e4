package studio.bcm.train;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Penalty on errors that repeat with the network's patch. Each pixel of a patch comes from output channels of its own, and
 * where their means drift apart, smooth surfaces get a fine regular weave: at patch 2, lines of a period of two pixels. In the mean
 * square of all pixels such an error weighs next to nothing, but it is what the eye sees first.
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
        long n = error.size(0);
        long channels = error.size(1);
        long size = error.size(2);
        Tensor means = error.view(n, channels, size / patch, patch, size / patch, patch).mean(new long[] {2, 4}, false, new ScalarTypeOptional());
        return means.sub(means.mean(new long[] {2, 3}, true, new ScalarTypeOptional())).square().mean().mul(new Scalar(WEIGHT));
    }
}
