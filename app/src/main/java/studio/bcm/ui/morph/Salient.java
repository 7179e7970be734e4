package studio.bcm.ui.morph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.image.Lanczos;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;

/** Places of a photo that are easy to recognise: corners, by the smaller eigenvalue of the structure tensor (Shi and Tomasi, 1994). */
final class Salient {
    private static final int SIDE = 160;
    private static final int REACH = 2;
    /** Of a corner against the strongest one. */
    private static final double LEAST = 0.03;

    private record Corner(int x, int y, double strength) {
    }

    private Salient() {
    }

    /**
     * The strongest corners, apart from each other.
     *
     * @param most of them
     * @return in pixels of the photo
     */
    static List<Place> places(PixelSource photo, int most) {
        double scale = Math.min(1, (double) SIDE / Math.max(photo.width(), photo.height()));
        int w = (int) Math.max(1, Math.round(photo.width() * scale));
        int h = (int) Math.max(1, Math.round(photo.height() * scale));
        Pixels small = Lanczos.resample(photo, 0, 0, photo.width(), photo.height(), w, h);
        float[] luma = new float[w * h];
        for (int i = 0; i < luma.length; i++) {
            luma[i] = 0.299f * small.data()[i] + 0.587f * small.data()[luma.length + i] + 0.114f * small.data()[2 * luma.length + i];
        }
        List<Corner> corners = new ArrayList<>();
        for (int y = REACH + 1; y < h - REACH - 1; y++) {
            for (int x = REACH + 1; x < w - REACH - 1; x++) {
                corners.add(new Corner(x, y, strength(luma, w, x, y)));
            }
        }
        corners.sort(Comparator.comparingDouble(Corner::strength).reversed());
        double apart = Math.sqrt((double) w * h / most) / 1.6;
        List<Corner> chosen = new ArrayList<>();
        for (Corner corner : corners) {
            if (chosen.size() == most || corner.strength < LEAST * corners.getFirst().strength) {
                break;
            }
            if (chosen.stream().noneMatch(c -> Math.hypot(c.x - corner.x, c.y - corner.y) < apart)) {
                chosen.add(corner);
            }
        }
        return chosen.stream().map(c -> new Place((c.x + 0.5) * photo.width() / w, (c.y + 0.5) * photo.height() / h)).toList();
    }

    private static double strength(float[] luma, int w, int x, int y) {
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int j = y - REACH; j <= y + REACH; j++) {
            for (int i = x - REACH; i <= x + REACH; i++) {
                double dx = luma[j * w + i + 1] - luma[j * w + i - 1];
                double dy = luma[(j + 1) * w + i] - luma[(j - 1) * w + i];
                xx += dx * dx;
                xy += dx * dy;
                yy += dy * dy;
            }
        }
        return (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
    }
}
