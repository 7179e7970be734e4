package studio.bcm.face;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;

/** Cuts squares out of a picture, turned and scaled, from the picture itself or from a smaller one of it, whichever is just enough. */
final class Sampler {
    /** Of the smaller picture; a face that is 1/8 as large as the picture still has the 192 pixels that the mesh looks at. */
    private static final int REDUCED_SIDE = 1536;
    private static final int SMALLEST_SIDE = 256;

    private final PixelSource picture;
    private final int factor;
    /** The picture made smaller by {@link #factor}, by twice that, and so on. */
    private final List<Pixels> levels = new ArrayList<>();

    Sampler(PixelSource picture) {
        this.picture = picture;
        factor = Math.ceilDiv(Math.max(picture.width(), picture.height()), REDUCED_SIDE);
        levels.add(reduced(picture, factor));
        while (Math.max(levels.getLast().width(), levels.getLast().height()) > SMALLEST_SIDE) {
            levels.add(reduced(levels.getLast(), 2));
        }
    }

    /** Means of factor × factor pixels; what is left at the right and at the bottom goes to the last ones. */
    private static Pixels reduced(PixelSource picture, int factor) {
        int w = Math.max(1, picture.width() / factor);
        int h = Math.max(1, picture.height() / factor);
        Pixels out = Pixels.blank(w, h);
        int bands = Math.min(h, 4 * Runtime.getRuntime().availableProcessors());
        IntStream.range(0, bands).parallel().forEach(band -> {
            int length = w * factor;
            // The rows of one row of the result at a time: they stay in the cache.
            float[] part = new float[3 * length * factor];
            for (int y = (int) ((long) h * band / bands); y < (int) ((long) h * (band + 1) / bands); y++) {
                picture.read(0, y * factor, length, factor, part, 0);
                for (int c = 0; c < 3; c++) {
                    int sums = c * factor * length;
                    for (int j = 1; j < factor; j++) {
                        int row = sums + j * length;
                        for (int x = 0; x < length; x++) {
                            part[sums + x] += part[row + x];
                        }
                    }
                    int at = (c * h + y) * w;
                    for (int x = 0; x < w; x++) {
                        float sum = 0;
                        for (int i = 0; i < factor; i++) {
                            sum += part[sums + x * factor + i];
                        }
                        out.data()[at + x] = sum / (factor * factor);
                    }
                }
            }
        });
        return out;
    }

    /** What lies outside of the picture. */
    enum Outside {
        BLACK, EDGE
    }

    /**
     * The whole picture in the middle of a larger frame that is black around it.
     *
     * @param step pixels of the picture that a pixel of the result is wide
     * @return planar −1…1
     */
    float[] whole(double step, int columns, int rows) {
        int level = level(step);
        Pixels from = levels.get(level);
        int scale = factor << level;
        double left = (picture.width() - columns * step) / 2;
        double top = (picture.height() - rows * step) / 2;
        float[] into = new float[3 * columns * rows];
        upright(from, left / scale, top / scale, step / scale, columns, rows, into);
        return into;
    }

    /** Index of the smallest copy that is still sharp enough. */
    private int level(double step) {
        int level = 0;
        while (level < levels.size() - 1 && step >= 2.0 * factor * (1 << level)) {
            level++;
        }
        return level;
    }

    /** Means over the area of each pixel, at least of a pixel; what lies outside is black. */
    private static void upright(Pixels from, double left, double top, double step, int columns, int rows, float[] into) {
        float[][] across = areas(left, step, columns, from.width());
        float[][] down = areas(top, step, rows, from.height());
        IntStream.range(0, 3 * rows).parallel().forEach(k -> {
            float[] taps = down[k % rows];
            int c = k / rows;
            float[] row = new float[from.width()];
            for (int t = 1; t < taps.length; t++) {
                int at = (c * from.height() + (int) taps[0] + t - 1) * from.width();
                for (int x = 0; x < row.length; x++) {
                    row[x] += taps[t] * (from.data()[at + x] + 1);
                }
            }
            for (int x = 0; x < columns; x++) {
                float sum = -1;
                int first = (int) across[x][0];
                for (int t = 1; t < across[x].length; t++) {
                    sum += across[x][t] * row[first + t - 1];
                }
                into[k * columns + x] = sum;
            }
        });
    }

