package studio.bcm.face;

import java.util.List;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;

/** Draws faces into a picture: boxes, the outlines of the parts and all points. */
public final class FaceDrawing {
    private static final float[] BOX = {1, 0.7f, -1};
    private static final float[] PART = {-1, 0.6f, 1};
    private static final float[] POINT = {1, 1, 1};
    private static final double POINT_RADIUS = 0.6;

    private final Pixels pixels;

    private FaceDrawing(Pixels pixels) {
        this.pixels = pixels;
    }

    /**
     * A copy of a picture with faces drawn in.
     *
     * @param faces found in it
     */
    public static Picture draw(Picture picture, List<Face> faces) {
        FaceDrawing drawing = new FaceDrawing(picture.toPixels());
        // Thin lines on a large photo could not be seen.
        double width = Math.max(1, Math.max(picture.width(), picture.height()) / 1000.0);
        for (Face face : faces) {
            float[] box = face.box();
            drawing.polygon(new float[] {box[0], box[0] + box[2], box[0] + box[2], box[0]},
                    new float[] {box[1], box[1], box[1] + box[3], box[1] + box[3]}, new int[] {0, 1, 2, 3}, 1.5 * width, BOX);
            for (FacePart part : FacePart.values()) {
                if (part.isOutline()) {
                    drawing.polygon(face.x(), face.y(), part.points(), width, PART);
                }
            }
            for (int i = 0; i < Face.POINTS; i++) {
                drawing.line(face.x()[i], face.y()[i], face.x()[i], face.y()[i], 2 * POINT_RADIUS * width, POINT);
            }
        }
        return picture.withPixels(drawing.pixels);
    }

    private void polygon(float[] x, float[] y, int[] points, double width, float[] colour) {
        for (int i = 0; i < points.length; i++) {
            int a = points[i];
            int b = points[(i + 1) % points.length];
            line(x[a], y[a], x[b], y[b], width, colour);
        }
    }

    /** With round ends; the edge is as soft as a pixel. */
    private void line(double x0, double y0, double x1, double y1, double width, float[] colour) {
        double reach = width / 2 + 1;
        int left = (int) Math.max(0, Math.floor(Math.min(x0, x1) - reach));
        int right = (int) Math.min(pixels.width() - 1.0, Math.ceil(Math.max(x0, x1) + reach));
        int top = (int) Math.max(0, Math.floor(Math.min(y0, y1) - reach));
        int bottom = (int) Math.min(pixels.height() - 1.0, Math.ceil(Math.max(y0, y1) + reach));
        double dx = x1 - x0;
        double dy = y1 - y0;
        double length = dx * dx + dy * dy;
        int plane = pixels.width() * pixels.height();
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double px = x + 0.5 - x0;
                double py = y + 0.5 - y0;
                double along = length == 0 ? 0 : Math.clamp((px * dx + py * dy) / length, 0, 1);
                double distance = Math.hypot(px - along * dx, py - along * dy);
                float cover = (float) Math.clamp(width / 2 + 0.5 - distance, 0, 1);
                for (int c = 0; c < 3 && cover > 0; c++) {
                    int at = c * plane + y * pixels.width() + x;
                    pixels.data()[at] += cover * (colour[c] - pixels.data()[at]);
                }
            }
        }
    }
}
