package studio.bcm.face;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.Pixels;

/**
 * Turns, scales and shifts photos of one person so that the eyes are at the same place in all, in the largest frame of the first
 * photo's shape that needs nothing from outside of any photo.
 *
 * <p>Photos are placed in a plane whose origin is the middle between the eyes, whose x axis runs through them and whose unit is
 * their distance.
 */
public final class EyeFrames {
    private static final int SEARCH_STEPS = 60;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final int BAND = 32;

    /** Where a photo's eyes are: pixels of the middle between them, distance, angle of the line through them. */
    private record Eyes(double x, double y, double distance, double angle) {
        static Eyes of(Face face) {
            float[] right = face.centre(FacePart.RIGHT_EYE);
            float[] left = face.centre(FacePart.LEFT_EYE);
            double dx = left[0] - right[0];
            double dy = left[1] - right[1];
            return new Eyes((left[0] + right[0]) / 2, (left[1] + right[1]) / 2, Math.hypot(dx, dy), Math.atan2(dy, dx));
        }
    }

    /** A half-plane nx·x + ny·y ≤ c. */
    private record Edge(double nx, double ny, double c) {
    }

    private final List<Picture> pictures;
    private final List<Eyes> eyes;
    private final double centreX;
    private final double centreY;
    private final double height;
    private final int rows;
    private final int columns;

    private EyeFrames(List<Picture> pictures, List<Eyes> eyes, double[] frame, double aspect) {
        this.pictures = pictures;
        this.eyes = eyes;
        centreX = frame[0];
        centreY = frame[1];
        height = frame[2];
        // As many pixels as the middle one of the photos has there: most photos are neither enlarged nor made smaller.
        double[] distances = eyes.stream().mapToDouble(Eyes::distance).sorted().toArray();
        rows = (int) Math.max(1, Math.round(height * distances[distances.length / 2]));
        columns = (int) Math.max(1, Math.round(height * distances[distances.length / 2] * aspect));
    }

