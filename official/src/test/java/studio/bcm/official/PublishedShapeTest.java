package studio.bcm.official;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.network.AdmUNet;
import studio.bcm.network.AdmUNetOptions;
import studio.bcm.network.ParameterList;

/** The published network's shape with random weights: 280 million parameters. */
@Tag("slow")
class PublishedShapeTest {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedShapeTest.class);
    private static final long MOST_SECONDS = 60;

    @TempDir
    private Path folder;

    @Test
    void importsWithoutAnyFlagInUnderAMinute() throws Exception {
        ParameterList list = ParameterList.of(new AdmUNet(AdmUNetOptions.PUBLISHED));
        Path checkpoint = folder.resolve("published.pt");
        Random random = new Random(1);
        TestCheckpoint.torch(checkpoint, list, TestCheckpoint.Format.FLOAT, e -> {
            float[] values = new float[(int) e.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat() - 0.5f;
            }
            return values;
        });
        for (boolean fullPrecision : new boolean[] {false, true}) {
            Path pack = folder.resolve("published-" + fullPrecision + ".bcm");
            long start = System.nanoTime();
            OfficialImporter.Imported imported = OfficialImporter.builder().setCheckpoint(checkpoint).setOut(pack)
                    .optFullPrecision(fullPrecision).build().run();
            double seconds = (System.nanoTime() - start) / 1e9;
            LOG.info("{} parameters, {} MiB imported in {} s", imported.parameters(), Files.size(pack) >> 20, seconds);
            assertThat(seconds).isLessThan(MOST_SECONDS);
            assertThat(imported.network()).isEqualTo(AdmUNetOptions.PUBLISHED);
            assertThat(imported.manifest().classes().get(1)).startsWith("goldfish");
            Files.delete(pack);
        }
    }
}
