package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.job.DetailPack;
import studio.bcm.image.Kernel;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.Pixels;
import studio.bcm.image.Taps;
import studio.bcm.model.GaussianModel;

/** enlarge, evaluate enlarge, and the commands that draw by levels, with a randomly initialised network of detail. */
class PyramidCommandsTest {
    @TempDir
    static Path shared;

    static Path base;
    static Path detail;
    static Path photo;

    @TempDir
    Path fresh;

    @BeforeAll
    static void prepare() throws IOException {
        GaussianModel.pack(shared, "gauss");
        base = shared.resolve("gauss.bcm");
        detail = DetailPack.write(shared, "detail");
        photo = TestPhotos.png(shared.resolve("photo.png"), 0);
    }

    private static CommandLineRun run(Object... words) {
        return CommandLineRun.of(Stream.concat(Stream.of(words), Stream.of("--device", "cpu")).toArray());
    }

    @Test
    void enlargedPicturesMadeSmallerAreThePictures() {
        Picture before = PictureReader.read(photo);
        for (Object[] words : new Object[][] {{"--factor", 2}, {"--size", 2 * before.width() + "x" + 9999, "--texture", 1}}) {
            Path out = fresh.resolve(words[0] + ".png");
            CommandLineRun run = run(Stream.concat(Stream.of("enlarge", photo, "--out", out, "--model", detail, "--shrunk-by", "area"), Stream.of(words)).toArray());
            assertThat(run.err()).contains("Model detail on CPU");
            assertThat(run.code()).as(run.err()).isZero();
            Picture after = PictureReader.read(out);
            assertThat(after.width()).isEqualTo(2 * before.width());
            assertThat(after.height()).isEqualTo(2 * before.height());
            assertThat(difference(Taps.resample(after, before.width(), before.height(), Kernel.BOX), before)).isLessThan(0.5);
        }
        assertThat(run("enlarge", photo, "--out", fresh.resolve("x.png"), "--model", base).err()).contains("whole pictures");
        assertThat(run("restore", photo, "--out", fresh.resolve("x.png"), "--model", detail).err()).contains("photo-64");
        assertThat(run("enlarge", photo, "--out", fresh.resolve("x.png"), "--model", detail, "--factor", 9).code()).isEqualTo(2);
    }

    @Test
    void jpegsAreRestoredFirst() {
        Path jpeg = TestPhotos.jpeg(fresh.resolve("old.jpg"), 20, 0);
        CommandLineRun run = run("enlarge", jpeg, "--out", fresh.resolve("new.png"), "--model", detail, "--restoration-model", base);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("Model gauss on CPU");
        assertThat(run.out()).contains("JPEG of quality 20, restored from sigma");
        CommandLineRun plain = run("enlarge", jpeg, "--out", fresh.resolve("plain.png"), "--model", detail, "--no-restore");
        assertThat(plain.err()).doesNotContain("Model gauss");
    }

    @Test
    void enlargingIsMeasured() throws IOException {
        Path photos = Files.createDirectory(fresh.resolve("photos"));
        Files.copy(photo, photos.resolve("a.png"));
        CommandLineRun run = run("evaluate", "enlarge", photos, "--model", detail, "--out", fresh.resolve("report"), "--quiet", "--factors", 2);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("2 times, made smaller by area", "2 times, made smaller by bicubic", "lanczos", "texture 1.00");
        assertThat(Files.readAllLines(fresh.resolve("report/enlarge.csv"))).hasSize(1 + 2 * 4);
        assertThat(fresh.resolve("report/enlarge-2-bicubic.png")).exists();
    }

    @Test
    void variationsAndPicturesAreDrawnByLevels() {
        Picture before = PictureReader.read(photo);
        CommandLineRun run = run("resample", photo, "--out", fresh.resolve("v"), "--count", 2, "--level", "detail", "--model", base, "--detail-model", detail);
        assertThat(run.code()).as(run.err()).isZero();
        Picture one = PictureReader.read(fresh.resolve("v/variation-000.png"));
        assertThat(one.toPixels().data()).isNotEqualTo(PictureReader.read(fresh.resolve("v/variation-001.png")).toPixels().data());
        int width = before.width() / 2;
        int height = before.height() / 2;
        assertThat(difference(Taps.resample(one, width, height, Kernel.BOX), Picture.of(Taps.resample(before, width, height, Kernel.BOX)))).isLessThan(2);
        CommandLineRun large = run("generate", "--out", fresh.resolve("g.png"), "--size", "100x60", "--model", base, "--detail-model", detail);
        assertThat(large.err()).as(large.err()).contains("Model detail on CPU");
        assertThat(PictureReader.read(fresh.resolve("g.png")).width()).isEqualTo(100);
        assertThat(run("resample", photo, "--out", fresh.resolve("w"), "--level", "parts", "--strength", 1, "--model", base).code()).isEqualTo(2);
    }

    @Test
    void aMorphOfTheCompositionEndsInBothPictures() {
        Path other = TestPhotos.png(fresh.resolve("other.png"), 5);
        CommandLineRun run = run("interpolate", photo, other, "--out", fresh.resolve("m"), "--frames", 3, "--depth", "composition", "--model", base,
                "--detail-model", detail);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("mixed in all levels");
        assertThat(difference(PictureReader.read(fresh.resolve("m/frame-000.png")).toPixels(), PictureReader.read(photo))).isLessThan(0.01);
        assertThat(difference(PictureReader.read(fresh.resolve("m/frame-002.png")).toPixels(), PictureReader.read(other))).isLessThan(0.01);
        assertThat(difference(PictureReader.read(fresh.resolve("m/frame-001.png")).toPixels(), PictureReader.read(photo))).isGreaterThan(1);
        assertThat(run("interpolate", photo, other, "--out", fresh.resolve("n"), "--depth", "composition", "--no-align", "--model", base).code()).isEqualTo(2);
        assertThat(run("interpolate", photo, other, "--out", fresh.resolve("n"), "--depth", "deep", "--model", base).code()).isEqualTo(2);
    }

    /** Mean absolute, on 0…255. */
    private static double difference(Pixels a, Picture b) {
        float[] x = a.data();
        float[] y = b.toPixels().data();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += Math.abs(x[i] - y[i]);
        }
        return 127.5 * sum / x.length;
    }
}
