package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.device.DeviceChoice;

/** Restorations in int8 are those in single precision, nearly, and what is no restoration is not in int8. */
class Int8Test {
    private static final Path PACK = Path.of("../assets/models/photo-64.bcm");
    private static final int SIDE = 64;

    @TempDir
    Path folder;

    @Test
    void restorationsAreNearlyTheSame() throws Exception {
        Pack pack = Pack.open(PACK);
        byte[] whole = new Int8Models(folder).of(pack, 2);
        float[] x = noisyPhoto(0.05f);
        float[] t = {0.05f};
        float[] u = {pack.manifest().sigmaMin()};
        assertThat(whole.length).as("no weights twice").isLessThan((int) pack.modelBytes());
        try (Model single = Model.load(pack, DeviceChoice.CPU); OnnxFunction function = function(whole)) {
            float[] expected = single.evaluate(x, 1, SIDE, SIDE, t, u, null);
            float[] actual = function.evaluate(x, 1, SIDE, SIDE, t, u, null);
            // Errors of int8 far below what is left of the noise: PSNR of 34 dB changes by 0.02 at 57 dB.
            assertThat(psnr(actual, expected)).isGreaterThan(52);
            assertThat(actual).isNotEqualTo(expected);
        }
    }

    @Test
    void modelsAreKeptAndThoseThatAreDamagedMadeAnew() throws Exception {
        Pack pack = Pack.open(PACK);
        Int8Models models = new Int8Models(folder);
        byte[] made = models.of(pack, 2);
        Path file;
        try (Stream<Path> files = Files.list(folder.resolve("int8"))) {
            file = files.toList().getFirst();
        }
        byte[] kept = Files.readAllBytes(file);
        assertThat(models.of(pack, 2)).isEqualTo(made);
        kept[kept.length / 2] ^= 1;
        Files.write(file, kept);
        assertThat(models.of(pack, 2)).isEqualTo(made);
        kept[kept.length / 2] ^= 1;
        assertThat(Files.readAllBytes(file)).isEqualTo(kept);
    }

    @Test
    void onlyRestorationsGoToTheFunctionForThem() {
        List<String> asked = new ArrayList<>();
        List<String> made = new ArrayList<>();
        try (LevelFunction function = new LevelFunction(named("restoring", asked), () -> {
            made.add("other");
            return named("other", asked);
        }, 0.5f, 0.002f)) {
            evaluate(function, 0.5f, 0.002f);
            evaluate(function, 0.1f, 0.002f);
            assertThat(made).isEmpty();
            evaluate(function, 0.6f, 0.002f);
            evaluate(function, 0.1f, 80);
            evaluate(function, 0.1f, 0.1f);
        }
        assertThat(asked).containsExactly("restoring", "restoring", "other", "other", "other", "restoring closed", "other closed");
        assertThat(made).hasSize(1);
    }

    private static void evaluate(LevelFunction function, float t, float u) {
        function.evaluate(new float[3], 1, 1, 1, new float[] {t}, new float[] {u}, null);
    }

    private static Evaluator named(String name, List<String> asked) {
        return new Evaluator() {
            @Override
            public boolean isConditional() {
                return false;
            }

            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                asked.add(name);
                return x;
            }

            @Override
            public void close() {
                asked.add(name + " closed");
            }
        };
    }

    private static OnnxFunction function(byte[] model) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            return OnnxFunction.create(MemorySegment.ofArray(model), options, OptionalInt.empty());
        }
    }

    private static float[] noisyPhoto(float sigma) throws IOException {
        BufferedImage image = ImageIO.read(Path.of("../assets/samples/apples.png").toFile());
        Random random = new Random(3);
        float[] x = new float[3 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            int rgb = image.getRGB(image.getWidth() / 2 + i % SIDE, image.getHeight() / 2 + i / SIDE);
            for (int c = 0; c < 3; c++) {
                x[c * SIDE * SIDE + i] = (rgb >> 16 - 8 * c & 255) / 127.5f - 1 + (float) (sigma * random.nextGaussian());
            }
        }
        return x;
    }

    private static double psnr(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (a[i] - b[i]) / 2;
            sum += d * d;
        }
        return -10 * Math.log10(sum / a.length);
    }
}
