package studio.bcm.image.jpeg;

/** JFIF's colour transform in the integer arithmetic of libjpeg, so that results agree with it to the bit. */
public final class YCbCr {
    private static final int SHIFT = 16;
    private static final int HALF = 1 << (SHIFT - 1);
    private static final int[] CR_TO_R = new int[256];
    private static final int[] CB_TO_B = new int[256];
    private static final int[] CR_TO_G = new int[256];
    private static final int[] CB_TO_G = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int x = i - 128;
            CR_TO_R[i] = fixed(1.402) * x + HALF >> SHIFT;
            CB_TO_B[i] = fixed(1.772) * x + HALF >> SHIFT;
            CR_TO_G[i] = -fixed(0.71414) * x;
            CB_TO_G[i] = -fixed(0.34414) * x + HALF;
        }
    }

    private YCbCr() {
    }

    private static int fixed(double factor) {
        return (int) (factor * (1 << SHIFT) + 0.5);
    }

    /**
     * Turns Y'CbCr into RGB in place.
     *
     * @param data   interleaved values
     * @param stride values a pixel; the first three are converted
     * @param from   first pixel
     * @param to     pixel after the last
     */
    public static void toRgb(byte[] data, int stride, int from, int to) {
        for (int i = from * stride; i < to * stride; i += stride) {
            int y = data[i] & 255;
            int cb = data[i + 1] & 255;
            int cr = data[i + 2] & 255;
            data[i] = (byte) Math.clamp(y + CR_TO_R[cr], 0, 255);
            data[i + 1] = (byte) Math.clamp(y + (CB_TO_G[cb] + CR_TO_G[cr] >> SHIFT), 0, 255);
            data[i + 2] = (byte) Math.clamp(y + CB_TO_B[cb], 0, 255);
        }
    }
}
