package studio.bcm.model;

import org.jspecify.annotations.Nullable;

/**
 * f(x, t, u[, y]) of a Bidirectional Consistency Model: carries pictures along the PF ODE from noise level t to noise
 * level u, in one evaluation (Li &amp; He, arXiv 2403.18035, section 3). Operations are written against this interface;
 * {@link Model} implements it with ONNX Runtime.
 *
 * <p>All arrays are planar N×C×H×W, row-major, float, and C is 3; clean pictures lie in −1…1. A function of a detail level is told
 * the coarser level beside its input: there the 3 planes of x are followed by the {@value CoarseLevel#CHANNELS} of
 * {@link CoarseLevel}, picture by picture, and what it carries is what is finer.
 */
public interface ConsistencyFunction {
    /**
     * One evaluation.
     *
     * @param x input pictures, {@code n·inputChannels()·height·width} values; not changed
     * @param n batch size, at least 1
     * @param height rows, a multiple of {@link #sizeMultiple()}
     * @param width columns, a multiple of {@link #sizeMultiple()}
     * @param t noise level of each input, {@code n} values, {@link #sigmaMin()}…{@link #sigmaMax()}
     * @param u noise level to carry each input to, {@code n} values in the same range
     * @param y class of each input, or null for none
     * @return pictures at level u, {@code n·3·height·width} values; a new array that the caller owns
     * @throws IllegalArgumentException for shapes or levels outside the ranges above
     */
    float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long @Nullable [] y);

    /** Planes of each input: 3, or 7 where a coarser level is given. */
    default int inputChannels() {
        return 3;
    }

    /** What height and width must be multiples of. */
    int sizeMultiple();

    /** Height and width of the crops that the network was trained on, in pixels. */
    int resolution();

    /** Least noise level, 0.002 in the paper. */
    float sigmaMin();

    /** Greatest noise level, 80 in the paper. */
    float sigmaMax();

    /** How it is best fed with the tiles of large pictures. */
    default Pace pace() {
        return Pace.ANY;
    }
}
