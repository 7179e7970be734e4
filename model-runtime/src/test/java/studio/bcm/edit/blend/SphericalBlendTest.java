package studio.bcm.edit.blend;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.edit.Samples;
import studio.bcm.edit.noise.Grain;
import studio.bcm.image.Pixels;

class SphericalBlendTest {
    private static final int SIDE = 128;
    private final Pixels start = Grain.unit(SIDE, SIDE, 1, 0);
    private final Pixels one = Grain.unit(SIDE, SIDE, 1, 1);
    private final Pixels other = Grain.unit(SIDE, SIDE, 1, 2);

    @ParameterizedTest
    @CsvSource({"128, 128, 5", "97, 61, 5", "8, 200, 3", "3, 3, 2"})
    void aPyramidIsThePictureAgain(int width, int height, int levels) {
        Pixels picture = Samples.scene(width, height, 4);
        Pixels joined = LaplacianPyramid.join(LaplacianPyramid.split(picture, levels));
        assertThat(joined.width()).isEqualTo(width);
        assertThat(joined.height()).isEqualTo(height);
        assertThat(Samples.meanSquare(joined, picture)).isLessThan(1e-10);
    }

    /** Each noise shares 80 % of its variance with the start noise, and its blend keeps what the pictures put there. */
    @Test
    void thePartOfThePicturesKeepsItsStrength() {
        Pixels middle = new SphericalBlend(sum(0.8, start, 0.2, one), sum(0.8, start, 0.2, other), start).at(0.5);
        assertThat(correlation(middle, one)).isCloseTo(Math.sqrt(0.2 / 2), Offset.offset(0.04));
        assertThat(correlation(middle, other)).isCloseTo(Math.sqrt(0.2 / 2), Offset.offset(0.04));
        assertThat(correlation(middle, start)).isCloseTo(Math.sqrt(0.8), Offset.offset(0.04));
        assertThat(meanSquare(middle)).isCloseTo(1, Offset.offset(0.03));
    }

    @Test
    void whatBothHaveInCommonGrowsNoStronger() {
        Pixels noise = sum(0.5, start, 0.5, one);
        Pixels middle = new SphericalBlend(noise, noise, start).at(0.5);
        assertThat(Samples.meanSquare(middle, noise)).isLessThan(1e-6);
    }

    @Test
    void pictureOfTheLeftHalfAloneInCommonStaysAsItIsThere() {
        Pixels a = sum(0.5, start, 0.5, one);
        Pixels b = sum(0.5, start, 0.5, Samples.picture(SIDE, SIDE, (c, x, y) -> {
            int i = (c * SIDE + y) * SIDE + x;
            return x < SIDE / 2 ? one.data()[i] : other.data()[i];
        }));
        Pixels middle = new SphericalBlend(a, b, start).at(0.5);
        Pixels left = Pixels.blank(SIDE / 4, SIDE);
        Pixels before = Pixels.blank(SIDE / 4, SIDE);
        middle.read(0, 0, SIDE / 4, SIDE, left.data(), 0);
        a.read(0, 0, SIDE / 4, SIDE, before.data(), 0);
        assertThat(Samples.meanSquare(left, before)).isLessThan(0.002);
        assertThat(meanSquare(middle)).isCloseTo(1, Offset.offset(0.03));
    }

    @Test
    void endsAreTheNoisesThemselves() {
        SphericalBlend blend = new SphericalBlend(one, other, start);
        assertThat(Samples.meanSquare(blend.at(0), one)).isLessThan(1e-8);
        assertThat(Samples.meanSquare(blend.at(1), other)).isLessThan(1e-8);
    }

    private static Pixels sum(double shareP, Pixels p, double shareQ, Pixels q) {
        return Samples.picture(SIDE, SIDE, (c, x, y) -> {
            int i = (c * SIDE + y) * SIDE + x;
            return Math.sqrt(shareP) * p.data()[i] + Math.sqrt(shareQ) * q.data()[i];
        });
    }

    private static double meanSquare(Pixels p) {
        return Samples.meanSquare(p, Pixels.blank(p.width(), p.height()));
    }

    private static double correlation(Pixels p, Pixels q) {
        double sum = 0;
        for (int i = 0; i < p.data().length; i++) {
            sum += (double) p.data()[i] * q.data()[i];
        }
        return sum / p.data().length / Math.sqrt(meanSquare(p) * meanSquare(q));
    }
}
