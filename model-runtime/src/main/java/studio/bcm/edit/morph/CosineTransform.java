package studio.bcm.edit.morph;

/**
 * The orthonormal cosine transform (DCT-II) of a rectangle of values, in which the Laplacian with mirrored borders is a
 * product. By matrices: control grids are small.
 */
final class CosineTransform {
    private final int width;
    private final int height;
    /** Row k has frequency k. */
    private final float[] down;
    /** Row i has what value i contributes to each frequency. */
    private final float[] across;

    CosineTransform(int width, int height) {
        this.width = width;
        this.height = height;
        down = matrix(height);
        across = transposed(matrix(width), width);
    }

    private static float[] matrix(int n) {
        float[] m = new float[n * n];
        for (int k = 0; k < n; k++) {
            double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / n);
            for (int i = 0; i < n; i++) {
                m[k * n + i] = (float) (scale * Math.cos(Math.PI * k * (i + 0.5) / n));
            }
        }
        return m;
    }

    private static float[] transposed(float[] m, int n) {
        float[] t = new float[n * n];
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                t[i * n + k] = m[k * n + i];
            }
        }
        return t;
    }

    /** To frequencies. */
    float[] forward(float[] values) {
        return product(down, product(values, across, height, width, width), height, height, width);
    }

    /** And back. */
    float[] inverse(float[] frequencies) {
        return product(transposed(down, height), product(frequencies, transposed(across, width), height, width, width),
                height, height, width);
    }

    /** The matrix product of {@code rows}×{@code inner} and {@code inner}×{@code columns}. */
    private static float[] product(float[] a, float[] b, int rows, int inner, int columns) {
        float[] c = new float[rows * columns];
        Rows.run(rows, inner * columns / 32, (from, to) -> {
            for (int r = from; r < to; r++) {
                int out = r * columns;
                for (int k = 0; k < inner; k++) {
                    float factor = a[r * inner + k];
                    int in = k * columns;
                    for (int x = 0; x < columns; x++) {
                        c[out + x] += factor * b[in + x];
                    }
                }
            }
        });
        return c;
    }

    /** Eigenvalues of minus the Laplacian with unit spacing, in the order of the frequencies. */
    float[] laplacian() {
        float[] values = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                values[y * width + x] = (float) (4 - 2 * Math.cos(Math.PI * x / width) - 2 * Math.cos(Math.PI * y / height));
            }
        }
        return values;
    }

    /** Response of sampling a cubic B-spline at its own control points, in the order of the frequencies. */
    float[] splineResponse() {
        float[] values = new float[width * height];
        for (int y = 0; y < height; y++) {
            double ofRow = (4 + 2 * Math.cos(Math.PI * y / height)) / 6;
            for (int x = 0; x < width; x++) {
                values[y * width + x] = (float) (ofRow * (4 + 2 * Math.cos(Math.PI * x / width)) / 6);
            }
        }
        return values;
    }
}
