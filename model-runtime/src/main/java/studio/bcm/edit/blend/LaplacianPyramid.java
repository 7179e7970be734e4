package studio.bcm.edit.blend;

import java.util.ArrayList;
import java.util.List;
import studio.bcm.image.Pixels;

/**
 * A picture taken apart into bands of one octave each, and a coarse rest (Burt and Adelson, The Laplacian pyramid as a compact
 * image code, 1983). The bands and the rest, put together, are the picture again to within rounding.
 */
final class LaplacianPyramid {
    private LaplacianPyramid() {
    }

    /**
     * Takes a picture apart.
     *
     * @param levels bands, at least 0; fewer where the picture gets too small to be halved
     * @return the bands, finest first, each half as large as the one before, and at last the rest
     */
    static List<Pixels> split(Pixels picture, int levels) {
        List<Pixels> parts = new ArrayList<>();
        Pixels rest = picture;
        for (int level = 0; level < levels && Math.min(rest.width(), rest.height()) >= 4; level++) {
            Pixels coarse = halved(rest);
            Pixels band = enlarged(coarse, rest.width(), rest.height());
            for (int i = 0; i < band.data().length; i++) {
                band.data()[i] = rest.data()[i] - band.data()[i];
            }
            parts.add(band);
            rest = coarse;
        }
        parts.add(rest);
        return parts;
    }

    /** Puts the parts of a picture together. */
    static Pixels join(List<Pixels> parts) {
        Pixels sum = parts.getLast();
        for (Pixels band : parts.subList(0, parts.size() - 1).reversed()) {
            Pixels finer = enlarged(sum, band.width(), band.height());
            for (int i = 0; i < finer.data().length; i++) {
                finer.data()[i] += band.data()[i];
            }
            sum = finer;
        }
        return sum;
    }

    /** Every other pixel after a binomial filter of width 5. */
    private static Pixels halved(Pixels from) {
        int width = from.width();
        int height = from.height();
        Pixels to = Pixels.blank((width + 1) / 2, (height + 1) / 2);
        float[] column = new float[width];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < to.height(); y++) {
                for (int x = 0; x < width; x++) {
                    column[x] = filtered(from.data(), c * height * width + x, width, 2 * y, height);
                }
                for (int x = 0; x < to.width(); x++) {
                    to.data()[(c * to.height() + y) * to.width() + x] = filtered(column, 0, 1, 2 * x, width);
                }
            }
        }
        return to;
    }

    private static float filtered(float[] data, int start, int step, int at, int size) {
        return (data[start + step * Pixels.reflect(at - 2, size)] + data[start + step * Pixels.reflect(at + 2, size)]
                + 4 * (data[start + step * Pixels.reflect(at - 1, size)] + data[start + step * Pixels.reflect(at + 1, size)])
                + 6 * data[start + step * at]) / 16;
    }

    /** The same filter, between the pixels of a picture of half the size. */
    private static Pixels enlarged(Pixels from, int width, int height) {
        Pixels to = Pixels.blank(width, height);
        float[] column = new float[from.width()];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < from.width(); x++) {
                    column[x] = between(from.data(), c * from.height() * from.width() + x, from.width(), y, from.height());
                }
                for (int x = 0; x < width; x++) {
                    to.data()[(c * height + y) * width + x] = between(column, 0, 1, x, from.width());
                }
            }
        }
        return to;
    }

    private static float between(float[] data, int start, int step, int at, int size) {
        int i = at / 2;
        float next = data[start + step * Math.min(size - 1, i + 1)];
        float here = data[start + step * i];
        return at % 2 == 1 ? (here + next) / 2 : (data[start + step * Math.max(0, i - 1)] + 6 * here + next) / 8;
    }
}
