package studio.bcm.image;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.event.IIOReadUpdateListener;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.UserException;

/** Decodes by Image I/O plug-ins; what they managed before a file broke off is kept. */
final class ImageIoDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(ImageIoDecoder.class);

    private interface Opening {
        ImageInputStream open() throws IOException;
    }

    private ImageIoDecoder() {
    }

    static Decoded decode(Path file, PictureFormat format, List<String> warnings) throws IOException {
        return decode(() -> new FileImageInputStream(file.toFile()), format, file.toString(), Files.size(file),
                warnings);
    }

    static Decoded decode(InputStream file, PictureFormat format, String name, List<String> warnings) throws IOException {
        byte[] bytes = file.readAllBytes();
        return decode(() -> new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)), format, name,
                bytes.length, warnings);
    }

    private static Decoded decode(Opening opening, PictureFormat format, String name, long size, List<String> warnings)
            throws IOException {
        IOException first = null;
        List<ImageReader> readers = new ArrayList<>(ImageIoPlugins.readers(format));
        int sound = 0;
        if (format == PictureFormat.TIFF) {
            // What no reader reads as a whole is read in pieces, by the JDK's first: the other one's strips depend on those before.
            sound = readers.size();
            readers.addAll(ImageIoPlugins.readers(format).reversed());
        }
        for (int i = 0; i < readers.size(); i++) {
            ImageReader reader = readers.get(i);
            try (ImageInputStream in = opening.open()) {
                reader.setInput(in, false, format != PictureFormat.TIFF);
                return decode(reader, format, name, size, i >= sound, warnings);
            } catch (IOException e) {
                LOG.debug("{} cannot decode {}", reader.getClass().getName(), name, e);
                first = first == null ? e : first;
            } catch (UserException e) {
                throw e;
            } catch (RuntimeException e) {
                // Decoders meet damaged files with exceptions of every kind.
                LOG.debug("{} cannot decode {}", reader.getClass().getName(), name, e);
                first = first == null ? new IOException("it is damaged", e) : first;
            } finally {
                reader.dispose();
            }
        }
        throw first == null ? new IOException("no library here reads " + format.title()) : first;
    }

    private static Decoded decode(ImageReader reader, PictureFormat format, String name, long size, boolean partly, List<String> warnings)
            throws IOException {
        int w = reader.getWidth(0);
        int h = reader.getHeight(0);
        PictureReader.requirePlausible(name, w, h, size, pixelsInByte(format));
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        if (!types.hasNext()) {
            throw new IOException("its kind of pixels is not supported");
        }
        ImageTypeSpecifier type = types.next();
        int bands = type.getNumBands();
        int bits = Math.max(8, type.getBitsPerBand(0));
        PictureReader.requireRoom(name, w, h, bands, bits > 8 ? 16 : 8);
        BufferedImage image = type.createBufferedImage(w, h);
        ImageReadParam param = reader.getDefaultReadParam();
        param.setDestination(image);
        RowCount rows = new RowCount();
        reader.addIIOReadUpdateListener(rows);
        try {
            BufferedImage read = reader.read(0, param);
            image = read == null ? image : read;
            if (format == PictureFormat.GIF && rows.complete > 0 && rows.complete < h) {
                // Where a block of no length ends the data early, the reader takes them for complete.
                warnings.add("it breaks off: the last " + (h - rows.complete) + " of " + h + " rows are missing");
            }
        } catch (IOException | RuntimeException e) {
            if (!partly) {
                throw e;
            }
            int lost = format == PictureFormat.TIFF ? readPieces(reader, image) : h - rows.complete;
            if (lost == h) {
                throw e;
            }
            LOG.debug("{} is damaged or breaks off", name, e);
            warnings.add(lost == 0 ? "it breaks off: the picture is coarser than it should be"
                    : format == PictureFormat.TIFF ? "it is damaged: " + lost + " of " + h + " rows cannot be read"
                    : "it breaks off: the last " + lost + " of " + h + " rows are missing");
        }
        Decoded decoded = Decoded.of(image);
        if (format == PictureFormat.GIF) {
            tellFurtherPictures(reader, warnings);
            decoded = GifScreen.place(decoded, reader, warnings);
        }
        return decoded.withoutOpaqueAlpha();
    }

    /**
     * Reads a TIFF piece by piece: strips and tiles do not depend on each other, so that those behind a damaged one are whole.
     *
     * @return how many rows are not complete
     */
    private static int readPieces(ImageReader reader, BufferedImage image) throws IOException {
        int wide = reader.getTileWidth(0);
        int high = reader.getTileHeight(0);
        int lost = 0;
        for (int y = 0; y < image.getHeight(); y += high) {
            int rows = Math.min(high, image.getHeight() - y);
            boolean whole = true;
            for (int x = 0; x < image.getWidth(); x += wide) {
                whole &= readPiece(reader, image, new Rectangle(x, y, Math.min(wide, image.getWidth() - x), rows));
            }
            lost += whole ? 0 : rows;
        }
        return lost;
    }

    private static boolean readPiece(ImageReader reader, BufferedImage image, Rectangle place) {
        ImageReadParam param = reader.getDefaultReadParam();
        param.setSourceRegion(place);
        param.setDestinationOffset(place.getLocation());
        param.setDestination(image);
        try {
            reader.read(0, param);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("The piece at {} is damaged", place, e);
            return false;
        }
    }

    /** The most pixels that a byte of a file may stand for; an eighth of the picture at least should be there. */
    private static int pixelsInByte(PictureFormat format) {
        return switch (format) {
            case BMP -> 8 * 128;
            case GIF -> 8 * 2730;
            // One bit of PNG, shrunk as far as deflate goes.
            case PNG -> 8 * 8256;
            case JPEG -> 8 * 400;
            default -> 10_000;
        };
    }

    private static void tellFurtherPictures(ImageReader reader, List<String> warnings) {
        try {
            int count = reader.getNumImages(true);
            if (count > 1) {
                warnings.add("it holds " + count + " pictures; the first was read");
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("Counting pictures failed", e);
        }
    }

    /** Counts the rows from the top that have arrived. */
    private static final class RowCount implements IIOReadUpdateListener {
        private int complete;

        @Override
        public void imageUpdate(ImageReader source, BufferedImage image, int minX, int minY, int width, int height,
                int periodX, int periodY, int[] bands) {
            complete = Math.max(complete, minY + (height - 1) * periodY + 1);
        }

        @Override
        public void passStarted(ImageReader source, BufferedImage image, int pass, int minPass, int maxPass, int minX,
                int minY, int periodX, int periodY, int[] bands) {
            // Rows are counted by what arrives.
        }

        @Override
        public void passComplete(ImageReader source, BufferedImage image) {
            // Rows are counted by what arrives.
        }

        @Override
        public void thumbnailPassStarted(ImageReader source, BufferedImage thumbnail, int pass, int minPass, int maxPass,
                int minX, int minY, int periodX, int periodY, int[] bands) {
            // Previews are not read.
        }

        @Override
        public void thumbnailUpdate(ImageReader source, BufferedImage thumbnail, int minX, int minY, int width, int height,
                int periodX, int periodY, int[] bands) {
            // Previews are not read.
        }

        @Override
        public void thumbnailPassComplete(ImageReader source, BufferedImage thumbnail) {
            // Previews are not read.
        }
    }
}
