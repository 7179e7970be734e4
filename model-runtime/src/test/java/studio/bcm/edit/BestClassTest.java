package studio.bcm.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.GaussianModel;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

class BestClassTest {
    /** Exact for class 37 alone; the farther a class is from it, the more brightness is lost on the way. */
    private record OnlyOneFits(ConsistencyFunction exact) implements ConsistencyFunction {
        @Override
        public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
            float[] out = exact.evaluate(x, n, height, width, t, u, null);
            for (int i = 0; i < out.length; i++) {
                out[i] += 0.01f * Math.abs(y[i / (out.length / n)] - 37);
            }
            return out;
        }

        @Override
        public int sizeMultiple() {
            return exact.sizeMultiple();
        }

        @Override
        public int resolution() {
            return exact.resolution();
        }

        @Override
        public float sigmaMin() {
            return exact.sigmaMin();
        }

        @Override
        public float sigmaMax() {
            return exact.sigmaMax();
        }
    }

    @Test
    void theClassThatLosesLeastComesFirst() {
        Pixels photo = Pixels.blank(50, 30);
        RecordedProgress progress = RecordedProgress.endless();
        List<BestClass.Match> matches = BestClass.builder().setFunction(new OnlyOneFits(new GaussianModel())).setClasses(100).optBatch(7).build()
                .of(photo, progress);
        assertThat(progress.reports()).extracting(RecordedProgress.Report::done).isSorted();
        assertThat(progress.reports()).isNotEmpty().allMatch(r -> r.done() <= r.total());
        assertThat(matches).hasSize(16);
        assertThat(matches.getFirst().classId()).isEqualTo(37);
        assertThat(matches).extracting(BestClass.Match::error).isSorted();
        assertThat(matches.subList(1, 3)).extracting(BestClass.Match::classId).containsExactlyInAnyOrder(36L, 38L);
        // The start noise alone: 0.07² a quarter.
        assertThat(matches.getFirst().error()).isBetween(0.0008, 0.0016);
    }

    @Test
    void theBatchDoesNotMatter() {
        Pixels photo = Pixels.blank(16, 16);
        BestClass.Builder builder = BestClass.builder().setFunction(new OnlyOneFits(new GaussianModel())).setClasses(40);
        assertThat(builder.optBatch(3).build().of(photo, Progress.none())).isEqualTo(builder.optBatch(64).build().of(photo, Progress.none()));
    }
}
