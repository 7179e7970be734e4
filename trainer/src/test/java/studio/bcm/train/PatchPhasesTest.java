package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static double penalty(float[] error, int patch) {
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = Torch.tensor(error, 1, 1, SIZE, SIZE);
            return Torch.item(PatchPhases.penalty(tensor, patch));
        }
    }
}
