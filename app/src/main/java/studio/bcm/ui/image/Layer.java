package studio.bcm.ui.image;

import java.util.ArrayList;
import java.util.List;

/**
 * What lies on the canvas: a picture, or the parts of one that are there so far.
 *
 * @param width  of the whole
 * @param height of the whole
 * @param parts  later ones lie above earlier ones
 */
public record Layer(int width, int height, List<Part> parts) {
    /**
     * A part.
     *
     * @param x     left column in the whole
     * @param y     top row in the whole
     * @param scale columns of the whole that one column of the pyramid stands for
     */
    public record Part(int x, int y, Pyramid pyramid, double scale) {
        /** One as fine as the whole. */
        public Part(int x, int y, Pyramid pyramid) {
            this(x, y, pyramid, 1);
        }
    }

    public Layer {
        parts = List.copyOf(parts);
    }

    public static Layer of(Pyramid whole) {
        return new Layer(whole.width(), whole.height(), List.of(new Part(0, 0, whole)));
    }

    public static Layer of(Raster whole) {
        return of(Pyramid.of(whole));
    }

    /** With nothing on it. */
    public static Layer empty(int width, int height) {
        return new Layer(width, height, List.of());
    }

    public Layer plus(Part part) {
        List<Part> more = new ArrayList<>(parts);
        more.add(part);
        return new Layer(width, height, more);
    }
}
