package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.UNet;
import studio.bcm.network.UNetOptions;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.Weights;

class LearnerTest {
    private static final double SMALL = 2e-3;

    @BeforeEach
    void oneThread() {
        torch.set_num_threads(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRoundTripLearnsByItsInnerCallAndByBoth(boolean both) {
        torch.manual_seed(5);
        try (PointerScope scope = new PointerScope();
                Learner learner = new Learner(new UNet(new UNetOptions(16, 2, 32, List.of(1, 1), 1, 32, 0, 0)), new Device("cpu"),
                        ScalarType.Float, null)) {
            // Fresh outputs are zero, so that F would not depend on most weights.
            learner.weights.flat().add_(torch.randn_like(learner.weights.flat()).mul(new Scalar(0.05)));
            learner.weights.changed();
            Tensor t = Torch.tensor(new float[] {0.1f, 0.5f}, 2);
            Tensor u = Torch.tensor(new float[] {3f, 0.02f}, 2);
            Tensor x = torch.randn(2, 3, 16, 16);
            Tensor target = torch.randn(2, 3, 16, 16);

            DropoutMasks none = new DropoutMasks();
            Learner.Pass pass = learner.pass("there", true, Learner.scaledInput(x, t), t, u, null, none);
            Learner.RoundTrip trip = learner.new RoundTrip(pass.inner, x, t, u, null, none, both);
            trip.end.sub(target).square().mean().backward();
            trip.passBack();
            pass.backward();

            Tensor gradient = learner.gradients.flat();
            Tensor direction = gradient.div(gradient.norm());
            Weights ahead = learner.weights.copy();
            ahead.flat().add_(direction, new Scalar(SMALL));
            ahead.changed();
            Weights behind = learner.weights.copy();
            behind.flat().add_(direction, new Scalar(-SMALL));
            behind.changed();
            double slope = (loss(learner, ahead, both ? ahead : learner.weights, x, t, u, target)
                    - loss(learner, behind, both ? behind : learner.weights, x, t, u, target)) / (2 * SMALL);
            assertThat(slope).isCloseTo(Torch.item(gradient.norm()), withinPercentage(2));
        }
    }

    private static double loss(Learner learner, Weights inner, Weights outer, Tensor x, Tensor t, Tensor u, Tensor target) {
        Tensor there = learner.f(inner, x, t, u);
        Tensor back = learner.f(outer, there, u, torch.full_like(u, new Scalar(Preconditioning.SIGMA_MIN)));
        return Torch.item(back.sub(target).square().mean());
    }
}
