package studio.bcm.evaluation.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import studio.bcm.image.Pixels;

class DegradationTest {
    private static final int SIDE = 96;

    @Test
    void nightIsDarkAndNoisyAndTheOriginalIsSoToo() {
        Degradation.Pair pair = new Degradation.Night(75).apply(grey(0.2f));
        assertThat(mean(pair.original())).isBetween(-0.8, -0.4);
        assertThat(mean(pair.input().toPixels())).isCloseTo(mean(pair.original()), within(0.02));
        assertThat(deviation(pair.original())).isBetween(3.0, 9.0);
    }

    @Test
    void grainIsGreyAndOfMoreThanAPixel() {
        Pixels grainy = new Degradation.Grain(75).apply(grey(0.2f)).original();
        assertThat(mean(grainy)).isCloseTo(0.2, within(0.01));
        assertThat(deviation(grainy)).isCloseTo(8, within(0.6));
        float[] data = grainy.data();
        assertThat(Arrays.copyOfRange(data, SIDE * SIDE, 2 * SIDE * SIDE)).containsExactly(Arrays.copyOf(data, SIDE * SIDE));
        double neighbours = IntStream.range(0, SIDE * SIDE).filter(i -> i % SIDE > 0).mapToDouble(i -> (data[i] - 0.2) * (data[i - 1] - 0.2)).average().orElseThrow();
        assertThat(neighbours / Math.pow(deviation(grainy) / 127.5, 2)).as("correlation of neighbours").isCloseTo(0.5, within(0.1));
    }

    private static Pixels grey(float value) {
        Pixels pixels = Pixels.blank(SIDE, SIDE);
        Arrays.fill(pixels.data(), value);
        return pixels;
    }

    private static double mean(Pixels p) {
        return IntStream.range(0, p.data().length).mapToDouble(i -> p.data()[i]).average().orElseThrow();
    }

    /** Of 255. */
    private static double deviation(Pixels p) {
        double mean = mean(p);
        return 127.5 * Math.sqrt(IntStream.range(0, p.data().length).mapToDouble(i -> Math.pow(p.data()[i] - mean, 2)).average().orElseThrow());
    }
}
