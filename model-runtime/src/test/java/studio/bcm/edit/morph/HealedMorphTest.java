package studio.bcm.edit.morph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.bcm.UserException;
import studio.bcm.edit.GaussianFunction;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

class HealedMorphTest {
    private static Pixels noise(long seed) {
        Pixels pixels = Pixels.blank(40, 36);
        Random random = new Random(seed);
        for (int i = 0; i < pixels.data().length; i++) {
            pixels.data()[i] = (float) (0.3 * random.nextGaussian());
        }
        return pixels;
    }

    private static HealedMorph healed(Pixels a, Pixels b, float depth) {
        Alignment alignment = Aligner.builder().build().align(a, b, Correspondences.NONE, Progress.none());
        PairMorph morph = PairMorph.builder().setPhotos(a, b).setAlignment(alignment).build();
        return HealedMorph.builder().setMorph(morph).setFunction(new GaussianFunction()).optDepth(depth).prepare(Progress.none());
    }

    @Test
    void endsAreThePhotosAndWhatTheModelLosesIsCarriedAlong() {
        Pixels a = noise(1);
        HealedMorph morph = healed(a, noise(2), 0.3f);
        assertThat(morph.frame(Moment.of(0), Progress.none()).data()).isEqualTo(a.data());
        // Close to the start the frame is A with all that the model does not hold.
        float[] early = morph.frame(Moment.of(1e-4), Progress.none()).data();
        double error = 0;
        for (int i = 0; i < early.length; i++) {
            error += Math.abs(early[i] - a.data()[i]) / early.length;
        }
        assertThat(error).isLessThan(0.02);
        assertThat(morph.evaluationsOfFrame()).isEqualTo(1);
    }

    @Test
    void depthsOutsideTheModelAreRefused() {
        assertThatThrownBy(() -> healed(noise(1), noise(2), 1000)).isInstanceOf(UserException.class).hasMessageContaining("1000");
    }
}
