package studio.bcm.image.jpeg;

/**
 * The 8×8 DCT of JPEG (ITU-T T.81, A.3.3), which is orthonormal: errors have the same size in pixels and in coefficients.
 * Blocks are 64 floats in place, row-major; coefficients as 8·v + u.
 */
public final class Dct8 {
    private static final float C1 = half(1);
    private static final float C2 = half(2);
    private static final float C3 = half(3);
    private static final float C4 = half(4);
    private static final float C5 = half(5);
    private static final float C6 = half(6);
    private static final float C7 = half(7);

    private Dct8() {
    }

    private static float half(int k) {
        return (float) (0.5 * Math.cos(k * Math.PI / 16));
    }

    public static void forward(float[] block, int at) {
        for (int i = 0; i < 64; i += 8) {
            forward(block, at + i, 1);
        }
        for (int i = 0; i < 8; i++) {
            forward(block, at + i, 8);
        }
    }

    public static void inverse(float[] block, int at) {
        for (int i = 0; i < 8; i++) {
            inverse(block, at + i, 8);
        }
        for (int i = 0; i < 64; i += 8) {
            inverse(block, at + i, 1);
        }
    }

    private static void forward(float[] d, int at, int step) {
        float a0 = d[at] + d[at + 7 * step];
        float b0 = d[at] - d[at + 7 * step];
        float a1 = d[at + step] + d[at + 6 * step];
        float b1 = d[at + step] - d[at + 6 * step];
        float a2 = d[at + 2 * step] + d[at + 5 * step];
        float b2 = d[at + 2 * step] - d[at + 5 * step];
        float a3 = d[at + 3 * step] + d[at + 4 * step];
        float b3 = d[at + 3 * step] - d[at + 4 * step];
        float e0 = a0 + a3;
        float e1 = a1 + a2;
        float f0 = a0 - a3;
        float f1 = a1 - a2;
        d[at] = C4 * (e0 + e1);
        d[at + 4 * step] = C4 * (e0 - e1);
        d[at + 2 * step] = C2 * f0 + C6 * f1;
        d[at + 6 * step] = C6 * f0 - C2 * f1;
        d[at + step] = C1 * b0 + C3 * b1 + C5 * b2 + C7 * b3;
        d[at + 3 * step] = C3 * b0 - C7 * b1 - C1 * b2 - C5 * b3;
        d[at + 5 * step] = C5 * b0 - C1 * b1 + C7 * b2 + C3 * b3;
        d[at + 7 * step] = C7 * b0 - C5 * b1 + C3 * b2 - C1 * b3;
    }

    private static void inverse(float[] d, int at, int step) {
        float e0 = C4 * (d[at] + d[at + 4 * step]);
        float e1 = C4 * (d[at] - d[at + 4 * step]);
        float f0 = C2 * d[at + 2 * step] + C6 * d[at + 6 * step];
        float f1 = C6 * d[at + 2 * step] - C2 * d[at + 6 * step];
        float s1 = d[at + step];
        float s3 = d[at + 3 * step];
        float s5 = d[at + 5 * step];
        float s7 = d[at + 7 * step];
        float b0 = C1 * s1 + C3 * s3 + C5 * s5 + C7 * s7;
        float b1 = C3 * s1 - C7 * s3 - C1 * s5 - C5 * s7;
        float b2 = C5 * s1 - C1 * s3 + C7 * s5 + C3 * s7;
        float b3 = C7 * s1 - C5 * s3 + C3 * s5 - C1 * s7;
        float a0 = e0 + f0;
        float a3 = e0 - f0;
        float a1 = e1 + f1;
        float a2 = e1 - f1;
        d[at] = a0 + b0;
        d[at + 7 * step] = a0 - b0;
        d[at + step] = a1 + b1;
        d[at + 6 * step] = a1 - b1;
        d[at + 2 * step] = a2 + b2;
        d[at + 5 * step] = a2 - b2;
        d[at + 3 * step] = a3 + b3;
        d[at + 4 * step] = a3 - b3;
    }
}
