package studio.bcm.evaluation.seams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import studio.bcm.image.Pixels;

class SeamMeasureTest {
    /** Two tiles of 96 that share 16 pixels: borders are 80, 88 and 96. */
    private static final int SIDE = 176;
    private static final float SLOPE = 0.01f;

    private final SeamMeasure measure = new SeamMeasure(96, 16, 4);

    /** An even slope to the right and downwards, with so many slopes added from a column on. */
    private static Pixels slope(int width, IntUnaryOperator added) {
        Pixels p = Pixels.blank(width, SIDE);
        for (int i = 0; i < p.data().length; i++) {
            int x = i % width;
            p.data()[i] = SLOPE * (x + i / width % SIDE + added.applyAsInt(x));
        }
        return p;
    }

    private void add(Pixels tiled, Pixels whole) {
        measure.add(SeamMeasure.Lines.of(tiled), SeamMeasure.Lines.of(whole));
    }

    @Test
    void anEvenSlopeHasNoSeam() {
        add(slope(SIDE, x -> 0), slope(SIDE, x -> 0));
        SeamMeasure.Result result = measure.result();
        assertThat(result.ratio()).isCloseTo(1, within(1e-4));
        assertThat(result.corrected()).isCloseTo(1, within(1e-4));
        assertThat(result.atBorders()).isCloseTo(127.5 * SLOPE, within(1e-3));
        assertThat(result.elsewhere()).isCloseTo(127.5 * SLOPE, within(1e-3));
        assertThat(result.error()).isNull();
    }

    @Test
    void aJumpWhereTilesMeetIsSeenAndOneElsewhereIsNone() {
        // One of three border columns has twice the step, and there are as many border rows.
        add(slope(SIDE, x -> x < 88 ? 0 : 1), slope(SIDE, x -> 0));
        assertThat(measure.result().ratio()).isCloseTo(7 / 6.0, within(1e-3));
        assertThat(measure.result().corrected()).isCloseTo(7 / 6.0, within(1e-3));
        SeamMeasure inside = new SeamMeasure(96, 16, 4);
        inside.add(SeamMeasure.Lines.of(slope(SIDE, x -> x < 91 ? 0 : 1)), SeamMeasure.Lines.of(slope(SIDE, x -> 0)));
        assertThat(inside.result().ratio()).isCloseTo(1, within(1e-4));
    }

    @Test
    void whatIsInThePictureIsCorrectedFor() {
        Pixels edge = slope(SIDE, x -> x < 80 ? 0 : 30);
        add(edge, edge);
        assertThat(measure.result().ratio()).isGreaterThan(2);
        assertThat(measure.result().corrected()).isCloseTo(1, within(1e-4));
    }

    @Test
    void tilesThatShareMoreMeetInTheMiddleOfThat() {
        // Tiles begin at 0 and 64 and share 32 pixels: they are blended from 72 to 88.
        for (int at : new int[] {72, 80, 88}) {
            SeamMeasure one = new SeamMeasure(96, 16, 4);
            one.add(SeamMeasure.Lines.of(slope(160, x -> x < at ? 0 : 1)), SeamMeasure.Lines.of(slope(160, x -> 0)));
            assertThat(one.result().ratio()).as("%d", at).isGreaterThan(1.1);
        }
        add(slope(160, x -> x < 64 ? 0 : 1), slope(160, x -> 0));
        assertThat(measure.result().ratio()).isLessThan(1);
    }

    @Test
    void theErrorSaysHowFarTheRatioIsToBeTrusted() {
        Random random = new Random(1);
        int inside = 0;
        for (int trial = 0; trial < 40; trial++) {
            SeamMeasure noisy = new SeamMeasure(96, 16, 4);
            for (int k = 0; k < 12; k++) {
                Pixels p = slope(SIDE, x -> 0);
                float[] column = new float[SIDE];
                for (int x = 0; x < SIDE; x++) {
                    column[x] = (float) (0.4 * SLOPE * random.nextGaussian());
                }
                for (int i = 0; i < p.data().length; i++) {
                    p.data()[i] += column[i % SIDE];
                }
                SeamMeasure.Lines lines = SeamMeasure.Lines.of(p);
                noisy.add(lines, lines);
            }
            SeamMeasure.Result result = noisy.result();
            assertThat(result.pictures()).isEqualTo(12);
            assertThat(result.error()).isBetween(0.01, 0.1);
            inside += Math.abs(result.ratio() - 1) < 2 * result.error() ? 1 : 0;
        }
        assertThat(inside).isBetween(33, 40);
    }

    @Test
    void aPictureWithinOneTileHasNoBorder() {
        Pixels small = slope(96, x -> 0);
        SeamMeasure large = new SeamMeasure(192, 16, 4);
        large.add(SeamMeasure.Lines.of(small), SeamMeasure.Lines.of(small));
        assertThat(large.isEmpty()).isTrue();
        assertThatThrownBy(large::result).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> add(small, slope(SIDE, x -> 0))).isInstanceOf(IllegalArgumentException.class);
    }
}
