package studio.bcm.edit.pyramid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.bcm.UserException;
import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.GaussianFunction;
import studio.bcm.image.Kernel;
import studio.bcm.image.Pixels;
import studio.bcm.image.Taps;
import studio.bcm.model.Manifest;
import studio.bcm.task.Progress;

class PyramidTest {
    private static final int WIDTH = 250;
    private static final int HEIGHT = 214;

    /** The exact function for detail whose values are independent, which needs nothing of its condition. */
    private static final class GaussianDetail extends GaussianFunction {
        @Override
        public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
            int values = 3 * height * width;
            float[] own = new float[n * values];
            for (int k = 0; k < n; k++) {
                System.arraycopy(x, k * (x.length / n), own, k * values, values);
            }
            return super.evaluate(own, n, height, width, t, u, y);
        }

        @Override
        public int inputChannels() {
            return 7;
        }
    }

    private static Pyramid.Builder pyramid() {
        return Pyramid.builder().setBase(new GaussianFunction(), EditDefaults.standard()).setDetail(new GaussianDetail(), new Manifest.Detail(4));
    }

    @Test
    void aPictureComesBackFromTheNoiseOfItsLevels() {
        Pixels picture = picture();
        Pyramid pyramid = pyramid().build();
        PyramidNoise noise = pyramid.invert(picture, Progress.none());
        assertThat(noise.details()).isEqualTo(2);
        assertThat(noise.noise()).extracting(Pixels::width).containsExactly(256, 128, 64);
        assertThat(deviation(noise.noise().getLast())).isBetween(40.0, 160.0);
        Pixels exact = pyramid.rebuild(noise, true, Progress.none());
        assertThat(exact.width()).isEqualTo(WIDTH);
        assertThat(meanSquare(exact, picture)).isLessThan(1e-9);
        assertThat(meanSquare(pyramid.rebuild(noise, false, Progress.none()), picture)).isBetween(1e-7, 4 * 0.002);
    }

    @ParameterizedTest
    @EnumSource(Pyramid.From.class)
    void variationsKeepWhatIsCoarserThanTheirLevel(Pyramid.From from) {
        Pixels picture = picture();
        List<Pixels> variations = new ArrayList<>();
        pyramid().build().vary(picture, from, 2, (pixels, index) -> variations.add(pixels), Progress.none());
        assertThat(variations).hasSize(2).allSatisfy(v -> assertThat(meanSquare(v, picture)).isGreaterThan(1e-3));
        assertThat(meanSquare(variations.get(0), variations.get(1))).isGreaterThan(1e-3);
        double half = meanSquare(smaller(variations.getFirst(), 2), smaller(picture, 2));
        double quarter = meanSquare(smaller(variations.getFirst(), 4), smaller(picture, 4));
        switch (from) {
            case DETAIL -> assertThat(half).isLessThan(1e-4);
            case PARTS -> {
                assertThat(half).isGreaterThan(1e-3);
                assertThat(quarter).isLessThan(2e-4);
            }
            case COMPOSITION -> assertThat(quarter).isGreaterThan(1e-2);
        }
    }

    @Test
    void aMorphOfAllLevelsEndsExactlyAndKeepsItsContrast() {
        Pixels first = picture();
        Pixels second = Taps.resample(first, WIDTH, HEIGHT, Kernel.BOX);
        for (int i = 0; i < second.data().length; i++) {
            second.data()[i] = first.data()[(i + 4321) % second.data().length];
        }
        PyramidMorph morph = PyramidMorph.prepare(pyramid().build(), first, second, Progress.none());
        assertThat(meanSquare(morph.frameAt(0, Progress.none()), first)).isLessThan(1e-9);
        assertThat(meanSquare(morph.frameAt(1, Progress.none()), second)).isLessThan(1e-9);
        Pixels middle = morph.frameAt(0.5, Progress.none());
        assertThat(meanSquare(middle, first)).isGreaterThan(1e-2);
        assertThat(meanSquare(middle, second)).isGreaterThan(1e-2);
        // A cross-fade would have 0.7 of it.
        assertThat(deviation(middle) / deviation(first)).isGreaterThan(0.85);
        assertThatThrownBy(() -> PyramidMorph.prepare(pyramid().build(), first, Pixels.blank(64, 64), Progress.none())).isInstanceOf(UserException.class)
                .hasMessageContaining("different sizes");
    }

    @Test
    void picturesOfAnySizeAreGenerated() {
        List<Pixels> pictures = new ArrayList<>();
        pyramid().optSeed(2).build().generate(200, 131, 2, (pixels, index) -> pictures.add(pixels), Progress.none());
        assertThat(pictures).hasSize(2).allSatisfy(p -> assertThat(p.height()).isEqualTo(131));
        assertThat(deviation(pictures.getFirst())).isBetween(0.3, 0.8);
        assertThat(meanSquare(pictures.get(0), pictures.get(1))).isGreaterThan(0.1);
    }

    @Test
    void smallPicturesHaveNoDetailToDraw() {
        assertThatThrownBy(() -> pyramid().build().vary(Pixels.blank(64, 64), Pyramid.From.DETAIL, 1, (p, i) -> { }, Progress.none()))
                .isInstanceOf(UserException.class).hasMessageContaining("no detail");
        assertThatThrownBy(() -> Pyramid.builder().setDetail(new GaussianFunction(), new Manifest.Detail(4))).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> Pyramid.builder().setBase(new GaussianDetail(), EditDefaults.standard())).isInstanceOf(UserException.class);
    }

    private static Pixels picture() {
        Pixels small = Pixels.blank(25, 22);
        Random random = new Random(8);
        for (int i = 0; i < small.data().length; i++) {
            small.data()[i] = (float) Math.clamp(0.5 * random.nextGaussian(), -1, 1);
        }
        return Taps.resample(small, WIDTH, HEIGHT, Kernel.LANCZOS);
    }

    private static Pixels smaller(Pixels picture, int factor) {
        Pixels cut = Pixels.blank(200, 200);
        picture.read(0, 0, 200, 200, cut.data(), 0);
        return Taps.resample(cut, 200 / factor, 200 / factor, Kernel.BOX);
    }

    private static double meanSquare(Pixels a, Pixels b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            sum += Math.pow(a.data()[i] - b.data()[i], 2);
        }
        return sum / a.data().length;
    }

    private static double deviation(Pixels x) {
        double sum = 0;
        for (float v : x.data()) {
            sum += v * v;
        }
        return Math.sqrt(sum / x.data().length);
    }
}
