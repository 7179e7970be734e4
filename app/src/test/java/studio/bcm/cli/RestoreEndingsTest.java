package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.image.PictureFormat;
import studio.bcm.model.GaussianModel;

/** A result is what its name says, and has the time of its original where that was asked for. */
class RestoreEndingsTest {
    @TempDir
    Path root;

    private Path photo;
    private Path other;
    private Path model;

    @BeforeEach
    void prepare() throws IOException {
        photo = root.resolve("in/a.jpg");
        other = root.resolve("in/b.png");
        TestPhotos.jpeg(photo, 30, 0);
        TestPhotos.png(other, 1);
        GaussianModel.pack(root, "gauss");
        model = root.resolve("gauss.bcm");
    }

    private CommandLineRun restore(Object... more) {
        return CommandLineRun.of(Stream.concat(Stream.of("restore", "--model", model, "--device", "cpu", "--strength",
                "0.05"),
                Stream.of(more)).toArray());
    }

    @Test
    void everyEndingThatIsWrittenHasItsContent() {
        for (String ending : List.of("png", "jpg", "webp", "tif", "bmp", "gif")) {
            Path out = root.resolve("result." + ending);
            CommandLineRun run = restore(photo, "--out", out);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(PictureFormat.ofContent(out)).isEqualTo(PictureFormat.ofEnding(ending)).isPresent();
        }
    }

    @Test
    void otherEndingsAreWrongUsage() {
        for (String name : List.of("x.heic", "x.avif", "x.svg", "x.txt", "x.pn")) {
            CommandLineRun run = restore(photo, "--out", root.resolve(name));
            assertThat(run.code()).as(name).isEqualTo(2);
            assertThat(run.err()).contains(name, "names no format");
            assertThat(root.resolve(name)).doesNotExist();
        }
    }

    @Test
    void aFormatThatTheEndingContradictsIsWrongUsage() throws IOException {
        Path png = root.resolve("x.png");
        assertThat(restore(photo, "--out", png, "--format", "jpeg").code()).isEqualTo(2);
        assertThat(restore(photo, "--out", png, "--format", "same").code()).isEqualTo(2);
        assertThat(png).doesNotExist();
        Path disguised = Files.copy(other, root.resolve("in/c.jpg"));
        assertThat(restore(disguised, "--out", root.resolve("out"), "--format", "same").code()).isZero();
        assertThat(root.resolve("out/c.png")).exists();
    }

    @Test
    void severalPicturesDoNotGoIntoOneFile() {
        for (String name : List.of("two.png", "two.heic")) {
            CommandLineRun run = restore(photo, other, "--out", root.resolve(name));
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("--out is a folder", name);
            assertThat(root.resolve(name)).doesNotExist();
        }
        assertThat(restore(root.resolve("in"), "--out", root.resolve("folder.jpg")).code()).isEqualTo(2);
        assertThat(restore(photo, other, "--out", root.resolve("results.v2")).code()).isZero();
    }

    @Test
    void anAnimationIsCalledGif() {
        CommandLineRun run = CommandLineRun.of("interpolate", photo, other, "--out", root.resolve("frames"), "--gif",
                root.resolve("m.png"),
                "--model", model, "--device", "cpu");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--gif");
        assertThat(root.resolve("frames")).doesNotExist();
    }

    @Test
    void timesAreKeptWhereThatWasAskedFor() throws IOException {
        FileTime then = FileTime.from(Instant.parse("2004-05-06T07:08:09Z"));
        Files.setLastModifiedTime(photo, then);
        assertThat(restore(photo, other, "--out", root.resolve("kept"), "--keep-times").code()).isZero();
        assertThat(Files.getLastModifiedTime(root.resolve("kept/a.png"))).isEqualTo(then);
        assertThat(restore(photo, "--out", root.resolve("new.png")).code()).isZero();
        assertThat(Files.getLastModifiedTime(root.resolve("new.png"))).isNotEqualTo(then);
    }
}
