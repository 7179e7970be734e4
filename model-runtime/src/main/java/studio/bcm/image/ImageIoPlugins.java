package studio.bcm.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;

/** Chooses among the Image I/O plug-ins by name: which one the registry happens to put first must not matter. */
final class ImageIoPlugins {
    private static final String JDK = "com.sun.imageio.";

    static {
        ImageIO.setUseCache(false);
    }

    private ImageIoPlugins() {
    }

    static ImageReader jdkJpegReader() throws IOException {
        for (Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg"); readers.hasNext();) {
            ImageReader reader = readers.next();
            if (isJdk(reader)) {
                return reader;
            }
        }
        throw new IOException("this Java has no JPEG decoder");
    }

    static ImageWriter jdkWriter(PictureFormat format) throws IOException {
        for (Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format.name()); writers.hasNext();) {
            ImageWriter writer = writers.next();
            if (writer.getClass().getName().startsWith(JDK)) {
                return writer;
            }
        }
        throw new IOException("this Java cannot write " + format.title());
    }

    static ImageWriter anyWriter(PictureFormat format) throws IOException {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format.name());
        if (!writers.hasNext()) {
            throw new IOException("no library here writes " + format.title());
        }
        return writers.next();
    }

    /** The readers of a format in the order in which they are tried. */
    static List<ImageReader> readers(PictureFormat format) {
        List<ImageReader> readers = new ArrayList<>();
        ImageIO.getImageReadersByFormatName(format.name()).forEachRemaining(readers::add);
        // TwelveMonkeys reads more kinds of TIFF and JPEG than the JDK; libwebp reads WebP exactly; the rest is the JDK's.
        Comparator<ImageReader> jdkFirst = Comparator.comparing(r -> !isJdk(r));
        readers.sort(switch (format) {
            case TIFF, JPEG -> jdkFirst.reversed();
            case WEBP -> Comparator.comparing(r -> !r.getClass().getName().startsWith("com.luciad."));
            default -> jdkFirst;
        });
        return readers;
    }

    private static boolean isJdk(ImageReader reader) {
        return reader.getClass().getName().startsWith(JDK);
    }
}
