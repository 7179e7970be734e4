package studio.bcm.official;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.train.ExportCommand;

/** Random weights of a preset's network go the way of a checkpoint: export, import, run. */
class RandomWeightsImportTest {
    @TempDir
    private Path folder;

    @Test
    void theNetworkOfAPresetIsExportedAndImported() throws Exception {
        Path checkpoint = folder.resolve("small.safetensors");
        Path preset = Files.writeString(folder.resolve("small.json"), """
                {"row": "small", "source": "test", "options": {"architecture": "ADM", "resolution": "16", "channels": "32",
                 "multipliers": "1,2", "blocks": "1", "attention": "8", "class-conditional": "true"}}""");
        assertThat(new CommandLine(new ExportCommand()).execute("--random-weights", preset.toString(), "--classes", "3", "--out", checkpoint.toString())).isZero();
        Path file = folder.resolve("small.bcm");
        OfficialImporter.builder().setCheckpoint(checkpoint).setOut(file).build().run();
        Manifest manifest = Pack.open(file).manifest();
        assertThat(manifest.classCount()).isEqualTo(3);
        float[] x = new float[3 * 16 * 16];
        Random random = new Random(1);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        float[] one = OrtF.of(file, x, 1, 16, 16, new float[] {1}, new float[] {40}, new long[] {0});
        float[] other = OrtF.of(file, x, 1, 16, 16, new float[] {1}, new float[] {40}, new long[] {2});
        assertThat(OrtF.relativeError(one, other)).as("the class matters").isGreaterThan(1e-4);
        assertThat(one).doesNotContain(Float.NaN);
    }
}
