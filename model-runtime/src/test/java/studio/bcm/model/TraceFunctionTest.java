package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.bcm.image.DeadLeaves;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;

class TraceFunctionTest {
    private static final int SIDE = 256;

    private static float[] photo(int quality) {
        Pixels photo = DeadLeaves.picture(SIDE, new Random(6));
        return quality == 0 ? photo.data() : JpegEncoder.decode(JpegEncoder.encode(photo, quality, ChromaSampling.S420)).toPixels().data();
    }

    @Test
    void strongerCompressionIsSeenAsStronger() {
        TraceFunction.Seen clean = TraceFunction.shared().look(photo(0), 1, SIDE, SIDE)[0];
        TraceFunction.Seen weak = TraceFunction.shared().look(photo(40), 1, SIDE, SIDE)[0];
        TraceFunction.Seen strong = TraceFunction.shared().look(photo(15), 1, SIDE, SIDE)[0];
        assertThat(clean.logit()).isLessThan(0);
        assertThat(weak.logit()).isGreaterThan(clean.logit() + 1);
        assertThat(strong.logit()).isGreaterThan(2);
        assertThat(strong.deviation()).isGreaterThan(1.3f * weak.deviation());
    }

    @Test
    void eachPictureOfSeveralIsSeenByItself() {
        float[] first = photo(20);
        float[] second = photo(0);
        float[] both = Arrays.copyOf(first, 2 * first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        TraceFunction.Seen[] together = TraceFunction.shared().look(both, 2, SIDE, SIDE);
        assertThat(together[0].logit()).isCloseTo(TraceFunction.shared().look(first, 1, SIDE, SIDE)[0].logit(), within(1e-3f));
        assertThat(together[1].logit()).isCloseTo(TraceFunction.shared().look(second, 1, SIDE, SIDE)[0].logit(), within(1e-3f));
    }

    @Test
    void anotherNumberOfValuesIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TraceFunction.shared().look(new float[100], 1, 8, 8));
    }
}
