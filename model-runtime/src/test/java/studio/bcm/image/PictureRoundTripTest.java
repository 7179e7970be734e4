package studio.bcm.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import studio.bcm.UserException;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.image.metadata.Metadata;

public class PictureRoundTripTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"8,false,false", "16,false,false", "8,true,false", "16,true,false", "8,false,true", "16,false,true",
        "8,true,true", "16,true,true"})
    void pngKeepsEveryValue(int bits, boolean grey, boolean alpha) {
        Picture picture = random(37, 23, bits, grey, alpha);
        Path file = folder.resolve("ä picture.png");

        PictureWriter.builder().build().write(picture, file);
        Picture read = PictureReader.read(file);

        assertThat(read.bits()).isEqualTo(bits);
        assertThat(read.isGrey()).isEqualTo(grey);
        assertThat(read.colour().bytes()).isEqualTo(picture.colour().bytes());
        assertThat(read.colour().words()).isEqualTo(picture.colour().words());
        assertThat(read.hasAlpha()).isEqualTo(alpha);
        if (alpha) {
            assertThat(read.alpha().orElseThrow().bytes()).isEqualTo(picture.alpha().orElseThrow().bytes());
            assertThat(read.alpha().orElseThrow().words()).isEqualTo(picture.alpha().orElseThrow().words());
        }
        assertThat(read.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"8,false", "16,false", "8,true", "16,true"})
    void pixelsAndBackAreTheSameValues(int bits, boolean grey) {
        Picture picture = random(19, 31, bits, grey, false);

        Picture back = picture.withPixels(picture.toPixels());

        assertThat(back.colour().bytes()).isEqualTo(picture.colour().bytes());
        assertThat(back.colour().words()).isEqualTo(picture.colour().words());
    }

    @ParameterizedTest
    @EnumSource(ChromaSampling.class)
    void jpegIsWrittenWithTheSamplingAndQualityAskedFor(ChromaSampling sampling) {
        Pixels photo = TestPictures.photo(101, 67, 1);

        Picture read = JpegEncoder.decode(JpegEncoder.encode(photo, 83, sampling));

        JpegFacts facts = read.jpegFacts().orElseThrow();
        assertThat(facts.sampling()).contains(sampling);
        assertThat(facts.quality()).isEqualTo(83);
        assertThat(facts.hasStandardTables()).isTrue();
        assertThat(TestPictures.psnr(read.toPixels(), photo)).isGreaterThan(27);
    }

    @Test
    void writesPartsInAnyOrderAsOne() {
        Pixels photo = TestPictures.photo(50, 40, 2);
        PictureBuilder builder = new PictureBuilder(50, 40);

        IntStream.range(0, 20).map(i -> 7 * i % 20).parallel().forEach(i -> {
            int x = i % 5 * 10;
            int y = i / 5 * 10;
            float[] tile = new float[300];
            photo.read(x, y, 10, 10, tile, 0);
            builder.write(x, y, 10, 10, tile, 0);
        });

        assertThat(builder.build().colour().bytes()).isEqualTo(Picture.of(photo).colour().bytes());
    }

    @Test
    void leavesAnExistingFileAloneUnlessToldOtherwise() throws IOException {
        Path file = Files.writeString(folder.resolve("kept.png"), "mine");
        Picture picture = random(8, 8, 8, false, false);

        assertThatThrownBy(() -> PictureWriter.builder().build().write(picture, file))
                .isInstanceOf(UserException.class).hasMessageContaining("exists already");
        assertThat(file).hasContent("mine");

        PictureWriter.builder().optOverwrite(true).build().write(picture, file);
        assertThat(PictureReader.read(file).colour().bytes()).isEqualTo(picture.colour().bytes());
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    public static Picture random(int w, int h, int bits, boolean grey, boolean alpha) {
        Random random = new Random(bits + (grey ? 1 : 0));
        Samples colour = Samples.blank(w, h, grey ? 1 : 3, bits);
        Samples opacity = alpha ? Samples.blank(w, h, 1, bits) : null;
        for (Samples samples : alpha ? new Samples[] {colour, opacity} : new Samples[] {colour}) {
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    for (int c = 0; c < samples.channels(); c++) {
                        samples.set(x, y, c, random.nextInt(1 << bits));
                    }
                }
            }
        }
        return new Picture(colour, opacity, Metadata.none(), null, null, List.of());
    }
}
