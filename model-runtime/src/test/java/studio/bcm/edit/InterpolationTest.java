package studio.bcm.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.image.Pixels;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class InterpolationTest {
    private final GaussianFunction function = new GaussianFunction();
    private final Pixels a = Samples.scene(120, 90, 1);
    private final Pixels b = Samples.scene(120, 90, 2);

    @Test
    void endsAreThePicturesExactly() {
        List<Integer> order = new ArrayList<>();
        Interpolation.builder().setFunction(function).build().prepare(a, b, Progress.none()).frames(9, (index, position, frame) -> {
            order.add(index);
            assertThat(position).isCloseTo(index / 8.0, Offset.offset(1e-12));
            if (index == 0) {
                assertThat(Arrays.equals(frame.data(), a.data())).isTrue();
            } else if (index == 8) {
                assertThat(Arrays.equals(frame.data(), b.data())).isTrue();
            } else {
                assertThat(Samples.meanSquare(frame, a)).isGreaterThan(1e-4);
            }
        }, Progress.none());
        assertThat(order.subList(0, 3)).containsExactly(0, 8, 4);
        assertThat(new HashSet<>(order)).hasSize(9);
    }

    /** Without detail, the frames of the exact model are data of the model at every position: their deviation stays. */
    @ParameterizedTest
    @ValueSource(floats = {0.3f, 2, 80})
    void framesKeepTheDeviationOfData(float depth) {
        Pixels first = Samples.gaussian(128, 96, 1);
        Pixels second = Samples.gaussian(128, 96, 2);
        Interpolation.Morph morph = Interpolation.builder().setFunction(function).optDetail(false).optDepth(depth).build()
                .prepare(first, second, Progress.none());
        for (double position : new double[] {0, 0.2, 0.5, 0.9, 1}) {
            Pixels frame = morph.frameAt(position, Progress.none());
            assertThat(Math.sqrt(Samples.meanSquare(frame, Pixels.blank(128, 96)))).isCloseTo(0.5, Offset.offset(0.01));
        }
        assertThat(Samples.meanSquare(morph.frameAt(0, Progress.none()), first)).isLessThan(0.01);
    }

    @Test
    void picturesOfLikeBrightnessPassThroughNoBrighterOne() {
        Pixels grey = Samples.picture(64, 64, (c, x, y) -> 0.4 + 0.1 * Math.sin(x));
        Pixels other = Samples.picture(64, 64, (c, x, y) -> 0.4 + 0.1 * Math.sin(y));
        Interpolation.Morph morph = Interpolation.builder().setFunction(function).optDetail(false).build()
                .prepare(grey, other, Progress.none());
        double mean = 0;
        Pixels middle = morph.frameAt(0.5, Progress.none());
        for (float value : middle.data()) {
            mean += value / middle.data().length;
        }
        assertThat(mean).isCloseTo(0.4 * GaussianFunction.scale(0.07, 0.002), Offset.offset(0.01));
    }

    @Test
    void aThirdPictureLiesInTheMiddle() {
        Pixels c = Samples.scene(120, 90, 3);
        Interpolation.Morph morph = Interpolation.builder().setFunction(function).build().prepare(a, c, b, Progress.none());
        assertThat(Arrays.equals(morph.frameAt(0, Progress.none()).data(), a.data())).isTrue();
        assertThat(Arrays.equals(morph.frameAt(0.5, Progress.none()).data(), c.data())).isTrue();
        assertThat(Arrays.equals(morph.frameAt(1, Progress.none()).data(), b.data())).isTrue();
    }

    @Test
    void framesChangeSteadilyAroundTheEnds() {
        Interpolation.Morph morph = Interpolation.builder().setFunction(function).build().prepare(a, b, Progress.none());
        assertThat(Samples.meanSquare(morph.frameAt(0.001, Progress.none()), a)).isLessThan(1e-4);
        assertThat(Samples.meanSquare(morph.frameAt(0.999, Progress.none()), b)).isLessThan(1e-4);
    }

    @Test
    void theInversionIsDoneOnce() {
        Interpolation.Morph morph = Interpolation.builder().setFunction(function).optSteps(2).build().prepare(a, b, Progress.none());
        assertThat(function.evaluations).isEqualTo(8);
        morph.frameAt(0.3, Progress.none());
        morph.frameAt(0, Progress.none());
        assertThat(function.evaluations).isEqualTo(10);
    }

    @Test
    void bringsTheSecondPictureToTheFrameOfTheFirst() {
        Pixels wide = Samples.picture(400, 100, (c, x, y) -> x < 130 || x >= 270 ? 1 : -0.5);
        Interpolation.Morph morph = Interpolation.builder().setFunction(function).build().prepare(a, wide, Progress.none());
        Pixels last = morph.frameAt(1, Progress.none());
        assertThat(last.width()).isEqualTo(120);
        assertThat(last.height()).isEqualTo(90);
        for (float value : last.data()) {
            assertThat(value).isCloseTo(-0.5f, Offset.offset(0.01f));
        }
    }

    @Test
    void stopsBetweenFrames() {
        Interpolation.Morph morph = Interpolation.builder().setFunction(function).build().prepare(a, b, Progress.none());
        List<Integer> seen = new ArrayList<>();
        assertThatThrownBy(() -> morph.frames(9, (index, position, frame) -> seen.add(index), RecordedProgress.cancelledWhen(() -> seen.size() == 4)))
                .isInstanceOf(CancelledException.class);
        assertThat(seen).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void easingsGoFromStartToEnd(Easing easing) {
        assertThat(easing.at(0)).isZero();
        assertThat(easing.at(1)).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            assertThat(easing.at(i / 100.0)).isLessThan(easing.at((i + 1) / 100.0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9, 33, 100})
    void everyFrameIsMadeOnce(int count) {
        List<Integer> order = FrameOrder.coarseToFine(count);
        assertThat(order).hasSize(count).doesNotHaveDuplicates().allMatch(i -> i >= 0 && i < count);
    }
}
