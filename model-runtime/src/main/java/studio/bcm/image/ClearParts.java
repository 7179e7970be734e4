package studio.bcm.image;

/** Gives clear parts of a picture the colours that lie beside them, so that nothing foreign bleeds into what is seen. */
final class ClearParts {
    /** Longest side of the coarse copy that they are filled from. */
    private static final int COARSE_SIDE = 256;

    private ClearParts() {
    }

    /** The colours with those of wholly clear pixels replaced; white where nothing is to be seen at all. */
    static Samples filled(Samples colour, Samples alpha) {
        int width = colour.width();
        int height = colour.height();
        int channels = colour.channels();
        int cell = Math.max(1, Math.ceilDiv(Math.max(width, height), COARSE_SIDE));
        Coarse coarse = new Coarse(Math.ceilDiv(width, cell), Math.ceilDiv(height, cell), channels);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                coarse.add(x / cell, y / cell, colour, alpha, x, y);
            }
        }
        double[] means = coarse.means();
        double white = colour.bits() == 8 ? 255 : 65_535;
        Samples out = Samples.blank(width, height, channels, colour.bits());
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = (y / cell * coarse.width + x / cell) * channels;
                for (int c = 0; c < channels; c++) {
                    int beside = (int) Math.round(means == null ? white : means[at + c]);
                    out.set(x, y, c, alpha.get(x, y, 0) > 0 ? colour.get(x, y, c) : beside);
                }
            }
        }
        return out;
    }

    /** Sums of colours by their opacity. */
    private static final class Coarse {
        private final int width;
        private final int height;
        private final int channels;
        private final double[] sums;
        private final double[] weights;

        Coarse(int width, int height, int channels) {
            this.width = width;
            this.height = height;
            this.channels = channels;
            sums = new double[width * height * channels];
            weights = new double[width * height];
        }

        void add(int column, int row, Samples colour, Samples alpha, int x, int y) {
            int at = row * width + column;
            int opacity = alpha.get(x, y, 0);
            weights[at] += opacity;
            for (int c = 0; c < channels; c++) {
                sums[at * channels + c] += (double) opacity * colour.get(x, y, c);
            }
        }

        /** The mean colour of each cell, of cells without any that of coarser ones around it; null if all is clear. */
        double[] means() {
            double[] coarser = null;
            if (width > 1 || height > 1) {
                Coarse half = new Coarse((width + 1) / 2, (height + 1) / 2, channels);
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        int from = y * width + x;
                        int to = y / 2 * half.width + x / 2;
                        half.weights[to] += weights[from];
                        for (int c = 0; c < channels; c++) {
                            half.sums[to * channels + c] += sums[from * channels + c];
                        }
                    }
                }
                coarser = half.means();
                if (coarser == null) {
                    return null;
                }
            } else if (weights[0] == 0) {
                return null;
            }
            double[] means = new double[sums.length];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int at = y * width + x;
                    int above = (y / 2 * ((width + 1) / 2) + x / 2) * channels;
                    for (int c = 0; c < channels; c++) {
                        means[at * channels + c] = weights[at] > 0 ? sums[at * channels + c] / weights[at] : coarser[above + c];
                    }
                }
            }
            return means;
        }
    }
}
