package studio.bcm.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import studio.bcm.UserException;
import studio.bcm.edit.blend.HoleFill;
import studio.bcm.image.Pixels;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class InpaintingTest {
    private final GaussianFunction function = new GaussianFunction();
    private final Pixels picture = Samples.gaussian(300, 200, 1);
    private final float[] mask = mask(300, 200, 120, 80, 170, 110);

    private static float[] mask(int width, int height, int left, int top, int right, int bottom) {
        float[] mask = new float[width * height];
        for (int y = top; y < bottom; y++) {
            Arrays.fill(mask, y * width + left, y * width + right, 1);
        }
        return mask;
    }

    @Test
    void fillsWithDataOfTheModelAndLeavesTheRestAlone() {
        Pixels holed = Samples.picture(300, 200, (c, x, y) -> mask[y * 300 + x] == 1 ? 1 : picture.data()[(c * 200 + y) * 300 + x]);
        List<Pixels> made = new ArrayList<>();
        Inpainting.builder().setFunction(function).optFeather(3).build().run(holed, mask, 2, (filled, index) -> made.add(filled), Progress.none());
        double sum = 0;
        int count = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < 200; y++) {
                for (int x = 0; x < 300; x++) {
                    int at = (c * 200 + y) * 300 + x;
                    float value = made.get(0).data()[at];
                    if (mask[y * 300 + x] == 1) {
                        sum += value * value;
                        count++;
                    } else if (x < 116 || x > 173 || y < 76 || y > 113) {
                        assertThat(value).isEqualTo(picture.data()[at]);
                    }
                }
            }
        }
        assertThat(Math.sqrt(sum / count)).isCloseTo(0.5, Offset.offset(0.05));
        assertThat(Samples.meanSquare(made.get(0), made.get(1))).isGreaterThan(1e-3);
    }

    @Test
    void worksOnTheSurroundingsOnly() {
        Pixels large = Samples.gradient(2000, 1500);
        float[] small = mask(2000, 1500, 900, 700, 930, 730);
        Inpainting.builder().setFunction(function).build().run(large, small, 1, (filled, index) -> { }, Progress.none());
        assertThat(function.greatestBatchValues).isLessThan(3 * 200 * 200);
    }

    @Test
    void refusesAnEmptyMask() {
        assertThatThrownBy(() -> Inpainting.builder().setFunction(function).build()
                .run(picture, new float[300 * 200], 1, (filled, index) -> { }, Progress.none()))
                .isInstanceOf(UserException.class).hasMessageContaining("Nothing is marked");
    }

    @Test
    void stopsBetweenRounds() {
        assertThatThrownBy(() -> Inpainting.builder().setFunction(function).build().run(picture, mask, 3, (filled, index) -> { },
                RecordedProgress.cancelledWhen(() -> function.evaluations >= 3))).isInstanceOf(CancelledException.class);
        assertThat(function.evaluations).isEqualTo(3);
    }

    @Test
    void theFirstGuessOfAGradientIsTheGradient() {
        Pixels gradient = Samples.gradient(200, 160);
        Pixels holed = new Pixels(200, 160, gradient.data().clone());
        float[] hole = mask(200, 160, 80, 60, 110, 90);
        for (int i = 0; i < holed.data().length; i++) {
            if (hole[i % hole.length] == 1) {
                holed.data()[i] = 1;
            }
        }
        Pixels guess = HoleFill.smooth(holed, hole);
        for (int i = 0; i < guess.data().length; i++) {
            assertThat(guess.data()[i]).isCloseTo(gradient.data()[i], Offset.offset(0.12f));
        }
    }
}
