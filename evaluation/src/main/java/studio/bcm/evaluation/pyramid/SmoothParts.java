package studio.bcm.evaluation.pyramid;

import java.util.Arrays;
import studio.bcm.image.Picture;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;

/**
 * The smoothest quarter of a picture, in blocks of 16 pixels. A canvas or grain that a model lays over a picture is seen there first, and
 * counts there as detail that the picture does not have.
 */
final class SmoothParts {
    private static final int BLOCK = 16;

    private final int across;
    private final int down;
    private final boolean[] smooth;
    private final double steps;

    /** Of a picture, rounded to 8 bits. */
    SmoothParts(PixelSource picture) {
        across = picture.width() / BLOCK;
        down = picture.height() / BLOCK;
        double[] detail = blocks(picture);
        smooth = new boolean[detail.length];
        if (detail.length == 0) {
            steps = 0;
            return;
        }
        double[] sorted = detail.clone();
        Arrays.sort(sorted);
        double limit = sorted[(sorted.length - 1) / 4];
        double sum = 0;
        for (int i = 0; i < detail.length; i++) {
            smooth[i] = detail[i] <= limit;
            sum += smooth[i] ? detail[i] : 0;
        }
        steps = sum;
    }

    /**
     * Sum of the steps between neighbours' lumas of another picture there over that of this one.
     *
     * @return 1 where both have none
     */
    double ratio(PixelSource other) {
        double[] detail = blocks(other);
        double sum = 0;
        for (int i = 0; i < detail.length; i++) {
            sum += smooth[i] ? detail[i] : 0;
        }
        // Half a step in a hundred pixels: below it both are flat.
        double floor = 0.005 * BLOCK * BLOCK * detail.length / 4;
        return (sum + floor) / (steps + floor);
    }

    private double[] blocks(PixelSource source) {
        float[] rgb = Picture.of(rounded(source)).toPixels().data();
        int width = source.width();
        int plane = rgb.length / 3;
        double[] luma = new double[plane];
        for (int i = 0; i < plane; i++) {
            luma[i] = 127.5 * (0.299 * rgb[i] + 0.587 * rgb[plane + i] + 0.114 * rgb[2 * plane + i]);
        }
        double[] blocks = new double[across * down];
        for (int y = 0; y < down * BLOCK; y++) {
            for (int x = 0; x < across * BLOCK; x++) {
                int at = y * width + x;
                double step = (x % BLOCK == 0 ? 0 : Math.abs(luma[at] - luma[at - 1])) + (y % BLOCK == 0 ? 0 : Math.abs(luma[at] - luma[at - width]));
                blocks[y / BLOCK * across + x / BLOCK] += step;
            }
        }
        return blocks;
    }

    private static Pixels rounded(PixelSource source) {
        Pixels all = Pixels.blank(source.width(), source.height());
        source.read(0, 0, all.width(), all.height(), all.data(), 0);
        return all;
    }
}
