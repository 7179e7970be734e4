package studio.bcm.edit.morph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.edit.Easing;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class MorphSettingsTest {
    private static Pixels plain(int width, int height, float value) {
        Pixels pixels = Pixels.blank(width, height);
        Arrays.fill(pixels.data(), value);
        return pixels;
    }

    private static PairMorph morph(RegionOrder order, TakeMask take) {
        Pixels a = plain(40, 40, -1);
        Pixels b = plain(40, 40, 1);
        Alignment alignment = Aligner.builder().build().align(a, b, Correspondences.NONE, Progress.none());
        return PairMorph.builder().setPhotos(a, b).setAlignment(alignment).optOrder(order).optTake(take).build();
    }

    private static float at(Pixels frame, int x, int y) {
        return frame.data()[y * frame.width() + x];
    }

    @Test
    void curvesFollowPresetsAndKnotsAndNeverFall() {
        for (Easing easing : Easing.values()) {
            Curve curve = Curve.parse(easing.name());
            for (double t = 0; t <= 1; t += 0.05) {
                assertThat(curve.at(t)).isCloseTo(easing.at(t), within(0.01));
            }
        }
        Curve curve = Curve.parse("0.3:0.1,0.5:0.1,0.7:0.9");
        double before = 0;
        for (double t = 0; t <= 1; t += 0.01) {
            assertThat(curve.at(t)).isGreaterThanOrEqualTo(before - 1e-12);
            before = curve.at(t);
        }
        assertThat(curve.at(0.3)).isCloseTo(0.1, within(1e-12));
        assertThat(curve.at(0.4)).isCloseTo(0.1, within(1e-12));
        assertThat(curve.at(0)).isZero();
        assertThat(curve.at(1)).isEqualTo(1);
        for (String wrong : List.of("fast", "0.3", "0.3:2", "0.7:0.9,0.3:0.95", "")) {
            assertThatThrownBy(() -> Curve.parse(wrong)).isInstanceOf(UserException.class).hasMessageContaining("curve");
        }
    }

    @Test
    void holdsStandStill() {
        MorphTiming timing = new MorphTiming(Curve.LINEAR, Curve.LINEAR, Curve.LINEAR, 0.2, 0.3);
        assertThat(timing.at(0.2)).isEqualTo(Moment.of(0));
        assertThat(timing.at(0.7)).isEqualTo(Moment.of(1));
        assertThat(timing.at(0.45).shape()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void placesChangeInTheirOrder() {
        Pixels up = morph(RegionOrder.UP, null).frame(Moment.of(0.5), Progress.none());
        assertThat(at(up, 20, 38)).isGreaterThan(0.8f);
        assertThat(at(up, 20, 1)).isLessThan(-0.8f);
        Pixels left = morph(RegionOrder.LEFT, null).frame(Moment.of(0.5), Progress.none());
        assertThat(at(left, 38, 20)).isGreaterThan(0.8f);
        assertThat(at(left, 1, 20)).isLessThan(-0.8f);
        Pixels centre = morph(RegionOrder.CENTRE, null).frame(Moment.of(0.5), Progress.none());
        assertThat(at(centre, 20, 20)).isGreaterThan(at(centre, 1, 1));
        Pixels map = plain(40, 40, -1);
        for (int i = 0; i < map.data().length; i++) {
            map.data()[i] = i % 40 < 20 ? 1 : -1;
        }
        Pixels painted = morph(new RegionOrder.Painted(map), null).frame(Moment.of(0.5), Progress.none());
        assertThat(at(painted, 38, 20)).isGreaterThan(0.8f);
        assertThat(at(painted, 1, 20)).isLessThan(-0.8f);
    }

    @Test
    void whatIsPaintedIsTakenFromThere() {
        byte[] values = new byte[4 * 4];
        values[5] = TakeMask.A;
        values[10] = TakeMask.B;
        Plane times = Plane.blank(4, 4);
        Arrays.fill(times.data(), 0.5f);
        Plane applied = new TakeMask(4, 4, values).applied(times);
        assertThat(applied.data()[5]).isGreaterThan(applied.data()[0]);
        assertThat(applied.data()[10]).isLessThan(applied.data()[0]);
        assertThat(new TakeMask(4, 4, values).together().data()[5]).isLessThan(0.9f);
    }

    @Test
    void storyboardsPassEachPhotoAndCachesKeepTheirFrames() {
        PairMorph there = morph(null, null);
        Storyboard storyboard = new Storyboard(List.of(new Storyboard.Passage(there, MorphTiming.EVEN), new Storyboard.Passage(there, MorphTiming.EVEN)));
        TreeMap<Integer, Float> seen = new TreeMap<>();
        storyboard.frames(3, (index, time, frame) -> seen.put(index, at(frame, 5, 5)), Progress.none());
        assertThat(seen.keySet()).containsExactly(0, 1, 2, 3, 4);
        assertThat(seen.get(0)).isEqualTo(-1);
        // Where one passage ends the next one begins.
        assertThat(seen.get(2)).isEqualTo(-1);
        assertThat(seen.get(4)).isEqualTo(1);
        FrameCache<Picture> cache = new FrameCache<>(there.preview(20), MorphTiming.EVEN, 5, Picture::of);
        assertThat(cache.nearest(0.4)).isEmpty();
        var last = cache.frame(4, Progress.none());
        assertThat(last.width()).isEqualTo(20);
        assertThat(cache.nearest(0.1)).containsSame(last);
        cache.fill(Progress.none());
        assertThat(cache.nearest(1)).containsSame(last);
        assertThat(cache.nearest(0.5)).isPresent().get().isNotSameAs(last);
        assertThatThrownBy(() -> new FrameCache<>(there, MorphTiming.EVEN, 3, Picture::of).fill(RecordedProgress.cancelled())).isInstanceOf(CancelledException.class);
    }

    @Test
    void pointsAreReadInPixelsAndPercentAndWrittenBack(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("points.json");
        Files.writeString(file, "{\"pairs\":[[50,25,10,20]],\"lines\":[{\"a\":[[0,0],[100,100]],\"b\":[[0,50],[100,50]]}],\"unit\":\"percent\"}");
        Correspondences known = CorrespondenceFile.read(file, 200, 100, 400, 300);
        assertThat(known.pairs()).containsExactly(new PointPair(100, 25, 40, 60));
        assertThat(known.lines().getFirst().b()).containsExactly(new Place(0, 150), new Place(400, 150));
        Path again = folder.resolve("again.json");
        CorrespondenceFile.write(known, again, false);
        assertThat(CorrespondenceFile.read(again, 1, 1, 1, 1)).isEqualTo(known);
        for (String wrong : List.of("[]", "{\"pairs\":[[1,2,3]]}", "{\"pairs\":7}", "{\"unit\":\"cm\"}", "{\"lines\":[{\"a\":[[1,2]],\"b\":[[1,2],[2,3]]}]}",
                "{\"pairs\":[[1,2,3,\"x\"]]}", "{", "{} {}")) {
            Files.writeString(file, wrong);
            assertThatThrownBy(() -> CorrespondenceFile.read(file, 9, 9, 9, 9)).as(wrong).isInstanceOf(UserException.class);
        }
    }
}
