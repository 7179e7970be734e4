package studio.bcm.edit.restore;

import studio.bcm.image.PixelSource;

/**
 * Pictures each of whose pixels was drawn as a square of several, such as enlarged pixel art: what falls on multiples of something in
 * them says nothing of a JPEG, whose decoder repeats no columns.
 */
final class EnlargedPixels {
    private static final int MOST_TIMES = 16;
    private static final int ROWS = 64;
    /** Columns that differ from the one before; fewer could lie at equal distances by chance. */
    private static final int LEAST_EDGES = 8;

    private EnlargedPixels() {
    }

    /** Whether columns are repeated two times or more, always by the same number, in rows spread over the picture. */
    static boolean areIn(PixelSource picture) {
        int width = picture.width();
        boolean[] edges = new boolean[width];
        float[] row = new float[3 * width];
        int rows = Math.min(ROWS, picture.height());
        for (int i = 0; i < rows; i++) {
            picture.read(0, (int) ((long) i * picture.height() / rows), width, 1, row, 0);
            for (int x = 1; x < width; x++) {
                edges[x] |= row[x] != row[x - 1] || row[width + x] != row[width + x - 1] || row[2 * width + x] != row[2 * width + x - 1];
            }
        }
        int count = 0;
        int first = 0;
        int distance = 0;
        for (int x = 1; x < width; x++) {
            if (edges[x]) {
                first = count == 0 ? x : first;
                distance = greatestDivisor(distance, x - first);
                count++;
            }
        }
        return count >= LEAST_EDGES && distance > 1 && distance <= MOST_TIMES;
    }

    private static int greatestDivisor(int a, int b) {
        return b == 0 ? a : greatestDivisor(b, a % b);
    }
}
