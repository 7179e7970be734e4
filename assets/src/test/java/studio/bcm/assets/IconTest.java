package studio.bcm.assets;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The committed icons are those that the program draws. */
class IconTest {
    @Test
    void everySizeIsThereAndTheSame() throws IOException {
        for (int size : Icon.SIZES) {
            BufferedImage drawn = Icon.draw(size);
            BufferedImage committed = ImageIO.read(Path.of("icons", "bcm-studio-" + size + ".png").toFile());
            assertThat(committed.getWidth()).isEqualTo(size);
            assertThat(committed.getColorModel().hasAlpha()).isTrue();
            assertThat(committed.getRGB(0, 0) >>> 24).as("corners are clear").isZero();
            assertThat(drawn.getRGB(size / 2, size / 2)).isEqualTo(committed.getRGB(size / 2, size / 2));
        }
    }
}
