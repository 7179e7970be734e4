package studio.bcm.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import studio.bcm.UserException;
import studio.bcm.model.ClassNames;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.network.AdmUNet;
import studio.bcm.network.AdmUNetOptions;
import studio.bcm.network.ParameterList;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.TorchOps;
import studio.bcm.network.torch.Var;
import studio.bcm.network.torch.Weights;
import studio.bcm.task.CancelledException;
import studio.bcm.task.RecordedProgress;

/** Checkpoints of other configurations, imported, against libtorch with the same weights. */
class SyntheticCheckpointTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> configurations() {
        return Stream.of(
                Arguments.of("wider, deeper, unconditional, 32×32", small().optResolution(32).optChannels(64).optLevelChannels(List.of(64, 128))
                        .optBlocks(3).optAttentionLevels(Set.of(1)).optHeadChannels(64).optClasses(0).build(),
                        "{\"image_size\": 32, \"num_channels\": 64, \"num_res_blocks\": 3, \"channel_mult\": \"1,2\", "
                                + "\"attention_resolutions\": \"16\", \"class_cond\": false, \"lr\": 1e-4}"),
                Arguments.of("scale and shift, seen from the shapes", small().optScaleShift(true).build(), "{\"num_head_channels\": 32}"),
                Arguments.of("strided convolutions, seen from the shapes", small().optResidualResampling(false).build(),
                        "{\"num_head_channels\": 32}"),
                Arguments.of("plain attention with a number of heads", small().optNormalisedAttention(false).optHeadChannels(0).optHeads(4).build(),
                        "{\"normalize_attention\": false, \"num_heads\": \"4\", \"num_head_channels\": -1}"),
                Arguments.of("half and double widths, everything else at once",
                        small().optChannels(64).optLevelChannels(List.of(32, 96, 128)).optBlocks(1).optAttentionLevels(Set.of(0, 2))
                                .optScaleShift(true).optResidualResampling(false).build(),
                        "{\"channel_mult\": [0.5, 1.5, 2], \"attention_resolutions\": [64, 16, 1], \"num_head_channels\": 32, "
                                + "\"use_scale_shift_norm\": true, \"resblock_updown\": \"False\", \"num_classes\": 7, \"class_cond\": true}"),
                Arguments.of("a consistency model of one time, seen from the names", small().optOneTime(true).build(), "{\"num_head_channels\": 32}"),
                Arguments.of("a consistency model with plain attention", small().optOneTime(true).optNormalisedAttention(false).build(),
                        "{\"num_head_channels\": 32, \"normalize_attention\": false}"),
                Arguments.of("a single level", small().optLevelChannels(List.of(32)).optAttentionLevels(Set.of()).build(),
                        "{\"num_head_channels\": 32}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("configurations")
    void importedPackComputesWhatLibtorchComputes(String what, AdmUNetOptions options, String json) throws Exception {
        AdmUNet network = new AdmUNet(options);
        ParameterList list = ParameterList.of(network);
        Path checkpoint = folder.resolve("weights.pt");
        TestCheckpoint.torch(checkpoint, list, TestCheckpoint.Format.FLOAT, SyntheticCheckpointTest::values);
        Path pack = folder.resolve("pack.bcm");
        OfficialImporter.Imported imported = OfficialImporter.builder().setCheckpoint(checkpoint).setOut(pack)
                .optConfiguration(Files.writeString(folder.resolve("config.json"), json)).optFullPrecision(true).build().run();
        assertThat(imported.network()).isEqualTo(options);
        assertThat(imported.manifest().classCount()).isEqualTo(options.classes());
        assertThat(difference(network, list, pack)).isLessThan(1e-4);
    }

    private static double difference(AdmUNet network, ParameterList list, Path pack) throws Exception {
        int n = 2;
        int height = 2 * network.sizeMultiple() + (network.sizeMultiple() == 1 ? 6 : 0);
        int width = 4 * network.sizeMultiple() + (network.sizeMultiple() == 1 ? 4 : 0);
        Random random = new Random(3);
        float[] x = new float[n * 3 * height * width];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        float[] t = {80, 0.07f};
        float[] u = {0.4f, 15};
        long[] y = network.classes() > 0 ? new long[] {1, network.classes() - 1} : null;
        float[] actual = OrtF.of(pack, x, n, height, width, t, u, y);
        try (PointerScope scope = new PointerScope(); Weights weights = Weights.initialised(list, Torch.cpu(), ScalarType.Float)) {
            list.entries().forEach(e -> weights.set(e.name(), values(e)));
            weights.changed();
            TorchOps ops = TorchOps.inference(weights, null);
            Var label = y == null ? null
                    : ops.input(torch.from_blob(new LongPointer(y), new long[] {n}, new TensorOptions(ScalarType.Long)).clone());
            float[] expected = Torch.toArray(Preconditioning.f(ops, network, ops.input(Torch.tensor(x, n, 3, height, width)),
                    ops.input(Torch.tensor(t, n)), ops.input(Torch.tensor(u, n)), label).value());
            return OrtF.relativeError(expected, actual);
        }
    }

    @Test
    void headsFirstIsBroughtIntoOrder() throws Exception {
        AdmUNetOptions options = small().build();
        AdmUNet network = new AdmUNet(options);
        ParameterList list = ParameterList.of(network);
        Path checkpoint = folder.resolve("weights.pt");
        TestCheckpoint.torch(checkpoint, list, TestCheckpoint.Format.FLOAT, e -> headsFirst(e, options));
        Path pack = folder.resolve("pack.bcm");
        OfficialImporter.builder().setCheckpoint(checkpoint).setOut(pack).optFullPrecision(true)
                .optConfiguration(Files.writeString(folder.resolve("config.json"), "{\"num_head_channels\": 32, \"qkv_order\": \"heads\"}"))
                .build().run();
        assertThat(difference(network, list, pack)).isLessThan(1e-4);
    }

    private static float[] headsFirst(ParameterList.Entry entry, AdmUNetOptions options) {
        float[] ordered = values(entry);
        if (!entry.name().contains(".qkv.")) {
            return ordered;
        }
        int channels = entry.shape()[0] / 3;
        int d = options.headChannels();
        int row = ordered.length / (3 * channels);
        float[] mixed = new float[ordered.length];
        for (int part = 0; part < 3; part++) {
            for (int c = 0; c < channels; c++) {
                int to = (c / d * 3 + part) * d + c % d;
                System.arraycopy(ordered, (part * channels + c) * row, mixed, to * row, row);
            }
        }
        return mixed;
    }

    @Test
    void safeTensorsGiveTheSamePack() throws IOException {
        ParameterList list = ParameterList.of(new AdmUNet(small().build()));
        TestCheckpoint.torch(folder.resolve("a.pt"), list, TestCheckpoint.Format.HALF, SyntheticCheckpointTest::values);
        TestCheckpoint.safe(folder.resolve("a.safetensors"), list, TestCheckpoint.Format.HALF, SyntheticCheckpointTest::values);
        assertThat(importSmall("a.safetensors").modelSha256()).isEqualTo(importSmall("a.pt").modelSha256());
    }

    @Test
    void roundingToBfloat16ShowsInThePack() throws IOException {
        ParameterList list = ParameterList.of(new AdmUNet(small().build()));
        TestCheckpoint.torch(folder.resolve("a.pt"), list, TestCheckpoint.Format.FLOAT, SyntheticCheckpointTest::rounded);
        TestCheckpoint.torch(folder.resolve("b.pt"), list, TestCheckpoint.Format.BFLOAT, SyntheticCheckpointTest::values);
        assertThat(importSmall("b.pt").modelSha256()).isEqualTo(importSmall("a.pt").modelSha256());
    }

    @Test
    void refusesWeightsThatAreNoNumbers() throws IOException {
        ParameterList list = ParameterList.of(new AdmUNet(small().build()));
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e6f}) {
            TestCheckpoint.torch(folder.resolve("a.pt"), list, TestCheckpoint.Format.FLOAT, e -> {
                float[] values = values(e);
                if (e.name().equals("middle_block.1.qkv.weight")) {
                    values[17] = bad;
                }
                return values;
            });
            assertThatThrownBy(() -> importSmall("a.pt")).isInstanceOf(UserException.class).hasMessageContaining("middle_block.1.qkv.weight");
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.map(p -> p.getFileName().toString())).containsExactlyInAnyOrder("a.pt", "heads.json");
            }
        }
    }

    @Test
    void cancelledImportLeavesNothing() throws IOException {
        ParameterList list = ParameterList.of(new AdmUNet(small().build()));
        TestCheckpoint.torch(folder.resolve("a.pt"), list, TestCheckpoint.Format.FLOAT, SyntheticCheckpointTest::values);
        Path heads = Files.writeString(folder.resolve("heads.json"), "{\"num_head_channels\": 32, \"lr\": 1e-4}");
        RecordedProgress cancelling = RecordedProgress.cancelledAfterReports(11);
        assertThatThrownBy(() -> OfficialImporter.builder().setCheckpoint(folder.resolve("a.pt")).setOut(folder.resolve("a.bcm"))
                .optConfiguration(heads).optProgress(cancelling).build().run()).isInstanceOf(CancelledException.class);
        assertThat(cancelling.notes()).singleElement().asString().contains("lr");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(p -> p.getFileName().toString())).containsExactlyInAnyOrder("a.pt", "heads.json");
        }
    }

    @Test
    void commandImports() throws IOException {
        ParameterList list = ParameterList.of(new AdmUNet(small().build()));
        Path checkpoint = folder.resolve("a.safetensors");
        TestCheckpoint.safe(checkpoint, list, TestCheckpoint.Format.FLOAT, SyntheticCheckpointTest::values);
        Path heads = Files.writeString(folder.resolve("heads.json"), "{\"num_head_channels\": 32}");
        Path pack = folder.resolve("süß und neu").resolve("2 a.bcm");
        int exit = new CommandLine(new ModelsImportCommand()).execute(checkpoint.toString(), "--config", heads.toString(), "--out", pack.toString());
        assertThat(exit).isZero();
        Manifest manifest = Pack.open(pack).manifest();
        assertThat(manifest.name()).isEqualTo("2-a");
        assertThat(manifest.precision()).isEqualTo("fp16");
        assertThat(manifest.description()).contains("a.safetensors");
    }

    @Test
    void classNamesComeFromAFile() throws IOException {
        ParameterList list = ParameterList.of(new AdmUNet(small().optClasses(2).build()));
        TestCheckpoint.torch(folder.resolve("a.pt"), list, TestCheckpoint.Format.FLOAT, SyntheticCheckpointTest::values);
        Path names = Files.writeString(folder.resolve("names.txt"), "cat\n\nsalt marsh\n");
        Path heads = Files.writeString(folder.resolve("heads.json"), "{\"num_head_channels\": 32}");
        OfficialImporter.Builder builder = OfficialImporter.builder().setCheckpoint(folder.resolve("a.pt")).optConfiguration(heads);
        assertThat(builder.setOut(folder.resolve("a.bcm")).optClassNames(names).build().run().manifest().classes())
                .containsExactly("cat", "salt marsh");
        assertThat(builder.setOut(folder.resolve("b.bcm")).optClassNames(null).build().run().manifest().classes())
                .containsExactly("class 0", "class 1");
        Files.writeString(names, "cat\n");
        assertThatThrownBy(() -> builder.setOut(folder.resolve("c.bcm")).optClassNames(names).build().run())
                .isInstanceOf(UserException.class).hasMessageContaining("names 1 classes");
        assertThatThrownBy(() -> builder.setOut(folder.resolve("a.bcm")).build().run())
                .isInstanceOf(UserException.class).hasMessageContaining("exists already");
    }

    @Test
    void thousandClassesAreImageNets() {
        List<String> names = ClassNames.of(1000, null);
        assertThat(names).hasSize(1000).doesNotHaveDuplicates().noneMatch(String::isBlank);
        assertThat(names.get(0)).startsWith("tench");
        assertThat(names.get(207)).contains("golden retriever");
        assertThat(names.get(999)).startsWith("toilet tissue");
    }

    @ParameterizedTest
    @MethodSource("badConfigurations")
    void badConfigurationsAreNamed(String json, String why) throws IOException {
        ParameterList list = ParameterList.of(new AdmUNet(small().build()));
        TestCheckpoint.torch(folder.resolve("a.pt"), list, TestCheckpoint.Format.FLOAT, SyntheticCheckpointTest::values);
        Path configuration = Files.writeString(folder.resolve("config.json"), json);
        assertThatThrownBy(() -> OfficialImporter.builder().setCheckpoint(folder.resolve("a.pt")).setOut(folder.resolve("a.bcm"))
                .optConfiguration(configuration).build().run()).isInstanceOf(UserException.class).hasMessageContaining(why);
    }

    static Stream<Arguments> badConfigurations() {
        return Stream.of(Arguments.of("{", "no valid JSON"), Arguments.of("[1]", "no JSON object"), Arguments.of("", "no JSON object"),
                Arguments.of("{\"num_channels\": \"many\"}", "num_channels"), Arguments.of("{\"num_channels\": 1e12}", "num_channels"),
                Arguments.of("{\"channel_mult\": \"1,,2\"}", "channel_mult"), Arguments.of("{\"resblock_updown\": \"maybe\"}", "resblock_updown"),
                Arguments.of("{\"num_res_blocks\": 0}", "0 residual blocks"), Arguments.of("{\"num_res_blocks\": -1}", "-1 residual blocks"),
                Arguments.of("{\"image_size\": 30}", "30 pixels"), Arguments.of("{\"num_head_channels\": 48}", "heads of 48"),
                Arguments.of("{\"qkv_order\": \"alphabetical\"}", "parts or heads"), Arguments.of("{\"channel_mult\": [1, 1.1]}", "32 groups"),
                Arguments.of("{\"channel_mult\": [1000000, 1000000]}", "32 groups"),
                Arguments.of("{\"num_res_blocks\": 100000}", "100000 residual blocks"),
                Arguments.of("{\"num_heads\": 2, \"num_heads_upsample\": 4}", "4 attention heads on the way up"));
    }

    private Manifest importSmall(String checkpoint) throws IOException {
        Path heads = Files.writeString(folder.resolve("heads.json"), "{\"num_head_channels\": 32}");
        return OfficialImporter.builder().setCheckpoint(folder.resolve(checkpoint)).setOut(folder.resolve(checkpoint + ".bcm"))
                .optConfiguration(heads).build().run().manifest();
    }

    private static AdmUNetOptions.Builder small() {
        return AdmUNetOptions.builder().optChannels(32).optLevelChannels(List.of(32, 64, 64)).optBlocks(1).optAttentionLevels(Set.of(1, 2))
                .optHeadChannels(32).optClasses(7);
    }

    private static final Map<String, float[]> CACHE = new HashMap<>();

    /** Random weights that depend on name and shape alone, such that activations keep their size. */
    private static float[] values(ParameterList.Entry entry) {
        String key = entry.name() + Arrays.toString(entry.shape());
        return CACHE.computeIfAbsent(key, k -> {
            Random random = new Random(k.hashCode());
            float[] values = new float[(int) entry.size()];
            boolean norm = entry.shape().length == 1 && entry.name().endsWith(".weight");
            float scale = entry.shape().length == 1 ? 0.1f : (float) Math.sqrt((double) entry.shape()[0] / values.length);
            for (int i = 0; i < values.length; i++) {
                values[i] = (norm ? 1 : 0) + scale * (float) random.nextGaussian();
            }
            return values;
        }).clone();
    }

    private static float[] rounded(ParameterList.Entry entry) {
        float[] values = values(entry);
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) & 0xffff0000);
        }
        return values;
    }
}
