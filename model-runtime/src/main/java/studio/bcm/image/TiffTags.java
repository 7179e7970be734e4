package studio.bcm.image;

import java.io.IOException;
import java.nio.file.Path;

/** The metadata tags of a TIFF file's first picture. */
final class TiffTags {
    private TiffTags() {
    }

    static Metadata read(Path file) throws IOException {
        return Metadata.none();
    }

    static void write(Picture picture, Path file) throws IOException {
        throw new IOException("TIFF is not written");
    }
}
