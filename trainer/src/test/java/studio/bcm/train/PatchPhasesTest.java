package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import studio.bcm.network.torch.Torch;

class PatchPhasesTest {
    private static final int SIZE = 8;

    @Test
    void errorsThatRepeatWithThePatchArePunished() {
        float[] stripes = new float[SIZE * SIZE];
        float[] flat = new float[SIZE * SIZE];
        float[] wide = new float[SIZE * SIZE];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = i % 2 == 0 ? 0.1f : -0.1f;
            flat[i] = 0.1f;
            wide[i] = i / 2 % 2 == 0 ? 0.1f : -0.1f;
        }
        assertThat(penalty(stripes, 2)).as("far more than the mean square, 0.01").isGreaterThan(0.1);
        assertThat(penalty(stripes, 1)).isZero();
        assertThat(penalty(flat, 2)).as("an offset of all pixels").isLessThan(1e-9);
        assertThat(penalty(wide, 2)).as("a period of four pixels").isLessThan(1e-9);
    }

    @Test
    void whatAllPicturesHaveInCommonIsTakenOutOfTheirPhasesAlone() {
        float[] pictures = new float[2 * SIZE * SIZE];
        float[] without = new float[pictures.length];
        for (int i = 0; i < pictures.length; i++) {
            // The second picture's own stripes are the first one's the other way round.
            float own = (i / (SIZE * SIZE) == 0 ? 0.3f : -0.3f) * (i / SIZE % 2 == 0 ? 1 : -1) + i % 7;
            pictures[i] = own + (i % 2 == 0 ? 0.1f : -0.1f);
            without[i] = own;
        }
        try (PointerScope scope = new PointerScope()) {
            float[] columns = Torch.toArray(PatchPhases.removed(Torch.tensor(pictures, 2, 1, SIZE, SIZE), 2));
            float[] rest = Torch.toArray(PatchPhases.removed(Torch.tensor(without, 2, 1, SIZE, SIZE), 2));
            assertThat(columns).as("the same, with the stripes and without").containsExactly(rest, within(1e-5f));
            assertThat(penalty(Arrays.copyOf(columns, SIZE * SIZE), 2)).as("own stripes stay").isGreaterThan(1);
            assertThat(Torch.toArray(PatchPhases.removed(Torch.tensor(pictures, 2, 1, SIZE, SIZE), 1))).containsExactly(pictures);
        }
    }

    private static double penalty(float[] error, int patch) {
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = Torch.tensor(error, 1, 1, SIZE, SIZE);
            return Torch.item(PatchPhases.penalty(tensor, patch));
        }
    }
}