    /** For each pixel of the result the first of those that it is made of, then their weights, which are less than 1 in all at the border. */
    private static float[][] areas(double start, double step, int count, int size) {
        double half = Math.max(1, step) / 2;
        float[][] areas = new float[count][];
        for (int i = 0; i < count; i++) {
            double centre = start + (i + 0.5) * step;
            int first = (int) Math.clamp((long) Math.floor(centre - half), 0, size);
            int last = (int) Math.clamp((long) Math.ceil(centre + half), first, size);
            areas[i] = new float[last - first + 1];
            areas[i][0] = Math.min(first, size - 1);
            for (int k = first; k < last; k++) {
                areas[i][k - first + 1] = (float) ((Math.min(k + 1, centre + half) - Math.max(k, centre - half)) / (2 * half));
            }
        }
        return areas;
    }

    /**
     * Cuts a square.
     *
     * @param n    pixels of a side of the result
     * @param into receives 3·n·n values of −1…1 from {@code offset} on, planar
     */
    void cut(Placement square, int n, Outside outside, float[] into, int offset) {
        double step = square.size() / n;
        if (step >= factor || factor == 1) {
            int level = level(step);
            sample(levels.get(level), 0, 0, factor << level, square, n, outside, into, offset);
            return;
        }
        double reach = square.size() * (Math.abs(Math.cos(square.angle())) + Math.abs(Math.sin(square.angle()))) / 2 + 2;
        int left = (int) Math.max(0, Math.floor(square.x() - reach));
        int top = (int) Math.max(0, Math.floor(square.y() - reach));
        int right = (int) Math.min(picture.width(), Math.ceil(square.x() + reach));
        int bottom = (int) Math.min(picture.height(), Math.ceil(square.y() + reach));
        Pixels part = Pixels.blank(Math.max(1, right - left), Math.max(1, bottom - top));
        picture.read(left, top, part.width(), part.height(), part.data(), 0);
        sample(part, left, top, 1, square, n, outside, into, offset);
    }

    /** Means of several bilinear samples a pixel where the square is made smaller. */
    private static void sample(Pixels from, int left, int top, int factor, Placement square, int n, Outside outside, float[] into, int offset) {
        double step = square.size() / n / factor;
        int samples = Math.max(1, (int) Math.ceil(step - 0.01));
        double sub = step / samples;
        double ux = Math.cos(square.angle()) * sub;
        double uy = Math.sin(square.angle()) * sub;
        double[] corner = square.toPicture(0, 0);
        // Centres of the first sample, in pixels of the source, whose centres are at integers.
        double x0 = (corner[0] - left) / factor - 0.5 + (ux - uy) / 2;
        double y0 = (corner[1] - top) / factor - 0.5 + (uy + ux) / 2;
        float weight = 1f / (samples * samples);
        int plane = from.width() * from.height();
        for (int j = 0; j < n * samples; j++) {
            for (int i = 0; i < n * samples; i++) {
                double x = x0 + i * ux - j * uy;
                double y = y0 + i * uy + j * ux;
                int out = offset + j / samples * n + i / samples;
                if (outside == Outside.BLACK && (x < -0.5 || y < -0.5 || x > from.width() - 0.5 || y > from.height() - 0.5)) {
                    for (int c = 0; c < 3; c++) {
                        into[out + c * n * n] -= weight;
                    }
                    continue;
                }
                double cx = Math.clamp(x, 0, from.width() - 1.0);
                double cy = Math.clamp(y, 0, from.height() - 1.0);
                int px = Math.min((int) cx, Math.max(0, from.width() - 2));
                int py = Math.min((int) cy, Math.max(0, from.height() - 2));
                float fx = (float) (cx - px);
                float fy = (float) (cy - py);
                int at = py * from.width() + px;
                int right = from.width() > 1 ? 1 : 0;
                int below = from.height() > 1 ? from.width() : 0;
                for (int c = 0; c < 3; c++) {
                    float[] data = from.data();
                    int p = c * plane + at;
                    float upper = data[p] + fx * (data[p + right] - data[p]);
                    float lower = data[p + below] + fx * (data[p + below + right] - data[p + below]);
                    into[out + c * n * n] += weight * (upper + fy * (lower - upper));
                }
            }
        }
    }
}
