package studio.bcm.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.bcm.edit.morph.Aligner;
import studio.bcm.edit.morph.Alignment;
import studio.bcm.edit.morph.Correspondences;
import studio.bcm.edit.morph.Correspondences.Hint;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

class FaceHintsTest {
    /** Points on a circle around the nose, at their places on the outline. */
    private static Face face(double turnDegrees) {
        float[] x = new float[Face.POINTS];
        float[] y = new float[Face.POINTS];
        int[] outline = FacePart.OUTLINE.points();
        for (int i = 0; i < outline.length; i++) {
            x[outline[i]] = (float) (50 * Math.sin(2 * Math.PI * (i + 0.5) / outline.length));
            y[outline[i]] = (float) (-50 * Math.cos(2 * Math.PI * (i + 0.5) / outline.length));
        }
        x[263] = 20;
        x[33] = -20;
        return new Face(1, 1, Math.toRadians(turnDegrees), x, y);
    }

    @Test
    void theFarSideOfATurnedHeadIsLeftOut() {
        Face frontal = face(5);
        assertThat(FaceHints.of(List.of(new FacePair(frontal, frontal)))).hasSize(156);
        List<Hint> turned = FaceHints.of(List.of(new FacePair(frontal, face(40))));
        assertThat(turned).hasSize(156 - 18);
        // Turned to the left, the left half is hidden: that at the right of the picture.
        assertThat(turned).noneMatch(h -> h.pair().xb() > 21);
        assertThat(FaceHints.of(List.of(new FacePair(face(-40), frontal)))).hasSize(156 - 18).noneMatch(h -> h.pair().xa() < -21);
    }

    @Test
    void featuresMeetWhereverTheyAre() {
        assumeTrue(FaceFinder.isAvailable(), "built without npm: no face models");
        PaintedFace head = new PaintedFace(150, 150, 280, 0, 0);
        PaintedFace other = new PaintedFace(185, 130, 200, 0.25, 0.7);
        Pixels a = PaintedFace.picture(300, 300, head);
        Pixels b = PaintedFace.picture(300, 300, other);
        try (FaceHints hints = new FaceHints()) {
            assertThat(hints.faces(a)).hasSize(1).isSameAs(hints.faces(a));
            Alignment found = Aligner.builder().build().align(a, b, Correspondences.NONE.withHints(hints.between(a, b)), Progress.none());
            assertMeets(found, head.leftEye(), other.leftEye(), other.eyeDistance());
            assertMeets(found, head.rightEye(), other.rightEye(), other.eyeDistance());
            assertMeets(found, head.mouth(), other.mouth(), other.eyeDistance());
            assertThat(found.folds()).isZero();
            assertThat(hints.between(a, Pixels.blank(300, 300))).isEmpty();
        }
    }

    private static void assertMeets(Alignment found, double[] from, double[] to, double eyes) {
        Place place = found.toB(from[0], from[1]);
        assertThat(Math.hypot(place.x() - to[0], place.y() - to[1]) / eyes).isLessThan(0.08);
    }
}
