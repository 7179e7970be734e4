package studio.bcm.network.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.network.AdmUNet;
import studio.bcm.network.AdmUNetOptions;
import studio.bcm.network.ParameterList;
import studio.bcm.network.Preconditioning;

class AdmUNetTest {
    private static int threads;

    /** Convolutions this small take longer to share out than to compute. */
    @BeforeAll
    static void useOneThread() {
        threads = torch.get_num_threads();
        torch.set_num_threads(1);
    }

    @AfterAll
    static void useAllThreads() {
        torch.set_num_threads(threads);
    }

    @Test
    void publishedNetworkHasItsSize() {
        AdmUNet network = new AdmUNet(AdmUNetOptions.PUBLISHED);
        ParameterList list = ParameterList.of(network);
        assertThat(network.sizeMultiple()).isEqualTo(8);
        assertThat(network.classes()).isEqualTo(1000);
        assertThat(list.entries().stream().mapToLong(ParameterList.Entry::size).sum() / 1e6).isBetween(270.0, 300.0);
        assertThat(list.get("time_embed_align.weight").shape()).containsExactly(768, 1536);
        assertThat(list.get("input_blocks.9.1.qkv.weight").shape()).containsExactly(1728, 576, 1, 1);
    }

    @ParameterizedTest
    @CsvSource({"true, true, false", "false, false, true"})
    void tapeGivesTheDerivatives(boolean normalised, boolean residual, boolean scaleShift) {
        AdmUNet network = new AdmUNet(AdmUNetOptions.builder().optResolution(8).optChannels(32).optLevelChannels(List.of(32, 64)).optBlocks(1)
                .optAttentionLevels(Set.of(1)).optHeadChannels(32).optClasses(5).optNormalisedAttention(normalised)
                .optResidualResampling(residual).optScaleShift(scaleShift).build());
        ParameterList list = ParameterList.of(network);
        try (PointerScope scope = new PointerScope(); Weights weights = Weights.initialised(list, Torch.cpu(), ScalarType.Double);
                Gradients gradients = new Gradients(weights)) {
            torch.manual_seed(5);
            weights.flat().add_(torch.randn_like(weights.flat()).mul(Torch.scalar(0.05)));
            weights.changed();
            Tensor x = torch.randn(new long[] {2, 3, 8, 4}, new TensorOptions(ScalarType.Double));
            Tensor cotangent = torch.randn(new long[] {2, 3, 8, 4}, new TensorOptions(ScalarType.Double));
            TorchOps ops = TorchOps.training(weights, null, null);
            Var input = ops.input(x);
            ops.backward(forward(ops, network, input), cotangent, gradients);
            Tensor dx = ops.gradient(input);
            double step = 1e-5;
            for (String part : new String[] {"time_embed", "label_emb", "input_blocks", "middle_block", "output_blocks", "out."}) {
                Map<String, Tensor> directions = new HashMap<>();
                list.entries().stream().map(ParameterList.Entry::name).filter(n -> n.startsWith(part))
                        .forEach(n -> directions.put(n, torch.randn_like(weights.compute(n)).mul(Torch.scalar(step))));
                double analytic = 0;
                for (Map.Entry<String, Tensor> e : directions.entrySet()) {
                    analytic += Torch.item(e.getValue().mul(gradients.of(e.getKey())).sum());
                }
                directions.forEach((n, d) -> weights.compute(n).add_(d));
                double up = loss(network, weights, x, cotangent);
                directions.forEach((n, d) -> weights.compute(n).sub_(d.mul(Torch.scalar(2))));
                double down = loss(network, weights, x, cotangent);
                directions.forEach((n, d) -> weights.compute(n).add_(d));
                assertThat((up - down) / 2).as(part).isCloseTo(analytic, within(1e-3 * Math.abs(analytic)));
            }
            Tensor direction = torch.randn_like(x).mul(Torch.scalar(step));
            double slope = (loss(network, weights, x.add(direction), cotangent) - loss(network, weights, x.sub(direction), cotangent)) / 2;
            double analytic = Torch.item(direction.mul(dx).sum());
            assertThat(slope).isCloseTo(analytic, within(1e-3 * Math.abs(analytic)));
        }
    }

    @Test
    void impossibleNetworksAreRefused() {
        assertRefused(AdmUNetOptions.builder().optLevelChannels(List.of(192, 400)), "32 groups");
        assertRefused(AdmUNetOptions.builder().optHeadChannels(7), "heads of 7");
        assertRefused(AdmUNetOptions.builder().optHeadChannels(0).optHeads(5), "5 of them");
        assertRefused(AdmUNetOptions.builder().optAttentionLevels(Set.of(4)), "level 4 of 4");
        assertRefused(AdmUNetOptions.builder().optResolution(60), "60 pixels");
        assertRefused(AdmUNetOptions.builder().optBlocks(0), "0 residual blocks");
    }

    private static void assertRefused(AdmUNetOptions.Builder builder, String why) {
        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    private static double loss(AdmUNet network, Weights weights, Tensor x, Tensor cotangent) {
        try (PointerScope scope = new PointerScope()) {
            TorchOps ops = TorchOps.inference(weights, null);
            return Torch.item(forward(ops, network, ops.input(x)).value().mul(cotangent).sum());
        }
    }

    private static Var forward(TorchOps ops, AdmUNet network, Var x) {
        Var t = ops.input(Torch.tensor(new float[] {0.3f, 2f}, 2));
        Var u = ops.input(Torch.tensor(new float[] {5f, 0.01f}, 2));
        Tensor labels = torch.from_blob(new LongPointer(1, 4), new long[] {2}, new TensorOptions(ScalarType.Long)).clone();
        return Preconditioning.f(ops, network, x, t, u, ops.input(labels));
    }
}
