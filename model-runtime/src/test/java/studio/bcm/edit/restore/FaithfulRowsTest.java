package studio.bcm.edit.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.edit.RestorationTest;
import studio.bcm.edit.Samples;
import studio.bcm.edit.tile.Fields;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.task.Progress;

class FaithfulRowsTest {
    private static FaithfulProjection projection(byte[] file) {
        return new FaithfulProjection(JpegFacts.of(file).orElseThrow().coefficients(), 8);
    }

    /** Wider than a part, and in portions that end inside rows of blocks, hold none or hold several; turned and mirrored too. */
    @ParameterizedTest
    @CsvSource({"2101,77,S420,1,1", "2101,77,S420,9,1", "2101,77,S420,40,1", "2101,77,S444,13,1", "1030,77,S422,77,1", "50,77,S420,30,1",
        "2101,77,S420,9,3", "77,2101,S420,9,6", "77,2101,S422,40,8", "2101,77,S420,17,2"})
    void rowsInPortionsBecomeWhatTheWholePictureDoes(int storedWidth, int storedHeight, ChromaSampling sampling, int portion, int exif) {
        byte[] file = RestorationTest.withOrientation(JpegEncoder.encode(Samples.scene(storedWidth, storedHeight, 3), 30, sampling), exif);
        FaithfulProjection projection = projection(file);
        Pixels restored = JpegEncoder.decode(file).toPixels();
        int width = restored.width();
        int height = restored.height();
        for (int i = 0; i < restored.data().length; i++) {
            restored.data()[i] *= 0.9f;
        }
        Pixels expected = Pixels.blank(width, height);
        projection.project(restored, Fields.into(expected), Progress.none());

        Pixels actual = Pixels.blank(width, height);
        FaithfulRows rows = new FaithfulRows(() -> projection, width, height, Fields.into(actual));
        for (int y = 0; y < height; y += portion) {
            int h = Math.min(portion, height - y);
            float[] values = new float[7 + 3 * width * h];
            restored.read(0, y, width, h, values, 7);
            rows.write(0, y, width, h, values, 7);
            Arrays.fill(values, Float.NaN);
        }

        assertThat(rows.isComplete()).isTrue();
        assertThat(Arrays.mismatch(actual.data(), expected.data())).as("first value that differs").isEqualTo(-1);
    }

    @Test
    void rowsOutOfOrderAreRefused() {
        FaithfulProjection projection = projection(JpegEncoder.encode(Samples.scene(64, 64, 3), 30, ChromaSampling.S420));
        FaithfulRows rows = new FaithfulRows(() -> projection, 64, 64, (x, y, w, h, from, offset) -> {
        });

        assertThatThrownBy(() -> rows.write(0, 8, 64, 8, new float[3 * 64 * 8], 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
