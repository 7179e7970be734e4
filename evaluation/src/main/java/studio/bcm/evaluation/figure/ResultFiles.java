package studio.bcm.evaluation.figure;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import studio.bcm.file.AtomicFile;

/** Writes result files so that a reader sees either the old file or the whole new one. */
public final class ResultFiles {
    private ResultFiles() {
    }

    public static void writePng(BufferedImage image, Path file) {
        write(file, out -> {
            if (!ImageIO.write(image, "png", out)) {
                throw new IOException("no PNG writer");
            }
        });
    }

    public static void writeText(String text, Path file) {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void write(Path file, Content content) {
        AtomicFile.write(file, true, part -> {
            try (OutputStream out = Files.newOutputStream(part)) {
                content.write(out);
            }
        });
    }

    @FunctionalInterface
    private interface Content {
        void write(OutputStream out) throws IOException;
    }
}
