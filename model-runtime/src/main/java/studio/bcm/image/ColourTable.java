package studio.bcm.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The best 256 colours for a picture: boxes of colours are split where they spread most (Wu's criterion on a histogram of 5
 * bits a channel), then moved by a few rounds of k-means; pixels are mapped with Floyd and Steinberg's error diffusion.
 */
public final class ColourTable {
    private static final int COLOURS = 256;
    private static final int SHIFT = 3;
    private static final int SIDE = 256 >> SHIFT;
    private static final int ROUNDS = 4;

    private ColourTable() {
    }

    /** Mean colour and number of the pixels in one cell of the histogram. */
    private record Cell(float r, float g, float b, float count) {
        float part(int axis) {
            return axis == 0 ? r : axis == 1 ? g : b;
        }
    }

    /** The picture with a table of its own; values beyond −1…1 are clamped. */
    public static BufferedImage indexed(PixelSource picture) {
        int width = picture.width();
        int height = picture.height();
        float[] data = new float[3 * width * height];
        picture.read(0, 0, width, height, data, 0);
        for (int i = 0; i < data.length; i++) {
            data[i] = Math.clamp((data[i] + 1) * 127.5f, 0, 255);
        }
        float[][] table = table(data, width * height);
        int[] packed = new int[COLOURS];
        for (int i = 0; i < table.length; i++) {
            packed[i] = Math.round(table[i][0]) << 16 | Math.round(table[i][1]) << 8 | Math.round(table[i][2]);
        }
        // Exactly 256 entries are written, whatever the number of colours found.
        IndexColorModel model = new IndexColorModel(8, COLOURS, packed, 0, false, -1, DataBuffer.TYPE_BYTE);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
        diffuse(data, width, height, table, image);
        return image;
    }

