package studio.bcm.edit.enlarge;

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
    /** What programs and cameras use; the first where pictures do not say. */
    static final List<Kernel> CANDIDATES = List.of(Kernel.BOX, Kernel.BICUBIC);

    private static final int SIDE = 64;
    private static final int PROBES = 3;
    private static final int PLACES = 8;

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
     * The kernel.
     *
     * @param source  the picture
     * @param enlarging by the network
     */
    public static Kernel of(PixelSource source, Enlarging enlarging) {
        int side = Math.min(SIDE, Math.min(source.width(), source.height()) / 4 * 4);
        if (side < 16) {
            return CANDIDATES.getFirst();
        }
        List<Place> places = places(source, side).stream().limit(PROBES).toList();
        double[] differences = new double[CANDIDATES.size()];
        for (Place place : places) {
            float[] part = enlarging.part(place.x, place.y, side);
            for (int k = 0; k < differences.length; k++) {
                differences[k] += new BackProjection(source, 2, CANDIDATES.get(k)).difference(part, 2 * place.x, 2 * place.y, 2 * side, 2 * side);
            }
        }
        return CANDIDATES.get(IntStream.range(0, differences.length).boxed().min(Comparator.comparingDouble(k -> differences[k])).orElseThrow());
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
