package studio.bcm.installers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class IconFilesTest {
    private static final Path ICONS = Path.of("..", "assets", "icons");

    @Test
    void everyEntryOfAnIcoIsAPictureOfItsSize() throws IOException {
        ByteBuffer ico = ByteBuffer.wrap(IconFiles.ico(ICONS)).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < ico.getShort(4); i++) {
            int entry = 6 + 16 * i;
            int stated = Byte.toUnsignedInt(ico.get(entry)) == 0 ? 256 : Byte.toUnsignedInt(ico.get(entry));
            int width = widthOf(ico.array(), ico.getInt(entry + 12), ico.getInt(entry + 8));
            assertThat(width).isEqualTo(stated);
            widths.add(width);
        }
        assertThat(widths).contains(16, 32, 48, 256);
    }

    @Test
    void everyEntryOfAnIcnsIsAPicture() throws IOException {
        ByteBuffer icns = ByteBuffer.wrap(IconFiles.icns(ICONS));
        assertThat(new String(icns.array(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("icns");
        assertThat(icns.getInt(4)).isEqualTo(icns.capacity());
        List<Integer> widths = new ArrayList<>();
        for (int entry = 8; entry < icns.capacity(); entry += icns.getInt(entry + 4)) {
            widths.add(widthOf(icns.array(), entry + 8, icns.getInt(entry + 4) - 8));
        }
        assertThat(widths).contains(16, 32, 128, 256, 512);
    }

    private static int widthOf(byte[] file, int offset, int length) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Arrays.copyOfRange(file, offset, offset + length))).getWidth();
    }
}
