package studio.bcm.face;

/**
 * A face in a picture.
 *
 * @param detectorScore how sure the detector is, 0…1
 * @param meshScore     how sure the mesh is, 0…1
 * @param turn          radians by which the head is turned away from the camera about its own axis; 0 looks into it, ±π/2 is a
 *                      profile, positive to the person's left
 * @param x             columns of the 468 points, pixels; 0 is the left edge of the first pixel
 * @param y             rows of the points
 */
public record Face(double detectorScore, double meshScore, double turn, float[] x, float[] y) {
    /** Points of the mesh, in MediaPipe's numbering. */
    public static final int POINTS = 468;

    private static final int RIGHT_EYE_OUTER = 33;
    private static final int LEFT_EYE_OUTER = 263;

    public Face {
        if (x.length != POINTS || y.length != POINTS) {
            throw new IllegalArgumentException("a face has " + POINTS + " points");
        }
    }

    /** The upright box around all points: left, top, width, height in pixels. */
    public float[] box() {
        float left = Float.MAX_VALUE;
        float top = Float.MAX_VALUE;
        float right = -Float.MAX_VALUE;
        float bottom = -Float.MAX_VALUE;
        for (int i = 0; i < POINTS; i++) {
            left = Math.min(left, x[i]);
            right = Math.max(right, x[i]);
            top = Math.min(top, y[i]);
            bottom = Math.max(bottom, y[i]);
        }
        return new float[] {left, top, right - left, bottom - top};
    }

    /** The longer side of {@link #box}. */
    public float size() {
        float[] box = box();
        return Math.max(box[2], box[3]);
    }

    /** How far the head is tilted to its left shoulder: radians, clockwise on the screen, 0 upright. */
    public double tilt() {
        return Math.atan2(y[LEFT_EYE_OUTER] - y[RIGHT_EYE_OUTER], x[LEFT_EYE_OUTER] - x[RIGHT_EYE_OUTER]);
    }

    /** The middle of a part: column and row. */
    public float[] centre(FacePart part) {
        float cx = 0;
        float cy = 0;
        for (int i : part.points()) {
            cx += x[i];
            cy += y[i];
        }
        return new float[] {cx / part.points().length, cy / part.points().length};
    }
}
