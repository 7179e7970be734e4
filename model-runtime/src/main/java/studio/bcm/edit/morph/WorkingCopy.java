package studio.bcm.edit.morph;

import java.util.ArrayList;
import java.util.List;
import studio.bcm.image.PixelSource;

/** Small copies of photos to work on. */
final class WorkingCopy {
    private WorkingCopy() {
    }

    /**
     * Part of a photo at a smaller size: each pixel is the mean over the area that it covers. Reads a few rows at a time.
     *
     * @return red, green and blue, −1…1
     */
    static Plane[] of(PixelSource photo, CropBox crop, int width, int height) {
        float[][] across = areas(crop.x(), crop.width(), photo.width(), width);
        float[][] down = areas(crop.y(), crop.height(), photo.height(), height);
        Plane[] planes = {Plane.blank(width, height), Plane.blank(width, height), Plane.blank(width, height)};
        Rows.run(height, 4 * photo.width(), (from, to) -> {
            float[] row = new float[3 * photo.width()];
            float[] narrow = new float[3 * width];
            int held = -1;
            for (int y = from; y < to; y++) {
                float[] weights = down[y];
                for (int k = 1; k < weights.length; k++) {
                    int source = (int) weights[0] + k - 1;
                    if (source != held) {
                        photo.read(0, source, photo.width(), 1, row, 0);
                        narrow(row, photo.width(), across, narrow, width);
                        held = source;
                    }
                    for (int c = 0; c < 3; c++) {
                        float[] out = planes[c].data();
                        for (int x = 0; x < width; x++) {
                            out[y * width + x] += weights[k] * narrow[c * width + x];
                        }
                    }
                }
            }
        });
        return planes;
    }

    private static void narrow(float[] row, int rowWidth, float[][] across, float[] into, int width) {
        for (int c = 0; c < 3; c++) {
            for (int x = 0; x < width; x++) {
                float[] weights = across[x];
                int start = c * rowWidth + (int) weights[0];
                float sum = 0;
                for (int k = 1; k < weights.length; k++) {
                    sum += weights[k] * row[start + k - 1];
                }
                into[c * width + x] = sum;
            }
        }
    }

    private static float[][] areas(double offset, double length, int from, int to) {
        double scale = length / to;
        double half = Math.max(1, scale) / 2;
        float[][] taps = new float[to][];
        for (int i = 0; i < to; i++) {
            double centre = Math.clamp(offset + (i + 0.5) * scale, 0.5, from - 0.5);
            int first = Math.clamp((int) Math.floor(centre - half), 0, from - 1);
            int last = Math.clamp((int) Math.ceil(centre + half) - 1, first, from - 1);
            float[] weights = new float[last - first + 2];
            weights[0] = first;
            float sum = 0;
            for (int k = first; k <= last; k++) {
                weights[k - first + 1] = (float) Math.max(0, Math.min(k + 1, centre + half) - Math.max(k, centre - half));
                sum += weights[k - first + 1];
            }
            for (int k = 1; k < weights.length; k++) {
                weights[k] /= sum;
            }
            taps[i] = weights;
        }
        return taps;
    }

    /** Luma and two colour differences in 0…1, by BT.601. */
    static List<Plane> channels(Plane[] rgb) {
        int width = rgb[0].width();
        int height = rgb[0].height();
        Plane luma = Plane.blank(width, height);
        Plane blue = Plane.blank(width, height);
        Plane red = Plane.blank(width, height);
        for (int i = 0; i < luma.data().length; i++) {
            float r = (rgb[0].data()[i] + 1) / 2;
            float g = (rgb[1].data()[i] + 1) / 2;
            float b = (rgb[2].data()[i] + 1) / 2;
            float y = 0.299f * r + 0.587f * g + 0.114f * b;
            luma.data()[i] = y;
            blue.data()[i] = 0.564f * (b - y);
            red.data()[i] = 0.713f * (r - y);
        }
        return List.of(luma, blue, red);
    }

    /** The same channels at another size. */
    static List<Plane> resized(List<Plane> planes, int width, int height) {
        List<Plane> result = new ArrayList<>();
        planes.forEach(p -> result.add(p.resized(width, height)));
        return result;
    }
}
