package studio.bcm.ui.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ScreenPicturesTest {
    @Test
    void halvingIsTheMeanOfFour() {
        Raster r = new Raster(2, 2, new int[] {0xff000000, 0xff0000ff, 0xff00ff00, 0xffff0000});
        assertThat(r.halved().argb()).containsExactly(0xff404040);
    }

    @Test
    void aPyramidHasEveryPixelOnceAndALevelForEachZoom() {
        Raster r = new Raster(1300, 700, new int[1300 * 700]);
        for (int i = 0; i < r.argb().length; i++) {
            r.argb()[i] = 0xff000000 | i;
        }
        Pyramid p = Pyramid.of(r);
        Pyramid.Level full = p.levelFor(1);
        assertThat(full.scale()).isEqualTo(1);
        assertThat(full.tiles()).hasSize(6);
        assertThat(full.tiles().stream().mapToInt(t -> t.raster().argb().length).sum()).isEqualTo(1300 * 700);
        Pyramid.Tile last = full.tile(2, 1);
        assertThat(last.raster().argb()[0]).isEqualTo(r.argb()[512 * 1300 + 1024]);
        assertThat(p.levelFor(0.5).scale()).isEqualTo(2);
        assertThat(p.levelFor(0.3).scale()).isEqualTo(2);
        assertThat(p.levelFor(4).scale()).isEqualTo(1);
        assertThat(p.isOpaque()).isTrue();
        assertThat(Math.max(p.smallest().width(), p.smallest().height())).isLessThanOrEqualTo(Pyramid.TILE);
    }

    @Test
    void aStrokeMarksWhatTheBrushTouchesAndTheEraserTakesItBack() {
        Mask mask = new Mask(100, 80);
        mask.stroke(20, 40, 60, 40, 10, false);
        float[] m = mask.forPicture();
        assertThat(m[40 * 100 + 40]).isEqualTo(1);
        assertThat(m[47 * 100 + 40]).isZero();
        assertThat(m[40 * 100 + 70]).isZero();
        Mask again = Mask.of(mask.toPicture(), 100, 80);
        assertThat(again.forPicture()).isEqualTo(m);
        again.invert();
        assertThat(again.forPicture()[40 * 100 + 40]).isZero();
        mask.stroke(0, 40, 100, 40, 20, true);
        assertThat(mask.isEmpty()).isTrue();
        assertThat(Arrays.stream(mask.overlay()).allMatch(v -> v == 0)).isTrue();
    }

    @Test
    void theMaskOfALargePictureIsKeptSmall() {
        Mask mask = new Mask(6000, 4000);
        assertThat(Math.max(mask.width(), mask.height())).isLessThanOrEqualTo(2048);
        mask.stroke(3000, 2000, 3000, 2000, 400, false);
        float[] m = mask.forPicture();
        assertThat(m[2000 * 6000 + 3150]).isEqualTo(1);
        assertThat(m[2000 * 6000 + 3250]).isZero();
    }
}
