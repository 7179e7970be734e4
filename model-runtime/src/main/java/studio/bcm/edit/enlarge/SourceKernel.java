package studio.bcm.edit.enlarge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import studio.bcm.image.Kernel;
import studio.bcm.image.PixelSource;

/**
 * Finds out by which kernel a picture was made smaller before anybody saw it: that by which what a network makes of it, made smaller
 * again, comes closest to it. A network that has seen several knows them apart by their sharpness.
 */
public final class SourceKernel {
    private static final int SIDE = 64;
    private static final int PROBES = 5;
    /** Probes lie at least half their side apart, so that each says something of its own. */
    private static final int APART = SIDE / 2;
    /**
     * Mean logarithm of the mean's difference over bicubic's below which it is the mean. Chosen on eight photos; about one in ten lies on
     * the wrong side.
     */
    private static final double BETWEEN = -0.07;
    private static final int PLACES = 8;
    /** Difference on −1…1 that rounding brings about. */
    private static final double FLAT = 0.001;

    private SourceKernel() {
    }

    /** Enlarges a part of the picture. */
    @FunctionalInterface
    public interface Enlarging {
        /**
         * @param x    left column of a square part of the picture
         * @param y    top row
         * @param side columns and rows
         * @return the part in twice the width and height, 3 planes
         */
        float[] part(int x, int y, int side);
    }

    private record Place(int x, int y, double contrast) {
    }

    /**
     * The kernel: mean of the area or bicubic.
     *
     * @param source  the picture
     * @param enlarging by the network
     */
    public static Kernel of(PixelSource source, Enlarging enlarging) {
        int side = Math.min(SIDE, Math.min(source.width(), source.height()) / 4 * 4);
        if (side < 16) {
            return Kernel.BICUBIC;
        }
        BackProjection area = new BackProjection(source, 2, Kernel.BOX);
        BackProjection bicubic = new BackProjection(source, 2, Kernel.BICUBIC);
        List<Place> places = apart(places(source, side));
        double sum = 0;
        for (Place place : places) {
            float[] part = enlarging.part(place.x, place.y, side);
            double byArea = area.difference(part, 2 * place.x, 2 * place.y, 2 * side, 2 * side);
            double byBicubic = bicubic.difference(part, 2 * place.x, 2 * place.y, 2 * side, 2 * side);
            // Flat parts know nothing, and say so.
            sum += Math.log((byArea + FLAT) / (byBicubic + FLAT));
        }
        return sum / places.size() < BETWEEN ? Kernel.BOX : Kernel.BICUBIC;
    }

    private static List<Place> apart(List<Place> all) {
        List<Place> chosen = new ArrayList<>();
        for (Place place : all) {
            if (chosen.size() < PROBES && chosen.stream().allMatch(c -> Math.max(Math.abs(c.x - place.x), Math.abs(c.y - place.y)) >= APART)) {
                chosen.add(place);
            }
        }
        return chosen;
    }

    /** Those with the most contrast from pixel to pixel first. */
    private static List<Place> places(PixelSource source, int side) {
        return IntStream.range(0, PLACES * PLACES).mapToObj(i -> {
            int x = (source.width() - side) * (i % PLACES) / (PLACES - 1) / 4 * 4;
            int y = (source.height() - side) * (i / PLACES) / (PLACES - 1) / 4 * 4;
            float[] rgb = new float[3 * side * side];
            source.read(x, y, side, side, rgb, 0);
            double sum = 0;
            for (int k = 1; k < rgb.length; k++) {
                sum += k % side == 0 ? 0 : Math.abs(rgb[k] - rgb[k - 1]);
            }
            return new Place(x, y, sum);
        }).distinct().sorted(Comparator.comparingDouble(p -> -p.contrast)).toList();
    }
}
