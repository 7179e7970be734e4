package studio.bcm.ui.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.task.Progress;
import studio.bcm.ui.TestPictures;

final class FrameExportTest {
    @TempDir
    private Path folder;

    private final FrameExport export = new FrameExport(i -> Picture.of(TestPictures.photo(40, 30, i)), 5);

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
        export.gif(gif, true, 80, Progress.none());
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (var in = ImageIO.createImageInputStream(gif.toFile())) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(8);
            assertThat(reader.read(4).getWidth()).isEqualTo(40);
        } finally {
            reader.dispose();
        }
        assertThat(Files.readAllBytes(gif)).containsSequence("NETSCAPE2.0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void aSheetHoldsAllFrames() {
        Path sheet = folder.resolve("sheet.png");
        export.contactSheet(sheet, Progress.none());
        Picture p = PictureReader.read(sheet);
        assertThat(p.width()).isEqualTo(2 * 48 + 8);
        assertThat(p.height()).isEqualTo(3 * 38 + 8);
    }

    @Test
    void thereAndBackHasTheEndsOnce() {
        assertThat(FrameExport.order(4, true)).containsExactly(0, 1, 2, 3, 2, 1);
        assertThat(FrameExport.order(3, false)).containsExactly(0, 1, 2);
    }
}
