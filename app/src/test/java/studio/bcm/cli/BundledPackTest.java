package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.edit.noise.NoiseFile;
import studio.bcm.edit.noise.NoiseStatistics;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;

/** Every operation on the pack that is shipped, asserting what only a model that has learnt photos gives. */
class BundledPackTest {
    private static final int WIDTH = 128;
    private static final int HEIGHT = 96;

    @TempDir
    static Path folder;

    private static Path samples;
    private static Path model;
    private static Path a;
    private static Path b;

    @BeforeAll
    static void cutSamples() {
        Path root = Path.of("").toAbsolutePath().getParent();
        samples = root.resolve("assets/samples");
        model = root.resolve("assets/models/photo-64.bcm");
        a = crop("apples", 40, 110);
        b = crop("oranges", 40, 110);
    }

    private static Path crop(String sample, int left, int top) {
        Picture whole = PictureReader.read(samples.resolve(sample + ".png"));
        Pixels part = Pixels.blank(WIDTH, HEIGHT);
        whole.read(left, top, WIDTH, HEIGHT, part.data(), 0);
        Path file = folder.resolve(sample + ".png");
        PictureWriter.builder().build().write(Picture.of(part), file);
        return file;
    }

    private static void run(Object... words) {
        CommandLineRun run = CommandLineRun.of(Stream.concat(Stream.of(words), Stream.of("--model", model, "--device", "cpu")).toArray());
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static Pixels pixels(Path file) {
        return PictureReader.read(file).toPixels();
    }

    /** Peak signal to noise ratio in dB. */
    private static double psnr(Pixels x, Pixels y) {
        double sum = 0;
        for (int i = 0; i < x.data().length; i++) {
            sum += Math.pow(x.data()[i] - y.data()[i], 2);
        }
        return 10 * Math.log10(4 / (sum / x.data().length));
    }

    @Test
    void restoresWhatCompressionTookAway() throws IOException {
        Pixels clean = pixels(samples.resolve("lake-day.png"));
        Pixels part = Pixels.blank(256, 192);
        clean.read(200, 60, 256, 192, part.data(), 0);
        byte[] jpeg = JpegEncoder.encode(part, 20, ChromaSampling.S420);
        Path compressed = Files.write(folder.resolve("compressed.jpg"), jpeg);
        Path restored = folder.resolve("restored.png");
        run("restore", compressed, "--out", restored);
        double before = psnr(JpegEncoder.decode(jpeg).toPixels(), part);
        assertThat(psnr(pixels(restored), part)).isGreaterThan(before + 1);
    }

    @Test
    void noiseIsNormalAndHoldsThePicture() {
        Path noise = folder.resolve("noise.npz");
        Path rebuilt = folder.resolve("rebuilt.png");
        run("invert", a, "--out", noise, "--steps", 3);
        NoiseStatistics statistics = NoiseStatistics.of(NoiseFile.load(noise));
        assertThat(statistics.mean()).isCloseTo(0, within(0.05));
        assertThat(statistics.deviation()).isCloseTo(1, within(0.08));
        run("generate", "--noise", noise, "--out", rebuilt);
        assertThat(psnr(pixels(rebuilt), pixels(a))).isGreaterThan(22);
    }

    @Test
    void morphsBeginAndEndAtThePhotosAndPassThroughOthers() {
        Path frames = folder.resolve("frames");
        run("interpolate", a, b, "--out", frames, "--frames", 3);
        assertThat(pixels(frames.resolve("frame-000.png")).data()).isEqualTo(pixels(a).data());
        assertThat(pixels(frames.resolve("frame-002.png")).data()).isEqualTo(pixels(b).data());
        Pixels middle = pixels(frames.resolve("frame-001.png"));
        assertThat(psnr(middle, pixels(a))).isGreaterThan(8);
        assertThat(psnr(middle, pixels(b))).isGreaterThan(8);
        assertThat(roughness(middle)).isGreaterThan(0.6 * Math.min(roughness(pixels(a)), roughness(pixels(b))));
    }

    @Test
    void variationsKeepTheSceneAndChangeItsTexture() {
        Path out = folder.resolve("variations");
        run("resample", a, "--out", out, "--count", 2, "--strength", 0.5, "--seed", 3);
        Pixels one = pixels(out.resolve("variation-000.png"));
        assertThat(psnr(one, pixels(a))).isBetween(14.0, 40.0);
        assertThat(psnr(one, pixels(out.resolve("variation-001.png")))).isBetween(14.0, 45.0);
    }

    @Test
    void whatComesFromNothingIsSmoothAsPhotosAre() {
        Path out = folder.resolve("generated.png");
        run("generate", "--out", out, "--size", "64x64", "--seed", 5, "--steps", 2);
        Pixels picture = pixels(out);
        // Neighbours in noise differ by 1.13 deviations in the mean; in photos by a small part of one.
        assertThat(roughness(picture)).isBetween(0.002, 0.5 * deviation(picture));
    }

    /** Mean absolute difference of horizontal neighbours. */
    private static double roughness(Pixels picture) {
        double sum = 0;
        for (int i = 1; i < picture.data().length; i++) {
            sum += Math.abs(picture.data()[i] - picture.data()[i - 1]);
        }
        return sum / picture.data().length;
    }

    private static double deviation(Pixels picture) {
        double sum = 0;
        double square = 0;
        for (float v : picture.data()) {
            sum += v;
            square += v * v;
        }
        int n = picture.data().length;
        return Math.sqrt(square / n - sum * sum / n / n);
    }
}
