package studio.bcm.edit.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GrainTest {
    @Test
    void isUnitNormalNoise() {
        NoiseStatistics statistics = NoiseStatistics.of(Grain.unit(512, 384, 42, 0));
        assertThat(statistics.mean()).isCloseTo(0, Offset.offset(0.005));
        assertThat(statistics.deviation()).isCloseTo(1, Offset.offset(0.005));
        assertThat(statistics.excessKurtosis()).isCloseTo(0, Offset.offset(0.03));
    }

    @Test
    void sameSeedSameNoiseOtherSeedOrStreamOther() {
        float[] first = Grain.unit(64, 64, 42, 0).data();
        assertThat(Arrays.equals(Grain.unit(64, 64, 42, 0).data(), first)).isTrue();
        assertThat(correlation(first, Grain.unit(64, 64, 43, 0).data())).isCloseTo(0, Offset.offset(0.04));
        assertThat(correlation(first, Grain.unit(64, 64, 42, 1).data())).isCloseTo(0, Offset.offset(0.04));
    }

    private static double correlation(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum / a.length;
    }
}
