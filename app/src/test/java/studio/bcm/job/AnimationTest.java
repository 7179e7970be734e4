package studio.bcm.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.image.ColourManagement;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.animation.Ffmpeg;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;
import studio.bcm.ui.TestPictures;

final class AnimationTest {
    @TempDir
    private Path folder;

    private final Animation export = new Animation(i -> Picture.of(TestPictures.photo(40, 30, i)), 5);

    @Test
    void aSequenceIsNumberedAndNeverOverwrites() {
        var files = export.pngSequence(folder, "frame", Progress.none());
        assertThat(files).hasSize(5).allSatisfy(f -> assertThat(f).exists());
        assertThat(files.getFirst()).hasFileName("frame-001.png");
        assertThat(PictureReader.read(files.get(3)).toPixels().data()).isEqualTo(Picture.of(TestPictures.photo(40, 30, 3)).toPixels().data());
        assertThatThrownBy(() -> export.pngSequence(folder, "frame", Progress.none())).isInstanceOf(UserException.class);
    }

    @Test
    void anAnimationGoesThereAndBack() throws Exception {
        Path gif = folder.resolve("m.gif");
        export.gif(gif, true, true, 80, Progress.none());
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (var in = ImageIO.createImageInputStream(gif.toFile())) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(8);
            assertThat(reader.read(4).getWidth()).isEqualTo(40);
        } finally {
            reader.dispose();
        }
        assertThat(Files.readAllBytes(gif)).containsSequence("NETSCAPE2.0".getBytes(StandardCharsets.US_ASCII));
    }

    /** What the command line writes from the frames it has written, and what the window writes from those it keeps. */
    @Test
    void framesReadBackGiveTheSameGifAsThoseInMemory() throws Exception {
        Path kept = folder.resolve("kept.gif");
        export.gif(kept, false, true, 80, Progress.none());
        List<Path> files = export.pngSequence(folder, "frame", Progress.none());
        Path readBack = folder.resolve("read-back.gif");
        new Animation(i -> PictureReader.read(files.get(i)), files.size()).gif(readBack, false, true, 80, Progress.none());
        assertThat(readBack).hasSameBinaryContentAs(kept);
        assertThatThrownBy(() -> export.gif(kept, false, true, 80, Progress.none())).isInstanceOf(UserException.class);
    }

    @Test
    void anAnimatedWebpHoldsAllFramesAndTimes() throws Exception {
        Path file = folder.resolve("m.webp");
        export.webp(file, true, true, 95, 80, Progress.none());
        var image = WebPImageReaderSpi.class;
        ImageReader reader = image.getDeclaredConstructor().newInstance().createReaderInstance(null);
        try (var in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(8);
            for (int k = 0; k < 8; k++) {
                var frame = reader.read(k);
                var expected = ColourManagement.toSrgb(Picture.of(TestPictures.photo(40, 30, Animation.order(5, true).get(k))));
                double sum = 0;
                for (int i = 0; i < 40 * 30; i++) {
                    sum += Math.abs((frame.getRGB(i % 40, i / 40) >> 8 & 255) - (expected.getRGB(i % 40, i / 40) >> 8 & 255));
                }
                assertThat(sum / 1200).as("mean difference of frame %d", k).isLessThan(6);
            }
        } finally {
            reader.dispose();
        }
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(b.getInt(4)).isEqualTo(bytes.length - 8);
        assertThat(bytes).containsSequence("ANIM".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void ffmpegIsNeverTakenFromAFolderThatDependsOnWhereTheProgramWasStarted() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path program = Files.writeString(bin.resolve("ffmpeg"), "#!/bin/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        String relative = here.relativize(bin.toAbsolutePath()).toString();
        assertThat(Path.of(relative, "ffmpeg")).isExecutable();
        assertThat(Ffmpeg.find(relative)).isEmpty();
        assertThat(Ffmpeg.find(":.:" + relative + ":")).isEmpty();
        assertThat(Ffmpeg.find(relative + ":" + bin)).isPresent();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFilmIsMadeByWhateverFfmpegIsOnThePath() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("my bin"));
        Path program = Files.writeString(bin.resolve("ffmpeg"), """
                #!/bin/sh
                for last; do :; done
                echo "$@" > "$last"
                while [ "$1" != "-i" ]; do shift; done
                ls "${2%/*}" >> "$last"
                """);
        assertThat(Ffmpeg.find(bin.toString())).isEmpty();
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Ffmpeg found = Ffmpeg.find("/nowhere:" + bin).orElseThrow();
        Path film = folder.resolve("m.mp4");
        export.film(film, true, true, 12.5, found, Progress.none());
        String asked = Files.readString(film);
        assertThat(asked).contains("-framerate 12.5").contains("libx264").contains("yuv420p").contains("000007.png").doesNotContain("000008.png");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void anFfmpegThatFailsIsQuotedAndOneThatHangsIsEnded() throws Exception {
        Path program = Files.writeString(folder.resolve("ffmpeg"), "#!/bin/sh\necho 'Unknown encoder libx264'\nexit 1\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path film = folder.resolve("m.mp4");
        assertThatThrownBy(() -> export.film(film, true, false, 12.5, new Ffmpeg(program), Progress.none())).isInstanceOf(UserException.class)
                .hasMessageContaining("Unknown encoder libx264");
        assertThat(film).doesNotExist();
        Files.writeString(program, "#!/bin/sh\nexec sleep 60\n");
        long begun = System.nanoTime();
        RecordedProgress cancelledSoon = RecordedProgress.cancelledWhen(() -> System.nanoTime() - begun > 1_000_000_000L);
        assertThatThrownBy(() -> export.film(film, true, false, 12.5, new Ffmpeg(program), cancelledSoon))
                .isInstanceOf(CancelledException.class);
        assertThat((System.nanoTime() - begun) / 1e9).isLessThan(10);
        assertThat(film).doesNotExist();
    }

    @Test
    void aFilmOfTheRealFfmpegHasAllFrames() throws Exception {
        Ffmpeg real = Ffmpeg.find().orElse(null);
        Assumptions.assumeThat(real).as("ffmpeg on the path").isNotNull();
        Path film = folder.resolve("real.mp4");
        // An odd side, which H.264 does not take as it is.
        new Animation(i -> Picture.of(TestPictures.photo(41, 31, i)), 5).film(film, true, true, 12.5, real, Progress.none());
        Process probe = new ProcessBuilder(real.program().toString(), "-v", "error", "-i", film.toString(), "-f", "framemd5", "-")
                .redirectErrorStream(true).start();
        List<String> frames = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(l -> l.startsWith("0,")).toList();
        assertThat(frames).hasSize(8);
        // yuv420p of 42×32 pixels.
        assertThat(frames).allMatch(l -> l.contains(" " + 42 * 32 * 3 / 2 + ","));
    }

    @Test
    void aSheetHoldsAllFrames() {
        Path sheet = folder.resolve("sheet.png");
        export.contactSheet(sheet, true, Progress.none());
        Picture p = PictureReader.read(sheet);
        assertThat(p.width()).isEqualTo(2 * 48 + 8);
        assertThat(p.height()).isEqualTo(3 * 38 + 8);
    }

    @Test
    void thereAndBackHasTheEndsOnce() {
        assertThat(Animation.order(4, true)).containsExactly(0, 1, 2, 3, 2, 1);
        assertThat(Animation.order(3, false)).containsExactly(0, 1, 2);
    }
}