    /**
     * Finds the common frame. Clear parts are shown on white.
     *
     * @param pictures one or more
     * @param faces    the face in each whose eyes are held
     */
    public static EyeFrames of(List<Picture> pictures, List<Face> faces) {
        if (pictures.isEmpty() || pictures.size() != faces.size()) {
            throw new IllegalArgumentException(pictures.size() + " pictures and " + faces.size() + " faces");
        }
        double aspect = (double) pictures.getFirst().width() / pictures.getFirst().height();
        List<Eyes> eyes = faces.stream().map(Eyes::of).toList();
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            edges.addAll(edges(pictures.get(i), eyes.get(i)));
        }
        return new EyeFrames(pictures.stream().map(Picture::onWhite).toList(), eyes, largest(edges, aspect), aspect);
    }

    /** Width of the common frame in pixels. */
    public int width() {
        return columns;
    }

    /** Height of the common frame in pixels. */
    public int height() {
        return rows;
    }

    /** The borders of a photo in the plane of the eyes. */
    private static List<Edge> edges(Picture picture, Eyes eyes) {
        double cos = Math.cos(eyes.angle);
        double sin = Math.sin(eyes.angle);
        double d = eyes.distance;
        // A photo's pixel is (x, y) = middle + d·R(angle)·p.
        return List.of(new Edge(-d * cos, d * sin, eyes.x), new Edge(d * cos, -d * sin, picture.width() - eyes.x),
                new Edge(-d * sin, -d * cos, eyes.y), new Edge(d * sin, d * cos, picture.height() - eyes.y));
    }

    /** Centre and height of the largest frame; its height is concave in its centre. */
    private static double[] largest(List<Edge> edges, double aspect) {
        double reach = edges.stream().mapToDouble(e -> e.c / Math.hypot(e.nx, e.ny)).max().orElse(1);
        double[] best = {0, 0, 0};
        double x = maximum(-reach, reach, cx -> heightAt(edges, aspect, cx, maximum(-reach, reach, cy -> heightAt(edges, aspect, cx, cy))));
        double y = maximum(-reach, reach, cy -> heightAt(edges, aspect, x, cy));
        best[0] = x;
        best[1] = y;
        best[2] = Math.max(1e-6, heightAt(edges, aspect, x, y) * (1 - 1e-6));
        return best;
    }

    private static double heightAt(List<Edge> edges, double aspect, double x, double y) {
        double least = Double.MAX_VALUE;
        for (Edge e : edges) {
            least = Math.min(least, (e.c - e.nx * x - e.ny * y) / (Math.abs(e.nx) * aspect / 2 + Math.abs(e.ny) / 2));
        }
        return least;
    }

    private interface Curve {
        double at(double x);
    }

    /** Golden-section search. */
    private static double maximum(double from, double to, Curve curve) {
        double a = from;
        double b = to;
        double c = b - GOLDEN * (b - a);
        double d = a + GOLDEN * (b - a);
        double atC = curve.at(c);
        double atD = curve.at(d);
        for (int i = 0; i < SEARCH_STEPS; i++) {
            if (atC > atD) {
                b = d;
                d = c;
                atD = atC;
                c = b - GOLDEN * (b - a);
                atC = curve.at(c);
            } else {
                a = c;
                c = d;
                atC = atD;
                d = a + GOLDEN * (b - a);
                atD = curve.at(d);
            }
        }
        return (a + b) / 2;
    }

    /** The place in a photo of a point of the frame, both in pixels from the top left corner. */
    public double[] toPhoto(int photo, double x, double y) {
        Eyes e = eyes.get(photo);
        double px = centreX + (x / rows - (double) columns / rows / 2) * height;
        double py = centreY + (y / rows - 0.5) * height;
        double cos = Math.cos(e.angle) * e.distance;
        double sin = Math.sin(e.angle) * e.distance;
        return new double[] {e.x + px * cos - py * sin, e.y + px * sin + py * cos};
    }

    /** The place in the frame of a point of a photo, both in pixels from the top left corner. */
    public double[] toFrame(int photo, double x, double y) {
        Eyes e = eyes.get(photo);
        double cos = Math.cos(e.angle) / e.distance;
        double sin = Math.sin(e.angle) / e.distance;
        double px = (x - e.x) * cos + (y - e.y) * sin;
        double py = (y - e.y) * cos - (x - e.x) * sin;
        return new double[] {((px - centreX) / height + (double) columns / rows / 2) * rows, ((py - centreY) / height + 0.5) * rows};
    }

    /**
     * A photo in the common frame, of its depth and with its metadata.
     *
     * @param photo index of the photo
     */
    public Picture picture(int photo) {
        Picture picture = pictures.get(photo);
        Pixels from = picture.toPixels();
        double[] origin = toPhoto(photo, 0.5, 0.5);
        double[] right = toPhoto(photo, 1.5, 0.5);
        double ux = right[0] - origin[0];
        double uy = right[1] - origin[1];
        // Of a photo that is made smaller each pixel is the mean of several.
        int samples = Math.max(1, (int) Math.ceil(Math.hypot(ux, uy) - 0.25));
        PictureBuilder builder = new PictureBuilder(columns, rows).optBits(picture.bits()).optGrey(picture.isGrey()).optMetadata(picture.metadata());
        IntStream.range(0, Math.ceilDiv(rows, BAND)).parallel().forEach(band -> {
            int top = band * BAND;
            int n = Math.min(BAND, rows - top);
            float[] rgb = new float[3 * n * columns];
            float[] sum = new float[3];
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < columns; i++) {
                    Arrays.fill(sum, 0);
                    for (int s = 0; s < samples * samples; s++) {
                        double dx = i + (s % samples + 0.5) / samples - 0.5;
                        double dy = top + j + (s / samples + 0.5) / samples - 0.5;
                        addCubic(from, origin[0] + dx * ux - dy * uy - 0.5, origin[1] + dx * uy + dy * ux - 0.5, sum);
                    }
                    for (int c = 0; c < 3; c++) {
                        rgb[(c * n + j) * columns + i] = sum[c] / (samples * samples);
                    }
                }
            }
            builder.write(0, top, columns, n, rgb, 0);
        });
        return builder.build();
    }

    /** Catmull-Rom interpolation at a place whose integers are centres of pixels. */
    private static void addCubic(Pixels from, double x, double y, float[] sum) {
        int px = (int) Math.floor(x);
        int py = (int) Math.floor(y);
        double[] wx = cubic(x - px);
        double[] wy = cubic(y - py);
        int plane = from.width() * from.height();
        for (int j = 0; j < 4; j++) {
            int row = Math.clamp(py - 1 + j, 0, from.height() - 1) * from.width();
            for (int i = 0; i < 4; i++) {
                int at = row + Math.clamp(px - 1 + i, 0, from.width() - 1);
                float weight = (float) (wx[i] * wy[j]);
                for (int c = 0; c < 3; c++) {
                    sum[c] += weight * from.data()[c * plane + at];
                }
            }
        }
    }

    private static double[] cubic(double t) {
        double t2 = t * t;
        double t3 = t2 * t;
        return new double[] {(-t + 2 * t2 - t3) / 2, (2 - 5 * t2 + 3 * t3) / 2, (t + 4 * t2 - 3 * t3) / 2, (-t2 + t3) / 2};
    }
}
