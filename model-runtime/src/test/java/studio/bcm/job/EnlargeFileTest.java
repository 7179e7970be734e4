package studio.bcm.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.UserException;
import studio.bcm.batch.BatchResult;
import studio.bcm.edit.SharpeningDetail;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureRoundTripTest;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.Samples;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.Resolution;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Manifest;
import studio.bcm.task.Progress;

class EnlargeFileTest {
    @TempDir
    private Path folder;

    /** A model of detail that has no pack. */
    private record Detail(Manifest.Detail detail) implements EditModel {
        @Override
        public ConsistencyFunction function(Progress progress) {
            return new SharpeningDetail();
        }

        @Override
        public Manifest manifest() {
            return Manifest.builder().setName("sharpening").setResolution(64).setSizeMultiple(8).optDetail(detail).build();
        }
    }

    private static Enlarge.Builder enlarge() {
        return Enlarge.builder().setModel(new Detail(new Manifest.Detail(SharpeningDetail.SCALE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tif"})
    void depthAlphaResolutionAndWordsOfAFileAreKept(String ending) {
        Picture random = PictureRoundTripTest.random(40, 30, 16, false, true);
        byte[] xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".getBytes(StandardCharsets.UTF_8);
        PictureBuilder builder = PictureBuilder.like(random).optMetadata(Metadata.none().withResolution(Resolution.of(300, 240, true))
                .withXmp(Optional.of(xmp)));
        builder.write(0, 0, 40, 30, random.toPixels().data(), 0);
        Path small = folder.resolve("small." + ending);
        Path large = folder.resolve("large." + ending);
        PictureWriter.builder().build().write(builder.build(), small);
        BatchResult told = new EnlargeFile(enlarge().build(), PictureWriter.builder().build()::write).process(small, large, Progress.none());
        assertThat(told.megapixels()).isEqualTo(80 * 60 / 1e6);
        Picture result = PictureReader.read(large);
        assertThat(result.width()).isEqualTo(80);
        assertThat(result.height()).isEqualTo(60);
        assertThat(result.bits()).isEqualTo(16);
        assertThat(result.hasAlpha()).isTrue();
        assertThat(opacity(result)).isCloseTo(opacity(random), within(0.02));
        assertThat(result.metadata().resolution().orElseThrow().horizontal()).isCloseTo(300, within(0.6));
        assertThat(result.metadata().resolution().orElseThrow().vertical()).isCloseTo(240, within(0.6));
        assertThat(new String(result.metadata().xmp().orElseThrow(), StandardCharsets.UTF_8)).contains("xmpmeta");
    }

    private static double opacity(Picture picture) {
        Samples alpha = picture.alpha().orElseThrow();
        double sum = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                sum += alpha.get(x, y, 0) / 65535.0;
            }
        }
        return sum / picture.width() / picture.height();
    }

    @Test
    void sizesKeepThePictureSProportions() {
        assertThat(enlarge().build().sizeOf(100, 75)).isEqualTo(new Enlarge.Size(200, 150));
        assertThat(enlarge().optFactor(1.5).build().sizeOf(101, 75)).isEqualTo(new Enlarge.Size(152, 113));
        assertThat(enlarge().optSize(400, 9999).build().sizeOf(100, 75)).isEqualTo(new Enlarge.Size(400, 300));
        assertThatThrownBy(() -> Enlarge.builder().setModel(new Detail(null))).isInstanceOf(UserException.class).hasMessageContaining("photo-detail");
    }

    @Test
    void aPartLooksAsInTheWhole() {
        Picture picture = PictureRoundTripTest.random(96, 80, 8, false, false);
        Enlarge enlarge = enlarge().build();
        Picture part = enlarge.part(picture, 24, 16, 48, 40, Progress.none());
        assertThat(part.width()).isEqualTo(96);
        Picture whole = enlarge.run(picture, Progress.none()).picture();
        int margin = 16;
        float[] a = new float[3 * (96 - 2 * margin) * (80 - 2 * margin)];
        float[] b = new float[a.length];
        part.read(margin, margin, 96 - 2 * margin, 80 - 2 * margin, a, 0);
        whole.read(2 * 24 + margin, 2 * 16 + margin, 96 - 2 * margin, 80 - 2 * margin, b, 0);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]) * 127.5;
        }
        assertThat(sum / a.length).isLessThan(1);
    }
}
