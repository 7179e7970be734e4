package studio.bcm.image;

/**
 * A whole picture in memory as planar RGB float, nominally −1…1 but not clamped: also holds noise fields and pictures on
 * the way between noise levels.
 *
 * @param width columns
 * @param height rows
 * @param data 3·height·width values: red plane, green plane, blue plane, each row-major; shared, not copied
 */
public record Pixels(int width, int height, float[] data) implements PixelSource {
    public Pixels {
        if (width < 1 || height < 1 || data.length != 3L * width * height) {
            throw new IllegalArgumentException(data.length + " values are no RGB picture of " + width + "×" + height);
        }
    }

    /** A black-at-zero (mid-grey) picture. */
    public static Pixels blank(int width, int height) {
        return new Pixels(width, height, new float[Math.multiplyExact(3, Math.multiplyExact(width, height))]);
    }

    @Override
    public void read(int x, int y, int w, int h, float[] into, int offset) {
        for (int c = 0; c < 3; c++) {
            for (int j = 0; j < h; j++) {
                int row = (c * height + reflect(y + j, height)) * width;
                int out = offset + (c * h + j) * w;
                if (x >= 0 && x + w <= width) {
                    System.arraycopy(data, row + x, into, out, w);
                } else {
                    for (int i = 0; i < w; i++) {
                        into[out + i] = data[row + reflect(x + i, width)];
                    }
                }
            }
        }
    }

    /** Index 0…size−1 that {@code i} falls on when the picture is mirrored at its borders (border pixels not doubled). */
    public static int reflect(int i, int size) {
        if (size == 1) {
            return 0;
        }
        int period = 2 * (size - 1);
        int k = Math.floorMod(i, period);
        return k < size ? k : period - k;
    }
}
