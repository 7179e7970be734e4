package studio.bcm.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CutOutsTest {
    /** Red on the left and clear on the right, with blue hidden there. */
    private static Picture cutOut() {
        Pixels pixels = Pixels.blank(600, 20);
        float[] opacity = new float[600 * 20];
        for (int i = 0; i < opacity.length; i++) {
            boolean left = i % 600 < 300;
            opacity[i] = left ? 1 : -1;
            pixels.data()[i] = left ? 1 : -1;
            pixels.data()[opacity.length + i] = -1;
            pixels.data()[2 * opacity.length + i] = left ? -1 : 1;
        }
        PictureBuilder builder = new PictureBuilder(600, 20).optOpacity(opacity);
        builder.write(0, 0, 600, 20, pixels.data(), 0);
        return builder.build();
    }

    @Test
    void clearPartsGetTheColoursBesideThem() {
        CommonColours colours = CommonColours.ofCutOuts(List.of(cutOut()));
        float[] pixel = new float[3];
        for (int x : new int[] {10, 299, 300, 599}) {
            colours.sources().getFirst().read(x, 10, 1, 1, pixel, 0);
            assertThat(pixel).containsExactly(new float[] {1, -1, -1}, within(1e-6f));
        }
        CommonColours.of(List.of(cutOut())).sources().getFirst().read(599, 10, 1, 1, pixel, 0);
        assertThat(pixel).containsExactly(1, 1, 1);
    }

    @Test
    void wholePicturesWithoutAnythingToSeeBecomeWhite() {
        float[] clear = new float[12];
        Arrays.fill(clear, -1);
        Picture picture = new PictureBuilder(4, 3).optOpacity(clear).build();
        float[] pixel = new float[3];
        CommonColours.ofCutOuts(List.of(picture)).sources().getFirst().read(1, 1, 1, 1, pixel, 0);
        assertThat(pixel).containsExactly(1, 1, 1);
    }

    @Test
    void opacityIsReadAsGreyAndWrittenBack() {
        Picture picture = cutOut();
        float[] grey = new float[6];
        picture.opacity().orElseThrow().read(299, 3, 2, 1, grey, 0);
        assertThat(grey).containsExactly(1, -1, 1, -1, 1, -1);
        assertThat(Picture.of(Pixels.blank(2, 2)).opacity()).isEmpty();
        Picture made = CommonColours.of(List.of(picture)).picture(Pixels.blank(2, 1), Optional.of(new float[] {1, 0}));
        assertThat(made.alpha().orElseThrow().get(0, 0, 0)).isEqualTo(255);
        assertThat(made.alpha().orElseThrow().get(1, 0, 0)).isEqualTo(128);
    }
}
