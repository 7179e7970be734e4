package studio.bcm.evaluation.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.evaluation.TestPacks;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.model.PackWriter;
import studio.bcm.network.ParameterList;
import studio.bcm.network.UNet;
import studio.bcm.network.UNetOptions;
import studio.bcm.network.onnx.OnnxExporter;

class OnnxFeaturesTest {
    @TempDir
    Path dir;

    @Test
    void theTrainersNetworksGiveTheFeaturesOfTheirLowestLevel() {
        UNet network = new UNet(new UNetOptions(16, 2, 32, List.of(1, 2), 1, 32, 0, 0));
        Random random = new Random(3);
        Map<String, float[]> values = new HashMap<>();
        ParameterList.of(network).entries().forEach(e -> {
            float[] v = new float[(int) e.size()];
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) (0.1 * random.nextGaussian());
            }
            values.put(e.name(), v);
        });
        Path file = dir.resolve("small.bcm");
        PackWriter.write(file, OnnxExporter.export(network, values::get, true),
                Manifest.builder().setName("small").setResolution(16).setSizeMultiple(network.sizeMultiple()).optPrecision("fp16").build());
        float[] batch = new float[2 * 3 * 16 * 16];
        for (int i = 0; i < batch.length / 2; i++) {
            batch[i] = (float) random.nextGaussian() / 2;
        }
        try (OnnxFeatures features = OnnxFeatures.ofPack(Pack.open(file), -1)) {
            float[] f = features.of(batch, 2, 16);
            assertThat(f).hasSize(2 * 64);
            float[] one = Arrays.copyOf(f, 64);
            float[] other = Arrays.copyOfRange(f, 64, 128);
            assertThat(one).isNotEqualTo(other);
            for (float v : f) {
                assertThat(v).isFinite();
            }
        }
    }

    @Test
    void refusesANetworkWithoutALowerLevelAndWhatIsNoNetwork() throws Exception {
        Path flat = TestPacks.gaussian(dir);
        assertThatThrownBy(() -> OnnxFeatures.ofPack(Pack.open(flat), -1)).isInstanceOf(UserException.class).hasMessageContaining("lower level");
        Path text = Files.writeString(dir.resolve("net.onnx"), "not a network");
        assertThatThrownBy(() -> OnnxFeatures.open(text, OnnxFeatures.Range.SIGNED, 8, -1)).isInstanceOf(UserException.class)
                .hasMessageContaining("net.onnx");
    }

    /** Eight bits first, then enlarged without rounding again: the order of the published distances. */
    @Test
    void picturesAreRoundedAsFilesHoldThemBeforeTheyAreEnlarged() throws Exception {
        float[] picture = new float[3 * 10 * 10];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = 0.1234567f;
        }
        picture[0] = 7;
        try (OnnxFeatures features = OnnxFeatures.open(TestPacks.meanColours(dir), OnnxFeatures.Range.BYTE, 299, -1)) {
            float[] means = features.of(picture, 1, 10);
            assertThat(means[1]).isEqualTo(143f);
            assertThat(means[0]).isBetween(143.5f, 145f);
        }
    }

    @Test
    void convertsToTheRangeOfTheNetwork() {
        assertThat(OnnxFeatures.Range.BYTE.of(1f)).isEqualTo(255f);
        assertThat(OnnxFeatures.Range.UNIT.of(-1f)).isZero();
        assertThat(OnnxFeatures.Range.SIGNED.of(-0.3f)).isEqualTo(-0.3f);
    }
}
