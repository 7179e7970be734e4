package studio.bcm.evaluation.morph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.bcm.image.Pixels;

class MorphMeasureTest {
    private static Pixels noise(long seed) {
        Pixels pixels = Pixels.blank(64, 64);
        Random random = new Random(seed);
        for (int i = 0; i < 4096; i++) {
            float value = (float) (0.3 * random.nextGaussian());
            pixels.data()[i] = value;
            pixels.data()[4096 + i] = value;
            pixels.data()[8192 + i] = value;
        }
        return pixels;
    }

    private static Pixels mixed(Pixels a, Pixels b, float share) {
        Pixels result = Pixels.blank(a.width(), a.height());
        for (int i = 0; i < result.data().length; i++) {
            result.data()[i] = (1 - share) * a.data()[i] + share * b.data()[i];
        }
        return result;
    }

    @Test
    void aDissolveIsAllGhostsAndAPhotoHasNone() {
        Pixels a = noise(1);
        Pixels b = noise(2);
        assertThat(MorphMeasure.ghosts(a, b, mixed(a, b, 0.5f)).share()).isEqualTo(1);
        assertThat(MorphMeasure.ghosts(a, b, mixed(a, b, 0.5f)).patches()).isEqualTo(64);
        assertThat(MorphMeasure.ghosts(a, b, a).share()).isZero();
        assertThat(MorphMeasure.ghosts(a, b, mixed(a, b, 0.9f)).share()).isZero();
        assertThat(MorphMeasure.ghosts(a, a, a).patches()).isZero();
    }

    @Test
    void aDissolveKeepsLessOfTheGradients() {
        Pixels a = noise(1);
        Pixels b = noise(2);
        assertThat(MorphMeasure.gradientsKept(a, b, a)).isCloseTo(1, within(0.05));
        assertThat(MorphMeasure.gradientsKept(a, b, mixed(a, b, 0.5f))).isCloseTo(Math.sqrt(0.5), within(0.05));
    }

    @Test
    void aJumpIsUneven() {
        Pixels a = noise(1);
        Pixels b = noise(2);
        assertThat(MorphMeasure.unevenness(List.of(a, mixed(a, b, 0.25f), mixed(a, b, 0.5f), mixed(a, b, 0.75f), b))).isCloseTo(1, within(1e-3));
        assertThat(MorphMeasure.unevenness(List.of(a, mixed(a, b, 0.1f), mixed(a, b, 0.2f), mixed(a, b, 0.9f), b))).isCloseTo(7, within(1e-2));
        assertThat(MorphMeasure.differing(a, a)).isZero();
        assertThat(MorphMeasure.differing(a, b)).isEqualTo(3 * 4096);
    }
}
