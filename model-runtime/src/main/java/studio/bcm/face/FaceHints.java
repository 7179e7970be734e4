package studio.bcm.face;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import studio.bcm.edit.morph.Correspondences.Hint;
import studio.bcm.edit.morph.PointPair;
import studio.bcm.image.PixelSource;

/**
 * What faces say about a morph: eyes, brows, nose, mouth and outline of one should meet those of the other. Held softly, so that
 * hair, ears and neck follow the pictures. Each photo is searched once; may be used by several threads.
 */
public final class FaceHints implements AutoCloseable {
    /** Found on portraits with points set by hand: more changes nothing, less lets structure pull brows off brows. */
    private static final double WEIGHT = 3;
    /** A turned head hides its far side; beyond this its points there are guessed, and lie over others. */
    private static final double TURNED = Math.toRadians(25);

    private final Map<PixelSource, List<Face>> known = new IdentityHashMap<>();
    private FaceFinder finder;

    /** Faces of a photo, largest first; none where this build has no face models. */
    public synchronized List<Face> faces(PixelSource photo) {
        if (!FaceFinder.isAvailable()) {
            return List.of();
        }
        if (finder == null) {
            finder = FaceFinder.open();
        }
        return known.computeIfAbsent(photo, finder::find);
    }

    /** Hints for a morph between two photos, whose faces are paired by place and size; none where either has no face. */
    public List<Hint> between(PixelSource a, PixelSource b) {
        return of(FacePair.match(new FacePair.Side(a.width(), a.height(), faces(a)), new FacePair.Side(b.width(), b.height(), faces(b))));
    }

    /**
     * Hints of pairs of faces.
     *
     * @return for each pair 156 or fewer
     */
    public static List<Hint> of(List<FacePair> pairs) {
        List<Hint> hints = new ArrayList<>();
        for (FacePair pair : pairs) {
            Face a = pair.a();
            Face b = pair.b();
            for (FacePart part : FacePart.values()) {
                for (int point : part.points()) {
                    if (part != FacePart.OUTLINE || isSeen(a, point) && isSeen(b, point)) {
                        hints.add(new Hint(new PointPair(a.x()[point], a.y()[point], b.x()[point], b.y()[point]), WEIGHT));
                    }
                }
            }
        }
        return List.copyOf(hints);
    }

    /** Whether a point of the outline is not on the far side of a turned head. */
    private static boolean isSeen(Face face, int point) {
        if (Math.abs(face.turn()) < TURNED) {
            return true;
        }
        float[] nose = face.centre(FacePart.NOSE);
        double along = (face.x()[point] - nose[0]) * Math.cos(face.tilt()) + (face.y()[point] - nose[1]) * Math.sin(face.tilt());
        // Turned to the person's left, the far side is that of the left ear, at the right of the picture.
        return Math.signum(along) != Math.signum(face.turn());
    }

    @Override
    public synchronized void close() {
        if (finder != null) {
            finder.close();
            finder = null;
        }
    }
}