    private static float[][] table(float[] data, int pixels) {
        float[] sums = new float[4 * SIDE * SIDE * SIDE];
        for (int i = 0; i < pixels; i++) {
            int cell = 4 * cell(data[i], data[pixels + i], data[2 * pixels + i]);
            sums[cell] += data[i];
            sums[cell + 1] += data[pixels + i];
            sums[cell + 2] += data[2 * pixels + i];
            sums[cell + 3]++;
        }
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < sums.length; i += 4) {
            if (sums[i + 3] > 0) {
                float n = sums[i + 3];
                cells.add(new Cell(sums[i] / n, sums[i + 1] / n, sums[i + 2] / n, n));
            }
        }
        float[][] table = split(cells);
        for (int round = 0; round < ROUNDS; round++) {
            table = means(cells, table);
        }
        return table;
    }

    private static int cell(float r, float g, float b) {
        return ((int) r >> SHIFT) * SIDE * SIDE + ((int) g >> SHIFT) * SIDE + ((int) b >> SHIFT);
    }

    private static float[][] split(List<Cell> cells) {
        List<List<Cell>> boxes = new ArrayList<>();
        boxes.add(cells);
        while (boxes.size() < COLOURS) {
            List<Cell> widest = null;
            double most = 0;
            for (List<Cell> box : boxes) {
                double spread = box.size() < 2 ? 0 : spread(box, widestAxis(box));
                if (spread > most) {
                    most = spread;
                    widest = box;
                }
            }
            if (widest == null) {
                break;
            }
            List<Cell> found = widest;
            boxes.removeIf(box -> box == found);
            int axis = widestAxis(found);
            double mean = mean(found, axis);
            List<Cell> low = new ArrayList<>();
            List<Cell> high = new ArrayList<>();
            for (Cell cell : found) {
                (cell.part(axis) <= mean ? low : high).add(cell);
            }
            if (low.isEmpty() || high.isEmpty()) {
                List<Cell> sorted = new ArrayList<>(found);
                sorted.sort(Comparator.comparingDouble(c -> c.part(axis)));
                low = sorted.subList(0, sorted.size() / 2);
                high = sorted.subList(sorted.size() / 2, sorted.size());
            }
            boxes.add(low);
            boxes.add(high);
        }
        return boxes.stream().map(box -> new float[] {(float) mean(box, 0), (float) mean(box, 1), (float) mean(box, 2)})
                .toArray(float[][]::new);
    }

    private static int widestAxis(List<Cell> box) {
        int best = 0;
        for (int axis = 1; axis < 3; axis++) {
            if (spread(box, axis) > spread(box, best)) {
                best = axis;
            }
        }
        return best;
    }

    private static double mean(List<Cell> box, int axis) {
        double sum = 0;
        double count = 0;
        for (Cell cell : box) {
            sum += cell.part(axis) * cell.count();
            count += cell.count();
        }
        return sum / count;
    }

    /** Summed squared distance from the mean along an axis. */
    private static double spread(List<Cell> box, int axis) {
        double mean = mean(box, axis);
        double sum = 0;
        for (Cell cell : box) {
            double d = cell.part(axis) - mean;
            sum += d * d * cell.count();
        }
        return sum;
    }

    private static float[][] means(List<Cell> cells, float[][] table) {
        double[][] sums = new double[table.length][4];
        for (Cell cell : cells) {
            double[] sum = sums[nearest(table, cell.r(), cell.g(), cell.b())];
            sum[0] += cell.r() * cell.count();
            sum[1] += cell.g() * cell.count();
            sum[2] += cell.b() * cell.count();
            sum[3] += cell.count();
        }
        float[][] moved = new float[table.length][];
        for (int i = 0; i < table.length; i++) {
            double n = sums[i][3];
            moved[i] = n == 0 ? table[i] : new float[] {(float) (sums[i][0] / n), (float) (sums[i][1] / n), (float) (sums[i][2] / n)};
        }
        return moved;
    }

    private static int nearest(float[][] table, float r, float g, float b) {
        int best = 0;
        float least = Float.MAX_VALUE;
        for (int i = 0; i < table.length; i++) {
            float dr = table[i][0] - r;
            float dg = table[i][1] - g;
            float db = table[i][2] - b;
            float d = 2 * dr * dr + 4 * dg * dg + db * db;
            if (d < least) {
                least = d;
                best = i;
            }
        }
        return best;
    }

    private static void diffuse(float[] data, int width, int height, float[][] table, BufferedImage image) {
        int plane = width * height;
        short[] known = new short[64 * 64 * 64];
        Arrays.fill(known, (short) -1);
        for (int y = 0; y < height; y++) {
            // Every other row runs backwards, so that errors do not all drift one way.
            boolean forward = (y & 1) == 0;
            int step = forward ? 1 : -1;
            for (int k = 0; k < width; k++) {
                int x = forward ? k : width - 1 - k;
                int i = y * width + x;
                float r = Math.clamp(data[i], 0, 255);
                float g = Math.clamp(data[plane + i], 0, 255);
                float b = Math.clamp(data[2 * plane + i], 0, 255);
                int key = ((int) r >> 2) << 12 | ((int) g >> 2) << 6 | (int) b >> 2;
                if (known[key] < 0) {
                    known[key] = (short) nearest(table, r, g, b);
                }
                int index = known[key];
                image.getRaster().setSample(x, y, 0, index);
                for (int c = 0; c < 3; c++) {
                    float wanted = c == 0 ? r : c == 1 ? g : b;
                    float error = wanted - Math.round(table[index][c]);
                    int at = c * plane + i;
                    boolean ahead = x + step >= 0 && x + step < width;
                    boolean behind = x - step >= 0 && x - step < width;
                    if (ahead) {
                        data[at + step] += error * 7 / 16;
                    }
                    if (y + 1 < height) {
                        data[at + width] += error * 5 / 16;
                        if (behind) {
                            data[at + width - step] += error * 3 / 16;
                        }
                        if (ahead) {
                            data[at + width + step] += error / 16;
                        }
                    }
                }
            }
        }
    }
}
