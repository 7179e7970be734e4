package studio.bcm.edit.restore;

/**
 * The mean of what the network makes of a picture and of its mirrored and turned versions (Lim et al., Enhanced deep
 * residual networks, 2017): errors that depend on the direction cancel.
 */
public final class SelfEnsemble {
    /** One evaluation of a batch whose tiles have these sizes. */
    @FunctionalInterface
    public interface Evaluation {
        float[] apply(float[] x, int height, int width);
    }

    private SelfEnsemble() {
    }

    /**
     * @param x       planes of height·width values, not changed; the evaluation may give another number of planes
     * @param members 1, 2, 4 or 8: how many of the eight symmetries of a rectangle's tile to take
     */
    public static float[] mean(float[] x, int height, int width, int members, Evaluation evaluation, Runnable between) {
        if (members == 1) {
            return evaluation.apply(x, height, width);
        }
        float[] sum = null;
        for (int m = 0; m < members; m++) {
            between.run();
            boolean transposed = (m & 4) != 0;
            float[] turned = turn(x, height, width, m);
            float[] result = transposed ? evaluation.apply(turned, width, height) : evaluation.apply(turned, height, width);
            float[] back = turnBack(result, height, width, m);
            if (sum == null) {
                sum = back;
                continue;
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] += back[i];
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= members;
        }
        return sum;
    }

    private static float[] turn(float[] x, int height, int width, int symmetry) {
        return moved(x, height, width, symmetry, false);
    }

    private static float[] turnBack(float[] x, int height, int width, int symmetry) {
        return moved(x, height, width, symmetry, true);
    }

    /** Mirrored left-right (1), mirrored top-bottom (2), then transposed (4); height and width are the upright ones. */
    private static float[] moved(float[] x, int height, int width, int symmetry, boolean back) {
        float[] out = new float[x.length];
        int plane = height * width;
        for (int p = 0; p < x.length; p += plane) {
            for (int j = 0; j < height; j++) {
                int sj = (symmetry & 2) != 0 ? height - 1 - j : j;
                for (int i = 0; i < width; i++) {
                    int si = (symmetry & 1) != 0 ? width - 1 - i : i;
                    int upright = p + j * width + i;
                    int turned = p + ((symmetry & 4) != 0 ? si * height + sj : sj * width + si);
                    if (back) {
                        out[upright] = x[turned];
                    } else {
                        out[turned] = x[upright];
                    }
                }
            }
        }
        return out;
    }
}
