package studio.bcm.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.UserException;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.network.AdmUNetOptions;

/** Against the output of the reference PyTorch code, which lies beside the checkout. */
class OfficialFixtureTest {
    private static Path fixture;

    @TempDir
    private Path folder;

    @BeforeAll
    static void findFixture() {
        for (Path at = Path.of("").toAbsolutePath(); at != null && fixture == null; at = at.getParent()) {
            Path candidate = at.resolve("shared/fixtures/official-small");
            fixture = Files.isDirectory(candidate) ? candidate : null;
        }
        assumeTrue(fixture != null, "shared/fixtures/official-small is beside no folder above this one");
    }

    @ParameterizedTest
    @CsvSource({"true, 1e-4", "false, 2e-3"})
    void importedPackComputesWhatTheReferenceCodeComputes(boolean fullPrecision, double tolerance) throws Exception {
        Path pack = folder.resolve("small.bcm");
        OfficialImporter.Imported imported = importFixture().setOut(pack).optFullPrecision(fullPrecision).build().run();
        float[] labels = floats("y.bin");
        long[] y = new long[labels.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (long) labels[i];
        }
        float[] expected = floats("ref.bin");
        float[] actual = OrtF.of(pack, floats("x.bin"), 6, 64, 64, floats("t.bin"), floats("u.bin"), y);
        assertThat(OrtF.relativeError(expected, actual)).isLessThan(tolerance);
        int item = expected.length / 6;
        for (int i = 0; i < 6; i++) {
            assertThat(OrtF.relativeError(Arrays.copyOfRange(expected, i * item, (i + 1) * item),
                    Arrays.copyOfRange(actual, i * item, (i + 1) * item))).as("item %d", i).isLessThan(tolerance);
        }

        Manifest manifest = Pack.open(pack).manifest();
        assertThat(manifest.precision()).isEqualTo(fullPrecision ? "fp32" : "fp16");
        assertThat(manifest.classCount()).isEqualTo(10);
        assertThat(manifest.sizeMultiple()).isEqualTo(8);
        assertThat(manifest.route("zigzag-3")).isPresent();
        assertThat(imported.parameters()).isBetween(2_600_000L, 2_700_000L);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(pack);
        }
    }

    @Test
    void shapesShowAllButTheHeads() throws IOException {
        Path pack = folder.resolve("small.bcm");
        Path heads = Files.writeString(folder.resolve("heads.json"), "{\"num_head_channels\": 32}");
        AdmUNetOptions seen = importFixture().setOut(pack).optConfiguration(heads).build().run().network();
        AdmUNetOptions stated = importFixture().setOut(folder.resolve("stated.bcm")).build().run().network();
        assertThat(seen).isEqualTo(stated);
        assertThatThrownBy(() -> importFixture().setOut(folder.resolve("none.bcm")).optConfiguration(null).build().run())
                .isInstanceOf(UserException.class).hasMessageContaining("96 channels").hasMessageContaining("heads of 64");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"num_head_channels\": 32, \"num_channels\": 64} | time_embed.0.weight",
            "{\"num_head_channels\": 32, \"channel_mult\": \"1,2,2,2\"} | input_blocks.7.0.in_layers.2.weight",
            "{\"num_head_channels\": 32, \"attention_resolutions\": \"8\"} | output_blocks.3.1.in_layers.0.weight",
            "{\"num_head_channels\": 32, \"attention_resolutions\": [32, 16, 8]} | input_blocks.3.1.norm.weight",
            "{\"num_head_channels\": 32, \"class_cond\": false} | label_emb.weight",
            "{\"num_head_channels\": 32, \"num_classes\": 1000} | label_emb.weight",
            "{\"num_head_channels\": 32, \"use_scale_shift_norm\": true} | input_blocks.1.0.emb_layers.1.weight",
            "{\"num_head_channels\": 32, \"resblock_updown\": false} | input_blocks.2.0.op.weight",
            "{\"num_head_channels\": 32, \"num_res_blocks\": 2} | input_blocks.3.0.in_layers.2.weight"})
    void mismatchNamesTheTensor(String json, String tensor) throws IOException {
        Path configuration = Files.writeString(folder.resolve("wrong.json"), json);
        Path pack = folder.resolve("none.bcm");
        assertThatThrownBy(() -> importFixture().setOut(pack).optConfiguration(configuration).build().run())
                .isInstanceOf(UserException.class).hasMessageContaining(tensor);
        assertThat(pack).doesNotExist();
    }

    private OfficialImporter.Builder importFixture() {
        return OfficialImporter.builder().setCheckpoint(fixture.resolve("official_small.pt"))
                .optConfiguration(fixture.resolve("fixture.json"));
    }

    private static float[] floats(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(fixture.resolve(name));
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
