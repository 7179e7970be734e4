package studio.bcm.image;

/** Values on −1…1 and their levels 0…255, as files of 8 bits hold them. */
public final class Quantum {
    private static final float[] VALUES = new float[256];

    static {
        for (int level = 0; level < VALUES.length; level++) {
            VALUES[level] = (float) (level / 127.5 - 1);
        }
    }

    private Quantum() {
    }

    /** The value of a level, of which only the lowest 8 bits count. */
    public static float value(int level) {
        return VALUES[level & 0xff];
    }

    /** The nearest level of a value; values beyond −1…1 are clamped. */
    public static int level(float value) {
        return Math.clamp(Math.round((value + 1f) * 127.5f), 0, 255);
    }

    /** Packed RGB, red in bits 16 to 23, as planar values. */
    public static Pixels pixels(int[] rgb, int width, int height) {
        int plane = width * height;
        Pixels pixels = Pixels.blank(width, height);
        for (int i = 0; i < plane; i++) {
            unpack(rgb[i], pixels.data(), i, plane);
        }
        return pixels;
    }

    /** Planar values as packed RGB, opaque. */
    public static int[] argb(Pixels pixels) {
        float[] data = pixels.data();
        int plane = pixels.width() * pixels.height();
        int[] argb = new int[plane];
        for (int i = 0; i < plane; i++) {
            argb[i] = 0xff000000 | level(data[i]) << 16 | level(data[plane + i]) << 8 | level(data[2 * plane + i]);
        }
        return argb;
    }

    /** One packed pixel into three planes. */
    static void unpack(int rgb, float[] into, int at, int plane) {
        into[at] = value(rgb >> 16);
        into[at + plane] = value(rgb >> 8);
        into[at + 2 * plane] = value(rgb);
    }
}
