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
    private static final int BAND = 64;

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
        int rows = Math.max(1, BAND / factor);
        IntStream.range(0, Math.ceilDiv(h, rows)).parallel().forEach(band -> {
            int from = band * rows;
            int to = Math.min(h, from + rows);
            int n = (to - from) * factor;
            float[] part = new float[3 * w * factor * n];
            picture.read(0, from * factor, w * factor, n, part, 0);
            for (int c = 0; c < 3; c++) {
                for (int y = 0; y < n; y++) {
                    int in = (c * n + y) * w * factor;
                    int at = (c * h + from + y / factor) * w;
                    for (int x = 0; x < w; x++) {
                        float sum = 0;
                        for (int i = 0; i < factor; i++) {
                            sum += part[in + x * factor + i];
                        }
                        out.data()[at + x] += sum / (factor * factor);
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
     * Cuts a square.
     *
     * @param n    pixels of a side of the result
     * @param into receives 3·n·n values of −1…1 from {@code offset} on, planar
     */
    void cut(Placement square, int n, Outside outside, float[] into, int offset) {
        double step = square.size() / n;
        if (step >= factor || factor == 1) {
            int level = 0;
            while (level < levels.size() - 1 && step >= 2.0 * factor * (1 << level)) {
                level++;
            }
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
