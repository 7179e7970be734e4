package studio.bcm.face;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FacePairTest {
    /** All points in a square. */
    private static Face face(double x, double y, double size) {
        float[] xs = new float[Face.POINTS];
        float[] ys = new float[Face.POINTS];
        for (int i = 0; i < Face.POINTS; i++) {
            xs[i] = (float) (x + size * (i % 20 / 19.0 - 0.5));
            ys[i] = (float) (y + size * (i / 20 / 23.0 - 0.5));
        }
        return new Face(1, 1, 0, xs, ys);
    }

    @Test
    void theOnlyFacesAreAPairWhereverTheyAre() {
        Face a = face(100, 100, 50);
        Face b = face(900, 700, 300);
        assertThat(FacePair.match(new FacePair.Side(640, 480, List.of(a)), new FacePair.Side(1000, 800, List.of(b)))).containsExactly(new FacePair(a, b));
    }

    @Test
    void facesMeetThoseAtTheirPlace() {
        Face left = face(150, 200, 100);
        Face right = face(450, 200, 110);
        // The second photo is twice as large.
        Face otherLeft = face(320, 380, 220);
        Face otherRight = face(880, 420, 200);
        assertThat(FacePair.match(new FacePair.Side(600, 400, List.of(right, left)), new FacePair.Side(1200, 800, List.of(otherLeft, otherRight))))
                .containsExactly(new FacePair(right, otherRight), new FacePair(left, otherLeft));
    }

    @Test
    void facesInTheBackgroundMeetNone() {
        Face portrait = face(300, 200, 200);
        Face passer = face(50, 50, 25);
        Face other = face(100, 100, 150);
        assertThat(FacePair.match(new FacePair.Side(600, 400, List.of(portrait, passer)), new FacePair.Side(600, 400, List.of(other))))
                .containsExactly(new FacePair(portrait, other));
        assertThat(FacePair.match(new FacePair.Side(600, 400, List.of(portrait, passer)), new FacePair.Side(600, 400, List.of(other, passer))))
                .containsExactly(new FacePair(portrait, other));
    }

    @Test
    void noFaceNoPair() {
        assertThat(FacePair.match(new FacePair.Side(600, 400, List.of()), new FacePair.Side(600, 400, List.of(face(9, 9, 9))))).isEmpty();
    }
}
