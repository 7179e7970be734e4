package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.network.UNet;
import studio.bcm.network.UNetOptions;
import studio.bcm.network.torch.CudaRecording;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.network.torch.FusedKernels;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

/** Needs a GPU, and libtorch's natives for it (-Pcuda). */
class RecordingsTest {
    private static final int STEPS = 6;

    @BeforeEach
    void gpu() {
        assumeThat(torch.cuda_is_available()).as("an NVIDIA GPU and libtorch's natives for it").isTrue();
    }

    @Test
    void aReplayWorksOnWhatLiesThereThen() {
        try (PointerScope scope = new PointerScope(); CudaRecording.Memory memory = new CudaRecording.Memory(0)) {
            Tensor in = torch.ones(new long[] {4}, Torch.options(ScalarType.Float, Torch.cuda(0)));
            Tensor[] out = new Tensor[1];
            in.mul(new Scalar(3f)).add(new Scalar(1f));
            try (CudaRecording graph = CudaRecording.record(memory, () -> out[0] = in.mul(new Scalar(3f)).add(new Scalar(1f)))) {
                graph.replay();
                assertThat(Torch.toArray(out[0])).containsOnly(4f);
                in.fill_(new Scalar(5f));
                graph.replay();
                assertThat(Torch.toArray(out[0])).containsOnly(16f);
            }
        }
    }

    /** What other tensors hold is left alone by replays, though the memory of recorded work was free when they were made. */
    @Test
    void aReplayWritesToNobodysTensors() {
        try (PointerScope scope = new PointerScope(); CudaRecording.Memory memory = new CudaRecording.Memory(0)) {
            Tensor in = torch.ones(new long[] {1 << 20}, Torch.options(ScalarType.Float, Torch.cuda(0)));
            try (CudaRecording graph = CudaRecording.record(memory, () -> {
                try (PointerScope inner = new PointerScope()) {
                    in.mul(new Scalar(2f)).mul(new Scalar(2f));
                }
            })) {
                List<Tensor> others = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    others.add(torch.zeros_like(in));
                }
                graph.replay();
                for (Tensor other : others) {
                    assertThat(Torch.item(other.abs().sum())).isZero();
                }
            }
        }
    }

    /** Steps of learning by a round trip give the same gradients and outputs, recorded or not, with inputs that change. */
    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "true, false"})
    void recordedStepsLearnWhatOthersDo(boolean fused, boolean both) {
        Run eager = steps(null, fused, both, 0);
        RecordedProgress progress = RecordedProgress.endless();
        Run recorded = steps(progress, fused, both, 0);
        assertThat(eager.recorded()).isZero();
        assertThat(recorded.recorded()).as("the pass, the way back of the round trip, the teacher").isEqualTo(3);
        assertThat(progress.notes()).isEmpty();
        for (int i = 0; i < eager.results().size(); i++) {
            // bfloat16, and sums by atomic additions whose order changes from run to run.
            assertThat(distance(eager.results().get(i), recorded.results().get(i))).as("vector " + i).isLessThan(0.02);
        }
    }

    @Test
    void networksWithDropoutLearnWithMasksOfTheirOwnInEveryStep() {
        RecordedProgress progress = RecordedProgress.endless();
        Run run = steps(progress, true, true, 0.3f);
        assertThat(run.recorded()).as("the teacher, who drops nothing").isEqualTo(1);
        assertThat(progress.notes()).hasSize(1).first().asString().contains("dropout");
        // Gradients by the same input and weights.
        assertThat(distance(run.results().get(0), run.results().get(2))).isGreaterThan(0.05);
        assertThat(distance(run.results().get(2 * STEPS - 4), run.results().get(2 * STEPS - 2))).isGreaterThan(0.05);
    }

    /**
     * Some steps.
     *
     * @param results  gradient and the teacher's F of each
     * @param recorded kinds of evaluations that were replayed in the end
     */
    private record Run(List<float[]> results, int recorded) {
    }

    /** @param progress of the recordings; null to record nothing */
    private static Run steps(Progress progress, boolean fused, boolean both, float dropout) {
        UNetOptions shape = new UNetOptions(32, 2, 32, List.of(1, 2), 1, 32, 0, dropout);
        List<float[]> results = new ArrayList<>();
        torch.manual_seed(3);
        try (PointerScope scope = new PointerScope();
                Learner learner = new Learner(new UNet(shape), Torch.cuda(0), ScalarType.BFloat16, fused ? FusedKernels.compile(0) : null)) {
            learner.weights.flat().add_(torch.randn_like(learner.weights.flat()).mul(new Scalar(0.05)));
            learner.weights.changed();
            learner.ema.assign(learner.weights);
            if (progress != null) {
                learner.record(progress);
            }
            for (int i = 0; i < STEPS; i++) {
                torch.manual_seed(dropout > 0 ? 9 : 9 + i);
                try (PointerScope step = new PointerScope()) {
                    step(learner, both, dropout == 0, results);
                }
            }
            return new Run(results, learner.recorded());
        }
    }

    private static void step(Learner learner, boolean both, boolean change, List<float[]> results) {
        var real = Torch.options(ScalarType.Float, learner.device);
        Tensor x = torch.randn(new long[] {4, 3, 32, 32}, real);
        Tensor t = torch.rand(new long[] {4}, real).add(new Scalar(0.1));
        Tensor u = torch.rand(new long[] {4}, real).add(new Scalar(1.1));
        Tensor target = torch.randn(new long[] {2, 3, 32, 32}, real);
        torch.manual_seed(System.nanoTime());
        DropoutMasks masks = new DropoutMasks();
        Learner.Pass pass = learner.pass("there", true, x, t, u, null, masks);
        Learner.RoundTrip trip = learner.new RoundTrip(pass.inner.narrow(0, 0, 2), x.narrow(0, 0, 2), t.narrow(0, 0, 2), u.narrow(0, 0, 2), null,
                new DropoutMasks(), both);
        trip.end.sub(target).square().mean().add(pass.inner.square().mean()).backward();
        trip.passBack();
        pass.backward();
        results.add(Torch.toArray(learner.gradients.flat()));
        try (NoGradGuard guard = new NoGradGuard()) {
            results.add(Torch.toArray(learner.repeatedInner(learner.ema, "teacher", x, t, u, null)));
            learner.gradients.flat().zero_();
            if (change) {
                learner.weights.flat().mul_(new Scalar(0.99));
                learner.weights.changed();
            }
        }
    }

    private static double distance(float[] a, float[] b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.length; i++) {
            difference += Math.pow(a[i] - b[i], 2);
            size += Math.pow(a[i], 2);
        }
        return Math.sqrt(difference / size);
    }
}
