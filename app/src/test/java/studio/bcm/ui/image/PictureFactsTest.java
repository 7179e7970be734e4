package studio.bcm.ui.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.bcm.image.metadata.Metadata;

/** What is shown about a picture. */
final class PictureFactsTest {
    /** An EXIF block of a camera's name, its exposure and a directory of a place. */
    private static byte[] exif() {
        byte[] model = "Test 5\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer b = ByteBuffer.allocate(80).order(ByteOrder.LITTLE_ENDIAN);
        b.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
        b.putShort((short) 3);
        b.putShort((short) 0x0110).putShort((short) 2).putInt(model.length).putInt(56);
        b.putShort((short) 0x829a).putShort((short) 5).putInt(1).putInt(64);
        b.putShort((short) 0x8827).putShort((short) 3).putInt(1).putInt(400);
        b.putInt(0);
        b.position(56).put(model);
        b.position(64).putInt(1).putInt(250);
        return b.array();
    }

    @Test
    void whatACameraWroteIsRead() {
        Metadata metadata = new Metadata(Optional.of(exif()), Optional.empty(), Optional.empty(), Optional.empty());
        CameraData camera = CameraData.of(metadata).orElseThrow();
        assertThat(camera.camera()).isEqualTo("Test 5");
        assertThat(camera.exposure()).isEqualTo("1/250");
        assertThat(camera.iso()).isEqualTo("400");
        assertThat(camera.aperture()).isEmpty();
        assertThat(camera.place()).isFalse();
        assertThat(CameraData.of(Metadata.none())).isEmpty();
    }

    @Test
    void levelsAreCounted() {
        int[] argb = new int[100];
        Arrays.fill(argb, 0xff102030);
        argb[0] = 0xffffffff;
        Histogram histogram = Histogram.of(new Raster(10, 10, argb));
        assertThat(histogram.red()[0x10]).isEqualTo(99);
        assertThat(histogram.green()[0x20]).isEqualTo(99);
        assertThat(histogram.blue()[0xff]).isEqualTo(1);
        assertThat(histogram.most()).isEqualTo(99);
    }

    @Test
    void anOutlineIsFilled() {
        Mask mask = new Mask(40, 30);
        mask.fill(new double[] {10, 30, 30, 10}, new double[] {5, 5, 25, 25}, false);
        Mask.Bounds bounds = mask.bounds().orElseThrow();
        assertThat(bounds).isEqualTo(new Mask.Bounds(10, 5, 20, 20));
        assertThat(mask.forPicture()[15 * 40 + 20]).isEqualTo(1);
        assertThat(mask.forPicture()[15 * 40 + 5]).isZero();
        mask.fill(new double[] {0, 40, 40, 0}, new double[] {0, 0, 30, 30}, true);
        assertThat(mask.bounds()).isEmpty();
    }
}
