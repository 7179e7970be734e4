package studio.bcm.train;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures to train on that are quickly learnt: all are bright with a small dark disc near the middle, each class of its own hue. */
final class TestPictures {
    private TestPictures() {
    }

    static BufferedImage picture(int size, int label, Random random) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.getHSBColor(label / 100f, 0.4f, 0.9f + 0.1f * random.nextFloat()));
        g.fillRect(0, 0, size, size);
        g.setColor(Color.getHSBColor(0.6f, 0.7f, 0.3f));
        int width = size / 5;
        g.fillOval(2 * size / 5 + random.nextInt(size / 16 + 1), 2 * size / 5 + random.nextInt(size / 16 + 1), width, width);
        g.dispose();
        return image;
    }

    /** A batch as CIFAR-10 has it: label, then planes of red, green and blue. */
    static Path cifarBatch(Path file, int count, Random random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            BufferedImage image = picture(32, i % 10, random);
            bytes.write(i % 10);
            for (int shift = 16; shift >= 0; shift -= 8) {
                for (int p = 0; p < 32 * 32; p++) {
                    bytes.write(image.getRGB(p % 32, p / 32) >> shift);
                }
            }
        }
        return Files.write(file, bytes.toByteArray());
    }

    /** ImageNet's layout: a folder for each class. */
    static Path classFolders(Path folder, int classes, int each, int size) throws IOException {
        Random random = new Random(5);
        for (int label = 0; label < classes; label++) {
            Path own = Files.createDirectories(folder.resolve("n0000000" + label));
            for (int i = 0; i < each; i++) {
                ImageIO.write(picture(size, label, random), "png", own.resolve(i + ".png").toFile());
            }
        }
        return folder;
    }
}
