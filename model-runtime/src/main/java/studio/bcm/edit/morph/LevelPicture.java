package studio.bcm.edit.morph;

import java.util.List;

/**
 * A photo at one level of the search for correspondence: its channels and their gradients, interleaved, so that one place
 * is read at once.
 */
final class LevelPicture {
    final int width;
    final int height;
    final int channels;
    /** For each pixel and channel: value, derivative by x, derivative by y. */
    final float[] data;

    LevelPicture(List<Plane> planes) {
        width = planes.getFirst().width();
        height = planes.getFirst().height();
        channels = planes.size();
        int stride = 3 * channels;
        data = new float[width * height * stride];
        Rows.run(height, width * channels, (from, to) -> {
            for (int c = 0; c < channels; c++) {
                Plane plane = planes.get(c);
                for (int y = from; y < to; y++) {
                    int above = Math.max(0, y - 1);
                    int below = Math.min(height - 1, y + 1);
                    for (int x = 0; x < width; x++) {
                        int left = Math.max(0, x - 1);
                        int right = Math.min(width - 1, x + 1);
                        int at = (y * width + x) * stride + 3 * c;
                        data[at] = plane.at(x, y);
                        data[at + 1] = right == left ? 0 : (plane.at(right, y) - plane.at(left, y)) / (right - left);
                        data[at + 2] = below == above ? 0 : (plane.at(x, below) - plane.at(x, above)) / (below - above);
                    }
                }
            }
        });
    }

    /**
     * Reads all channels at a place between pixels, bilinear.
     *
     * @param x    from the centre of the first pixel; clamped
     * @param into receives 3·channels values from {@code at} on
     */
    void sample(float x, float y, float[] into, int at) {
        float cx = Math.clamp(x, 0, width - 1);
        float cy = Math.clamp(y, 0, height - 1);
        int i = Math.min((int) cx, Math.max(0, width - 2));
        int j = Math.min((int) cy, Math.max(0, height - 2));
        float u = cx - i;
        float v = cy - j;
        int stride = 3 * channels;
        int a = (j * width + i) * stride;
        int b = width > 1 ? a + stride : a;
        int c = height > 1 ? a + width * stride : a;
        int d = c + b - a;
        float wa = (1 - u) * (1 - v);
        float wb = u * (1 - v);
        float wc = (1 - u) * v;
        float wd = u * v;
        for (int k = 0; k < stride; k++) {
            into[at + k] = wa * data[a + k] + wb * data[b + k] + wc * data[c + k] + wd * data[d + k];
        }
    }
}
