package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import studio.bcm.UserException;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.network.AdmUNet;
import studio.bcm.network.AdmUNetOptions;
import studio.bcm.network.Network;
import studio.bcm.network.NetworkOptions;
import studio.bcm.network.ParameterList;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.TorchOps;
import studio.bcm.network.torch.Weights;
import studio.bcm.official.OfficialImporter;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/** From a checkpoint of a consistency model to a bidirectional network, by way of an imported pack. */
class FineTuningTest {
    private static final AdmUNetOptions ONE_TIME = AdmUNetOptions.builder().optResolution(16).optChannels(32).optLevelChannels(List.of(32, 64))
            .optBlocks(1).optAttentionLevels(Set.of(1)).optHeadChannels(64).optClasses(0).optOneTime(true).build();

    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    private Path importedConsistencyModel() throws IOException {
        Path checkpoint = folder.resolve("ict.safetensors");
        new RandomWeights(new AdmUNet(ONE_TIME), 3).writeSafeTensors(checkpoint);
        Path pack = folder.resolve("ict.bcm");
        OfficialImporter.builder().setCheckpoint(checkpoint).setOut(pack).optFullPrecision(true).build().run();
        return pack;
    }

    @Test
    void theSecondTimeChangesNothingAtFirst() throws IOException {
        Pack pack = Pack.open(importedConsistencyModel());
        NetworkOptions shape = PackWeights.shape(pack);
        assertThat(((AdmUNetOptions) shape).oneTime()).isTrue();
        assertThat(((AdmUNetOptions) shape).levelChannels()).containsExactly(32, 64);
        AdmUNetOptions wanted = ((AdmUNetOptions) shape).withOneTime(false);
        try (PointerScope scope = new PointerScope(); Weights before = Weights.initialised(ParameterList.of(shape.network()), Torch.cpu(), ScalarType.Float);
                Weights after = Weights.initialised(ParameterList.of(wanted.network()), Torch.cpu(), ScalarType.Float)) {
            PackWeights.load(pack, before);
            PackWeights.load(pack, after);
            Tensor x = torch.randn(new long[] {3, 3, 16, 16});
            float[] oneTime = inner(shape.network(), before, x, 0.002f);
            assertThat(oneTime).doesNotContain(Float.NaN).isNotEqualTo(new float[oneTime.length]);
            for (float u : new float[] {0.002f, 0.4f, 80f}) {
                assertThat(inner(wanted.network(), after, x, u)).as("u = %s", u).isEqualTo(oneTime);
            }
            assertThat(after.toArray("time_embed_end.0.weight")).isEqualTo(before.toArray("time_embed.0.weight"));
            // [I 0]: the embedding of u can be learnt from here on, since what it is multiplied by has a gradient.
            float[] align = after.toArray("time_embed_align.weight");
            assertThat(align[0]).isEqualTo(1);
            assertThat(align[2 * 128 + 1]).isEqualTo(1);
            assertThat(align[128]).isZero();
        }
    }

    private static float[] inner(Network network, Weights weights, Tensor x, float u) {
        TorchOps ops = TorchOps.inference(weights, null);
        return Torch.toArray(network.forward(ops, ops.input(x), ops.input(Torch.tensor(new float[] {0.01f, 1.3f, 80f}, 3)),
                ops.input(Torch.tensor(new float[] {u, u, u}, 3)), null).value());
    }

    @Test
    void trainingTakesTheShapeOverAndTeachesTheSecondTime() throws IOException {
        Path pack = importedConsistencyModel();
        Manifest before = Pack.open(pack).manifest();
        assertThat(before.routes()).extracting(Route::name).containsExactly("one-step", "two-step");
        assertThat(before.description()).contains("one time");
        Path batch = TestPictures.cifarBatch(folder.resolve("data_batch_1.bin"), 20, new Random(1));
        int code = new CommandLine(new TrainCommand(Progress::none)).execute(batch.toString(), "--from", pack.toString(), "--out",
                folder.resolve("tuned").toString(), "--stage", "consistency:0.016kimg", "--batch", "4", "--device", "cpu", "--resolution", "16");
        assertThat(code).isZero();
        Pack tuned = Pack.open(folder.resolve("tuned/model.bcm"));
        AdmUNetOptions shape = (AdmUNetOptions) PackWeights.shape(tuned);
        assertThat(shape).isEqualTo(ONE_TIME.withOneTime(false));
        try (PointerScope scope = new PointerScope(); Weights weights = Weights.initialised(ParameterList.of(shape.network()), Torch.cpu(), ScalarType.Float)) {
            PackWeights.load(tuned, weights);
            Tensor x = torch.randn(new long[] {3, 3, 16, 16});
            assertThat(inner(shape.network(), weights, x, 80f)).isNotEqualTo(inner(shape.network(), weights, x, 0.002f));
        }
    }

    @Test
    void otherNetworksAreRefusedByTheNameOfATensor() throws IOException {
        Pack pack = Pack.open(importedConsistencyModel());
        AdmUNetOptions deeper = AdmUNetOptions.builder().optResolution(16).optChannels(32).optLevelChannels(List.of(32, 64)).optBlocks(2)
                .optAttentionLevels(Set.of(1)).optHeadChannels(64).optClasses(0).build();
        try (Weights weights = Weights.initialised(ParameterList.of(new AdmUNet(deeper)), Torch.cpu(), ScalarType.Float)) {
            assertThatThrownBy(() -> PackWeights.load(pack, weights)).isInstanceOf(UserException.class).hasMessageContaining("input_blocks.");
        }
    }
}
