package studio.bcm.edit.morph;

/**
 * Halving and doubling of planes, each coarse pixel over the middle of four fine ones, for bands of an octave each (Burt and
 * Adelson, The Laplacian pyramid as a compact image code, 1983).
 */
final class BandPyramid {
    private BandPyramid() {
    }

    /** Half the size, rounded up, after a filter of 1 3 3 1. */
    static Plane halved(Plane fine) {
        int width = fine.width();
        int height = fine.height();
        int toWidth = (width + 1) / 2;
        int toHeight = (height + 1) / 2;
        Plane coarse = Plane.blank(toWidth, toHeight);
        float[] in = fine.data();
        float[] out = coarse.data();
        Rows.run(toHeight, 2 * width, (from, to) -> {
            float[] row = new float[width + 3];
            for (int y = from; y < to; y++) {
                int r0 = Math.max(0, 2 * y - 1) * width;
                int r1 = Math.min(height - 1, 2 * y) * width;
                int r2 = Math.min(height - 1, 2 * y + 1) * width;
                int r3 = Math.min(height - 1, 2 * y + 2) * width;
                for (int x = 0; x < width; x++) {
                    row[x + 1] = in[r0 + x] + in[r3 + x] + 3 * (in[r1 + x] + in[r2 + x]);
                }
                row[0] = row[1];
                row[width + 1] = row[width];
                row[width + 2] = row[width];
                for (int x = 0; x < toWidth; x++) {
                    int k = 2 * x;
                    out[y * toWidth + x] = (row[k] + row[k + 3] + 3 * (row[k + 1] + row[k + 2])) / 64;
                }
            }
        });
        return coarse;
    }

    /**
     * Twice the size, linear between pixels.
     *
     * @param width  columns wanted
     * @param height rows wanted
     */
    static Plane doubled(Plane coarse, int width, int height) {
        Plane fine = Plane.blank(width, height);
        float[] in = coarse.data();
        float[] out = fine.data();
        int fromWidth = coarse.width();
        int fromHeight = coarse.height();
        Rows.run(height, 2 * width, (from, to) -> {
            float[] row = new float[fromWidth + 2];
            for (int y = from; y < to; y++) {
                int near = Math.min(fromHeight - 1, y / 2) * fromWidth;
                int far = Math.clamp((y % 2 == 0 ? y / 2 - 1 : y / 2 + 1), 0, fromHeight - 1) * fromWidth;
                for (int x = 0; x < fromWidth; x++) {
                    row[x + 1] = (3 * in[near + x] + in[far + x]) / 16;
                }
                row[0] = row[1];
                row[fromWidth + 1] = row[fromWidth];
                int at = y * width;
                for (int x = 0; x < width; x++) {
                    int k = x / 2 + 1;
                    out[at + x] = 3 * row[k] + row[x % 2 == 0 ? k - 1 : k + 1];
                }
            }
        });
        return fine;
    }

    /** Mean over 5×5, with the border values going on outside. */
    static Plane mean(Plane plane) {
        int width = plane.width();
        int height = plane.height();
        float[] in = plane.data();
        float[] across = new float[in.length];
        Rows.run(height, 2 * width, (from, to) -> {
            float[] row = new float[width + 4];
            for (int y = from; y < to; y++) {
                int at = y * width;
                System.arraycopy(in, at, row, 2, width);
                row[0] = row[2];
                row[1] = row[2];
                row[width + 2] = row[width + 1];
                row[width + 3] = row[width + 1];
                for (int x = 0; x < width; x++) {
                    across[at + x] = row[x] + row[x + 1] + row[x + 2] + row[x + 3] + row[x + 4];
                }
            }
        });
        Plane result = Plane.blank(width, height);
        float[] out = result.data();
        Rows.run(height, 2 * width, (from, to) -> {
            for (int y = from; y < to; y++) {
                int r0 = Math.max(0, y - 2) * width;
                int r1 = Math.max(0, y - 1) * width;
                int r2 = y * width;
                int r3 = Math.min(height - 1, y + 1) * width;
                int r4 = Math.min(height - 1, y + 2) * width;
                for (int x = 0; x < width; x++) {
                    out[r2 + x] = (across[r0 + x] + across[r1 + x] + across[r2 + x] + across[r3 + x] + across[r4 + x]) * 0.04f;
                }
            }
        });
        return result;
    }
}
