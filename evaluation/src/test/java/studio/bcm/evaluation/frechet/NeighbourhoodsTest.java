package studio.bcm.evaluation.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NeighbourhoodsTest {
    private static final float[] LINE = {0, 1, 2, 3, 10};

    @Test
    void coversWhatLiesWithinTheDistanceOfTheKthNeighbour() {
        Neighbourhoods n = new Neighbourhoods(LINE, 1, 1);
        // Radii are 1, 1, 1, 1 and 7: 3…17 is covered by the last, −1…4 by the others.
        assertThat(n.covers(new float[] {-0.5f, -1.5f, 3.5f, 16, 18})).isCloseTo(3 / 5.0, within(1e-9));
        assertThat(n.covers(LINE)).isEqualTo(1);
    }

    @Test
    void findsTheNearest() {
        Neighbourhoods n = new Neighbourhoods(new float[] {0, 0, 5, 5, 1, 1, 9, 9}, 2, 2);
        assertThat(n.nearest(new float[] {100, 100, 4, 4}, 1, 3)).containsExactly(1, 2, 0);
    }

    @Test
    void needsMoreVectorsThanNeighbours() {
        assertThatThrownBy(() -> new Neighbourhoods(LINE, 1, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void enlargingKeepsFlatPicturesAndRampsStraight() {
        float[] ramp = new float[3 * 16];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i % 4;
        }
        float[] big = OnnxFeatures.enlarged(ramp, 1, 4, 8);
        assertThat(Arrays.copyOf(big, 8)).containsExactly(new float[] {0, 0.25f, 0.75f, 1.25f, 1.75f, 2.25f, 2.75f, 3}, within(1e-6f));
        assertThat(big[2 * 64 + 7 * 8 + 4]).isCloseTo(1.75f, within(1e-6f));
    }
}
